"""The data folder: made for its owner only, held by one start at a time; the port before it is used."""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from congvu.config import env

from .say import Refused

OURS = {"secret", "lock", "static", "fonts"}
"""What a start makes before there is any data."""
LEFTOVER = ".restore-"


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def address(written: str) -> Address:
    """HOST:PORT, or only one of them. Raises: Refused."""
    host, colon, port = (written or env.BIND.value()).strip().rpartition(":")
    if not colon and not port.isdigit():
        host, port = port, "8000"
    host = host.strip("[]") or "127.0.0.1"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refused(
            f"Không hiểu địa chỉ “{written or env.BIND.value()}”. Viết MÁY:CỔNG, ví dụ 127.0.0.1:8000.",
            code=2,
        )
    return Address(host, int(port))


def prepare() -> Path:
    """The data folder, made with mode 0700 when it was not there. Raises: Refused."""
    folder = env.data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "fonts").mkdir(mode=0o700, exist_ok=True)
    except (OSError, ValueError) as error:
        raise Refused(
            f"Không tạo được thư mục dữ liệu {folder}: {reason(error)}. Đặt CONGVU_DATA sang nơi ghi được."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"Không ghi được vào thư mục dữ liệu {folder}. Đặt CONGVU_DATA sang nơi ghi được.")
    return folder


def is_empty(folder: Path) -> bool:
    """Whether nothing is kept there yet, but for what a start makes by itself."""
    return not folder.exists() or all(p.name in OURS or p.name.startswith(LEFTOVER) for p in folder.iterdir())


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; a second holder is refused. Raises: Refused.

    The lock ends with the process, however it ends.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(handle, 20, 0).decode("ascii", "ignore").strip()
            who = f" (tiến trình {owner})" if owner else ""
            raise Refused(
                f"Thư mục dữ liệu {folder} đang được dùng{who}. Dừng hệ thống đang chạy trước đã."
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def check_port(where: Address) -> None:
    """Raises: Refused when somebody listens there already, or nobody may.

    The web server itself would silently share the port with an older one.
    """
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except OSError:
        raise Refused(f"Không tìm thấy máy “{where.host}”. Dùng 127.0.0.1 để chạy trên máy này.") from None
    family, kind, protocol, _, place = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
            probe.listen(1)
        except PermissionError:
            raise Refused(
                f"Cổng {where.port} cần quyền quản trị máy. Chọn cổng từ 1024 trở lên bằng --bind."
            ) from None
        except OSError:
            raise Refused(
                f"Cổng {where.port} trên {where.host} đang có chương trình khác dùng, hoặc địa chỉ không thuộc máy này. "
                "Dừng chương trình đó, hoặc chọn cổng khác bằng --bind."
            ) from None


def reason(error: Exception) -> str:
    """The system's reason in Vietnamese for the usual ones."""
    number = getattr(error, "errno", None)
    known = {13: "không có quyền", 28: "ổ đĩa đầy", 30: "ổ đĩa chỉ cho đọc", 17: "đã có tệp trùng tên", 20: "không phải thư mục", 2: "không có nơi đó"}  # fmt: skip
    return known.get(number or 0, "máy không cho phép")
