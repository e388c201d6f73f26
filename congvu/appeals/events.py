"""What the trail says about appeals. Titles tell nothing of grounds or outcome."""

from __future__ import annotations

from congvu.audit.trail import Kind

LODGED = Kind("appeals.appeal.lodged", "gửi kiến nghị về kết quả {label}")
PAPER_ADDED = Kind("appeals.paper.added", "kèm tài liệu “{name}” vào kiến nghị về kết quả {label}")
RECEIVED = Kind(
    "appeals.appeal.received",
    "tiếp nhận kiến nghị về kết quả {label}; {preparer} chuẩn bị, {resolver} giải quyết",
)
NAMED = Kind(
    "appeals.appeal.named",
    "giao lại kiến nghị về kết quả {label}; {preparer} chuẩn bị, {resolver} giải quyết: {reason}",
)
HEARD = Kind("appeals.appeal.heard", "ghi buổi làm việc ngày {day} về kiến nghị {label}")
PREPARED = Kind(
    "appeals.appeal.prepared", "trình giải quyết kiến nghị về kết quả {label}, đề xuất: {proposal}"
)
RETURNED = Kind("appeals.appeal.returned", "trả lại để chuẩn bị thêm kiến nghị về kết quả {label}: {reason}")
DECIDED = Kind("appeals.appeal.decided", "quyết định về kiến nghị {label}: {outcome}. {reason}")
FINISHED = Kind("appeals.appeal.finished", "ghi đã sửa kết quả {label} theo kiến nghị, lần tính {number}")
WITHDRAWN = Kind("appeals.appeal.withdrawn", "rút kiến nghị về kết quả {label}")
