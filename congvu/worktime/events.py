"""What can happen to working time, as sentences of the trail."""

from congvu.audit.trail import Kind

DAY_SET = Kind("worktime.day.set", "ghi ngày {day} là {kind_label}: {name} ({source})")
DAY_REMOVED = Kind("worktime.day.removed", "bỏ ngày {day} khỏi lịch riêng: {name}")
SCHEDULE_ADDED = Kind("worktime.schedule.added", "thêm chế độ làm việc {name}")
SCHEDULE_EDITED = Kind("worktime.schedule.edited", "sửa chế độ làm việc {name}")
SCHEDULE_USED = Kind(
    "worktime.schedule.used", "chuyển đồng chí {name} sang chế độ {schedule} từ ngày {valid_from}"
)
SHIFT_KIND_SET = Kind("worktime.shift_kind.set", "đặt loại ca {sign}: {name}, {minutes} phút")
SHIFT_KIND_REMOVED = Kind("worktime.shift_kind.removed", "bỏ loại ca {sign}: {name}")
SHIFTS_SET = Kind("worktime.shifts.set", "xếp lịch ca từ {first} đến {last}: {people} người, {shifts} ca")
ROTA_GENERATED = Kind(
    "worktime.rota.generated", "xếp {teams} tổ theo vòng ca {pattern} từ {first} đến {last}"
)
SHIFTS_EXCHANGED = Kind(
    "worktime.shifts.exchanged", "đổi ca {first} của đồng chí {one} với ca {second} của đồng chí {other}"
)
LEAVE_ASKED = Kind("worktime.leave.asked", "xin {what} cho đồng chí {name}, {span}")
LEAVE_RECORDED = Kind("worktime.leave.recorded", "ghi {what} cho đồng chí {name}, {span}")
LEAVE_APPROVED = Kind("worktime.leave.approved", "duyệt {what} của đồng chí {name}, {span}")
LEAVE_REJECTED = Kind("worktime.leave.rejected", "không duyệt {what} của đồng chí {name}, {span}: {reason}")
LEAVE_CANCELLED = Kind("worktime.leave.cancelled", "hủy {what} của đồng chí {name}, {span}: {reason}")
CUTOFF_SET = Kind("worktime.closing.cutoff", "đặt ngày chốt ghi nhận {first}–{last} là {cutoff_on}")
SPAN_CLOSED = Kind("worktime.closing.closed", "khóa ghi nhận {first}–{last}")
SPAN_REOPENED = Kind("worktime.closing.reopened", "mở lại ghi nhận {first}–{last} đến hết {cutoff_on}")
