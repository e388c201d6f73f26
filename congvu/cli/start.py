"""`congvu start`: from an empty folder to the first page, and in seconds ever after."""

from __future__ import annotations

import argparse
import http.client
import threading
import time
from pathlib import Path

from congvu.config import env

from . import demo, folder, prepare, ticking
from .say import Refused, tell

SAMPLE_STAYS_HOME = (
    "Dữ liệu mẫu chỉ phục vụ trên chính máy này. Dùng --bind 127.0.0.1:{port}, "
    "hoặc --no-sample với một thư mục dữ liệu mới."
)
IS_SAMPLE = "Thư mục {folder} giữ dữ liệu mẫu. Đặt CONGVU_DATA sang một thư mục mới để dùng thật."


def run(chosen: argparse.Namespace) -> int:
    """Prepare, then serve until told to stop."""
    where = folder.address(chosen.bind)
    workers = _workers()
    begins_sample = prepare.is_sqlite() and not chosen.no_sample and folder.is_empty(env.data_folder())
    if begins_sample and not where.is_loopback:
        raise Refused(SAMPLE_STAYS_HOME.format(port=where.port))
    data = folder.prepare()
    with folder.held(data):
        folder.check_port(where)
        prepare.django()
        beside = prepare.static_beside(data)
        link = _data(data, where, begins_sample=begins_sample, no_sample=chosen.no_sample)
        beside.join()
        if beside.exitcode:
            raise Refused(
                "Không dựng được các tệp giao diện (xem lỗi ở trên). Kiểm tra ổ đĩa còn chỗ rồi chạy lại."
            )
        prepare.share()
        prepare.close_connections()
        with ticking.beside():
            return serve(where, workers, link)


def _workers() -> int:
    written = env.WORKERS.value()
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= 64):
        raise Refused("CONGVU_WORKERS phải là một số từ 1 đến 64.", code=2)
    return int(written)


def _data(data: Path, where: folder.Address, *, begins_sample: bool, no_sample: bool) -> str:
    """Sample or real data; returns the set-up link where nobody has set anything up."""
    if begins_sample or demo.is_unfinished(data):
        if not where.is_loopback:
            raise Refused(SAMPLE_STAYS_HOME.format(port=where.port))
        if no_sample:
            raise Refused(IS_SAMPLE.format(folder=data))
        tell("Lần chạy đầu: đang dựng dữ liệu mẫu, chờ khoảng một phút.")
        demo.build(data, None)
        return ""
    prepare.database()

    from congvu.accounts.commands import begin_installation, issue_setup_code
    from congvu.accounts.models import Installation
    from congvu.accounts.queries import has_users
    from congvu.base import clock
    from congvu.policy.facts import SYSTEM

    row = Installation.objects.first() or begin_installation(is_sample=False, by=SYSTEM, at=clock.now())
    if row.is_sample:
        if no_sample:
            raise Refused(IS_SAMPLE.format(folder=data))
        if not where.is_loopback:
            raise Refused(SAMPLE_STAYS_HOME.format(port=where.port))
        return ""
    if has_users():
        return ""
    return f"{where.url}/thiet-lap/{issue_setup_code(by=SYSTEM, at=clock.now())}"


def serve(where: folder.Address, workers: int, link: str) -> int:
    """Run the web server; returns when it was told to stop (SIGTERM, SIGINT)."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "congvu.config.wsgi:application",
        address=where.host,
        port=where.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    threading.Thread(target=_announce, args=(where, link), daemon=True).start()
    server.serve()
    tell("Đã dừng.")
    return 0


def _announce(where: folder.Address, link: str) -> None:
    """Print the address once the first page really comes."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(where.host, where.host)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        time.sleep(0.2)
        connection = http.client.HTTPConnection(host, where.port, timeout=10)
        try:
            connection.request("GET", "/dang-nhap", headers={"Host": f"127.0.0.1:{where.port}"})
            connection.getresponse().read()
        except OSError:
            continue
        finally:
            connection.close()
        break
    tell(f"Công Vụ đang chạy tại {where.url}")
    if link:
        tell(f"Thiết lập lần đầu, dùng một lần trong 24 giờ: {link}")
    tell("Dừng: bấm Ctrl+C.")
