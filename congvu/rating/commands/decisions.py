"""Decisions of the authority. A wrong one is followed by another; none is edited or deleted (Đ21.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base.errors import DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.policy.actions import Action
from congvu.policy.decide import acting_for, can, check
from congvu.policy.facts import Actor, Subject
from congvu.rating import events
from congvu.rating.caps import Tally, tally_of, units_tally
from congvu.rating.guards import (
    dated,
    dossier_subject,
    in_state,
    level_of,
    line,
    lock_dossier,
    lock_unit,
    lock_year,
    pack_of,
    replacing_subject,
    unit_subject,
    year_subject,
)
from congvu.rating.lacks import Ground, ground_of, lacks_of
from congvu.rating.models import Decision, Dossier, UnitRating, Year
from congvu.rating.organisations import suggestion as unit_suggestion
from congvu.rating.states import YearState
from congvu.rating.suggest import suggestions, unit_levels
from congvu.scoring.guards import REASON_LEAST, reason_of, text_of
from congvu.ui.words import full_date
from rulebook.pack import Pack

DECIDING = (YearState.DECIDE,)
REPLACING = (YearState.DECIDE, YearState.CLOSED)


@dataclass(frozen=True)
class Paper:
    """The document of a decision."""

    number: str
    signed_on: dt.date
    signer: str


@transaction.atomic
def decide(
    *,
    dossier_id: int,
    level: str,
    number: str,
    signed_on: dt.date,
    signer: str,
    reason: str = "",
    measures: str = "",
    by: Actor,
    at: dt.datetime,
) -> Decision:
    """Quyết định mức của một người. By the authority herself, or recorded from a signed paper.

    Raises: Denied, InvalidStep, Incomplete (something that the law wants first; a reason where the
    level differs from the suggestion), OutOfRange (head above the organisation, cap exceeded).
    Source: NĐ 335/2025/NĐ-CP, Điều 10 khoản 2, Điều 20, Điều 21.
    """
    dossier, year = lock_dossier(dossier_id)
    recorded = _may_decide(by, dossier_subject(dossier))
    in_state(year, *DECIDING)
    if dossier.decisions.filter(is_in_force=True).exists():
        raise InvalidStep("Hồ sơ đã có quyết định xếp loại. Chỉ thay được bằng quyết định mới.")
    pack = pack_of(year)
    paper = _paper(number, signed_on, signer, at)
    return _decide(
        dossier, year, pack, paper, level=level, reason=reason, measures=measures, recorded=recorded,
        ground=ground_of(year), tally=tally_of(year, pack), by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def decide_all(
    *, year_id: int, unit_path: str, number: str, signed_on: dt.date, signer: str, by: Actor, at: dt.datetime
) -> dict[str, int]:
    """Quyết định theo gợi ý cho mọi hồ sơ đã đủ của một đơn vị, by one document.

    Who lacks something, has no suggestion or would exceed the cap is left for a decision of their
    own. Returns how many were decided and left. Raises: Denied, InvalidStep.
    """
    year = lock_year(year_id)
    in_state(year, *DECIDING)
    pack, paper = pack_of(year), _paper(number, signed_on, signer, at)
    rows = list(
        Dossier.objects.filter(year=year, unit__path__startswith=unit_path)
        .exclude(status=Dossier.Status.NOT_RATED)
        .exclude(decisions__is_in_force=True)
        .select_related("unit", "person", "year")
        .order_by("-score", "pk")
    )
    mine = [row for row in rows if can(by, Action.RATING_DECIDE, dossier_subject(row))]
    if not mine:
        check(by, Action.RATING_DECIDE, year_subject(year))
        raise InvalidStep("Không còn hồ sơ nào chờ quyết định ở đây.")
    ground, tally, done = ground_of(year), tally_of(year, pack), 0
    for row in mine:
        if row.suggested:
            try:
                with transaction.atomic():
                    _decide(
                        row, year, pack, paper, level=row.suggested, reason="", measures="", recorded=False,
                        ground=ground, tally=tally, by=by, at=at,
                    )  # fmt: skip
            except DomainError:
                continue
            tally.put(row.pk, row.suggested)
            done += 1
    if not done:
        raise InvalidStep("Không hồ sơ nào quyết định theo gợi ý được. Mở từng hồ sơ để xem còn thiếu gì.")
    return {"decided": done, "left": len(mine) - done}


@transaction.atomic
def replace_decision(
    *,
    decision_id: int,
    level: str,
    number: str,
    signed_on: dt.date,
    signer: str,
    replaced_reason: str,
    reason: str = "",
    measures: str = "",
    by: Actor,
    at: dt.datetime,
) -> Decision:
    """Ban hành quyết định xếp loại mới thay quyết định trước (Đ21.3), also after the year is closed.

    The former row stays and is no longer in force. Raises: as `decide`; InvalidStep for a
    decision that is not in force any more.
    """
    old = Decision.objects.filter(pk=decision_id, dossier__isnull=False).first()
    if old is None:
        raise Missing("Không tìm thấy quyết định này.")
    dossier, year = lock_dossier(old.dossier_id or 0)
    check(by, Action.RATING_REPLACE, replacing_subject(dossier, year.organ.managing_id))
    in_state(year, *REPLACING)
    pack = pack_of(year)
    paper, why = _paper(number, signed_on, signer, at), reason_of(replaced_reason, field="replaced_reason")
    _retire(old, paper)
    return _decide(
        dossier, year, pack, paper, level=level, reason=reason, measures=measures,
        recorded=not can(by, Action.RATING_DECIDE, dossier_subject(dossier)), ground=ground_of(year),
        tally=tally_of(year, pack), by=by, at=at, replaces=old, replaced_reason=why,
    )  # fmt: skip


@transaction.atomic
def decide_unit(
    *,
    rating_id: int,
    level: str,
    number: str,
    signed_on: dt.date,
    signer: str,
    reason: str = "",
    replaced_reason: str = "",
    by: Actor,
    at: dt.datetime,
) -> Decision:
    """Công nhận mức của một tổ chức, lower before higher. With one in force it is replaced, for a reason.

    Raises: Denied, InvalidStep (a unit below is not decided), Incomplete, OutOfRange (cap).
    Source: NĐ 335/2025/NĐ-CP, Điều 5, Điều 8, Điều 9 khoản 1.
    """
    rating, year = lock_unit(rating_id)
    recorded = _may_decide(by, unit_subject(rating))
    old = rating.decisions.filter(is_in_force=True).first()
    in_state(year, *(REPLACING if old else (YearState.SELF, YearState.MEETING, YearState.DECIDE)))
    waiting = (
        UnitRating.objects.filter(year=year, unit__path__startswith=rating.unit.path)
        .exclude(pk=rating.pk)
        .exclude(decisions__is_in_force=True)
        .values_list("unit__name", flat=True)
    )
    if names := sorted(waiting):
        raise InvalidStep(f"Xếp loại cấp dưới trước cấp trên. Còn: {', '.join(names[:3])}.")
    pack = pack_of(year)
    if pack.organisation is None or rating.self_at is None:
        raise Incomplete("Tổ chức chưa tự đánh giá, chưa có điểm để quyết định.")
    paper = _paper(number, signed_on, signer, at)
    codes = [one.code for one in pack.organisation.rating.levels]
    level_of(codes, level)
    found = unit_suggestion(pack, rating)
    why = _reason(level, found.level, reason)
    if (
        rating.unit.parent_id
        and (tally := units_tally(year, pack))
        and (over := tally.refusal(rating.pk, level))
    ):
        raise OutOfRange(over, field="level")
    replaced = ""
    if old is not None:
        replaced = reason_of(replaced_reason, field="replaced_reason")
        _retire(old, paper)
    row = Decision.objects.create(
        organ_id=rating.organ_id, unit_rating=rating, level=level, suggested=found.level,
        suggestion=dict(found.frozen), reason=why, is_recorded=recorded, replaces=old,
        replaced_reason=replaced, made_at=at, made_by=by.key, **vars(paper),
    )  # fmt: skip
    _note(
        events.REPLACED if old else events.DECIDED, f"rating.unit:{rating.pk}", row, year, by, at,
        acting_for=acting_for(by, Action.RATING_RECORD if recorded else Action.RATING_DECIDE, unit_subject(rating)),
    )  # fmt: skip
    return row


def _decide(
    dossier: Dossier,
    year: Year,
    pack: Pack,
    paper: Paper,
    *,
    level: str,
    reason: str,
    measures: str,
    recorded: bool,
    ground: Ground,
    tally: Tally,
    by: Actor,
    at: dt.datetime,
    replaces: Decision | None = None,
    replaced_reason: str = "",
) -> Decision:
    order = [one.code for one in pack.levels]
    level_of(order, level)
    found = suggestions(pack, [dossier])[dossier.pk]
    if found.status == Dossier.Status.NOT_RATED and replaces is None:
        raise InvalidStep(found.reason)
    blocking = [lack.sentence for lack in lacks_of(dossier, ground) if lack.blocks]
    if blocking and replaces is None:
        raise Incomplete(f"Chưa quyết định được. {'. '.join(blocking)}.")
    _not_above_organisation(dossier, year, pack, level, order)
    if over := tally.refusal(dossier.pk, level):
        raise OutOfRange(over, field="level")
    row = Decision.objects.create(
        organ_id=dossier.organ_id, dossier=dossier, level=level, suggested=found.level,
        suggestion=dict(found.frozen), reason=_reason(level, found.level, reason),
        measures=text_of(measures, field="measures"), is_recorded=recorded, replaces=replaces,
        replaced_reason=replaced_reason, made_at=at, made_by=by.key, **vars(paper),
    )  # fmt: skip
    dossier.status, dossier.score, dossier.suggested = found.status, found.kept_score, found.level
    dossier.save(update_fields=["status", "score", "suggested"])
    _note(
        events.REPLACED if replaces else events.DECIDED, f"rating.dossier:{dossier.pk}", row, year, by, at,
        owner_id=dossier.person_id,
        acting_for=None if recorded else acting_for(by, Action.RATING_DECIDE, dossier_subject(dossier)),
    )  # fmt: skip
    return row


def _may_decide(by: Actor, subject: Subject) -> bool:
    """False: the authority decides; True: it is recorded from paper. Raises Denied."""
    if can(by, Action.RATING_DECIDE, subject):
        return False
    if can(by, Action.RATING_RECORD, subject):
        return True
    check(by, Action.RATING_DECIDE, subject)
    return False


def _not_above_organisation(dossier: Dossier, year: Year, pack: Pack, level: str, order: list[str]) -> None:
    """Đ20.6: the head never above the organisation. Raises OutOfRange."""
    if dossier.duty != "HEAD" or not pack.rating.head_source:
        return
    bound = unit_levels(year.pk).get(dossier.unit_id)
    if bound in order and order.index(level) < order.index(bound):
        name = next(one.name for one in pack.levels if one.code == bound)
        raise OutOfRange(
            f"Người đứng đầu không cao hơn tổ chức: {dossier.unit.name} xếp loại “{name}”.", field="level"
        )


def _reason(level: str, suggested: str, reason: str) -> str:
    """Mandatory where the level differs. Raises Incomplete."""
    words = text_of(reason, field="reason")
    if level != suggested and len(words) < REASON_LEAST:
        raise Incomplete(
            f"Mức khác gợi ý. Ghi lý do, ít nhất {REASON_LEAST} ký tự." if suggested
            else f"Không có mức gợi ý. Ghi căn cứ quyết định, ít nhất {REASON_LEAST} ký tự.",
            field="reason",
        )  # fmt: skip
    return words


def _paper(number: str, signed_on: dt.date, signer: str, at: dt.datetime) -> Paper:
    dated(signed_on, at, "signed_on")
    return Paper(
        line(number, "number", "số quyết định"), signed_on, line(signer, "signer", "người ký")
    )  # fmt: skip


def _retire(old: Decision, paper: Paper) -> None:
    """The former decision is no longer in force. Raises InvalidStep, OutOfRange."""
    if not old.is_in_force:
        raise InvalidStep("Quyết định này đã được thay. Tải lại trang để xem quyết định đang có hiệu lực.")
    if paper.signed_on < old.signed_on:
        raise OutOfRange("Quyết định mới không ký trước quyết định bị thay.", field="signed_on")
    old.is_in_force = False
    old.save(update_fields=["is_in_force"])


def _note(
    kind: Kind, subject: str, row: Decision, year: Year, by: Actor, at: dt.datetime, **more: Any
) -> None:
    record(
        kind, subject, by=by, at=at, organ_id=row.organ_id, year=year.year, number=row.number,
        day=full_date(row.signed_on), signer=row.signer, decision=row.pk, **more,
    )  # fmt: skip
