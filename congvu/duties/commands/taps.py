"""Taps: what a person touches during a shift, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.files import Upload
from congvu.base.pictures import keep_photo
from congvu.base.sounds import keep_voice
from congvu.base.text import clean
from congvu.duties import events
from congvu.duties.counting import Tally, tally
from congvu.duties.guards import lock_shift, must_record, open_shift, subject_of, taps_of, tell
from congvu.duties.models import DutyShift, Item, Tap
from congvu.duties.states import SHIFT, ShiftStep
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor

TEXT_LONGEST = 200
MOST = 9999
MOST_TAPS = 2000
WAYS = {
    Tap.Kind.TICK: Item.Kind.CHECK,
    Tap.Kind.COUNT: Item.Kind.COUNTER,
    Tap.Kind.START: Item.Kind.TRIP,
    Tap.Kind.STOP: Item.Kind.TRIP,
    Tap.Kind.ROUND: Item.Kind.ROUND,
}


@transaction.atomic
def record_tap(
    *,
    person_id: int,
    day: dt.date,
    shift: str,
    kind: str,
    client_id: uuid.UUID,
    by: Actor,
    at: dt.datetime,
    item_id: int | None = None,
    amount: int = 1,
    text: str = "",
    photo: Upload | None = None,
    voice: Upload | None = None,
    device_at: dt.datetime | None = None,
) -> Tap:
    """Ghi một lần chạm trong ca; the same `client_id` again is the tap already there.

    `amount` is 1 or -1, for a counter. `at` is the server's time and counts; `device_at` is kept
    beside it. Only another piece of work and an oddity need words, a photo or a voice note, and take one.
    Raises: Denied, InvalidStep, Incomplete, OutOfRange, Missing. Records: duties.shift.tapped.
    """
    if known := Tap.objects.filter(person_id=person_id, client_id=client_id, person=by.person_id).first():
        return known
    found = open_shift(person_id, day, shift, ShiftStep.RECORD, by=by, at=at)
    if kind not in Tap.Kind.values or kind == Tap.Kind.UNDO:
        raise OutOfRange("Không có cách ghi này. Tải lại trang.", field="kind")
    item = _item(item_id, found, kind)
    words = clean(text)
    if len(words) > TEXT_LONGEST:
        raise OutOfRange(f"Rút gọn còn nhiều nhất {TEXT_LONGEST} ký tự.", field="text")
    _may(found, item, kind, amount, words, has_photo=photo is not None, has_voice=voice is not None)
    tap = Tap(
        organ_id=found.organ_id, shift=found, person_id=person_id, item=item, kind=kind, text=words, tapped_at=at,
        amount=amount if kind == Tap.Kind.COUNT else 1, device_at=device_at, client_id=client_id,
    )  # fmt: skip
    if photo is not None:
        kept = keep_photo(photo)
        tap.photo_sha256, tap.photo_size = kept.sha256, kept.size
    if voice is not None:
        kept = keep_voice(voice)
        tap.voice_sha256, tap.voice_type, tap.voice_size = kept.sha256, kept.content_type, kept.size
    tap.save(force_insert=True)
    tell(
        events.TAPPED, found, by=by, at=at, what=_what(tap), way=kind, item=item_id, tap=tap.pk,
        amount=tap.amount, device_at=device_at, photo=tap.photo_sha256,
        voice=tap.voice_sha256,
    )  # fmt: skip
    return tap


@transaction.atomic
def mark_usual(
    *, person_id: int, day: dt.date, shift: str, client_id: uuid.UUID, by: Actor, at: dt.datetime
) -> list[Tap]:
    """Tất cả như thường lệ: đánh dấu mọi dòng thường lệ chưa đánh dấu, và ghi rõ là theo nút này.

    Raises: Denied, InvalidStep (nothing usual is left), OutOfRange. Records: duties.shift.usual.
    """
    found = open_shift(person_id, day, shift, ShiftStep.RECORD, by=by, at=at)
    done = tally(taps_of(found))
    numbers = {item.pk: uuid.uuid5(client_id, str(item.pk)) for item in _usual(found)}
    known = set(
        Tap.objects.filter(person_id=person_id, client_id__in=numbers.values()).values_list(
            "client_id", flat=True
        )
    )
    if known:
        return list(Tap.objects.filter(person_id=person_id, client_id__in=known).order_by("pk"))
    open_items = [pk for pk in numbers if not (pk in done and done[pk].done)]
    if not open_items:
        raise InvalidStep("Các dòng thường lệ của ca này đã đánh dấu hết. Bấm Xong ca khi hết ca.")
    made = Tap.objects.bulk_create(
        Tap(
            organ_id=found.organ_id, shift=found, person_id=person_id, item_id=pk, kind=Tap.Kind.TICK, is_usual=True,
            tapped_at=at, client_id=numbers[pk],
        )
        for pk in open_items
    )  # fmt: skip
    tell(events.USUAL, found, by=by, at=at, count=len(made), items=open_items)
    return made


@transaction.atomic
def undo_tap(*, tap_id: int, client_id: uuid.UUID, by: Actor, at: dt.datetime) -> Tap:
    """Hoàn tác một lần chạm bằng một bản ghi bù; the tap itself stays.

    Raises: Denied, Missing, InvalidStep (taken back already, or what follows stands on it).
    Records: duties.shift.undone.
    """
    shift_id = (
        Tap.objects.filter(pk=tap_id).exclude(kind=Tap.Kind.UNDO).values_list("shift_id", flat=True).first()
    )
    if shift_id is None:
        raise Missing("Không có lần ghi này.")
    shift = lock_shift(shift_id)
    check(by, Action.DUTY_RECORD, subject_of(shift))
    if known := Tap.objects.filter(person_id=shift.person_id, client_id=client_id).first():
        return known
    must_record(shift, at)
    SHIFT.after(shift.state, ShiftStep.RECORD)
    standing = taps_of(shift)
    tap = next((t for t in standing if t.pk == tap_id), None)
    if tap is None:
        raise InvalidStep("Lần ghi này đã hoàn tác rồi.")
    rest = [t for t in standing if t.pk != tap_id]
    if not _holds(rest):
        raise InvalidStep("Hoàn tác lần ghi sau đó trước: kết thúc chuyến, hoặc lần bớt của bộ đếm.")
    made = Tap.objects.create(
        organ_id=shift.organ_id, shift=shift, person_id=shift.person_id, item_id=tap.item_id, kind=Tap.Kind.UNDO,
        undoes=tap, tapped_at=at, client_id=client_id,
    )  # fmt: skip
    tell(events.UNDONE, shift, by=by, at=at, what=_what(tap), tap=tap.pk)
    return made


def _what(tap: Tap) -> str:
    """A tap inside a sentence."""
    name = tap.item.label if tap.item is not None else tap.get_kind_display()
    return f"{name}: {tap.text}" if tap.text else name


def _usual(shift: DutyShift) -> list[Item]:
    return list(
        Item.objects.filter(
            template_id=shift.template_id, is_active=True, kind=Item.Kind.CHECK, is_usual=True
        ).order_by("sort", "pk")
    )


def _item(item_id: int | None, shift: DutyShift, kind: str) -> Item | None:
    if item_id is None:
        if kind in (Tap.Kind.OTHER, Tap.Kind.ODD):
            return None
        raise Incomplete("Chọn một dòng của mẫu ca.", field="item")
    item = Item.objects.filter(pk=item_id, template_id=shift.template_id).first()
    if item is None or (kind in WAYS and WAYS[Tap.Kind(kind)] != item.kind) or kind == Tap.Kind.OTHER:
        raise Missing("Mẫu ca không có dòng này.")
    return item


def _may(
    shift: DutyShift,
    item: Item | None,
    kind: str,
    amount: int,
    words: str,
    *,
    has_photo: bool,
    has_voice: bool,
) -> None:
    """Raises what stands in the way of this tap."""
    standing = taps_of(shift)
    if len(standing) >= MOST_TAPS:
        raise OutOfRange("Ca này đã ghi quá nhiều lần. Báo người phụ trách.", field="item")
    mine = tally(standing).get(item.pk, Tally()) if item is not None else Tally()
    if kind == Tap.Kind.TICK and mine.done:
        raise InvalidStep("Dòng này đã đánh dấu.")
    if kind == Tap.Kind.COUNT:
        if amount not in (1, -1):
            raise OutOfRange("Mỗi lần bấm cộng hoặc bớt một.", field="amount")
        if not 0 <= mine.done + amount <= MOST:
            raise OutOfRange(f"Số đếm từ 0 đến {MOST}.", field="amount")
    if kind == Tap.Kind.START and any(t.running for t in tally(standing).values()):
        raise InvalidStep("Còn một chuyến đang chạy. Bấm Kết thúc chuyến trước.")
    if kind == Tap.Kind.STOP and mine.running is None:
        raise InvalidStep("Không có chuyến nào đang chạy.")
    told = kind in (Tap.Kind.OTHER, Tap.Kind.ODD)
    if told and not (words or has_photo or has_voice):
        raise Incomplete("Chọn một dòng, ghi vài chữ, chụp một ảnh, hoặc ghi một lời nhắn.", field="text")
    if has_voice and not told:
        raise OutOfRange("Lời nhắn chỉ kèm việc khác hoặc việc bất thường.", field="voice")
    if kind == Tap.Kind.PHOTO and not has_photo:
        raise Incomplete("Chọn hoặc chụp một ảnh.", field="photo")


def _holds(taps: list[Tap]) -> bool:
    """Without one of them, the rest still makes sense: no stop without its start, no count below 0."""
    running: set[int] = set()
    counts: dict[int, int] = {}
    for tap in taps:
        key = tap.item_id or 0
        if tap.kind == Tap.Kind.START:
            if running:
                return False
            running.add(key)
        elif tap.kind == Tap.Kind.STOP:
            if key not in running:
                return False
            running.discard(key)
        elif tap.kind == Tap.Kind.COUNT:
            counts[key] = counts.get(key, 0) + tap.amount
            if counts[key] < 0:
                return False
    return True
