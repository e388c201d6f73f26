"""What is recorded about confirmations. Subject: `diary.entry:<id>`."""

from congvu.audit.trail import Kind

CONFIRMED = Kind("review.entry.confirmed", "xác nhận “{title}” ngày {day}, {minutes} phút")
ADJUSTED = Kind("review.entry.adjusted", "điều chỉnh “{title}” ngày {day}: {reason}")
RETURNED = Kind("review.entry.returned", "trả lại “{title}” ngày {day}: {reason}")
