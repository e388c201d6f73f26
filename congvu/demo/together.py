"""What people of the sample do together: plans, wishes, shared events, repeated duties, views on a draft, talks.

Drawn from nothing: who, what and when follow from the day alone, so that the rest of the sample stays
as it is. Each happening is put on one of the last working days.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from congvu.assignments.commands import RowSpec, confirm_plan, start_plan, submit_plan
from congvu.assignments.models import Plan, PlanRow
from congvu.base import clock
from congvu.catalogue.commands import (
    ask_product,
    cast_vote,
    comment_item,
    decline_wishes,
    merge_wishes,
    open_consultation,
    propose_edition,
    second_wish,
)
from congvu.catalogue.models import Wish
from congvu.catalogue.queries import edition_in_force, specs_of
from congvu.diary.commands import add_recurring, make_event
from congvu.diary.models import Entry
from congvu.diary.recurring import Pattern
from congvu.diary.states import EntryState
from congvu.policy.facts import Actor
from congvu.review.commands import adjust_entry, answer_talk, write_talk
from congvu.worktime.queries import plans
from rulebook.periods import Month

from .cast import ROOT, Member
from .life import Life, acting
from .plan import FOCUS

DAY = dt.timedelta(days=1)
MEETING = "Giao ban phòng đầu tuần"
TOLD = (
    ("Phần rà danh sách kèm theo là việc khác với mục trước, tôi gửi kèm số văn bản.", ""),
    (
        "Tôi ghi cả thời gian chờ số liệu, nhờ đồng chí xem lại.",
        "Phần chờ không tính; lần sau tách riêng một dòng.",
    ),
)


def tell(life: Life) -> None:
    """Put each happening on its day."""
    days = _last_days(life, 6)
    if len(days) < 6:
        return
    happenings: list[tuple[dt.date, Callable[[], object]]] = [
        (days[5], partial(_repeat, life, days[5])),
        (days[4], partial(_meet, life, days[4])),
        (days[4], partial(_wish, life, days[4])),
        (days[3], partial(_draft, life, days[3])),
        (days[2], partial(_answer_wishes, life, days[2])),
        (days[2], partial(_talk, life, days[2])),
        (days[1], partial(_plan, life, days[1])),
    ]
    for day, happening in happenings:
        life.later.setdefault(day, []).append(happening)


def _last_days(life: Life, number: int) -> list[dt.date]:
    """Working days of the office before today, the newest first."""
    return _working(life, life.today - 30 * DAY, life.today - DAY)[::-1][:number]


def _next_days(life: Life, number: int) -> list[dt.date]:
    """Working days from today on."""
    return _working(life, life.today, life.today + 30 * DAY)[:number]


def _working(life: Life, first: dt.date, last: dt.date) -> list[dt.date]:
    """A clerk stands for the office: she is on no leave of the story."""
    clerk = next(m for m in life.sample.members if m.position == "CM-09")
    planned = plans([life.person_id(clerk)], first, last)
    return [day for day, plan in sorted(planned[life.person_id(clerk)].items()) if plan.is_due]


def _staff(life: Life, unit: str = FOCUS) -> list[Member]:
    return [m for m in life.sample.members if m.unit == unit and m.duty == "STAFF"]


def _head(life: Life, unit: str = FOCUS) -> Member:
    return life.sample.at_post(unit, "HEAD")


def _repeat(life: Life, day: dt.date) -> None:
    """Two officers and the clerk keep what comes back by itself."""
    found = [
        (_staff(life)[0], MEETING, Pattern(weekdays=1, month_day=None), None),
        (_staff(life)[1], "Báo cáo tuần của phòng", Pattern(weekdays=16, month_day=None), "DC.05"),
        (_staff(life)[0], "Rà hồ sơ nâng bậc lương đến hạn", Pattern(weekdays=0, month_day=5), "CV.01"),
    ]
    with clock.frozen(clock.at(day, 16, 10)):
        for member, title, pattern, code in found:
            add_recurring(
                person_id=life.person_id(member), title=title, pattern=pattern, valid_from=day,
                product_id=life.sample.products[code].pk if code else None,
                by=life.sample.actor(member.number), at=clock.now(),
            )  # fmt: skip


def _meet(life: Life, day: dt.date) -> None:
    """Shared events around today: the division's meeting, and one of the whole organ's leaders."""
    head, sample = _head(life), life.sample
    division = [life.person_id(m) for m in sample.members if m.unit == FOCUS]
    leaders = [life.person_id(m) for m in sample.members if m.duty == "HEAD" or m.unit == ROOT]
    near, then = _next_days(life, 2)
    events = [
        (head.number, "Giao ban phòng", near, (8, 0), (9, 0), division, "Phòng họp tầng 2"),
        (1, "Giao ban lãnh đạo Sở", near, (14, 0), (15, 30), leaders, "Phòng họp lớn"),
        (head.number, "Thống nhất danh sách nâng bậc lương", then, (9, 30), (10, 30), division[:4], ""),
    ]  # fmt: skip
    with clock.frozen(clock.at(day, 15, 5)):
        for number, title, on, starts, ends, people, place in events:
            make_event(
                title=title, day=on, starts_at=dt.time(*starts), ends_at=dt.time(*ends), person_ids=people,
                place=place, by=sample.actor(number), at=clock.now(),
            )  # fmt: skip


def _wish(life: Life, day: dt.date) -> None:
    """Four products that the catalogue lacks; two of them resemble each other."""
    first, second, third = _staff(life)[:3]
    clerk = next(m for m in life.sample.members if m.position == "CM-09")
    asked = [
        (first, "Trực tiếp nhận hồ sơ tại bộ phận một cửa", "Sổ trực", "buổi", 4, "Phòng phân công trực hằng tuần."),
        (second, "Trực bộ phận một cửa", "Sổ trực đã ký", "buổi", 3, "Thay đồng nghiệp khi vắng, chưa có mục để ghi."),
        (third, "Trả lời hỏi đáp chế độ qua điện thoại", "Phiếu ghi cuộc gọi", "lượt", 30, "Mỗi ngày vài cuộc."),
        (clerk, "Sắp xếp hồ sơ lưu trữ cuối tuần", "", "lần", 4, "Làm ngoài việc đăng ký văn bản."),
    ]  # fmt: skip
    with clock.frozen(clock.at(day, 16, 40)):
        wishes = [
            ask_product(
                person_id=life.person_id(member), title=title, output=output, unit_of_measure=measure, why=why,
                times_a_month=times, origin="", by=life.sample.actor(member.number), at=clock.now(),
            )
            for member, title, output, measure, times, why in asked
        ]  # fmt: skip
        second_wish(wish_id=wishes[0].pk, needs=True, by=life.sample.actor(third.number), at=clock.now())


def _answer_wishes(life: Life, day: dt.date) -> None:
    personnel = life.sample.with_role("PERSONNEL")
    wishes = {wish.title: wish.pk for wish in Wish.objects.filter(organ=life.sample.organ)}
    with clock.frozen(clock.at(day, 9, 20)):
        merge_wishes(
            wish_ids=[wishes["Trả lời hỏi đáp chế độ qua điện thoại"]], product_id=life.sample.products["DC.09"].pk,
            answer="Ghi theo lượt tiếp, hướng dẫn; số lượng là số cuộc.", by=personnel, at=clock.now(),
        )  # fmt: skip
        decline_wishes(
            wish_ids=[wishes["Sắp xếp hồ sơ lưu trữ cuối tuần"]],
            reason="Đã tính trong việc đăng ký, phát hành văn bản của tuần.", by=personnel, at=clock.now(),
        )  # fmt: skip


def _draft(life: Life, day: dt.date) -> None:
    """A draft for next year with three changes; views are being gathered, the council votes."""
    sample, personnel = life.sample, life.sample.with_role("PERSONNEL")
    head = _head(life)
    with clock.frozen(clock.at(day, 10)):
        source = edition_in_force(sample.organ.pk, day)
        assert source is not None, "the sample begins with a decided catalogue"
        changes = {
            "CV.01": {"score": Decimal(14), "norm_minutes": 75}, "DC.09": {"norm_minutes": 20},
            "DC.04": {"score": Decimal(22)},
        }  # fmt: skip
        items = [dataclasses.replace(item, **changes.get(item.code, {})) for item in specs_of(source)]  # type: ignore[arg-type]
        edition = propose_edition(
            organ_id=sample.organ.pk, name=f"Danh mục năm {day.year + 1}, dự thảo",
            standard_score=source.standard_score, standard_code=source.standard_code, items=items, source_name="",
            source_sha256="", by=personnel, at=clock.now(),
        )  # fmt: skip
        council = [sample.at_post(unit, "HEAD") for unit in ("CCVC", "TCBM", "XDCQ", "CCHC", "VP")]
        open_consultation(
            edition_id=edition.pk, person_ids=[life.person_id(m) for m in council],
            due_on=life.today + 7 * DAY, by=personnel, at=clock.now(),
        )  # fmt: skip
        for member, code, said in (
            (
                _staff(life)[1],
                "CV.01",
                "Hồ sơ nay phải đối chiếu thêm dữ liệu dân cư, 75 phút sát thực tế hơn.",
            ),
            (head, "CV.01", "Đồng ý tăng; đề nghị theo dõi ba tháng rồi xem lại."),
            (_staff(life, "TCBM")[0], "DC.04", "Góp ý văn bản dài ngắn khác nhau, nên giữ hệ số."),
        ):
            comment_item(
                edition_id=edition.pk, code=code, text=said, by=sample.actor(member.number), at=clock.now()
            )
        votes = [
            ("CV.01", "AGREE", None, ""),
            ("CV.01", "AGREE", None, ""),
            ("CV.01", "OTHER", Decimal("2.6"), ""),
        ]
        votes.append(("DC.04", "DISAGREE", None, "Chưa đủ số lần để kết luận."))
        for member, (code, choice, value, why) in zip(council, votes, strict=False):
            cast_vote(
                edition_id=edition.pk, code=code, choice=choice, value=value,
                reason=why or ("Tăng vừa phải." if choice == "OTHER" else ""), by=sample.actor(member.number),
                at=clock.now(),
            )  # fmt: skip


def _talk(life: Life, day: dt.date) -> None:
    """Two lines are adjusted; their writers answer, and one gets an answer back."""
    people = [life.person_id(m) for m in _staff(life)]
    waiting = Entry.objects.filter(
        state=EntryState.SUBMITTED, submitted_at__lt=clock.at(day), person_id__in=people, minutes__gte=90
    ).select_related("day")
    seen: set[int] = set()
    for entry in waiting.order_by("submitted_at", "pk"):
        if entry.person_id in seen or len(seen) == len(TOLD) or entry.day.confirmer_id is None:
            continue
        body, back = TOLD[len(seen)]
        seen.add(entry.person_id)
        confirmer, writer = (acting(pk, day) for pk in (entry.day.confirmer_id, entry.person_id))
        life.faults.pop(entry.pk, None)
        _adjusted(entry, confirmer, clock.at(day, 8, 5))
        _say(write_talk, entry, body, writer, clock.at(day, 10, 15))
        if back:
            _say(answer_talk, entry, back, confirmer, clock.at(day, 15, 30))


def _adjusted(entry: Entry, confirmer: Actor, at: dt.datetime) -> None:
    with clock.frozen(at):
        adjust_entry(
            entry_id=entry.pk, version=entry.version, minutes=entry.minutes - 30,
            reason="Phần đối chiếu đã tính ở mục trước, đồng chí xem lại.", by=confirmer, at=at,
        )  # fmt: skip


def _say(command: Callable[..., object], entry: Entry, body: str, by: Actor, at: dt.datetime) -> None:
    with clock.frozen(at):
        command(entry_id=entry.pk, body=body, by=by, at=at)


def _plan(life: Life, day: dt.date) -> None:
    """Next month: one officer's plan waits for her head, one is confirmed, the division's waits above."""
    month = Month(life.today.year, life.today.month).next()
    first, second = _staff(life)[:2]
    head = _head(life)
    due = month.first + 19 * DAY

    def row(code: str, number: int, people: tuple[Member, ...] = (), **more: object) -> RowSpec:
        product = life.sample.products[code]
        return RowSpec(
            title=product.detail, quantity=Decimal(number), product_id=product.pk, deadline=due,
            person_ids=tuple(life.person_id(m) for m in people), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    rows = (row("CV.01", 5, source=PlanRow.Source.LAST_MONTH), row("DC.02", 3), row("DC.05", 1))
    _sent(life, first, month, None, rows, clock.at(day, 15))
    confirmed = _sent(life, second, month, None, rows[:2], clock.at(day, 15, 20))
    parts = (Decimal(60), Decimal(40))
    _sent(
        life, head, month, life.sample.units[FOCUS].pk,
        (row("CV.04", 1, (first, second), percents=parts), row("DC.06", 1, (second,))), clock.at(day, 15, 40),
    )  # fmt: skip
    with clock.frozen(clock.at(day, 16, 30)):
        confirm_plan(
            plan_id=confirmed.pk, version=confirmed.version, by=life.sample.actor(head.number), at=clock.now()
        )


def _sent(
    life: Life, member: Member, month: Month, unit_id: int | None, rows: tuple[RowSpec, ...], at: dt.datetime
) -> Plan:
    with clock.frozen(at):
        by = life.sample.actor(member.number)
        plan = start_plan(month=month, unit_id=unit_id, rows=rows, by=by, at=at)
        return submit_plan(plan_id=plan.pk, version=plan.version, by=by, at=at + dt.timedelta(minutes=5))
