"""Who records, confirms and scores whose work on a day (NĐ 335/2025/NĐ-CP, Điều 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from congvu.base import dated
from congvu.base.memo import remembered
from congvu.org.models import ConfirmerChoice, Organ, Posting

from .places import Place, places


class Basis(StrEnum):
    """Why someone is the confirmer."""

    CHOSEN = "CHOSEN"
    UNIT_HEAD = "UNIT_HEAD"
    ORGAN_HEAD = "ORGAN_HEAD"
    MANAGING_HEAD = "MANAGING_HEAD"
    NOBODY = "NOBODY"


WHY = {
    Basis.CHOSEN: "được chỉ định bằng quyết định của cơ quan",
    Basis.UNIT_HEAD: "người đứng đầu đơn vị trực tiếp, theo Điều 10 khoản 1 điểm c",
    Basis.ORGAN_HEAD: "người đứng đầu cơ quan, theo Điều 10 khoản 1 điểm b",
    Basis.MANAGING_HEAD: "người đứng đầu cơ quan quản lý công chức, theo Điều 10 khoản 1 điểm a",
    Basis.NOBODY: "chưa có người xác nhận: cơ quan tổ chức, cán bộ cần chỉ định",
}


@dataclass(frozen=True)
class Confirmer:
    """The confirmer of one person on a day; `person_id` is None when nobody follows from the law."""

    person_id: int | None
    basis: Basis
    reason: str = ""

    @property
    def why(self) -> str:
        """The basis as a Vietnamese clause."""
        return f"{WHY[self.basis]} ({self.reason})" if self.reason else WHY[self.basis]


def heads(organ_id: int, *, on: dt.date) -> dict[str, int]:
    """Head of each unit of an organ on a day: unit path -> person id.

    Where two are recorded, the one whose main post it is.
    """
    return heads_of([organ_id], on=on).get(organ_id, {})


@remembered
def heads_of(organ_ids: Iterable[int], *, on: dt.date) -> dict[int, dict[str, int]]:
    """As `heads` for several organs, one query."""
    order = {Posting.Kind.MAIN: 0, Posting.Kind.SECONDED: 1, Posting.Kind.CONCURRENT: 2}
    rows = Posting.objects.filter(
        dated.on(on), organ_id__in=list(organ_ids), duty=Posting.Duty.HEAD
    ).values_list("organ_id", "unit__path", "person_id", "kind", "pk")
    found: dict[int, dict[str, int]] = {}
    for organ_id, path, person_id, _, _ in sorted(
        rows, key=lambda row: (order[Posting.Kind(row[3])], row[4])
    ):
        found.setdefault(organ_id, {}).setdefault(path, person_id)
    return found


def ancestors(path: str) -> list[str]:
    """The path and those above it, nearest first: "/1/7/" -> ["/1/7/", "/1/"]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1)]


@remembered
def confirmers_with_reason(person_ids: Iterable[int], *, on: dt.date) -> dict[int, Confirmer]:
    """Who confirms each person's work on a day, and why; at most five queries.

    One set by name comes first. Otherwise the head of the direct unit; above that head, the
    head of the next unit up to the organ; above the organ's head, the head of its managing
    organ where that one is kept here, else nobody until personnel name someone.
    """
    wanted = list(dict.fromkeys(person_ids))
    chosen = {
        person_id: Confirmer(confirmer_id, Basis.CHOSEN, reason)
        for person_id, confirmer_id, reason in ConfirmerChoice.objects.filter(
            dated.on(on), person_id__in=wanted
        )
        .order_by("valid_from", "pk")
        .values_list("person_id", "confirmer_id", "reason")
    }
    rest = [p for p in wanted if p not in chosen]
    where = places(rest, on=on) if rest else {}
    trees = heads_of({spot.organ_id for spot in where.values()}, on=on) if where else {}
    found = dict(chosen)
    at_top: list[Place] = []
    for person_id in rest:
        spot = where.get(person_id)
        found[person_id] = _from_tree(spot, trees) if spot else Confirmer(None, Basis.NOBODY)
        if spot and found[person_id].person_id is None and _is_top(spot, trees):
            at_top.append(spot)
    if at_top:
        found |= _from_managing(at_top, on=on)
    return found


def _from_tree(spot: Place, trees: dict[int, dict[str, int]]) -> Confirmer:
    tree = trees.get(spot.organ_id, {})
    for path in ancestors(spot.unit_path):
        head = tree.get(path)
        if head is not None and head != spot.person_id:
            return Confirmer(head, Basis.ORGAN_HEAD if path.count("/") == 2 else Basis.UNIT_HEAD)
    return Confirmer(None, Basis.NOBODY)


def _is_top(spot: Place, trees: dict[int, dict[str, int]]) -> bool:
    """The person heads her whole organ. (Without any head, officers' work goes to nobody.)"""
    return trees.get(spot.organ_id, {}).get(ancestors(spot.unit_path)[-1]) == spot.person_id


def _from_managing(spots: list[Place], *, on: dt.date) -> dict[int, Confirmer]:
    """The head of the managing organ, for the heads of its organs (Điều 10 khoản 1 điểm a)."""
    managing = dict(
        Organ.objects.filter(pk__in={s.organ_id for s in spots}, managing__isnull=False).values_list(
            "pk", "managing_id"
        )
    )
    trees = heads_of(set(managing.values()), on=on) if managing else {}
    found = {}
    for spot in spots:
        tree = trees.get(managing.get(spot.organ_id, 0), {})
        head = next((p for path, p in tree.items() if path.count("/") == 2), None)
        if head is not None and head != spot.person_id:
            found[spot.person_id] = Confirmer(head, Basis.MANAGING_HEAD)
    return found


def confirmers(person_ids: Iterable[int], *, on: dt.date) -> dict[int, int | None]:
    """Person id of each one's confirmer on a day; None where nobody follows from Điều 10."""
    return {p: c.person_id for p, c in confirmers_with_reason(person_ids, on=on).items()}


def confirmer_of(person_id: int, *, on: dt.date) -> int | None:
    return confirmers([person_id], on=on)[person_id]
