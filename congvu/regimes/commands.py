"""Adding packs, and deciding from which day the organ lives by which (ADR 33)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from congvu.audit.trail import Kind, record
from congvu.base import clock
from congvu.base.dated import on
from congvu.base.errors import InvalidStep, Missing, OutOfRange
from congvu.org.guards import locked, of_organ, span, text
from congvu.org.models import Rules
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor
from congvu.regimes import events
from congvu.regimes.models import RuleText, Use
from congvu.regimes.packs import first_pack, pack_of
from congvu.regimes.rules import begins_a_period, why_not_used
from congvu.ui.words import full_date
from rulebook import loader
from rulebook.errors import RuleError
from rulebook.pack import Pack, PeriodKind

MOST_TITLE = 500
REASON_LEAST = 10


@transaction.atomic
def add_text(
    *, organ_id: int, text: str, decision_number: str, decision_on: dt.date, by: Actor, at: dt.datetime
) -> RuleText:
    """Thêm một bộ quy tắc: read as a shipped file is, with the same refusals, and kept as it is.

    Another text of the same id is its next version. Raises: Denied, OutOfRange (what the loader
    says, an id of a shipped pack, the same content again, a day to come), Incomplete.
    """
    locked(Rules, organ_id=organ_id)
    check(by, Action.REGIME_KEEP, of_organ(organ_id))
    number = _number(decision_number)
    _dated(decision_on, at)
    try:
        pack = loader.pack_text(text, "Tệp")
    except RuleError as error:
        raise OutOfRange(str(error), field="text") from error
    if pack.id in loader.every_pack_id():
        raise OutOfRange(f"Mã {pack.id} là của bộ có sẵn. Đặt mã khác ở dòng id.", field="text")
    if len(pack.title) > MOST_TITLE:
        raise OutOfRange(f"Tên bộ quy tắc dài quá {MOST_TITLE} ký tự.", field="text")
    kept = RuleText.objects.filter(organ_id=organ_id)
    if same := kept.filter(sha256=pack.sha256).first():
        raise OutOfRange(f"Nội dung này đã có: {same.pack_id}, bản {same.version}.", field="text")
    last = kept.filter(pack_id=pack.id).aggregate(last=Max("version"))["last"] or 0
    row = RuleText.objects.create(
        organ_id=organ_id, pack_id=pack.id, version=last + 1, title=pack.title, sha256=pack.sha256, text=text,
        decision_number=number, decision_on=decision_on, added_at=at, added_by=by.key,
    )  # fmt: skip
    _note_text(events.TEXT_ADDED, row, by, at, number=number, day=full_date(decision_on), sha256=row.sha256)
    return row


@transaction.atomic
def remove_text(*, text_id: int, by: Actor, at: dt.datetime) -> None:
    """Bỏ một bộ quy tắc chưa từng được dùng. Raises: Denied, Missing, InvalidStep (a use names it)."""
    row = locked(RuleText, pk=text_id)
    check(by, Action.REGIME_KEEP, of_organ(row.organ_id))
    if row.uses.exists():
        raise InvalidStep("Bộ này đã có quyết định áp dụng nên không bỏ được.")
    _note_text(events.TEXT_REMOVED, row, by, at)
    row.delete()


@transaction.atomic
def use_pack(
    *,
    organ_id: int,
    pack_id: str,
    text_id: int | None,
    valid_from: dt.date,
    decision_number: str,
    decision_on: dt.date,
    signer: str,
    orders: str = "",
    by: Actor,
    at: dt.datetime,
) -> Use:
    """Áp dụng một bộ quy tắc từ một ngày, theo quyết định. What holds then ends on that day.

    `text_id` None names a shipped pack. The day is the first of a period that is not opened yet.
    Raises: Denied, Missing, Incomplete, OutOfRange, InvalidStep.
    """
    rules = locked(Rules, organ_id=organ_id)
    check(by, Action.REGIME_SWITCH, of_organ(organ_id))
    row = locked(RuleText, pk=text_id, organ_id=organ_id) if text_id is not None else None
    pack = _pack(row.pack_id if row else pack_id, row.sha256 if row else "")
    number = _number(decision_number)
    signed = _line(signer, "signer", "người ký")
    words = text(orders, field="orders", label="nội dung quyết định", most=500, required=False)
    _dated(decision_on, at)
    _check_day(rules, valid_from)
    if why := why_not_used(pack, day=valid_from, kind=rules.period_kind, orders=words):
        raise OutOfRange(why, field="orders" if "dự thảo" in why else "valid_from")
    before = _covering(rules, valid_from, by, at)
    until = _until(organ_id, valid_from)
    if before is not None:
        if (before.pack_id, before.pack_sha256) == (pack.id, pack.sha256):
            raise InvalidStep("Ngày này cơ quan đã áp dụng đúng bộ quy tắc này.")
        if before.valid_from == valid_from and not (before.is_first and before.opened_to is None):
            raise InvalidStep("Ngày này đã có quyết định áp dụng bộ khác. Hủy quyết định đó trước.")
        until = before.valid_to
        if before.valid_from == valid_from:
            Use.objects.filter(pk=before.pk).delete()
        else:
            before.valid_to = valid_from
            before.save(update_fields=["valid_to"])
    use = Use.objects.create(
        organ_id=organ_id, pack_id=pack.id, pack_sha256=pack.sha256, text=row, valid_from=valid_from,
        valid_to=until, decision_number=number, decision_on=decision_on, signer=signed, orders=words,
        made_at=at, made_by=by.key,
    )  # fmt: skip
    _note_use(
        events.USE_DECIDED,
        use,
        by,
        at,
        number=number,
        day=full_date(decision_on),
        signer=signed,
        orders=words,
    )
    return use


@transaction.atomic
def cancel_use(*, use_id: int, reason: str, by: Actor, at: dt.datetime) -> None:
    """Hủy một quyết định áp dụng chưa đến ngày; what held before goes on.

    Raises: Denied, Missing, InvalidStep (begun, or a period was opened under it), Incomplete.
    """
    organ_id = Use.objects.filter(pk=use_id).values_list("organ_id", flat=True).first()
    locked(Rules, organ_id=organ_id or 0)
    use = locked(Use, pk=use_id)
    check(by, Action.REGIME_SWITCH, of_organ(use.organ_id))
    if use.is_first or use.opened_to is not None or use.valid_from <= clock.local(at).date():
        raise InvalidStep("Bộ này đã áp dụng nên không hủy được. Ban hành quyết định mới để thay.")
    why = _line(reason, "reason", "lý do", most=300)
    if len(why) < REASON_LEAST:
        raise OutOfRange(f"Ghi lý do, ít nhất {REASON_LEAST} ký tự.", field="reason")
    _note_use(events.USE_CANCELLED, use, by, at, reason=why)
    first, until = use.valid_from, use.valid_to
    Use.objects.filter(pk=use.pk).delete()
    Use.objects.filter(organ_id=use.organ_id, valid_to=first).update(valid_to=until)


@transaction.atomic
def begin_period(
    *, organ_id: int, first: dt.date, last: dt.date, kind: str, by: Actor, at: dt.datetime
) -> Pack:
    """Lấy bộ quy tắc của một kỳ đang mở: the pack of its first day, noted as taken to its last.

    Part of opening a period: whoever may do that may do this. Raises: Denied, OutOfRange.
    """
    rules = locked(Rules, organ_id=organ_id)
    check(by, Action.PERIOD_OPEN, of_organ(organ_id))
    use = _covering(rules, first, by, at)
    if use is None:
        raise OutOfRange(f"Ngày {full_date(first)} không có đúng một bộ quy tắc có hiệu lực.")
    pack = _pack(use.pack_id, use.pack_sha256)
    if why := why_not_used(pack, day=first, kind=kind, orders=use.orders or use.decision_number):
        raise OutOfRange(f"Bộ quy tắc {pack.id} không dùng được cho kỳ này. {why}")
    use.opened_to = max(use.opened_to or last, last + dt.timedelta(days=1))
    use.save(update_fields=["opened_to"])
    _note_use(events.PERIOD_TAKEN, use, by, at, first=full_date(first), last=full_date(last))
    return pack


def _covering(rules: Rules, day: dt.date, by: Actor, at: dt.datetime) -> Use | None:
    """The use of that day; where none was decided yet, how the organ began is written down."""
    uses = Use.objects.select_for_update(of=("self",)).filter(organ_id=rules.organ_id)
    if found := uses.filter(on(day)).first():
        return found
    pack = first_pack(rules.pack, day)
    if pack is None:
        return None
    until = _until(rules.organ_id, day)
    use = Use.objects.create(
        organ_id=rules.organ_id, pack_id=pack.id, pack_sha256=pack.sha256, is_first=True,
        valid_from=pack.valid_from, valid_to=until, made_at=at, made_by=by.key,
    )  # fmt: skip
    _note_use(events.USE_BEGAN, use, by, at)
    return use


def _until(organ_id: int, day: dt.date) -> dt.date | None:
    """The first day of the next use after `day`."""
    later = Use.objects.filter(organ_id=organ_id, valid_from__gt=day).order_by("valid_from")
    return later.values_list("valid_from", flat=True).first()


def _check_day(rules: Rules, day: dt.date) -> None:
    """Raises: OutOfRange."""
    span(day, None)
    if not begins_a_period(day, rules.period_kind):
        first = "quý" if PeriodKind(rules.period_kind) is PeriodKind.QUARTER else "tháng"
        raise OutOfRange(
            f"Bộ quy tắc đổi từ ngày đầu {first}. Chọn ngày 01 của một {first}.", field="valid_from"
        )
    taken = Use.objects.filter(organ_id=rules.organ_id).aggregate(last=Max("opened_to"))["last"]
    if taken and day < taken:
        raise OutOfRange(
            f"Kỳ đến hết ngày {full_date(taken - dt.timedelta(days=1))} đã mở và giữ bộ quy tắc lúc mở."
            f" Chọn từ ngày {full_date(taken)} trở đi.",
            field="valid_from",
        )


def _dated(day: dt.date, at: dt.datetime) -> None:
    if day > clock.local(at).date():
        raise OutOfRange("Ngày của quyết định chưa đến. Kiểm tra lại ngày.", field="decision_on")
    span(day, None)


def _number(value: str) -> str:
    return _line(value, "decision_number", "số quyết định")


def _line(value: str, field: str, label: str, *, most: int = 120) -> str:
    return text(value, field=field, label=label, most=most)


def _pack(pack_id: str, sha256: str) -> Pack:
    try:
        return pack_of(pack_id, sha256)
    except RuleError as error:
        raise Missing(str(error)) from error


def _note_text(kind: Kind, row: RuleText, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind, f"regimes.text:{row.pk}", by=by, at=at, organ_id=row.organ_id, pack=row.pack_id,
        version=row.version, **data,
    )  # fmt: skip


def _note_use(kind: Kind, use: Use, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind, f"regimes.use:{use.pk}", by=by, at=at, organ_id=use.organ_id, pack=use.pack_id,
        sha256=use.pack_sha256, valid_from=full_date(use.valid_from), **data,
    )  # fmt: skip
