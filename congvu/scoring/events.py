"""What the trail says about periods and cards."""

from __future__ import annotations

from congvu.audit.trail import Kind

PERIOD_OPENED = Kind("scoring.period.opened", "mở {label}, {people} phiếu, chốt ngày {cutoff_on}")
CARDS_REFRESHED = Kind(
    "scoring.period.refreshed", "cập nhật phiếu của {label}: thêm {added}, đổi {changed}, bỏ {removed}"
)
CUTOFF_MOVED = Kind("scoring.period.cutoff_moved", "dời ngày chốt {label} đến {cutoff_on}: {reason}")
SELF_ASKED = Kind("scoring.period.self_asked", "mở tự chấm điểm {label}")
CONFIRM_ASKED = Kind("scoring.period.confirm_asked", "chuyển {label} sang xác nhận")
PERIOD_REMINDED = Kind("scoring.period.reminded", "nhắc {count} người còn việc phải làm với {label}")
PERIOD_LOCKED = Kind(
    "scoring.period.locked", "khóa {label}: {scored} phiếu có điểm, {unscored} phiếu chưa đủ dữ liệu"
)
PERIOD_PUBLISHED = Kind("scoring.period.published", "công bố {label}")
PERIOD_REOPENED = Kind("scoring.period.reopened", "mở lại {label}, chốt ngày {cutoff_on}: {reason}")

CARD_SELF_SCORED = Kind("scoring.card.self_scored", "tự chấm {common} điểm tiêu chí chung, {label}")
RATIO_DECIDED = Kind("scoring.card.ratio_decided", "quyết định {which} bằng {value}, {label}: {reason}")
CARD_CONFIRMED = Kind("scoring.card.confirmed", "xác nhận phiếu {label}, {common} điểm tiêu chí chung")
CARD_SENT_BACK = Kind("scoring.card.sent_back", "trả lại phiếu {label}: {reason}")
