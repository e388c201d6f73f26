"""The fixed words that every form of the annex has: its head, its signatures, its notes."""

from __future__ import annotations

import datetime as dt

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ORGAN_RULE = "-------"
STATE_RULE = "---------------"
PERSON = "Họ và tên:"
DUTY = "Chức vụ, chức danh:"
UNIT = "Đơn vị công tác:"
SIGN = "(Ký tên, ghi rõ họ tên)"
NO_DATE = "....., ngày....tháng.....năm....."
NOTE_RULE = "______________________"


def signed_on(day: dt.date | None) -> str:
    """ "....., ngày 31 tháng 10 năm 2026"; the place is written by hand, as the form has it."""
    if day is None:
        return NO_DATE
    return f"....., ngày {day.day:02} tháng {day.month:02} năm {day.year}"
