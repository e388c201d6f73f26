"""Events about the trail itself."""

from .trail import Kind

EVENT_ERASED = Kind(
    "audit.event.erased",
    "xóa nội dung của sự kiện số {seq} theo {document}: {reason}",
)
