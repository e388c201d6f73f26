"""Asking for a product that the catalogue lacks, saying that one needs it too, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue import events
from congvu.catalogue.guards import may, text_of
from congvu.catalogue.models import Need, Product, Wish
from congvu.catalogue.queries import edition_in_force
from congvu.catalogue.similar import words_of
from congvu.catalogue.specs import ItemSpec
from congvu.catalogue.states import WISH, WishState, WishStep
from congvu.org.models import Person
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject

from .items import add_item

MOST_OPEN = 20
MOST_TIMES = 1000


@transaction.atomic
def ask_product(
    *,
    person_id: int,
    title: str,
    output: str,
    unit_of_measure: str,
    why: str,
    times_a_month: int,
    origin: str,
    by: Actor,
    at: dt.datetime,
) -> Wish:
    """Đề nghị bổ sung một sản phẩm, công việc chưa có trong danh mục.

    Units: times_a_month is how often the person does it, 1 to 1000. `origin` names the diary line
    it came from ("diary.entry:12") or is empty.
    Raises: Missing, Denied (for another), Incomplete, OutOfRange (asked already, too many open).
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    spot = place(person_id, on=at.date()) if person else None
    if person is None or spot is None:
        raise Missing("Người này không công tác ở cơ quan hôm nay.")
    check(by, Action.WISH_ASK, Subject(organ_id=person.organ_id, owner_id=person_id))
    name = text_of(title, "sản phẩm, công việc cần bổ sung", field="title", longest=300)
    if not 1 <= times_a_month <= MOST_TIMES:
        raise OutOfRange(f"Số lần một tháng từ 1 đến {MOST_TIMES}.", field="times_a_month")
    kept = list(
        Wish.objects.filter(person_id=person_id, state=WishState.ASKED).values_list("title", flat=True)
    )
    if any(words_of(name) == words_of(other) for other in kept):
        raise OutOfRange("Đồng chí đã đề nghị mục này, đang chờ xem xét.", field="title")
    if len(kept) >= MOST_OPEN:
        raise OutOfRange(f"Đồng chí đang có {MOST_OPEN} đề nghị chờ xem xét. Chờ trả lời rồi đề nghị tiếp.")
    wish = Wish.objects.create(
        organ_id=person.organ_id,
        person=person,
        position_id=spot.position_id,
        title=name,
        output=_short(output, "sản phẩm đầu ra", field="output", longest=300),
        unit_of_measure=text_of(unit_of_measure, "đơn vị tính", field="unit_of_measure", longest=40),
        why=text_of(why, "vì sao cần", field="why", longest=2000, lines=True),
        times_a_month=times_a_month,
        origin=clean(origin)[:60],
        asked_at=at,
    )
    _tell(events.WISH_ASKED, wish, by=by, at=at, position_id=wish.position_id, origin=wish.origin)
    return wish


@transaction.atomic
def second_wish(*, wish_id: int, needs: bool, by: Actor, at: dt.datetime) -> Wish:
    """ "Tôi cũng cần", or that no longer (`needs` false). Saying the same again records nothing.

    Raises: Missing (of another position, or not there), Denied (her own), InvalidStep (answered).
    """
    (wish,) = _locked([wish_id])
    spot = place(by.person_id, on=at.date()) if by.person_id else None
    if spot is None or spot.organ_id != wish.organ_id or spot.position_id != wish.position_id:
        raise Missing("Không có đề nghị này.")
    check(by, Action.WISH_SECOND, Subject(organ_id=wish.organ_id, owner_id=wish.person_id))
    if wish.state != WishState.ASKED:
        raise InvalidStep("Đề nghị này đã được trả lời. Đồng chí xem câu trả lời ở dưới.")
    held = Need.objects.filter(wish=wish, person_id=spot.person_id)
    if needs == held.exists():
        return wish
    if needs:
        Need.objects.create(
            organ_id=wish.organ_id,
            wish=wish,
            person_id=spot.person_id,
            position_id=spot.position_id,
            said_at=at,
        )
    else:
        held.delete()
    _tell(events.WISH_SECONDED if needs else events.WISH_UNSECONDED, wish, by=by, at=at)
    return wish


