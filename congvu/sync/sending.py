"""Sending parcels over HTTP: what goes out, and what came back in words of ours."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from congvu.accounts.models import Installation

TIMEOUT = 20
"""Seconds."""
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LATER = {408, 425, 429}
"""Refusals of a receiver that are about now, not about the parcel."""


@dataclass(frozen=True)
class Reply:
    """What the receiver said: its HTTP status (0: nothing came back) and text."""

    status: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """A receipt, or why not; `for_good`: sending the same again would not help."""

    receipt: str
    error: str
    for_good: bool
    answer: str


Transport = Callable[[str, bytes, Mapping[str, str]], Reply]


def why_off() -> str:
    """Why nothing is sent; empty where sending is on."""
    if not settings.SYNC_URL:
        return "Chưa bật gửi: chưa đặt CONGVU_SYNC_URL. Gói vẫn được lập, tải về được."
    if Installation.objects.filter(is_sample=True).exists():
        return "Dữ liệu mẫu không gửi đi đâu."
    parts = urlsplit(settings.SYNC_URL)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return "Địa chỉ nhận phải bắt đầu bằng https://. Sửa CONGVU_SYNC_URL."
    if not settings.SYNC_SECRET:
        return "Chưa đặt CONGVU_SYNC_SECRET, mã mà nơi nhận cấp."
    return ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Scores and the secret go to the address that was set, to no other."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def over_http(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """POST the body; a refusal by the receiver is a reply too."""
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler())
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return Reply(answer.status, answer.read(LARGEST).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(LARGEST).decode("utf-8", "replace"))
    except (OSError, ValueError) as error:
        return Reply(0, str(getattr(error, "reason", error)))


def send(body: str, sha256: str, transport: Transport) -> Outcome:
    """Send one parcel; `Idempotency-Key` is its hash, so that a repeated delivery counts once."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": f"Bearer {settings.SYNC_SECRET}",
        "Idempotency-Key": sha256,
    }
    return understood(transport(settings.SYNC_URL, body.encode(), headers))


def understood(reply: Reply) -> Outcome:
    """A reply as a receipt or as a Vietnamese reason."""
    kept = reply.text[:2000]
    if 200 <= reply.status < 300:
        receipt = _receipt(reply.text)
        if receipt:
            return Outcome(receipt, "", False, kept)
        return Outcome("", "Nơi nhận trả lời nhưng không có biên nhận.", False, kept)
    if reply.status == 0:
        return Outcome("", "Không kết nối được nơi nhận.", False, kept)
    if reply.status in (401, 403):
        return Outcome("", f"Nơi nhận từ chối mã truy cập (mã {reply.status}).", True, kept)
    if 300 <= reply.status < 400:
        return Outcome(
            "", f"Nơi nhận chuyển sang địa chỉ khác (mã {reply.status}); kiểm tra địa chỉ.", True, kept
        )
    if 400 <= reply.status < 500 and reply.status not in LATER:
        return Outcome("", f"Nơi nhận không nhận nội dung này (mã {reply.status}).", True, kept)
    return Outcome("", f"Nơi nhận đang trục trặc (mã {reply.status}).", False, kept)


def _receipt(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    receipt = found.get("receipt") if isinstance(found, dict) else None
    return receipt[:200] if isinstance(receipt, str) else ""
