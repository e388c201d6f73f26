"""The support staff of the sample: templates, a rota of three guards, two weeks of shifts by touch."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from congvu.base import clock
from congvu.duties.commands import (
    ItemSpec,
    answer_swap,
    ask_swap,
    confirm_week,
    finish_shift,
    mark_usual,
    record_tap,
    return_shift,
    save_item,
    save_template,
)
from congvu.duties.counting import week_of
from congvu.duties.models import DutyShift, Item
from congvu.duties.states import ShiftState
from congvu.policy.facts import Actor
from congvu.worktime import models as worktime
from congvu.worktime.commands import add_schedule, generate_rota, set_shift_kind, use_schedule
from congvu.worktime.queries import plans

from .cast import Member

if TYPE_CHECKING:
    from .life import Life

ONE_DAY = dt.timedelta(days=1)
DRIVER, GUARD, CLEANER = "PV-01", "PV-02", "PV-03"
NIGHT = "Ca đêm"
PLACES = ("UBND tỉnh", "Sở Tài chính", "Trung tâm hội nghị", "Xã An Hòa", "Phường Bến Đò")
SAFE, MEETINGS, TRIPS, PATROL, WEEKLY = (
    "Trực ca an toàn, bàn giao đủ", "Cuộc họp đã phục vụ", "Chuyến xe phục vụ công tác", "Tuần tra trụ sở",
    "Bảo dưỡng, kiểm tra xe tuần",
)  # fmt: skip

# position: (duty, name, others, oddities, rows as (kind, label, section, product, times for one, more))
TEMPLATES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[tuple[Any, ...], ...]]] = {
    DRIVER: (
        "DRIVER", "Lái xe", ("Rửa xe", "Đưa xe đi sửa chữa", "Đưa nhận giấy tờ"),
        ("Hỏng xe", "Va chạm", "Đổi lịch xe"),
        (
            ("TRIP", TRIPS, "Chuyến đi", "LX.01", 1, {"unit_of_measure": "chuyến"}),
            ("CHECK", "Lốp, phanh, đèn", "Kiểm tra xe đầu ngày", "", 1, {}),
            ("CHECK", "Dầu máy, nước làm mát", "Kiểm tra xe đầu ngày", "", 1, {}),
            ("CHECK", "Vệ sinh xe", "Kiểm tra xe đầu ngày", "", 1, {}),
            ("CHECK", "Nhiên liệu", "Kiểm tra xe đầu ngày", "", 1,
             {"hint": "Chụp đồng hồ nếu đổ thêm", "is_usual": False, "wants_photo": True}),
            ("CHECK", WEEKLY, "Mỗi tuần một lần", "LX.02", 1, {"is_usual": False}),
        ),
    ),
    GUARD: (
        "GUARD", "Bảo vệ", ("Hướng dẫn đoàn khách", "Nhận bưu phẩm lớn", "Hỗ trợ hội nghị"),
        ("Mất điện, mất nước", "Người lạ vào trụ sở", "Hỏng thiết bị"),
        (
            ("CHECK", "Nhận sổ trực, chìa khóa, bộ đàm", "Giao ca", "", 1, {}),
            ("CHECK", "Kiểm tra cổng, nhà xe, phòng máy", "Giao ca", "", 1, {}),
            ("CHECK", SAFE, "Giao ca", "BV.01", 5, {}),
            ("ROUND", PATROL, "Tuần tra", "", 1, {"points": ("Cổng chính", "Nhà xe", "Tầng 2", "Kho lưu trữ")}),
            ("COUNTER", "Khách đến liên hệ", "Đếm nhanh", "", 1, {"unit_of_measure": "lượt"}),
        ),
    ),
    CLEANER: (
        "CLEANER", "Tạp vụ", ("Dọn kho", "Chuẩn bị hội nghị đột xuất"), ("Hỏng vòi nước", "Hết vật tư"),
        (
            ("CHECK", "Tầng 1: sảnh, hành lang, nhà vệ sinh", "Buổi sáng", "TV.01", 6, {}),
            ("CHECK", "Tầng 2: các phòng làm việc", "Buổi sáng", "", 1, {}),
            ("CHECK", "Phòng họp A: nước, ly, bàn ghế", "Buổi sáng", "", 1, {}),
            ("CHECK", "Gom rác, khóa kho, tắt thiết bị", "Buổi chiều", "", 1, {}),
            ("COUNTER", MEETINGS, "Đếm nhanh", "TV.02", 1, {"unit_of_measure": "cuộc"}),
        ),
    ),
}  # fmt: skip


def first_day(life: Life) -> dt.date:
    """Touches begin two weeks before the week that is looked at, never before the open month."""
    return max(week_of(life.today) - 14 * ONE_DAY, life.today.replace(day=1), life.first)


def on_duty(life: Life, member: Member, day: dt.date) -> bool:
    """Whether the member touches on that day, instead of writing."""
    return member.position in TEMPLATES and day >= first_day(life)


def begin(life: Life) -> None:
    """Templates by the head of the office; schedule and rota of the guards by the personnel body."""
    sample, start = life.sample, first_day(life)
    with clock.frozen(clock.at(start, 6)):
        head, personnel, now = _head(life), sample.with_role("PERSONNEL"), clock.now()
        for position, (duty, name, others, oddities, rows) in TEMPLATES.items():
            template = save_template(
                unit_id=sample.units["VP"].pk, position_id=sample.positions[position].pk, duty=duty, name=name,
                places=PLACES if position == DRIVER else (), others=others, oddities=oddities, by=head, at=now,
            )  # fmt: skip
            for kind, label, section, product, times, more in rows:
                product_id = sample.products[product].pk if product else None
                spec = ItemSpec(
                    kind, label, section=section, product_id=product_id, per_product=times, **more
                )
                save_item(template_id=template.pk, spec=spec, by=head, at=now)
        schedule = add_schedule(
            organ_id=sample.organ.pk, code="CA3", name="Bảo vệ ba ca", minutes=(0,) * 7, is_shift=True, by=personnel,
            at=now,
        )  # fmt: skip
        guards = [life.person_id(m) for m in _members(life, GUARD)]
        use_schedule(person_ids=guards, schedule_id=schedule.pk, valid_from=start, by=personnel, at=now)
        for sign, name in (("N", "Ca ngày"), ("Đ", NIGHT)):
            set_shift_kind(organ_id=sample.organ.pk, sign=sign, name=name, minutes=720, by=personnel, at=now)
        generate_rota(
            organ_id=sample.organ.pk, teams=[[g] for g in guards], pattern=("N", "Đ", "-"), first=start,
            last=week_of(life.today) + 20 * ONE_DAY, by=personnel, at=now,
        )  # fmt: skip


def work(life: Life, day: dt.date) -> None:
    """One day of everyone on duty; on Fridays the head confirms the week before."""
    if day < first_day(life):
        return
    people = {life.person_id(m): m for position in TEMPLATES for m in _members(life, position)}
    names = dict(
        worktime.Shift.objects.filter(person_id__in=people, day=day).values_list("person_id", "name")
    )
    planned = plans(list(people), day, day)
    for n, (person_id, member) in enumerate(people.items()):
        if planned[person_id][day].is_due:
            draw = random.Random(f"{day} {member.number}")
            _shift(life, member, person_id, day, names.get(person_id, ""), draw, odd=(n + day.day) % 23 == 0)
    if day == week_of(life.today) - 3 * ONE_DAY:
        _confirm(life, day, week_of(day) - 7 * ONE_DAY)
    if day == life.today - ONE_DAY:
        _unsettled(life, day)


def _shift(
    life: Life, member: Member, person_id: int, day: dt.date, name: str, draw: random.Random, *, odd: bool
) -> None:
    night = name == NIGHT
    with clock.frozen(clock.at(day, 18 if night else 7)):
        actor = life.sample.actor(member.number)
        common: dict[str, Any] = {"person_id": person_id, "day": day, "shift": name, "by": actor}
        mark_usual(
            client_id=life.client_id(), at=clock.now() + dt.timedelta(minutes=draw.randint(2, 25)), **common
        )
        items = {
            i.label: i.pk
            for i in Item.objects.filter(template__position=life.sample.positions[member.position])
        }
        minute = 60
        for kind, label, text in _touches(member.position, day, draw):
            minute += draw.randint(35, 75)
            record_tap(
                kind=kind, item_id=items[label], text=text, client_id=life.client_id(),
                at=clock.now() + dt.timedelta(minutes=minute), **common,
            )  # fmt: skip
        if odd:
            record_tap(
                kind="ODD", text=TEMPLATES[member.position][3][0], client_id=life.client_id(),
                at=clock.now() + dt.timedelta(minutes=minute + 5), **common,
            )  # fmt: skip
        end = clock.now() + dt.timedelta(hours=12 if night else 10, minutes=-draw.randint(3, 20))
        if clock.local(end).date() < life.today:
            finish_shift(at=end, **common)


def _touches(position: str, day: dt.date, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """(kind, row, words) of a believable day."""
    if position == DRIVER:
        for _ in range(draw.choice((0, 1, 1, 2))):
            yield "START", TRIPS, f"Cơ quan → {draw.choice(PLACES)}"
            yield "STOP", TRIPS, ""
        if day.weekday() == 4:
            yield "TICK", WEEKLY, ""
    elif position == GUARD:
        for point in ("Cổng chính", "Nhà xe", "Tầng 2")[: draw.choice((2, 3, 3))]:
            yield "ROUND", PATROL, point
    elif draw.random() < 0.3:
        yield "COUNT", MEETINGS, ""


def _confirm(life: Life, day: dt.date, monday: dt.date) -> None:
    """The week before is confirmed; what nobody assigned is accepted as unplanned."""
    with clock.frozen(clock.at(day, 16, 30)):
        head = _head(life)
        waiting = DutyShift.objects.filter(
            day__range=(monday, monday + 6 * ONE_DAY), state=ShiftState.FINISHED, confirmer_id=head.person_id
        )
        for person_id in sorted(set(waiting.values_list("person_id", flat=True))):
            confirm_week(person_id=person_id, monday=monday, by=head, at=clock.now())


def _unsettled(life: Life, day: dt.date) -> None:
    """What waits for whoever looks: a returned shift, and a swap that both guards want."""
    with clock.frozen(clock.at(day, 16)):
        driver = life.person_id(_members(life, DRIVER)[0])
        last = (
            DutyShift.objects.filter(person_id=driver, state=ShiftState.FINISHED, day__lt=day)
            .order_by("-day")
            .first()
        )
        if last is not None:
            return_shift(
                shift_id=last.pk,
                reason="Số chuyến chưa khớp sổ xe, đồng chí xem lại.",
                by=_head(life),
                at=clock.now(),
            )
        one, other = _members(life, GUARD)[:2]
        ahead = worktime.Shift.objects.filter(day__gt=life.today + ONE_DAY).order_by("day")
        mine = ahead.filter(person_id=life.person_id(one)).first()
        theirs = ahead.filter(person_id=life.person_id(other), day__gt=mine.day).first() if mine else None
        if mine is None or theirs is None:
            return
        swap = ask_swap(
            mine_id=mine.pk, theirs_id=theirs.pk, by=life.sample.actor(one.number), at=clock.now()
        )
        answer_swap(
            swap_id=swap.pk, is_agreed=True, by=life.sample.actor(other.number),
            at=clock.now() + dt.timedelta(minutes=25),
        )  # fmt: skip


def _members(life: Life, position: str) -> list[Member]:
    return [m for m in life.sample.members if m.position == position]


def _head(life: Life) -> Actor:
    return life.sample.actor(life.sample.at_post("VP", "HEAD").number)
