"""What the trail says about parcels for the national database."""

from __future__ import annotations

from congvu.audit.trail import Kind

QUEUED = Kind("sync.parcel.queued", "xếp gói đồng bộ {label}, {count} người, hạn gửi {due_on}")
ACCEPTED = Kind("sync.parcel.accepted", "nơi nhận xác nhận gói đồng bộ {label}, biên nhận {receipt}")
GIVEN_UP = Kind("sync.parcel.given_up", "thôi tự gửi gói đồng bộ {label} sau {tries} lần: {error}")
RETRIED = Kind("sync.parcel.retried", "gửi lại gói đồng bộ {label}")
