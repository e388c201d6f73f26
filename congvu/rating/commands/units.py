"""Organisations rate themselves; people meet, and somebody else confirms what was written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.org.guards import locked
from congvu.org.models import Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.rating import events
from congvu.rating.guards import (
    DURING,
    dated,
    in_state,
    level_of,
    line,
    lock_unit,
    lock_year,
    pack_of,
    unit_subject,
)
from congvu.rating.models import Minutes, UnitRating
from congvu.rating.organisations import COMMON, RESULTS, is_flag, sum_of, typed_facts
from congvu.rating.states import YearState
from congvu.scoring.guards import text_of
from congvu.ui.words import full_date, number
from rulebook.numbers import text
from rulebook.pack import Pack


@transaction.atomic
def rate_unit_self(
    *,
    rating_id: int,
    common: Mapping[str, Decimal],
    results: Mapping[str, Decimal],
    facts: Mapping[str, int | bool],
    level: str,
    words: str,
    by: Actor,
    at: dt.datetime,
) -> UnitRating:
    """Tự đánh giá, đề xuất mức của tổ chức (Đ9.2a). May be changed until it is decided.

    Units: points; common at most 30, results at most 70 in sum (no split is given by the decree).
    Raises: Denied, InvalidStep, Incomplete, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 6, 7, 8, 9.
    """
    rating, year = lock_unit(rating_id)
    check(by, Action.UNIT_SELF_RATE, unit_subject(rating))
    in_state(year, *DURING)
    if rating.decisions.filter(is_in_force=True).exists():
        raise InvalidStep("Tổ chức đã có quyết định xếp loại. Chỉ thay được bằng quyết định mới.")
    pack = pack_of(year)
    organisation = pack.organisation
    if organisation is None:
        raise InvalidStep(f"Bộ quy tắc {pack.id} không xếp loại tổ chức.")
    rating.common = _points(common, COMMON, organisation.common.value, "common")
    rating.results = _points(results, RESULTS, organisation.results.value, "results")
    rating.facts = _facts(pack, facts)
    rating.self_level = level_of([one.code for one in organisation.rating.levels], level)
    rating.self_words = text_of(words, field="words")
    rating.self_at, rating.self_by = at, by.key
    rating.save(
        update_fields=["common", "results", "facts", "self_level", "self_words", "self_at", "self_by"]
    )
    record(
        events.UNIT_SELF_RATED, f"rating.unit:{rating.pk}", by=by, at=at, organ_id=rating.organ_id,
        year=year.year, unit=rating.unit.name,
    )  # fmt: skip
    return rating


@transaction.atomic
def write_minutes(
    *,
    year_id: int,
    unit_id: int,
    number: str,
    held_on: dt.date,
    chair: str,
    secretary: str,
    invited: int,
    present: int,
    words: str,
    by: Actor,
    at: dt.datetime,
) -> Minutes:
    """Ghi biên bản họp nhận xét của một đơn vị (Đ21.1b, 2b); again corrects it until it is confirmed.

    Raises: Denied, Missing, InvalidStep (confirmed, wrong step), Incomplete, OutOfRange.
    """
    year = lock_year(year_id)
    unit = locked(Unit, pk=unit_id, organ_id=year.organ_id)
    check(by, Action.MINUTES_WRITE, Subject(year.organ_id, unit.path))
    in_state(year, YearState.MEETING, YearState.DECIDE)
    held = Minutes.objects.filter(year=year, unit=unit).first()
    if held is not None and held.confirmed_at is not None:
        raise InvalidStep("Biên bản đã được xác nhận nên không sửa được.")
    dated(held_on, at, "held_on")
    if not 0 < present <= invited:
        raise OutOfRange("Số người có mặt từ 1 đến số người được mời.", field="present")
    said = text_of(words, field="words")
    if not said:
        raise Incomplete("Ghi các ý kiến tại cuộc họp.", field="words")
    values = {
        "organ_id": year.organ_id, "number": line(number, "number", "số biên bản", most=60, required=False),
        "held_on": held_on, "chair": line(chair, "chair", "người chủ trì"),
        "secretary": line(secretary, "secretary", "thư ký"), "invited": invited, "present": present,
        "words": said, "written_at": at, "written_by": by.key,
    }  # fmt: skip
    minutes, _ = Minutes.objects.update_or_create(year=year, unit=unit, defaults=values)
    _note(events.MINUTES_WRITTEN, minutes, unit, by, at)
    return minutes


@transaction.atomic
def confirm_minutes(*, minutes_id: int, by: Actor, at: dt.datetime) -> Minutes:
    """Xác nhận biên bản đã thông qua tại cuộc họp; never by the one who wrote it.

    Raises: Denied, Missing, InvalidStep.
    """
    found = locked(Minutes, pk=minutes_id)
    year = lock_year(found.year_id)
    unit = found.unit
    check(by, Action.MINUTES_CONFIRM, Subject(year.organ_id, unit.path))
    if found.written_by == by.key:
        raise Denied("Không ai tự xác nhận biên bản do mình ghi.")
    in_state(year, YearState.MEETING, YearState.DECIDE)
    if found.confirmed_at is not None:
        raise InvalidStep("Biên bản đã được xác nhận.")
    found.confirmed_at, found.confirmed_by = at, by.key
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    _note(events.MINUTES_CONFIRMED, found, unit, by, at)
    return found


def _points(
    given: Mapping[str, Decimal], known: Mapping[str, object], most: Decimal, field: str
) -> dict[str, str]:
    """Every item, none below 0, together at most `most`."""
    for code in known:
        if code not in given:
            raise Incomplete("Chấm đủ các mục.", field=f"{field}_{code}")
        value = given[code]
        if not value.is_finite() or value < 0 or value != value.quantize(Decimal("0.01")):
            raise OutOfRange("Điểm từ 0, nhiều nhất hai chữ số lẻ.", field=f"{field}_{code}")
    found = {code: text(given[code]) for code in known}
    if sum_of(found) > most:
        first = next(iter(known))
        raise OutOfRange(
            f"Các mục cộng lại {number(sum_of(found))}, quá {number(most)} điểm.", field=f"{field}_{first}"
        )
    return found


def _facts(pack: Pack, given: Mapping[str, int | bool]) -> dict[str, int | bool]:
    """The counts of the conditions, consistent with each other where the names say so."""
    found: dict[str, int | bool] = {}
    for field in typed_facts(pack):
        value = given.get(field.key)
        if value is None:
            raise Incomplete("Điền đủ số liệu.", field=f"fact_{field.key}")
        if not is_flag(field) and (value < 0 or (field.above_zero and not value)):
            raise OutOfRange(
                "Số này phải lớn hơn 0." if field.above_zero else "Số này không âm.",
                field=f"fact_{field.key}",
            )
        found[field.key] = bool(value) if is_flag(field) else int(value)
    for part, whole in (("done", "tasks"), ("late", "tasks"), ("flawed", "tasks"), ("exceeding", "tasks"), ("planned_done", "planned")):  # fmt: skip
        if part in found and whole in found and found[part] > found[whole]:
            raise OutOfRange("Số này không lớn hơn số nhiệm vụ.", field=f"fact_{part}")
    return found


def _note(kind, minutes: Minutes, unit: Unit, by: Actor, at: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"rating.minutes:{minutes.pk}", by=by, at=at, organ_id=minutes.organ_id, unit=unit.name,
        day=full_date(minutes.held_on),
    )  # fmt: skip
