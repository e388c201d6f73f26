"""On which days a recurring duty is proposed. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from congvu.base.errors import Incomplete, OutOfRange

NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class Pattern:
    """Weekdays (one bit each, Monday 1), or one day of each month (31: the last day)."""

    weekdays: int = 0
    month_day: int | None = None

    @classmethod
    def weekly(cls, days: Iterable[int]) -> Pattern:
        """days: 0 for Monday to 6. Raises Incomplete when there is none."""
        bits = sum(1 << day for day in {d for d in days if 0 <= d <= 6})
        if not bits:
            raise Incomplete("Chọn ít nhất một thứ trong tuần, hoặc ghi ngày trong tháng.", field="weekdays")
        return cls(weekdays=bits)

    @classmethod
    def monthly(cls, day: int) -> Pattern:
        """Raises OutOfRange outside 1 to 31."""
        if not 1 <= day <= 31:
            raise OutOfRange("Ngày trong tháng từ 1 đến 31; 31 là ngày cuối tháng.", field="month_day")
        return cls(month_day=day)

    def falls_on(self, day: dt.date) -> bool:
        if self.month_day is None:
            return bool(self.weekdays >> day.weekday() & 1)
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(self.month_day, last)

    @property
    def words(self) -> str:
        """ "thứ Hai, thứ Năm hằng tuần", "ngày 25 hằng tháng"."""
        if self.month_day == 31:
            return "ngày cuối tháng"
        if self.month_day is not None:
            return f"ngày {self.month_day} hằng tháng"
        if self.weekdays == 0b0011111:
            return "các ngày làm việc"
        return ", ".join(name for n, name in enumerate(NAMES) if self.weekdays >> n & 1) + " hằng tuần"
