"""Starting and stopping the two servers, each by its process id."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90
WORKERS = THREADS = 2


@dataclass(frozen=True)
class Running:
    base: str
    pid: int


@contextlib.contextmanager
def floor(folder: Path, database: str, port: int) -> Iterator[Running]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning"),
        "bench.floor.app:application",
    ]
    with _serving(command, {"FLOOR_DB": database}, folder / "floor.log", port, "/login") as server:
        yield server


@contextlib.contextmanager
def congvu(folder: Path, environment: Mapping[str, str], port: int) -> Iterator[Running]:
    """Công Vụ the way it is started in earnest."""
    command = [sys.executable, "-m", "congvu.cli", "start", "--no-sample", "--bind", f"127.0.0.1:{port}"]
    given = {**environment, "CONGVU_WORKERS": str(WORKERS)}
    with _serving(command, given, folder / "congvu.log", port, "/dang-nhap") as server:
        yield server


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without settings of ours but the given ones."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONGVU_")}
    return {**kept, **extra, "PYTHONPATH": str(ROOT)}


@contextlib.contextmanager
def _serving(
    command: list[str], extra: Mapping[str, str], log: Path, port: int, page: str
) -> Iterator[Running]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(extra), stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait(process, port, page, log)
            yield Running(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, page: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", page)
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
