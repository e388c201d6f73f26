"""What a dossier still lacks: before a decision, and for the file that Đ24 keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .models import Decision, Dossier, Minutes, UnitRating, Year
from .suggest import PENDING, Part

LEADERS = ("HEAD", "DEPUTY")


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. `blocks`: the law wants it before the decision."""

    code: str
    sentence: str
    source: str
    blocks: bool = False


@dataclass(frozen=True)
class Ground:
    """What the whole year has, read once: three queries."""

    minutes: Mapping[int, bool]
    waiting_units: tuple[str, ...]
    waiting_ids: frozenset[int]
    decided: frozenset[int]


def ground_of(year: Year) -> Ground:
    """Minutes by unit (whether confirmed), organisations still to be decided, dossiers decided."""
    waiting = (
        list(
            UnitRating.objects.filter(year=year)
            .exclude(decisions__is_in_force=True)
            .order_by("unit__path")
            .values_list("unit_id", "unit__name", "unit__parent_id")
        )
        if year.rates_units
        else []
    )
    return Ground(
        minutes={
            pk: at is not None
            for pk, at in Minutes.objects.filter(year=year).values_list("unit_id", "confirmed_at")
        },
        waiting_units=tuple(name for _, name, parent in waiting if parent),
        waiting_ids=frozenset(pk for pk, _, _ in waiting),
        decided=frozenset(
            pk
            for pk in Decision.objects.filter(dossier__year=year, is_in_force=True).values_list(
                "dossier_id", flat=True
            )
            if pk
        ),
    )


def meeting_units(path: str) -> list[int]:
    """Whose minutes serve a person of this unit: its own, or of a unit above that is not the organ."""
    ids = [int(part) for part in path.strip("/").split("/")]
    return list(reversed(ids[1:])) or ids[:1]


def lacks_of(dossier: Dossier, ground: Ground, parts: Sequence[Part] | None = None) -> list[Lack]:
    """What this dossier lacks, what blocks the decision first. `dossier.unit` is read.

    Source: NĐ 335/2025/NĐ-CP, Điều 8, Điều 9 khoản 1, Điều 20 khoản 6, Điều 21, Điều 24 khoản 2.
    """
    if dossier.status == Dossier.Status.NOT_RATED and dossier.pk not in ground.decided:
        return []
    found = list(_before(dossier, ground))
    if not dossier.self_level:
        found.append(Lack("SELF", "Chưa tự xếp loại trên Mẫu số 02", "Điều 21 khoản 1, 2 điểm a"))
    for part in parts or ():
        if part.origin == PENDING:
            found.append(Lack("SLIP", f"Phiếu {part.label} chưa công bố", "Điều 24 khoản 2 điểm b"))
    if dossier.status == Dossier.Status.INSUFFICIENT_DATA:
        found.append(Lack("SCORE", "Chưa đủ điểm các kỳ để gợi ý mức", "Điều 17 khoản 3"))
    if dossier.pk not in ground.decided:
        found.append(Lack("DECISION", "Chưa có quyết định xếp loại", "Điều 21 khoản 1, 2 điểm d"))
    return found


def _before(dossier: Dossier, ground: Ground) -> Sequence[Lack]:
    """What the decision waits for."""
    found = []
    if ground.waiting_units:
        some = ", ".join(ground.waiting_units[:3]) + ("…" if len(ground.waiting_units) > 3 else "")
        found.append(Lack("UNITS", f"Chưa xếp loại xong các đơn vị: {some}", "Điều 9 khoản 1", blocks=True))
    if (
        dossier.duty == "HEAD"
        and dossier.unit_id in ground.waiting_ids
        and dossier.unit.name not in ground.waiting_units
    ):
        found.append(Lack("ORGAN", f"Chưa có mức của {dossier.unit.name}", "Điều 20 khoản 6", blocks=True))
    held = [ground.minutes[pk] for pk in meeting_units(dossier.unit.path) if pk in ground.minutes]
    if not held:
        found.append(
            Lack("MINUTES", "Chưa có biên bản họp của đơn vị", "Điều 24 khoản 2 điểm a", blocks=True)
        )
    elif not any(held):
        found.append(
            Lack("MINUTES", "Biên bản họp chưa được xác nhận", "Điều 24 khoản 2 điểm a", blocks=True)
        )
    if dossier.duty in LEADERS and not dossier.party_words:
        found.append(Lack("PARTY", "Chưa có nhận xét của cấp ủy", "Điều 21 khoản 1, 2 điểm c", blocks=True))
    return found
