"""The present suggestion, stored on undecided dossiers so that lists and the cap read it."""

from __future__ import annotations

from collections.abc import Iterable

from .guards import pack_of
from .models import Dossier, Year
from .suggest import suggestions


def refresh_suggestions(year: Year, dossiers: Iterable[Dossier] | None = None) -> None:
    """Store the present suggestion of every undecided dossier (or of those given), for the lists."""
    rows = list(
        dossiers
        if dossiers is not None
        else Dossier.objects.filter(year=year)
        .exclude(decisions__is_in_force=True)
        .select_related("unit", "year")
    )
    found = suggestions(pack_of(year), rows)
    for row in rows:
        one = found[row.pk]
        row.status, row.score, row.suggested = one.status, one.kept_score, one.level
    Dossier.objects.bulk_update(rows, ["status", "score", "suggested"], batch_size=500)
