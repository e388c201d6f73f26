"""What the diary proposes from: shared events, recurring duties; and proposals not wanted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from congvu.audit.trail import record
from congvu.base import clock
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.catalogue.models import Product
from congvu.catalogue.queries import edition_in_force
from congvu.diary import events
from congvu.diary.guards import owned_by
from congvu.diary.lines import TITLE_LONGEST, text
from congvu.diary.models import Dismissal, Event, Participant, Recurring
from congvu.diary.recurring import Pattern
from congvu.org.models import Person
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.ui import words

MOST_PEOPLE = 500
MOST_RECURRING = 40
AHEAD = dt.timedelta(days=366)
_KEY = re.compile(r"[a-z]{1,20}:[0-9]{1,19}")


@transaction.atomic
def dismiss_proposal(*, person_id: int, day: dt.date, key: str, by: Actor, at: dt.datetime) -> Dismissal:
    """Bỏ một gợi ý của một ngày; bỏ lại lần nữa không đổi gì.

    Raises: Denied, Missing (no proposal has such a key). Records: diary.proposal.dismissed.
    """
    check(by, Action.ENTRY_WRITE, owned_by(person_id, by.organ_id))
    if not _KEY.fullmatch(key):
        raise Missing("Không có gợi ý này.")
    row = Dismissal.objects.select_for_update().filter(person_id=person_id, day=day, key=key).first()
    if row is not None and row.undone_at is None:
        return row
    if row is None:
        row = Dismissal(organ_id=by.organ_id or 0, person_id=person_id, day=day, key=key)
    row.dismissed_at, row.undone_at = at, None
    row.save()
    _tell(events.PROPOSAL_DISMISSED, row, by, at)
    return row


@transaction.atomic
def restore_proposal(*, person_id: int, day: dt.date, key: str, by: Actor, at: dt.datetime) -> Dismissal:
    """Lấy lại một gợi ý đã bỏ (nút "Hoàn tác").

    Raises: Denied, Missing. Records: diary.proposal.restored.
    """
    check(by, Action.ENTRY_WRITE, owned_by(person_id, by.organ_id))
    row = None
    if _KEY.fullmatch(key):
        row = Dismissal.objects.select_for_update().filter(person_id=person_id, day=day, key=key).first()
    if row is None:
        raise Missing("Không có gợi ý này.")
    if row.undone_at is None:
        row.undone_at = at
        row.save(update_fields=["undone_at"])
        _tell(events.PROPOSAL_RESTORED, row, by, at)
    return row


@transaction.atomic
def make_event(
    *,
    title: str,
    day: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    person_ids: Iterable[int],
    by: Actor,
    at: dt.datetime,
    place: str = "",
    product_id: int | None = None,
) -> Event:
    """Tạo một sự kiện chung: mỗi người tham dự (cả người tạo) có một gợi ý với giờ thật.

    The same title, day and times of the same maker again give the event already there.

    Raises: Denied, Incomplete (no title), OutOfRange (times, a day more than a year away, people of
        another organ, too many), Missing (product). Records: diary.event.made.
    """
    check(by, Action.EVENT_MAKE, Subject(organ_id=by.organ_id))
    if by.person_id is None:
        raise Missing("Tài khoản này chưa gắn với cán bộ nào.")
    title = text(title, "tên sự kiện", field="title", longest=TITLE_LONGEST)
    place = text(place, "nơi", field="place", longest=200)
    if not title:
        raise Incomplete("Ghi tên sự kiện, ví dụ: Họp giao ban phòng.", field="title")
    if ends_at <= starts_at:
        raise OutOfRange("Giờ kết thúc phải sau giờ bắt đầu.", field="ends_at")
    today = clock.local(at).date()
    if not today - dt.timedelta(days=31) <= day <= today + AHEAD:
        raise OutOfRange("Chọn ngày từ một tháng trước đến một năm tới.", field="day")
    people = {*person_ids, by.person_id}
    if len(people) > MOST_PEOPLE:
        raise OutOfRange(f"Một sự kiện có nhiều nhất {MOST_PEOPLE} người tham dự.", field="people")
    known = set(
        Person.objects.filter(pk__in=people, organ_id=by.organ_id or 0, is_active=True).values_list(
            "pk", flat=True
        )
    )
    if people - known:
        raise OutOfRange("Chỉ mời được người đang công tác trong cơ quan.", field="people")
    same = Event.objects.filter(
        made_by_id=by.person_id, title=title, day=day, starts_at=starts_at, ends_at=ends_at, cancelled_at=None
    ).first()
    if same is not None:
        return same
    event = Event.objects.create(
        organ_id=by.organ_id or 0, title=title, day=day, starts_at=starts_at, ends_at=ends_at, place=place,
        product=_product(product_id, by.organ_id, day), made_at=at, made_by_id=by.person_id,
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(organ_id=event.organ_id, event=event, person_id=person_id) for person_id in sorted(known)
    )
    _tell_event(events.EVENT_MADE, event, by, at, people=len(known))
    return event


@transaction.atomic
def cancel_event(*, event_id: int, by: Actor, at: dt.datetime) -> Event:
    """Hủy một sự kiện: gợi ý chưa ghi biến mất, dòng đã ghi giữ nguyên.

    Raises: Denied (not the maker), Missing, InvalidStep. Records: diary.event.cancelled.
    """
    event = Event.objects.select_for_update().filter(pk=event_id, organ_id=by.organ_id or 0).first()
    if event is None:
        raise Missing("Không có sự kiện này.")
    check(by, Action.EVENT_CANCEL, Subject(organ_id=event.organ_id, owner_id=event.made_by_id))
    if event.cancelled_at is not None:
        raise InvalidStep("Sự kiện này đã hủy rồi.")
    event.cancelled_at = at
    event.save(update_fields=["cancelled_at"])
    _tell_event(events.EVENT_CANCELLED, event, by, at)
    return event


@transaction.atomic
def add_recurring(
    *,
    person_id: int,
    title: str,
    pattern: Pattern,
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
    product_id: int | None = None,
) -> Recurring:
    """Đặt một việc lặp lại của mình; nó chỉ là gợi ý, không có giờ.

    Raises: Denied, Incomplete, OutOfRange (too many), Missing. Records: diary.recurring.added.
    """
    check(by, Action.ENTRY_WRITE, owned_by(person_id, by.organ_id))
    product = _product(product_id, by.organ_id, valid_from)
    title = text(title, "tên việc", field="title", longest=TITLE_LONGEST) or (
        product.detail[:TITLE_LONGEST] if product else ""
    )
    if not title:
        raise Incomplete("Ghi tên việc lặp lại, hoặc chọn một sản phẩm.", field="title")
    kept = Recurring.objects.select_for_update().filter(person_id=person_id, valid_to=None)
    if kept.count() >= MOST_RECURRING:
        raise OutOfRange(f"Mỗi người đặt nhiều nhất {MOST_RECURRING} việc lặp lại. Thôi bớt một việc cũ.")
    row = Recurring.objects.create(
        organ_id=by.organ_id or 0, person_id=person_id, title=title, product=product, weekdays=pattern.weekdays,
        month_day=pattern.month_day, valid_from=valid_from, made_at=at,
    )  # fmt: skip
    _tell_recurring(events.RECURRING_ADDED, row, by, at, when=pattern.words)
    return row


@transaction.atomic
def end_recurring(*, recurring_id: int, by: Actor, at: dt.datetime) -> Recurring:
    """Thôi một việc lặp lại từ hôm nay.

    Raises: Missing (not there, or another's), InvalidStep. Records: diary.recurring.ended.
    """
    row = Recurring.objects.select_for_update().filter(pk=recurring_id, person_id=by.person_id or 0).first()
    if row is None:
        raise Missing("Không có việc lặp lại này.")
    check(by, Action.ENTRY_WRITE, owned_by(row.person_id, row.organ_id))
    if row.valid_to is not None:
        raise InvalidStep("Việc này đã thôi lặp lại.")
    row.valid_to = max(clock.local(at).date(), row.valid_from + dt.timedelta(days=1))
    row.save(update_fields=["valid_to"])
    _tell_recurring(events.RECURRING_ENDED, row, by, at)
    return row


def _product(product_id: int | None, organ_id: int | None, day: dt.date) -> Product | None:
    if product_id is None or organ_id is None:
        return None
    edition = edition_in_force(organ_id, day)
    found = Product.objects.filter(pk=product_id, edition=edition).first() if edition else None
    if found is None:
        raise Missing("Sản phẩm này không có trong danh mục hiệu lực. Chọn lại trong danh sách.")
    return found


def _tell(kind, row: Dismissal, by: Actor, at: dt.datetime) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"diary.proposal:{row.pk}", by=by, at=at, organ_id=row.organ_id, owner_id=row.person_id,
        day=words.full_date(row.day), key=row.key,
    )  # fmt: skip


def _tell_event(kind, event: Event, by: Actor, at: dt.datetime, **data: Any) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"diary.event:{event.pk}", by=by, at=at, organ_id=event.organ_id,
        title=event.title, day=words.full_date(event.day), **data,
    )  # fmt: skip


def _tell_recurring(kind, row: Recurring, by: Actor, at: dt.datetime, **data: Any) -> None:  # type: ignore[no-untyped-def]
    record(
        kind, f"diary.recurring:{row.pk}", by=by, at=at, organ_id=row.organ_id, owner_id=row.person_id,
        title=row.title, **data,
    )  # fmt: skip
