"""Roles, delegations and confirmers set by name."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congvu.audit.trail import record
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.org import events
from congvu.org.guards import clash, ending, found, locked, of_person, open_records, posted_from, span, text
from congvu.org.models import ConfirmerChoice, Delegation, Organ, Person, Posting, RoleGrant, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject


@transaction.atomic
def grant_role(
    *,
    person_id: int,
    role: str,
    unit_id: int,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    valid_to: dt.date | None = None,
) -> RoleGrant:
    """Giao vai trò tham mưu cán bộ hoặc quản trị hệ thống trong một đơn vị, từ một ngày.

    Nobody grants to herself. Separation of duties: the administrator keeps the system and sees no
    score or diary, the personnel body sees scores; so nobody holds both on any day.
    Raises: Denied, OutOfRange, InvalidStep.
    """
    person = locked(Person, pk=person_id)
    unit = found(Unit, "unit_id", "Chọn đơn vị.", pk=unit_id, organ_id=person.organ_id)
    check(by, Action.ROLE_GRANT, Subject(organ_id=person.organ_id, unit_path=unit.path, owner_id=person.pk))
    span(valid_from, valid_to)
    if role not in RoleGrant.Role.values:
        raise OutOfRange("Chọn một vai trò trong danh sách.", field="role")
    if not person.is_active:
        raise InvalidStep("Đồng chí này đã thôi làm việc ở cơ quan.")
    for other in clash(RoleGrant.objects.filter(person=person), valid_from, valid_to):
        if other.role != role:
            raise InvalidStep(
                "Một người không giữ cả hai vai trò: quản trị hệ thống không xem nhật ký và điểm, "
                "tham mưu cán bộ thì xem điểm. Kết thúc vai trò kia trước.",
                field="role",
            )
        if other.unit_id == unit.pk:
            raise InvalidStep(
                f"Đồng chí này đã giữ vai trò đó từ ngày {_shown(other.valid_from)}.", field="role"
            )
    grant = RoleGrant.objects.create(
        organ_id=person.organ_id, person=person, role=role, unit=unit, granted_by=by.key,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    record(
        events.ROLE_GRANTED, f"org.role:{grant.pk}", by=by, at=at, organ_id=grant.organ_id, owner_id=person.pk,
        role=RoleGrant.Role(role).label, name=person.full_name, unit=unit.name,
        valid_from=_shown(valid_from), valid_to=valid_to,
    )  # fmt: skip
    return grant


@transaction.atomic
def end_role(*, grant_id: int, valid_to: dt.date, by: Actor, at: dt.datetime) -> RoleGrant:
    """Thôi một vai trò từ `valid_to`. Raises: Denied, InvalidStep (last administrator), OutOfRange."""
    grant = locked(RoleGrant, pk=grant_id)
    check(
        by,
        Action.ROLE_GRANT,
        Subject(organ_id=grant.organ_id, unit_path=grant.unit.path, owner_id=grant.person_id),
    )
    span(grant.valid_from, valid_to)
    if grant.valid_to is not None and grant.valid_to <= valid_to:
        raise OutOfRange(f"Vai trò này đã kết thúc từ ngày {_shown(grant.valid_to)}.", field="valid_to")
    grant.valid_to = valid_to
    grant.save(update_fields=["valid_to"])
    record(
        events.ROLE_ENDED, f"org.role:{grant.pk}", by=by, at=at, organ_id=grant.organ_id,
        owner_id=grant.person_id, role=grant.get_role_display(), name=grant.person.full_name,
        valid_to=_shown(valid_to),
    )  # fmt: skip
    return grant


@transaction.atomic
def delegate(
    *,
    giver_id: int,
    taker_id: int,
    form: str,
    valid_from: dt.date,
    valid_to: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
    document: str = "",
) -> Delegation:
    """Giao quyền: the taker acts as the giver would as head, and is named with her (TL., TUQ., KT.).

    NĐ 30/2020/NĐ-CP, Điều 13: KT. is a deputy signing for the head; TUQ. needs a document; both
    are bounded in time; who was delegated to may not delegate on (only posts of the giver's own
    pass). Delegations may overlap. The same delegation asked twice is made once.
    Raises: Denied, Incomplete, InvalidStep, OutOfRange.
    """
    giver = locked(Person, pk=giver_id)
    check(by, Action.DELEGATION_MAKE, of_person(giver))
    taker = found(
        Person, "taker_id", "Chọn người nhận.", pk=taker_id, organ_id=giver.organ_id, is_active=True
    )
    span(valid_from, valid_to)
    open_records(giver.organ, valid_from, field="valid_from")
    if form not in Delegation.Form.values:
        raise OutOfRange("Chọn một hình thức trong danh sách.", field="form")
    if taker == giver:
        raise OutOfRange("Không giao quyền cho chính mình.", field="taker_id")
    if posted_from(taker, valid_from) is None:
        raise OutOfRange(f"Ngày {_shown(valid_from)} đồng chí này không ở cơ quan.", field="taker_id")
    headed = _headed(giver, valid_from)
    if form == Delegation.Form.KT and not _deputises(taker, headed, valid_from):
        raise OutOfRange(
            "Ký thay (KT.) chỉ dành cho cấp phó của người giao. Chọn hình thức khác.", field="form"
        )
    number = text(document, field="document", label="số văn bản", most=120, required=False)
    if form == Delegation.Form.TUQ and not number:
        raise Incomplete("Thừa ủy quyền (TUQ.) phải có văn bản. Ghi số và ngày văn bản.", field="document")
    why = text(reason, field="reason", label="lý do", most=300)
    delegation, is_new = Delegation.objects.get_or_create(
        organ_id=giver.organ_id, giver=giver, taker=taker, form=form, valid_from=valid_from, valid_to=valid_to,
        revoked_at=None, defaults={"document": number, "reason": why},
    )  # fmt: skip
    if is_new:
        record(
            events.DELEGATED, f"org.delegation:{delegation.pk}", by=by, at=at, organ_id=giver.organ_id,
            owner_id=giver.pk, form=delegation.get_form_display().lower(), giver=giver.full_name,
            taker=taker.full_name, valid_from=_shown(valid_from), valid_to=_shown(valid_to),
            document=number, reason=why,
        )  # fmt: skip
    return delegation


def _headed(giver: Person, day: dt.date) -> list[int]:
    """Units that the giver heads herself on that day. Raises: InvalidStep when there is none."""
    one_day = day + dt.timedelta(days=1)
    units = list(
        clash(giver.postings.filter(duty=Posting.Duty.HEAD), day, one_day).values_list("unit_id", flat=True)
    )
    if units:
        return units
    if clash(giver.delegations_taken.filter(revoked_at__isnull=True), day, one_day).exists():
        raise InvalidStep("Người đang làm thay không giao tiếp quyền cho người khác.", field="giver_id")
    raise InvalidStep("Chỉ người đứng đầu cơ quan, đơn vị giao được quyền của mình.", field="giver_id")


def _deputises(taker: Person, unit_ids: list[int], day: dt.date) -> bool:
    posts = taker.postings.filter(duty=Posting.Duty.DEPUTY, unit_id__in=unit_ids)
    return clash(posts, day, day + dt.timedelta(days=1)).exists()


@transaction.atomic
def revoke_delegation(*, delegation_id: int, by: Actor, at: dt.datetime) -> Delegation:
    """Thôi giao quyền, at once. The giver, the personnel body, or the taker who gives it back.

    Raises: Denied, InvalidStep.
    """
    delegation = locked(Delegation, pk=delegation_id)
    if by.person_id != delegation.taker_id:
        check(by, Action.DELEGATION_MAKE, of_person(delegation.giver))
    if delegation.revoked_at is not None:
        raise InvalidStep("Giao quyền này đã thôi.")
    delegation.revoked_at, delegation.revoked_by = at, by.key
    delegation.save(update_fields=["revoked_at", "revoked_by"])
    record(
        events.DELEGATION_REVOKED, f"org.delegation:{delegation.pk}", by=by, at=at,
        organ_id=delegation.organ_id, owner_id=delegation.giver_id,
        form=delegation.get_form_display().lower(), giver=delegation.giver.full_name,
        taker=delegation.taker.full_name,
    )  # fmt: skip
    return delegation


@transaction.atomic
def set_confirmer(
    *,
    person_id: int,
    confirmer_id: int,
    reason: str,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    valid_to: dt.date | None = None,
) -> ConfirmerChoice:
    """Chỉ định người xác nhận thay cho người theo Điều 10, from a day on; ends the one before.

    Never oneself. The confirmer works in the same organ or in its managing organ.
    Raises: Denied, Incomplete, InvalidStep, OutOfRange.
    """
    person = locked(Person, pk=person_id)
    check(by, Action.CONFIRMER_SET, of_person(person))
    if confirmer_id == person_id:
        raise Denied("Không ai tự xác nhận việc của mình.", field="confirmer_id")
    organ = Organ.objects.get(pk=person.organ_id)
    confirmer = found(
        Person, "confirmer_id", "Chọn người xác nhận.", pk=confirmer_id, is_active=True,
        organ_id__in=[organ.pk, organ.managing_id or organ.pk],
    )  # fmt: skip
    span(valid_from, valid_to)
    open_records(organ, valid_from, field="valid_from")
    if posted_from(confirmer, valid_from) is None:
        raise OutOfRange(f"Ngày {_shown(valid_from)} đồng chí này không ở cơ quan.", field="confirmer_id")
    standing = clash(ConfirmerChoice.objects.filter(person=person), valid_from, valid_to)
    if later := standing.filter(valid_from__gte=valid_from).first():
        raise InvalidStep(
            f"Đã chỉ định người xác nhận từ ngày {_shown(later.valid_from)}. Thôi chỉ định đó trước.",
            field="valid_from",
        )
    standing.update(valid_to=valid_from)
    choice = ConfirmerChoice.objects.create(
        organ=organ, person=person, confirmer=confirmer,
        reason=text(reason, field="reason", label="lý do", most=300),
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip
    record(
        events.CONFIRMER_SET, f"org.confirmer:{choice.pk}", by=by, at=at, organ_id=organ.pk,
        owner_id=person.pk, name=person.full_name, confirmer=confirmer.full_name,
        valid_from=_shown(valid_from), valid_to=valid_to, reason=choice.reason,
    )  # fmt: skip
    return choice


@transaction.atomic
def end_confirmer(*, choice_id: int, valid_to: dt.date, by: Actor, at: dt.datetime) -> ConfirmerChoice:
    """Thôi chỉ định từ `valid_to`: from then on Điều 10 decides again. Raises: Denied, OutOfRange."""
    choice = locked(ConfirmerChoice, pk=choice_id)
    check(by, Action.CONFIRMER_SET, of_person(choice.person))
    ending(choice, choice.organ, valid_to)
    choice.valid_to = valid_to
    choice.save(update_fields=["valid_to"])
    record(
        events.CONFIRMER_ENDED, f"org.confirmer:{choice.pk}", by=by, at=at, organ_id=choice.organ_id,
        owner_id=choice.person_id, name=choice.person.full_name, valid_to=_shown(valid_to),
    )  # fmt: skip
    return choice


def _shown(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")
