"""Settings from the environment: every name begins with CONGVU_ and is declared here once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """A name, its default and its meaning (Vietnamese, printed by `congvu settings`)."""

    name: str
    default: str
    meaning: str

    def value(self) -> str:
        """From the variable, or from the file named by `<NAME>_FILE`, or the default."""
        if path := os.environ.get(f"{self.name}_FILE"):
            return Path(path).read_text(encoding="utf-8").strip()
        return os.environ.get(self.name, self.default)


ALL: dict[str, Setting] = {}


def _declare(name: str, default: str, meaning: str) -> Setting:
    ALL[name] = Setting(name, default, meaning)
    return ALL[name]


DATA = _declare(
    "CONGVU_DATA",
    "./data",
    "Thư mục giữ mọi dữ liệu: cơ sở dữ liệu SQLite, tệp minh chứng, khóa bí mật.",
)
DATABASE_URL = _declare(
    "CONGVU_DATABASE_URL",
    "",
    "Để trống: SQLite trong thư mục dữ liệu. Hoặc postgresql://người-dùng:mật-khẩu@máy:cổng/tên.",
)
BIND = _declare("CONGVU_BIND", "127.0.0.1:8000", "Địa chỉ và cổng mà máy chủ lắng nghe.")
HOSTS = _declare(
    "CONGVU_HOSTS",
    "",
    "Tên miền được phục vụ, cách nhau bằng dấu phẩy; máy này luôn được phục vụ.",
)
HTTPS = _declare("CONGVU_HTTPS", "0", "1: chỉ chạy sau HTTPS (cookie an toàn, HSTS).")
WORKERS = _declare("CONGVU_WORKERS", "2", "Số tiến trình phục vụ web.")
UPLOAD_MB = _declare("CONGVU_UPLOAD_MB", "20", "Cỡ lớn nhất của một tệp minh chứng hoặc tệp nhập, MB.")
SECRET = _declare(
    "CONGVU_SECRET",
    "",
    "Khóa ký phiên; để trống thì tự sinh và giữ trong thư mục dữ liệu.",
)
MAIL_URL = _declare(
    "CONGVU_MAIL_URL",
    "",
    "Máy chủ thư để nhắc việc, ví dụ smtp://tên:mật-khẩu@máy:587?tls=1. Để trống: không gửi thư.",
)
MAIL_FROM = _declare("CONGVU_MAIL_FROM", "", "Địa chỉ gửi của thư nhắc việc, ví dụ congvu@coquan.gov.vn.")
BASE_URL = _declare(
    "CONGVU_BASE_URL",
    "",
    "Địa chỉ của hệ thống trong thư, ví dụ https://congvu.coquan.gov.vn; trống thì theo CONGVU_HOSTS.",
)
SYNC_URL = _declare(
    "CONGVU_SYNC_URL",
    "",
    "Địa chỉ nhận gói kết quả của Cơ sở dữ liệu quốc gia, bắt đầu bằng https://. Để trống: không gửi gì.",
)
SYNC_SECRET = _declare("CONGVU_SYNC_SECRET", "", "Mã truy cập mà nơi nhận gói kết quả cấp.")
DEBUG = _declare("CONGVU_DEBUG", "0", "1: chế độ của người phát triển, không dùng khi phục vụ.")


def data_folder() -> Path:
    return Path(DATA.value()).expanduser().resolve()
