"""What is recorded about duties. Subjects: `duties.template:<id>`, `duties.shift:<id>`, `duties.swap:<id>`."""

from congvu.audit.trail import Kind

TEMPLATE_SAVED = Kind("duties.template.saved", "lưu mẫu ca {name} của vị trí {position}")
TEMPLATE_ENDED = Kind("duties.template.ended", "thôi dùng mẫu ca {name}")
ITEM_SAVED = Kind("duties.item.saved", "lưu dòng “{label}” trong mẫu ca {name}")
ITEM_DROPPED = Kind("duties.item.dropped", "bỏ dòng “{label}” khỏi mẫu ca {name}")
ITEMS_PROPOSED = Kind("duties.item.proposed", "dựng {count} dòng của mẫu ca {name} từ bản mô tả công việc")
TAPPED = Kind("duties.shift.tapped", "ghi “{what}” trong ca {shift} ngày {day}")
UNDONE = Kind("duties.shift.undone", "hoàn tác “{what}” trong ca {shift} ngày {day}")
USUAL = Kind("duties.shift.usual", "đánh dấu {count} dòng như thường lệ trong ca {shift} ngày {day}")
FINISHED = Kind("duties.shift.finished", "báo xong ca {shift} ngày {day}, {taps} lần chạm")
REOPENED = Kind("duties.shift.reopened", "mở lại ca {shift} ngày {day}")
RETURNED = Kind("duties.shift.returned", "trả lại ca {shift} ngày {day} của đồng chí {name}: {reason}")
WEEK_CONFIRMED = Kind(
    "duties.week.confirmed", "xác nhận {shifts} ca của đồng chí {name}, tuần từ {first} đến {last}"
)
ABOVE_ACCEPTED = Kind(
    "duties.week.accepted",
    "nhận thêm {quantity} {code} vượt việc được giao của đồng chí {name}, tuần từ {first}",
)
WEEK_REOPENED = Kind(
    "duties.week.reopened",
    "mở lại {shifts} ca đã xác nhận của đồng chí {name}, tuần từ {first} đến {last}: {reason}",
)
SWAP_ASKED = Kind("duties.swap.asked", "xin đổi ca {mine} với ca {theirs} của đồng chí {name}")
SWAP_AGREED = Kind("duties.swap.agreed", "đồng ý đổi ca {mine} lấy ca {theirs} của đồng chí {name}")
SWAP_DECLINED = Kind("duties.swap.declined", "không đổi ca với đồng chí {name}")
SWAP_WITHDRAWN = Kind("duties.swap.withdrawn", "rút đề nghị đổi ca {mine}")
SWAP_APPROVED = Kind("duties.swap.approved", "duyệt đổi ca {mine} và ca {theirs}")
SWAP_REFUSED = Kind("duties.swap.refused", "không duyệt đổi ca {mine} và ca {theirs}: {reason}")
