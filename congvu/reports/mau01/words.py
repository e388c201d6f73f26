"""The fixed words of Mẫu số 01, as the annex prints them. Texts of criteria come from the pack."""

from __future__ import annotations

from congvu.reports.phrases import DUTY as DUTY
from congvu.reports.phrases import MOTTO as MOTTO
from congvu.reports.phrases import NOTE_RULE as NOTE_RULE
from congvu.reports.phrases import ORGAN_RULE as ORGAN_RULE
from congvu.reports.phrases import PERSON as PERSON
from congvu.reports.phrases import SIGN as SIGN
from congvu.reports.phrases import STATE as STATE
from congvu.reports.phrases import STATE_RULE as STATE_RULE
from congvu.reports.phrases import UNIT as UNIT
from congvu.reports.phrases import signed_on as signed_on

FORM = "Mẫu số 01"
TITLE = "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC"
PERIOD = "Kỳ theo dõi, đánh giá:"
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
NOTE = "Ghi rõ kỳ theo dõi là tháng/quý ... năm... ."