@transaction.atomic
def merge_wishes(
    *, wish_ids: Sequence[int], product_id: int | None, answer: str, by: Actor, at: dt.datetime
) -> list[Wish]:
    """Trả lời: đã có mục dùng được trong danh mục đang hiệu lực.

    Raises: Missing, Denied, Incomplete (no wish or no product chosen), OutOfRange, InvalidStep.
    """
    wishes = _to_settle(wish_ids, WishStep.MERGE, by=by)
    edition = edition_in_force(wishes[0].organ_id, at.date())
    product = (
        Product.objects.filter(pk=product_id, edition=edition).first() if edition and product_id else None
    )
    if product is None:
        raise Incomplete("Đồng chí chọn một mục của danh mục đang hiệu lực.", field="product")
    said = _short(answer, "câu trả lời", field="answer", longest=500)
    _settle(wishes, WishStep.MERGE, events.WISH_MERGED, product, said, by=by, at=at)
    return wishes


@transaction.atomic
def accept_wishes(
    *, wish_ids: Sequence[int], edition_id: int, item: ItemSpec, by: Actor, at: dt.datetime
) -> Product:
    """Đưa vào danh mục đang đề xuất; trả về mục mới. The edition's own rules hold (`add_item`).

    Raises: Missing, Denied, Incomplete, InvalidStep, OutOfRange.
    Source: NĐ 335/2025/NĐ-CP, Điều 13 khoản 1.
    """
    wishes = _to_settle(wish_ids, WishStep.ACCEPT, by=by)
    product = add_item(edition_id=edition_id, item=item, by=by, at=at)
    if product.organ_id != wishes[0].organ_id:
        raise Missing("Không có danh mục này.")
    _settle(wishes, WishStep.ACCEPT, events.WISH_ACCEPTED, product, "", by=by, at=at)
    return product


@transaction.atomic
def decline_wishes(*, wish_ids: Sequence[int], reason: str, by: Actor, at: dt.datetime) -> list[Wish]:
    """Không bổ sung, nêu lý do. Raises: Missing, Denied, Incomplete, OutOfRange, InvalidStep."""
    wishes = _to_settle(wish_ids, WishStep.DECLINE, by=by)
    why = text_of(reason, "lý do không bổ sung", field="reason", longest=500)
    _settle(wishes, WishStep.DECLINE, events.WISH_DECLINED, None, why, by=by, at=at)
    return wishes


def _to_settle(wish_ids: Sequence[int], step: str, *, by: Actor) -> list[Wish]:
    """The wishes, locked, of one organ, all open. Raises Incomplete, Missing, Denied, InvalidStep."""
    if not wish_ids:
        raise Incomplete("Đồng chí chọn ít nhất một đề nghị.", field="wishes")
    wishes = _locked(wish_ids)
    organ_ids = {wish.organ_id for wish in wishes}
    if len(organ_ids) != 1:
        raise Missing("Không có đề nghị này.")
    may(by, Action.WISH_APPRAISE, organ_ids.pop())
    for wish in wishes:
        WISH.after(wish.state, step)
    return wishes


def _locked(wish_ids: Sequence[int]) -> list[Wish]:
    wanted = sorted(set(wish_ids))
    wishes = list(Wish.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(wishes) != len(wanted):
        raise Missing("Không có đề nghị này.")
    return wishes


def _settle(
    wishes: list[Wish],
    step: str,
    kind: Kind,
    product: Product | None,
    answer: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    for wish in wishes:
        wish.state = WISH.after(wish.state, step)
        wish.decided_at, wish.decided_by = at, by.key
        wish.product, wish.answer = product, answer
        wish.save(update_fields=["state", "decided_at", "decided_by", "product", "answer"])
        code = product.code if product else ""
        _tell(kind, wish, by=by, at=at, code=code, reason=answer, product_id=product.pk if product else None)


def _short(value: str, what: str, *, field: str, longest: int) -> str:
    value = clean(value)
    return text_of(value, what, field=field, longest=longest) if value else ""


def _tell(kind: Kind, wish: Wish, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    record(
        kind, f"catalogue.wish:{wish.pk}", by=by, at=at, organ_id=wish.organ_id, owner_id=wish.person_id,
        title=wish.title, **data,
    )  # fmt: skip
