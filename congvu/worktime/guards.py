"""What several commands of working time check in the same words."""

from __future__ import annotations

import datetime as dt

from congvu.base.errors import OutOfRange
from congvu.org.guards import open_records
from congvu.org.models import Organ
from congvu.org.queries import confirmers, place
from congvu.policy.facts import Subject
from congvu.worktime.models import Closing, Leave

LONGEST_SPAN = 400
"""Days in one leave or rota: more is a mistake of the year."""


WORDS = {
    Leave.Kind.ANNUAL: "nghỉ phép năm",
    Leave.Kind.COMPENSATORY: "nghỉ bù",
    Leave.Kind.SICK: "nghỉ ốm",
    Leave.Kind.MATERNITY: "nghỉ thai sản",
    Leave.Kind.PERSONAL: "nghỉ việc riêng có lương",
    Leave.Kind.UNPAID: "nghỉ không lương",
    Leave.Kind.TRAINING: "đi học, bồi dưỡng",
    Leave.Kind.TRIP: "đi công tác",
}


def not_closed(organ: Organ, first: dt.date, last: dt.date, *, field: str) -> None:
    """No day of [first, last] lies in a locked span. Raises: OutOfRange."""
    row = Closing.objects.filter(organ=organ, is_closed=True, first__lte=last, last__gte=first).first()
    if row is not None:
        raise OutOfRange(
            f"Kỳ {row.first:%d/%m/%Y}–{row.last:%d/%m/%Y} đã khóa nên không sửa được. "
            "Chọn ngày khác, hoặc đề nghị mở lại kỳ.",
            field=field,
        )


def from_open_day(organ: Organ, day: dt.date, *, field: str) -> None:
    """What holds from `day` on does not reach back into a locked span. Raises: OutOfRange."""
    open_records(organ, day, field=field)


def in_order(first: dt.date, last: dt.date) -> None:
    """A believable span, at most `LONGEST_SPAN` days. Raises: OutOfRange."""
    if last < first:
        raise OutOfRange("Ngày cuối phải từ ngày đầu trở đi.", field="last")
    if (last - first).days >= LONGEST_SPAN or not 1945 <= first.year <= 2200:
        raise OutOfRange(f"Khoảng ngày dài quá {LONGEST_SPAN} ngày. Kiểm tra lại năm.", field="last")


def of_leave(person_id: int, organ_id: int, *, on: dt.date) -> Subject:
    """A person's absence as what is acted on: her unit and her confirmer of that day."""
    spot = place(person_id, on=on)
    return Subject(
        organ_id=organ_id,
        unit_path=spot.unit_path if spot else "",
        owner_id=person_id,
        decider_id=confirmers([person_id], on=on)[person_id],
    )


def what_words(leave: Leave) -> str:
    """The kind inside a sentence: "nghỉ phép năm"."""
    return WORDS[Leave.Kind(leave.kind)]


def span_words(leave: Leave) -> str:
    """ "ngày 19/11/2026, buổi sáng" or "từ 19/11/2026 đến hết 20/11/2026"."""
    if leave.first != leave.last:
        return f"từ {leave.first:%d/%m/%Y} đến hết {leave.last:%d/%m/%Y}"
    part = "" if leave.part == Leave.Part.DAY else f", {leave.get_part_display().lower()}"
    return f"ngày {leave.first:%d/%m/%Y}{part}"
