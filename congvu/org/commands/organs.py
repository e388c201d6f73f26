"""Organs and what each decides for itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from congvu.audit.trail import record
from congvu.base.errors import Incomplete, OutOfRange
from congvu.org import events
from congvu.org.guards import locked, of_organ, span, text
from congvu.org.models import Organ, Rules, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import can, check
from congvu.policy.facts import Actor, Subject

LIMITS = {
    "line_min_minutes": (1, 720),
    "line_max_minutes": (1, 1440),
    "day_max_minutes": (1, 1440),
    "due_working_days": (0, 30),
    "cutoff_days": (0, 60),
    "confirm_working_days": (1, 60),
    "reply_working_days": (1, 60),
}
"""Least and most of each number of the rules, in its own unit."""
CHOICES = {"period_kind": Rules.PeriodKind, "cap": Rules.Cap, "swaps": Rules.Swaps}


@transaction.atomic
def create_organ(
    *,
    code: str,
    name: str,
    short_name: str,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    kind: str = Organ.Kind.STATE,
    managing_id: int | None = None,
) -> Organ:
    """Lập một cơ quan, with its root unit and the decree's default rules.

    Raises: Denied (only the system, or a keeper of the managing organ), Incomplete, OutOfRange.
    """
    check(by, Action.STRUCTURE_EDIT, of_organ(managing_id) if managing_id else Subject(organ_id=None))
    span(valid_from, None)
    _choice(Organ.Kind, kind, "kind")
    try:
        with transaction.atomic():
            organ = Organ.objects.create(
                code=text(code, field="code", label="mã cơ quan", most=30),
                name=text(name, field="name", label="tên cơ quan", most=200),
                short_name=text(short_name, field="short_name", label="tên ngắn", most=80),
                kind=kind,
                managing_id=managing_id,
            )
    except IntegrityError:
        raise OutOfRange("Mã cơ quan này đã có. Chọn mã khác.", field="code") from None
    Rules.objects.create(organ=organ)
    root = Unit.objects.create(
        organ=organ, code=organ.code, name=organ.name, short_name=organ.short_name, path="/",
        valid_from=valid_from,
    )  # fmt: skip
    root.path = f"/{root.pk}/"
    root.save(update_fields=["path"])
    record(
        events.ORGAN_CREATED, f"org.organ:{organ.pk}", by=by, at=at, organ_id=organ.pk,
        code=organ.code, name=organ.name, valid_from=valid_from,
    )  # fmt: skip
    return organ


@transaction.atomic
def edit_organ(
    *,
    organ_id: int,
    name: str,
    short_name: str,
    kind: str,
    address: str,
    superior_name: str,
    by: Actor,
    at: dt.datetime,
) -> Organ:
    """Sửa thông tin cơ quan; the root unit takes the organ's name.

    `superior_name` is the direct superior of the organ's head, printed on her slip.
    Raises: Denied, Incomplete, OutOfRange.
    """
    organ = locked(Organ, pk=organ_id)
    check(by, Action.STRUCTURE_EDIT, of_organ(organ_id))
    before = _facts(organ)
    organ.name = text(name, field="name", label="tên cơ quan", most=200)
    organ.short_name = text(short_name, field="short_name", label="tên ngắn", most=80)
    organ.kind = _choice(Organ.Kind, kind, "kind")
    organ.address = _choice(Organ.Address, address, "address")
    organ.superior_name = text(
        superior_name, field="superior_name", label="cấp trên trực tiếp", most=200, required=False
    )
    organ.save(update_fields=["name", "short_name", "kind", "address", "superior_name"])
    Unit.objects.filter(organ=organ, parent=None).update(name=organ.name, short_name=organ.short_name)
    record(
        events.ORGAN_EDITED, f"org.organ:{organ.pk}", by=by, at=at, organ_id=organ.pk,
        name=organ.name, before=before, after=_facts(organ),
    )  # fmt: skip
    return organ


def _facts(organ: Organ) -> dict[str, str]:
    return {f: getattr(organ, f) for f in ("name", "short_name", "kind", "address", "superior_name")}


@transaction.atomic
def edit_rules(*, organ_id: int, by: Actor, at: dt.datetime, **values: Any) -> Rules:
    """Sửa quy định của cơ quan. `values`: fields of `Rules`; those left out keep their value.

    Minutes, days and working days are whole numbers (`LIMITS`). A cap per ratio needs the number
    of the decision (NĐ 335/2025 caps the 70 points only). Records both values of each change.
    Raises: Denied, Incomplete, OutOfRange.
    """
    rules = locked(Rules, organ_id=organ_id)
    check(by, Action.RULES_EDIT, of_organ(organ_id))
    if unknown := set(values) - {*LIMITS, "period_kind", "cap", "cap_decision", "swaps"}:
        raise TypeError(f"no such rule: {sorted(unknown)}")
    before = {name: getattr(rules, name) for name in values}
    for name, value in values.items():
        setattr(rules, name, _rule(name, value))
    if rules.line_min_minutes > rules.line_max_minutes:
        raise OutOfRange("Một dòng ít nhất phải không quá một dòng nhiều nhất.", field="line_min_minutes")
    if rules.line_max_minutes > rules.day_max_minutes:
        raise OutOfRange("Một dòng nhiều nhất phải không quá một ngày nhiều nhất.", field="line_max_minutes")
    if rules.cap == Rules.Cap.RATIO and not rules.cap_decision:
        raise Incomplete(
            "Nghị định chỉ chặn tổng 70 điểm. Ghi số quyết định cho phép chặn từng tỷ lệ.",
            field="cap_decision",
        )
    changes = {n: [old, getattr(rules, n)] for n, old in before.items() if getattr(rules, n) != old}
    if not changes:
        return rules
    rules.save(update_fields=list(changes))
    shown = "; ".join(
        f"{_label(n)} {'–' if old == '' else old} → {'–' if new == '' else new}"
        for n, (old, new) in changes.items()
    )
    record(
        events.RULES_EDITED, f"org.rules:{organ_id}", by=by, at=at, organ_id=organ_id,
        changes=shown, values=changes,
    )  # fmt: skip
    return rules


def _label(name: str) -> str:
    return str(getattr(Rules._meta.get_field(name), "verbose_name", name))


def _rule(name: str, value: Any) -> Any:
    if name in LIMITS:
        least, most = LIMITS[name]
        if not isinstance(value, int) or not least <= value <= most:
            raise OutOfRange(f"Nhập một số nguyên từ {least} đến {most}.", field=name)
        return value
    if name == "cap_decision":
        return text(value, field=name, label="số quyết định", most=120, required=False)
    return _choice(CHOICES[name], value, name)


def _choice(choices: Any, value: str, field: str) -> str:
    if value not in choices.values:
        raise OutOfRange("Chọn một mục trong danh sách.", field=field)
    return value


@transaction.atomic
def keep_closed(*, organ_id: int, day: dt.date | None, by: Actor, at: dt.datetime) -> None:
    """Note the day before which the organisation may no longer change; None when nothing is locked.

    Part of locking or reopening a period (`worktime.commands`): whoever may do that may do this.
    Raises: Denied.
    """
    organ = locked(Organ, pk=organ_id)
    whole = of_organ(organ_id)
    if not can(by, Action.PERIOD_REOPEN, whole):
        check(by, Action.PERIOD_LOCK, whole)
    organ.closed_before = day
    organ.save(update_fields=["closed_before"])
    record(
        events.RECORDS_CLOSED, f"org.organ:{organ_id}", by=by, at=at, organ_id=organ_id,
        day=day.strftime("%d/%m/%Y") if day else "–",
    )  # fmt: skip
