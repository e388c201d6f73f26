"""What is recorded about diaries. Subjects: `diary.day:<id>` and `diary.entry:<id>`."""

from congvu.audit.trail import Kind

ENTRY_ADDED = Kind("diary.entry.added", "ghi “{title}” vào ngày {day}, {minutes} phút")
ENTRY_EDITED = Kind("diary.entry.edited", "sửa “{title}” ngày {day}, thành bản {version}")
ENTRY_REMOVED = Kind("diary.entry.removed", "bỏ “{title}” khỏi ngày {day}")
EVIDENCE_ADDED = Kind("diary.evidence.added", "kèm minh chứng “{label}” vào “{title}”")
EVIDENCE_REMOVED = Kind("diary.evidence.removed", "bỏ minh chứng “{label}” của “{title}”")
EVENT_MADE = Kind("diary.event.made", "tạo sự kiện “{title}” ngày {day}, {people} người tham dự")
EVENT_CANCELLED = Kind("diary.event.cancelled", "hủy sự kiện “{title}” ngày {day}")
RECURRING_ADDED = Kind("diary.recurring.added", "đặt việc lặp lại “{title}”: {when}")
RECURRING_ENDED = Kind("diary.recurring.ended", "thôi việc lặp lại “{title}”")
PROPOSAL_DISMISSED = Kind("diary.proposal.dismissed", "bỏ một gợi ý của ngày {day}")
PROPOSAL_RESTORED = Kind("diary.proposal.restored", "lấy lại một gợi ý của ngày {day}")
DAY_SUBMITTED = Kind("diary.day.submitted", "gửi nhật ký ngày {day}, {lines} mục, {minutes} phút")
DAY_RECALLED = Kind("diary.day.recalled", "rút lại nhật ký ngày {day}, {lines} mục")
DAY_CLOSED = Kind("diary.day.closed", "khép nhật ký ngày {day}: mọi mục đã được xác nhận")
