"""What can happen under a second pack, as sentences of the trail."""

from congvu.audit.trail import Kind

ADOPTED = Kind(
    "parallel.adoption.decided",
    "quyết định áp dụng song song {pack} từ ngày {valid_from}, văn bản {number} ngày {day}, {signer} ký",
)
ENDED = Kind("parallel.adoption.ended", "thôi áp dụng song song {pack} từ ngày {valid_to}: {reason}")
OPENED = Kind("parallel.sheet.opened", "mở phiếu song song {period} theo {pack}")
SELF_MARKED = Kind("parallel.sheet.self_marked", "tự chấm phiếu song song {period} theo {pack}")
DECIDED = Kind("parallel.sheet.decided", "chấm phiếu song song {period} theo {pack}, lần {number_of}")
TAKEN_BACK = Kind("parallel.sheet.taken_back", "lấy lại phiếu song song {period} theo {pack}: {reason}")
