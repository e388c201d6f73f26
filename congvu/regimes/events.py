"""What can happen to the packs of an organ, as sentences of the trail."""

from congvu.audit.trail import Kind

TEXT_ADDED = Kind(
    "regimes.text.added", "thêm bộ quy tắc {pack}, bản {version}, theo văn bản {number} ngày {day}"
)
TEXT_REMOVED = Kind("regimes.text.removed", "bỏ bộ quy tắc {pack}, bản {version}, chưa dùng")
USE_BEGAN = Kind("regimes.use.began", "ghi bộ quy tắc ban đầu của cơ quan: {pack}, từ ngày {valid_from}")
USE_DECIDED = Kind(
    "regimes.use.decided",
    "quyết định áp dụng bộ quy tắc {pack} từ ngày {valid_from}, văn bản {number} ngày {day}, {signer} ký",
)
USE_CANCELLED = Kind(
    "regimes.use.cancelled", "hủy việc áp dụng bộ quy tắc {pack} từ ngày {valid_from}: {reason}"
)
PERIOD_TAKEN = Kind("regimes.use.period_taken", "mở kỳ {first} đến {last} theo bộ quy tắc {pack}")
