"""Opening a rating year and leading it to its end: the personnel body's work."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.dated import on
from congvu.base.errors import Incomplete, InvalidStep, OutOfRange
from congvu.org.models import Organ, Rules, Unit
from congvu.org.queries import heads
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.rating import events
from congvu.rating.caps import tally_of
from congvu.rating.guards import DURING, in_state, line, lock_year, pack_for, pack_of, year_subject
from congvu.rating.models import Decision, Dossier, UnitRating, Year
from congvu.rating.people import Rated, authority_of, rated_people
from congvu.rating.refresh import refresh_suggestions
from congvu.rating.states import YEAR, YearState, YearStep
from congvu.scoring.guards import organ_subject

FIRST_YEAR = 2000
STEP_WORDS = dict(YearState.choices)


@transaction.atomic
def open_year(*, organ_id: int, year: int, by: Actor, at: dt.datetime) -> Year:
    """Mở năm xếp loại: one dossier for everyone who works in the organ now, one rating for each unit.

    The pack is the one in force on 31 December. Raises: Denied, InvalidStep (there already),
    OutOfRange (a year to come, no pack, a pack that makes no year).
    Source: NĐ 335/2025/NĐ-CP, Điều 9 khoản 1, Điều 19.
    """
    Rules.objects.select_for_update().get(organ_id=organ_id)
    check(by, Action.YEAR_KEEP, organ_subject(organ_id))
    today = clock.local(at).date()
    if not FIRST_YEAR <= year <= today.year:
        raise OutOfRange("Năm này chưa bắt đầu hoặc đã quá xa.", field="year")
    if Year.objects.filter(organ_id=organ_id, year=year).exists():
        raise InvalidStep(f"Năm {year} đã mở.")
    organ = Organ.objects.get(pk=organ_id)
    pack, why = pack_for(organ_id, year)
    if pack is None:
        raise OutOfRange(why, field="year")
    found = Year.objects.create(
        organ=organ, year=year, pack_id=pack.id, pack_sha256=pack.sha256, refreshed_at=at,
        rates_units=organ.kind == Organ.Kind.STATE and pack.organisation is not None, opened_at=at,
        opened_by=by.key,
    )  # fmt: skip
    counts = _follow(found, organ, at)
    _note(events.YEAR_OPENED, found, by, at, people=counts["added"], pack=pack.id)
    return found


@transaction.atomic
def refresh_year(*, year_id: int, by: Actor, at: dt.datetime) -> dict[str, int]:
    """Cập nhật hồ sơ: joiners in, moves followed, leavers that nothing was written on out; suggestions anew.

    A dossier that is decided stays as it is. Raises: Denied, InvalidStep (closed).
    """
    year = lock_year(year_id)
    check(by, Action.YEAR_KEEP, year_subject(year))
    in_state(year, *DURING)
    counts = _follow(year, year.organ, at)
    year.refreshed_at = at
    year.save(update_fields=["refreshed_at"])
    _note(events.YEAR_REFRESHED, year, by, at, **counts)
    return counts


@transaction.atomic
def step_year(*, year_id: int, step: str, by: Actor, at: dt.datetime) -> Year:
    """Chuyển bước. Before a decision may be made and before the end the suggestions are made anew.

    Raises: Denied, InvalidStep; Incomplete when the year closes with people or units undecided,
    or with more excellent ones than the cap allows.
    """
    year = lock_year(year_id)
    check(by, Action.YEAR_KEEP, year_subject(year))
    year.state = YEAR.after(year.state, step)
    refresh_suggestions(year)
    if step == YearStep.CLOSE:
        _check_whole(year)
        year.closed_at, year.closed_by = at, by.key
    year.refreshed_at = at
    year.save(update_fields=["state", "refreshed_at", "closed_at", "closed_by"])
    _note(events.YEAR_STEPPED, year, by, at, state=STEP_WORDS[year.state].lower())
    return year


@transaction.atomic
def set_outstanding(*, year_id: int, is_outstanding: bool, document: str, by: Actor, at: dt.datetime) -> Year:
    """Ghi việc cấp có thẩm quyền công nhận cơ quan nổi trội (Đ20.5b). Raises: Denied, Incomplete, InvalidStep."""
    year = lock_year(year_id)
    check(by, Action.YEAR_KEEP, year_subject(year))
    in_state(year, *DURING)
    words = line(document, "document", "văn bản công nhận", most=200, required=is_outstanding)
    year.is_outstanding, year.outstanding_document = is_outstanding, words if is_outstanding else ""
    year.save(update_fields=["is_outstanding", "outstanding_document"])
    _note(
        events.OUTSTANDING_SET, year, by, at, outstanding="có" if is_outstanding else "không",
        document=words or "không văn bản",
    )  # fmt: skip
    return year


def _follow(year: Year, organ: Organ, at: dt.datetime) -> dict[str, int]:
    """Dossiers and unit ratings as the organ is on the day."""
    day = min(clock.local(at).date(), dt.date(year.year, 12, 31))
    people = {one.person_id: one for one in rated_people(organ, year.year, on=day)}
    decided = set(Decision.objects.filter(dossier__year=year).values_list("dossier_id", flat=True).distinct())
    there = {row.person_id: row for row in Dossier.objects.filter(year=year)}
    gone = [
        row.pk
        for row in there.values()
        if row.person_id not in people
        and row.pk not in decided
        and not row.self_level
        and not row.party_words
        and not row.facts_given.exists()
        and not row.notes.exists()
    ]
    Dossier.objects.filter(pk__in=gone).delete()
    changed = [
        row for row in there.values() if row.pk not in decided and _moved(row, people.get(row.person_id))
    ]
    Dossier.objects.bulk_update(changed, ["unit", "duty", "title", "authority"], batch_size=500)
    added = [one for pk, one in people.items() if pk not in there]
    Dossier.objects.bulk_create(
        [
            Dossier(
                organ=organ, year=year, person_id=one.person_id, unit_id=one.unit_id, duty=one.duty,
                title=one.title, group=one.group, authority_id=one.authority_id,
                worked_months=one.worked_months, status=Dossier.Status.INSUFFICIENT_DATA,
            )
            for one in added
        ],
        batch_size=500,
    )  # fmt: skip
    _units(year, organ, day)
    refresh_suggestions(year)
    return {"added": len(added), "changed": len(changed), "removed": len(gone)}


def _moved(row: Dossier, now: Rated | None) -> bool:
    """Follow a move; false where nothing differs."""
    if now is None:
        return False
    new = (now.unit_id, now.duty, now.title, now.authority_id)
    if new == (row.unit_id, row.duty, row.title, row.authority_id):
        return False
    row.unit_id, row.duty, row.title, row.authority_id = new
    return True


def _units(year: Year, organ: Organ, day: dt.date) -> None:
    if not year.rates_units:
        return
    head, above = authority_of(organ, on=day)
    leaders = heads(organ.pk, on=day)
    there = set(UnitRating.objects.filter(year=year).values_list("unit_id", flat=True))
    UnitRating.objects.bulk_create(
        UnitRating(
            organ=organ, year=year, unit=unit, head_id=leaders.get(unit.path),
            authority_id=head if unit.parent_id else above,
        )
        for unit in Unit.objects.filter(on(day), organ=organ).order_by("path")
        if unit.pk not in there
    )  # fmt: skip


def _check_whole(year: Year) -> None:
    """Raises Incomplete, naming how many people and units still wait, or what is over the cap."""
    people = (
        Dossier.objects.filter(year=year)
        .exclude(status=Dossier.Status.NOT_RATED)
        .exclude(decisions__is_in_force=True)
        .count()
    )
    units = UnitRating.objects.filter(year=year).exclude(decisions__is_in_force=True).count()
    if people or units:
        raise Incomplete(f"Còn {people} người và {units} tổ chức chưa có quyết định nên chưa khép được năm.")
    over = [one for one in tally_of(year, pack_of(year)).counts({}) if one.binds and one.over]
    if over:
        words = "; ".join(f"{one.label}: {one.excellent} trong khi được {one.allowed}" for one in over)
        raise Incomplete(f"Vượt tỷ lệ xuất sắc ({words}). Thay quyết định trước khi khép năm.")


def _note(kind: Kind, year: Year, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind, f"rating.year:{year.pk}", by=by, at=at, organ_id=year.organ_id, year=year.year, **data
    )  # fmt: skip
