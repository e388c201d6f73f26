"""The fixed words of Mẫu số 01, as the annex prints them. Texts of criteria come from the pack."""

from __future__ import annotations

import datetime as dt

FORM = "Mẫu số 01"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ORGAN_RULE = "-------"
STATE_RULE = "---------------"
TITLE = "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC"
PERIOD = "Kỳ theo dõi, đánh giá:"
PERSON = "Họ và tên:"
DUTY = "Chức vụ, chức danh:"
UNIT = "Đơn vị công tác:"
PART_1 = ("I.", "KẾT QUẢ THEO DÕI, ĐÁNH GIÁ THEO TIÊU CHÍ CHUNG")
HEAD = ("TT", "Tiêu chí chấm điểm", "Điểm tối đa", "Điểm do cá nhân tự chấm")
NUMBERS = ("(1)", "(2)", "(3)", "(4)")
SUM = "Tổng cộng"
PART_2 = ("II.", "TỔNG HỢP KẾT QUẢ THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC")
COMMON = "1. Điểm tiêu chí chung:"
RESULTS = "2. Điểm tiêu chí kết quả thực hiện nhiệm vụ:"
TOTAL = "3. Tổng điểm theo dõi, đánh giá công chức:"
STRENGTHS = "4. Ưu điểm:"
WEAKNESSES = "5. Hạn chế, khuyết điểm:"
OPINION = "6. Ý kiến nhận xét của cấp có thẩm quyền theo dõi, đánh giá:"
SELF_SIGNS = ("CÔNG CHỨC TỰ ĐÁNH GIÁ",)
AUTHORITY_SIGNS = ("CẤP CÓ THẨM QUYỀN", "THEO DÕI, ĐÁNH GIÁ")
SIGN = "(Ký tên, ghi rõ họ tên)"
NO_DATE = "....., ngày....tháng.....năm....."
NOTE_RULE = "______________________"
NOTE = "Ghi rõ kỳ theo dõi là tháng/quý ... năm... ."


def signed_on(day: dt.date | None) -> str:
    """ "....., ngày 31 tháng 10 năm 2026"; the place is written by hand, as the form has it."""
    if day is None:
        return NO_DATE
    return f"....., ngày {day.day:02} tháng {day.month:02} năm {day.year}"
