"""Reading the trail: who opened what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection

from congvu.base.prepared import TEXTS, Prepared

from .models import AccessLog, AuditHead

_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_OPENED = Prepared(
    lambda viewer_id, subjects, since: AccessLog.objects.filter(
        viewer_id=viewer_id, subject__in=subjects, at__gte=since
    ).values_list("subject"),
    int,
    TEXTS,
    dt.datetime,
)


def opened_by(viewer_id: int, subjects: Iterable[str], *, since: dt.datetime | None = None) -> set[str]:
    """Those of `subjects` that this person has opened (since a moment), one query."""
    rows = _OPENED(viewer_id, list(subjects), since or _EVER)
    return {subject for (subject,) in rows}


def openings(
    viewer_id: int, subjects: Iterable[str], *, since: dt.datetime | None = None
) -> list[tuple[str, dt.datetime]]:
    """When this person opened any of `subjects` (since a moment), in order; one query."""
    rows = AccessLog.objects.filter(viewer_id=viewer_id, subject__in=list(subjects))
    if since is not None:
        rows = rows.filter(at__gte=since)
    return list(rows.order_by("at", "pk").values_list("subject", "at"))


def opened_by_another(owner_id: int, subjects: Iterable[str], *, since: dt.datetime | None = None) -> bool:
    """Whether anyone but the owner has opened any of them (since a moment)."""
    rows = AccessLog.objects.filter(owner_id=owner_id, subject__in=list(subjects))
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows.exists()


def state_of_organisation() -> int:
    """The number of changes to organisation, calendar and catalogue, of all organs together.

    It grows with every such change and is read once per request: without the query compiler.
    """
    table = connection.ops.quote_name(AuditHead._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(SUM(changes), 0) FROM {table}")
        return int(cursor.fetchone()[0])
