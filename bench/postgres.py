"""A PostgreSQL server for one run: the one of CONGVU_TEST_POSTGRES_URL, or one of our own from Debian's package."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

GIVEN = "CONGVU_TEST_POSTGRES_URL"
ACCOUNT = "postgres"
NAMES = ("bench_floor", "bench_congvu")


@dataclass(frozen=True)
class Server:
    """A running server. `pid`: its first process when it runs on this machine."""

    base: str
    version: str
    pid: int | None

    def url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.base)._replace(path=f"/{name}"))


def missing() -> str:
    """Why PostgreSQL cannot be measured here; empty when it can."""
    if os.environ.get(GIVEN) or _binaries():
        return ""
    return f"no PostgreSQL: install Debian's package postgresql, or set {GIVEN}"


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def running(port: int) -> Iterator[Server]:
    """A server with two empty databases, gone (or emptied again) afterwards."""
    if given := os.environ.get(GIVEN):
        with _databases(given) as server:
            yield server
        return
    binaries = _binaries()
    if binaries is None:
        raise RuntimeError(missing())
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-pg-"))
    try:
        _own(folder)
        _run(
            [
                f"{binaries}/initdb",
                "-D",
                f"{folder}/data",
                "-A",
                "trust",
                "-U",
                "bench",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
        )
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        control = [f"{binaries}/pg_ctl", "-D", f"{folder}/data", "-w"]
        _run([*control, "-l", f"{folder}/log", "-o", options, "start"])
        try:
            with _databases(f"postgresql://bench@127.0.0.1:{port}/postgres") as server:
                yield server
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> None:
    """The server refuses to run as root: the folder goes to its own account."""
    if os.getuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        os.chown(folder, account.pw_uid, account.pw_gid)


def _run(command: list[str]) -> None:
    if os.getuid() == 0:
        command = ["runuser", "-u", ACCOUNT, "--", *command]
    # the server that pg_ctl leaves behind must not hold our pipes
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@contextlib.contextmanager
def _databases(base: str) -> Iterator[Server]:
    with psycopg.connect(base, autocommit=True) as connection:
        for name in NAMES:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')  # type: ignore[call-overload]
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        version = connection.info.parameter_status("server_version") or "?"
        pid = (
            _parent(connection.info.backend_pid)
            if urlsplit(base).hostname in ("127.0.0.1", "localhost")
            else None
        )
    try:
        yield Server(base, version.split()[0], pid)
    finally:
        with psycopg.connect(base, autocommit=True) as connection:
            for name in NAMES:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def _parent(pid: int) -> int | None:
    """The postmaster above one of its backends."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
    except (OSError, ValueError):
        return None
