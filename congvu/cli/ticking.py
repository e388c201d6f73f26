"""`congvu tick`: make, settle and mail reminders once; and the process beside the server that does it each minute."""

from __future__ import annotations

import argparse
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from . import prepare
from .say import tell, tell_json

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from congvu.notifications.tick import Memory

EVERY = 60
FIRST_AFTER = 5
"""Seconds: the first pages of a start are not kept waiting."""
SHORTEST, LONGEST, STEADY = 1, 300, 600
"""Seconds: the first and the longest pause before it is started again; after so long it counts as steady."""


def run(chosen: argparse.Namespace) -> int:
    """Once, now; for cron where the server runs elsewhere. The exit code says whether all went well."""
    prepare.data_there()
    from congvu.base import clock
    from congvu.notifications.tick import tick
    from congvu.sync.tick import tick as tick_sync

    done = tick(clock.now())
    parcels = tick_sync(clock.now())
    if chosen.json:
        tell_json(
            {
                "ok": not done.failed,
                "reminded": done.reminded,
                "settled": done.settled,
                "mailed": done.mailed,
                "queued": parcels.queued,
                "sent": parcels.sent,
                "not_sent": parcels.failed,
            }
        )
    else:
        tell(f"Lời nhắc mới: {done.reminded}, đã xong: {done.settled}, thư đã gửi: {done.mailed}.")
        if parcels.queued or parcels.sent or parcels.failed:
            tell(
                f"Gói đồng bộ mới: {parcels.queued}, đã gửi: {parcels.sent}, chưa gửi được: {parcels.failed}."
            )
        if done.failed:
            tell(f"Chưa làm được với {len(done.failed)} cơ quan; lần sau làm lại. Xem lỗi ở trên.")
    return 1 if done.failed else 0


@contextlib.contextmanager
def beside() -> Iterator[None]:
    """For the time of the block a process of its own ticks every minute; it ends with this one.

    Forked before the server opens a connection, so that none is shared. When it dies it is started
    again, then as a fresh process: by that time this one has threads and connections.
    """
    keeper = Keeper()
    try:
        yield
    finally:
        keeper.stop()


class Keeper:
    """Keeps one ticking process alive from a thread. Pauses double up to `LONGEST` seconds.

    Its child is no daemon: it has a child of its own for each tick.
    """

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._began = time.monotonic()
        self.child = _forked()
        self.child.start()
        self._thread = threading.Thread(target=self._keep, name="congvu-ticking", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell the process to finish what it began, and wait for it."""
        self._stopped.set()
        self._thread.join(15)
        self.child.terminate()
        self.child.join(15)
        if self.child.is_alive():
            self.child.kill()

    def _keep(self) -> None:
        pause = SHORTEST
        while not self._stopped.is_set():
            self.child.join(0.5)
            if self.child.exitcode is None:
                continue
            if time.monotonic() - self._began >= STEADY:
                pause = SHORTEST
            logging.getLogger(__name__).error(
                "Tiến trình nhắc việc đã dừng (mã %s). Khởi động lại sau %s giây.", self.child.exitcode, pause
            )
            if self._stopped.wait(pause):
                return
            pause = min(pause * 2, LONGEST)
            self._began = time.monotonic()
            self.child = _spawned()
            self.child.start()
            logging.getLogger(__name__).warning("Tiến trình nhắc việc chạy lại, số %s.", self.child.pid)


def _forked() -> BaseProcess:
    return multiprocessing.get_context("fork").Process(target=_watch, args=(os.getpid(),))


def _spawned() -> BaseProcess:
    return multiprocessing.get_context("spawn").Process(target=_watch_anew, args=(os.getpid(),))


def _watch_anew(parent: int) -> None:
    """In a fresh process nothing is prepared yet."""
    prepare.django()
    _watch(parent)


def _watch(parent: int) -> None:
    """Tick until told to stop, finishing what was begun, or until the parent is gone.

    Each tick is a process of its own: this one waits for most of its life, and keeps no memory for
    what it did a minute ago.
    """
    from congvu.notifications.tick import Memory

    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the parent tells this one
    memory, next_at = Memory(), time.monotonic() + FIRST_AFTER
    while not told and os.getppid() == parent:
        if time.monotonic() >= next_at:
            memory = _apart(memory)
            next_at = time.monotonic() + EVERY
        time.sleep(0.5)


def _apart(memory: Memory) -> Memory:
    """One tick in a process of its own; returns what it remembers, the same as before if it died."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    child = fork.Process(target=_once, args=(memory, there))
    child.start()
    there.close()
    try:
        found = here.recv()
    except EOFError:
        logging.getLogger(__name__).error("tick ended early")
        return memory
    finally:
        child.join()
        here.close()
    return found  # type: ignore[no-any-return]


def _once(memory: Memory, told: Connection) -> None:
    """One tick; what goes wrong is logged and tried again in a minute."""
    from congvu.base import clock
    from congvu.notifications.tick import tick
    from congvu.sync.tick import tick as tick_sync

    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # finish what was begun
    for part in (lambda: tick(clock.now(), memory), lambda: tick_sync(clock.now())):
        try:
            part()
        except Exception:
            logging.getLogger(__name__).exception("tick")
    told.send(memory)
    prepare.close_connections()
