"""`congvu check`: what this machine and this folder lack, each with its remedy."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from congvu.config import env

from . import folder, prepare
from .say import Refused, tell, tell_json

LITTLE = 200 * 1_048_576
SCARCE = 2 * 1_073_741_824
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
TINOS = Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf")


@dataclass(frozen=True)
class Finding:
    """`essential`: without it the system does not work, or not safely."""

    code: str
    ok: bool
    essential: bool
    sentence: str


def run(chosen: argparse.Namespace) -> int:
    found = list(findings())
    well = all(f.ok or not f.essential for f in found)
    if chosen.json:
        tell_json({"ok": well, "findings": [asdict(f) for f in found]})
        return 0 if well else 1
    for each in found:
        tell(f"{'Tốt  ' if each.ok else 'Thiếu' if each.essential else 'Nên  '}  {each.sentence}")
    tell("Mọi điều thiết yếu đều đủ." if well else "Còn điều thiết yếu phải sửa.")
    return 0 if well else 1


def findings() -> Iterator[Finding]:
    yield _python()
    yield from _folder(env.data_folder())
    yield from _database()
    yield from _network()
    yield _pango()
    yield _fonts()


def _python() -> Finding:
    now = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", sys.version_info >= (3, 11), True, f"Python {now}; cần từ 3.11.")


def _folder(data: Path) -> Iterator[Finding]:
    if not data.exists():
        yield Finding("data", True, False, f"Thư mục dữ liệu {data} chưa có; lần chạy đầu sẽ tạo.")
        data = next(p for p in data.parents if p.exists())
    else:
        open_to_others = bool(data.stat().st_mode & 0o077)
        yield Finding(
            "data", not open_to_others, True,
            f"Thư mục dữ liệu {data} mở cho người dùng khác của máy. Chạy: chmod 700 {data}" if open_to_others
            else f"Thư mục dữ liệu {data} chỉ chủ của nó mở được.",
        )  # fmt: skip
        yield from _secrets(data)
    free = shutil.disk_usage(data).free
    words = f"Ổ đĩa của dữ liệu còn {free // 1_048_576} MB trống."
    if free < LITTLE:
        yield Finding("disk", False, True, f"{words} Dọn bớt: cần ít nhất {LITTLE // 1_048_576} MB.")
    else:
        yield Finding(
            "disk", free >= SCARCE, False, words + ("" if free >= SCARCE else " Nên có từ 2048 MB.")
        )


def _secrets(data: Path) -> Iterator[Finding]:
    for name, what in (("secret", "Khóa ký phiên"), ("congvu.sqlite3", "Tệp cơ sở dữ liệu")):
        path = data / name
        if path.exists():
            wide = bool(path.stat().st_mode & 0o077)
            yield Finding(
                name, not wide, True,
                f"{what} {path} người khác đọc được. Chạy: chmod 600 {path}" if wide else f"{what} chỉ chủ của nó đọc được.",
            )  # fmt: skip


def _database() -> Iterator[Finding]:
    if prepare.is_sqlite() and not prepare.database_file().exists():
        yield Finding("database", True, False, "Chưa có cơ sở dữ liệu; lần chạy đầu sẽ tạo.")
        return
    try:
        prepare.django()
        prepare.reach()
    except Refused as refusal:
        yield Finding("database", False, True, refusal.sentence)
        return
    yield _version()
    if newer := prepare.unknown():
        yield Finding(
            "migrations", False, True, f"Dữ liệu do bản mới hơn tạo ({newer[0]}). Cập nhật chương trình."
        )
        return
    waiting = prepare.pending()
    yield Finding(
        "migrations", not waiting, True,
        f"Cơ sở dữ liệu còn {len(waiting)} bước cập nhật. Chạy “congvu start” một lần." if waiting
        else "Cơ sở dữ liệu đúng với bản chương trình.",
    )  # fmt: skip
    if not waiting:
        yield _clock()
        yield from _mail()


def _version() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        if prepare.is_sqlite():
            cursor.execute("SELECT sqlite_version()")
            return Finding("database", True, True, f"SQLite {cursor.fetchone()[0]} trả lời.")
        cursor.execute("SHOW server_version")
        written = str(cursor.fetchone()[0]).split()[0]
    known = int(written.split(".")[0]) >= 14
    return Finding("database", known, True, f"PostgreSQL {written} trả lời; cần từ 14.")


def _clock() -> Finding:
    """The machine's clock against the latest event: it may not stand behind what is recorded."""
    from django.db.models import Max

    from congvu.audit.models import AuditEvent
    from congvu.base import clock

    last: dt.datetime | None = AuditEvent.objects.aggregate(last=Max("at"))["last"]
    now = clock.now()
    behind = last is not None and last > now + dt.timedelta(minutes=5)
    words = f"Đồng hồ máy: {now:%H:%M %d/%m/%Y}, giờ Việt Nam."
    return Finding(
        "clock", not behind, True,
        f"{words} Chậm hơn sự kiện cuối đã ghi. Đặt lại giờ máy (timedatectl set-ntp true)." if behind else words,
    )  # fmt: skip


