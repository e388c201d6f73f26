"""Where people work on a day, and how a move splits a span of days."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congvu.base import dated
from congvu.base.memo import remembered
from congvu.org.models import Organ, Posting, Rules, Unit
from congvu.ui import words

WEIGHT = {Posting.Kind.SECONDED: 0, Posting.Kind.MAIN: 1, Posting.Kind.CONCURRENT: 2}
"""Which posting is the place of a day: a secondment is assigned and assessed where it is served
(NĐ 138/2020, Điều 27 khoản 6), then the main post, then a concurrent one."""


@dataclass(frozen=True)
class Place:
    """Where a person works on a day."""

    person_id: int
    organ_id: int
    unit_id: int
    unit_path: str
    unit_name: str
    position_id: int
    duty: str
    title: str
    posting_id: int


@dataclass(frozen=True)
class Segment:
    """A stretch of days, first to last inclusive, spent in one place."""

    first: dt.date
    last: dt.date
    place: Place


@remembered
def places(person_ids: Iterable[int], *, on: dt.date) -> dict[int, Place]:
    """The place of each person on that day; people without a posting are missing."""
    rows = Posting.objects.filter(dated.on(on), person_id__in=list(person_ids)).select_related(
        "unit", "position"
    )
    found: dict[int, Place] = {}
    for posting in sorted(rows, key=_order):
        found.setdefault(posting.person_id, _place(posting))
    return found


@remembered
def units_below(organ_id: int, path: str) -> tuple[int, ...]:
    """The unit at this path and all below it, also those that have ended."""
    return tuple(Unit.objects.filter(organ_id=organ_id, path__startswith=path).values_list("pk", flat=True))


def place(person_id: int, *, on: dt.date) -> Place | None:
    return places([person_id], on=on).get(person_id)


def segments(person_id: int, first: dt.date, last: dt.date) -> list[Segment]:
    """The places of a person in [first, last], in order; days without a posting are left out."""
    return segments_of([person_id], first, last)[person_id]


def segments_of(person_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, list[Segment]]:
    """As `segments` for many people, one query. A move in mid-month gives two segments."""
    wanted = list(person_ids)
    rows = Posting.objects.filter(dated.overlapping(first, last), person_id__in=wanted).select_related(
        "unit", "position"
    )
    by_person: dict[int, list[Posting]] = {person_id: [] for person_id in wanted}
    for posting in sorted(rows, key=_order):
        by_person[posting.person_id].append(posting)
    return {person_id: _split(postings, first, last) for person_id, postings in by_person.items()}


def _split(postings: Sequence[Posting], first: dt.date, last: dt.date) -> list[Segment]:
    """Cut at every day on which a posting begins or ends; equal neighbours stay one segment."""
    after = last + dt.timedelta(days=1)
    cuts = {first, after}
    for posting in postings:
        cuts |= {day for day in (posting.valid_from, posting.valid_to) if day and first < day < after}
    ordered = sorted(cuts)
    found: list[Segment] = []
    for start, end in itertools.pairwise(ordered):
        here = next((p for p in postings if p.covers(start)), None)
        if here is None:
            continue
        until = end - dt.timedelta(days=1)
        previous = found[-1] if found else None
        if (
            previous
            and previous.place.posting_id == here.pk
            and previous.last + dt.timedelta(days=1) == start
        ):
            found[-1] = Segment(previous.first, until, previous.place)
        else:
            found.append(Segment(start, until, _place(here)))
    return found


def _order(posting: Posting) -> tuple[int, int, int]:
    return posting.person_id, WEIGHT[Posting.Kind(posting.kind)], posting.pk


def _place(posting: Posting) -> Place:
    return Place(
        person_id=posting.person_id,
        organ_id=posting.organ_id,
        unit_id=posting.unit_id,
        unit_path=posting.unit.path,
        unit_name=posting.unit.name,
        position_id=posting.position_id,
        duty=posting.duty,
        title=posting.title or posting.position.name,
        posting_id=posting.pk,
    )


def people_under(unit_path: str, organ_id: int, *, first: dt.date, last: dt.date) -> list[int]:
    """Ids of people posted in the unit's subtree on at least one day of [first, last]."""
    return list(
        Posting.objects.filter(
            dated.overlapping(first, last), organ_id=organ_id, unit__path__startswith=unit_path
        )
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )


def root_unit(organ_id: int) -> Unit:
    """The unit that is the organ itself."""
    return Unit.objects.get(organ_id=organ_id, parent=None)


@remembered
def rules_row(organ_id: int) -> Rules:
    """The organ's own rules, to read only."""
    return Rules.objects.get(organ_id=organ_id)


@remembered
def organ_words(organ_id: int) -> tuple[str, str]:
    """The short name of an organ, and how it addresses people: "đồng chí" or "anh/chị"."""
    name, kind = Organ.objects.values_list("short_name", "address").get(pk=organ_id)
    return name, words.PLAIN if kind == Organ.Address.PLAIN else words.COMRADE


def form_of_address(organ_id: int | None) -> str:
    """How an organ addresses people; "đồng chí" for someone of no organ."""
    return organ_words(organ_id)[1] if organ_id else words.COMRADE
