"""What is recorded about tasks and plans. The subject is the task or plan: `assignments.task:<id>`."""

from congvu.audit.trail import Kind

ASSIGNED = Kind("assignments.task.assigned", "giao việc “{title}”, {quantity} sản phẩm, hạn {deadline}")
UNPLANNED = Kind(
    "assignments.task.unplanned",
    "nhận “{title}” là việc đột xuất, {quantity} sản phẩm xong ngày {finished_on}",
)
CARRIED_OVER = Kind(
    "assignments.task.carried_over",
    "chuyển {quantity} sản phẩm của {person} sang kỳ sau, hạn {new_deadline}: {reason}",
)
TASK_CANCELLED = Kind("assignments.task.cancelled", "hủy việc “{title}”: {reason}")

ACCEPTED = Kind("assignments.share.accepted", "nhận việc")
PROGRESS = Kind("assignments.share.progress", "báo tiến độ: {note}")
UNABLE = Kind("assignments.share.unable", "báo không làm được: {reason}")
KEPT = Kind("assignments.share.kept", "làm tiếp phần việc đã báo không làm được")
HANDED_OVER = Kind(
    "assignments.share.handed_over",
    "chuyển {quantity} sản phẩm của {person} cho {to_person}, hạn {deadline}: {reason}",
)
CANCELLED = Kind("assignments.share.cancelled", "hủy {quantity} sản phẩm của {person}: {reason}")

HANDED_IN = Kind("assignments.delivery.handed_in", "nộp {quantity} sản phẩm, xong ngày {finished_on}")
WITHDRAWN = Kind("assignments.delivery.withdrawn", "rút {quantity} sản phẩm đã nộp")
MET = Kind(
    "assignments.delivery.met",
    "kết luận đạt {quantity} sản phẩm; lỗi lớn {errors_total} lần, chậm {late_total} lần",
)
RETURNED = Kind("assignments.delivery.returned", "trả lại {quantity} sản phẩm: {reason}")
REJUDGED = Kind("assignments.delivery.rejudged", "sửa kết luận từ “{before}” thành “{after}”: {reason}")
VERDICT_WITHDRAWN = Kind(
    "assignments.delivery.verdict_withdrawn", "rút kết luận “{before}” về {quantity} sản phẩm đã nộp"
)
UNPLANNED_WITHDRAWN = Kind(
    "assignments.task.unplanned_withdrawn", "thôi nhận “{title}” là việc đột xuất, {quantity} sản phẩm"
)

CAUSE_PROPOSED = Kind("assignments.cause.proposed", "nêu nguyên nhân khách quan ({about}): {reason}")
CAUSE_DECIDED = Kind("assignments.cause.decided", "quyết định về nguyên nhân khách quan: {outcome}")
EXTENSION_ASKED = Kind("assignments.extension.asked", "xin gia hạn đến {new_deadline}: {reason}")
EXTENSION_DECIDED = Kind(
    "assignments.extension.decided", "quyết định về gia hạn đến {new_deadline}: {outcome}"
)

PLAN_STARTED = Kind("assignments.plan.started", "lập kế hoạch {month}, {count} dòng")
PLAN_SAVED = Kind("assignments.plan.saved", "sửa kế hoạch {month}, còn {count} dòng")
PLAN_SUBMITTED = Kind("assignments.plan.submitted", "gửi kế hoạch {month}, {count} dòng")
PLAN_RECALLED = Kind("assignments.plan.recalled", "rút lại kế hoạch {month}")
PLAN_RETURNED = Kind("assignments.plan.returned", "trả lại kế hoạch {month}: {reason}")
PLAN_CONFIRMED = Kind("assignments.plan.confirmed", "xác nhận kế hoạch {month}, giao {count} việc")