def _mail() -> Iterator[Finding]:
    """Whether reminders go by mail, and what never arrived."""
    from django.conf import settings

    from congvu.notifications.models import Reminder
    from congvu.notifications.states import MailState

    if not settings.EMAIL_HOST:
        yield Finding(
            "mail",
            False,
            False,
            "Chưa đặt máy chủ thư: lời nhắc chỉ hiện trong hệ thống. Đặt CONGVU_MAIL_URL.",
        )
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    named = bool(env.MAIL_FROM.value())
    yield Finding(
        "mail", named, False,
        f"Thư nhắc đi qua {where}, từ {settings.DEFAULT_FROM_EMAIL}."
        + ("" if named else " Đặt CONGVU_MAIL_FROM bằng địa chỉ thật của cơ quan."),
    )  # fmt: skip
    lost = Reminder.objects.filter(mail__in=[MailState.FAILED, MailState.UNKNOWN])
    stuck = Reminder.objects.filter(mail=MailState.WAITING, mail_tries__gt=0)
    last = (lost | stuck).exclude(mail_error="").order_by("-mail_claimed_at").first()
    yield Finding(
        "mail_sent", last is None, False,
        "Không có thư nhắc nào bị kẹt." if last is None
        else f"Thư nhắc không gửi được: {lost.count()}, đang thử lại: {stuck.count()}. Lần cuối: {last.mail_error}",
    )  # fmt: skip


def _network() -> Iterator[Finding]:
    try:
        where = folder.address("")
    except Refused as refusal:
        yield Finding("bind", False, True, refusal.sentence)
        return
    if not where.is_loopback and env.HTTPS.value() != "1":
        yield Finding("https", False, True, "Máy khác truy cập được mà không có HTTPS: mật khẩu đi qua mạng không mã hóa. "
                      "Đặt máy chủ HTTPS ở trước và CONGVU_HTTPS=1.")  # fmt: skip
    if env.HTTPS.value() == "1" and not env.HOSTS.value():
        yield Finding("hosts", False, True, "Chưa đặt CONGVU_HOSTS: tên miền của hệ thống chưa được phục vụ.")
    if env.DEBUG.value() == "1":
        yield Finding(
            "debug", False, True, "CONGVU_DEBUG=1 lộ thông tin nội bộ. Bỏ tùy chọn này khi phục vụ."
        )


def _pango() -> Finding:
    return _library(
        "pango",
        "In PDF được.",
        f"Thiếu Pango nên chưa in được PDF; DOCX vẫn có. Cài: apt install {PANGO}",
        _load_pango,
    )


def _load_pango() -> None:
    import weasyprint  # noqa: F401


def _library(code: str, good: str, bad: str, load: Callable[[], None]) -> Finding:
    try:
        load()
    except (ImportError, OSError):
        return Finding(code, False, False, bad)
    return Finding(code, True, False, good)


def _fonts() -> Finding:
    there = TINOS.exists() or any(Path("/usr/share/fonts").rglob("times*.ttf"))
    return Finding(
        "fonts", there, False,
        "Có phông cùng cỡ với Times New Roman cho PDF." if there
        else "Thiếu phông cùng cỡ với Times New Roman cho PDF. Cài: apt install fonts-croscore",
    )  # fmt: skip
