"""Events about reminders. None of them holds what a reminder says."""

from congvu.audit.trail import Kind

ROUND_MADE = Kind("notifications.round.made", "nhắc {count} người: {label}")
CHOICE_CHANGED = Kind("notifications.choice.changed", "đổi cách nhận lời nhắc của mình: {what}")
