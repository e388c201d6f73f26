"""The fixed words of Mẫu số 02, as the annex prints them. Names of levels come from the pack."""

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

FORM = "Mẫu số 02"
TITLE = "PHIẾU XẾP LOẠI CHẤT LƯỢNG CÔNG CHỨC"
YEAR = "Năm"
PART_1 = "I. TỔNG HỢP KẾT QUẢ THEO DÕI, ĐÁNH GIÁ"
HEAD = ("Tháng", "Tổng điểm theo dõi, đánh giá", "Ghi chú")
MEAN = "Tổng điểm trung bình cả năm"
PART_2 = "II. CÔNG CHỨC TỰ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG"
PART_3 = "III. KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG CỦA CẤP CÓ THẨM QUYỀN CÔNG CHỨC"
PART_4 = "IV. ĐỀ XUẤT PHƯƠNG ÁN XỬ LÝ"
OPEN_BOX, TICKED_BOX = "☐", "☒"
SELF_SIGNS = ("CÔNG CHỨC TỰ XẾP LOẠI",)
AUTHORITY_SIGNS = ("CẤP CÓ THẨM QUYỀN XẾP LOẠI",)
NOTES = (
    "Việc xếp loại chất lượng công chức căn cứ vào quy định tại Điều 20 Nghị định này.",
    "Việc đề xuất phương án xử lý căn cứ quy định tại Điều 23 Nghị định này.",
)
