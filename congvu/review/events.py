"""What is recorded about confirmations. Subject: `diary.entry:<id>`."""

from congvu.audit.trail import Kind

CONFIRMED = Kind("review.entry.confirmed", "xác nhận “{title}” ngày {day}, {minutes} phút")
ADJUSTED = Kind("review.entry.adjusted", "điều chỉnh “{title}” ngày {day}: {reason}")
RETURNED = Kind("review.entry.returned", "trả lại “{title}” ngày {day}: {reason}")
GROUP_CONFIRMED = Kind(
    "review.entry.group_confirmed", "xác nhận theo nhóm “{title}” ngày {day}, {minutes} phút"
)
UNDONE = Kind("review.entry.undone", "hoàn tác quyết định “{outcome}” về “{title}” ngày {day}")
ACCEPTED = Kind("review.adjustment.accepted", "đồng ý với giá trị điều chỉnh của “{title}” ngày {day}")
TALK_WRITTEN = Kind("review.talk.written", "trao đổi lại về “{title}” ngày {day}")
TALK_ANSWERED = Kind("review.talk.answered", "trả lời trao đổi về “{title}” ngày {day}")
TALK_CLOSED = Kind("review.talk.closed", "khép trao đổi về “{title}” ngày {day}")
