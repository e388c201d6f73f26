"""What is recorded about imports. The subject is the batch: `imports.batch:<id>`."""

from congvu.audit.trail import Kind

READ = Kind("imports.batch.read", "đọc tệp {file} để nhập {what}, {count} hàng")
MAPPED = Kind("imports.batch.mapped", "chọn lại cột của tệp {file}")
APPLIED = Kind(
    "imports.batch.applied",
    "nhập {what} từ tệp {file}: {created} mới, {changed} đổi, {unchanged} giữ nguyên, {rejected} bị từ chối",
)
PROGRESS = Kind("imports.batch.progress", "nhập {what} từ tệp {file} đến {done} trong {total} hàng")
DISCARDED = Kind("imports.batch.discarded", "bỏ lần nhập {what} từ tệp {file}")
EXPIRED = Kind("imports.batch.expired", "bỏ lần nhập {what} từ tệp {file} vì để quá {days} ngày")
CODES_ISSUED = Kind("imports.codes.issued", "cấp lại {count} mã kích hoạt cho người nhập từ tệp {file}")
