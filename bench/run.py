"""Measure Công Vụ beside the floor and print one table: `make bench`.

    .venv/bin/python bench/run.py [--quick] [--db sqlite|postgres|both] [--port 8160] [--limit SECONDS]

Nothing is kept and nothing is judged: every figure is printed with its target, met or not.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import congvu_ops, floor_ops, gen, postgres, procs, report, servers, weight  # noqa: E402
from bench.load import Figures, Operation, User, drive, new_session  # noqa: E402

CONCURRENCY = 8
POOL = 24
"""Users signed in for an operation that writes, so that no day fills up."""
LISTS = 100
LOADING = 600
"""Seconds after which loading is given up; a calm machine needs about 60."""


@dataclass(frozen=True)
class Plan:
    """How much is measured. Seconds are those of one repetition of one operation."""

    people: int
    lines: int
    seconds: float
    repetitions: int
    scored: int
    imported: int
    limit: float


FULL = Plan(1000, 200_000, 2.5, 3, 20_000, 5000, 720)
QUICK = Plan(100, 20_000, 0.7, 1, 2000, 1000, 120)


@dataclass
class Place:
    """One database of the two: its name, where the rows go, and its first process."""

    name: str
    folder: Path
    floor: str
    environment: dict[str, str]
    postmaster: int | None = None


@dataclass
class Found:
    ours: dict[str, Figures] = field(default_factory=dict)
    floor: dict[str, Figures] = field(default_factory=dict)
    rows: list[report.Row] = field(default_factory=list)


class Bench:
    """One run: its plan, its folder, its clock."""

    def __init__(self, plan: Plan, folder: Path, port: int) -> None:
        self.plan, self.folder, self.port = plan, folder, port
        self.today = dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
        self.begun = time.monotonic()
        self.source = folder / "rows.csv"

    def say(self, what: str) -> None:
        print(f"[{time.monotonic() - self.begun:5.0f} s] {what}", file=sys.stderr, flush=True)

    def left(self) -> float:
        return self.plan.limit - (time.monotonic() - self.begun)

    def measure(self, place: Place) -> list[report.Row]:
        """Load both, drive both, then what needs no server."""
        self.say(f"{place.name}: loading {self.plan.lines:,} lines")
        self._load(place)
        found = Found()
        with (
            servers.floor(place.folder, place.floor, self.port) as floor,
            servers.congvu(place.folder, place.environment, self.port + 1) as ours,
        ):
            asyncio.run(self._drive(place, floor, ours, found))
        rows = [*report.driven(found.ours, found.floor), report.worst_page(found.ours), *found.rows]
        rows += self._script(place, "importing", self.plan.imported, report.imported, "catalogue import")
        rows += self._script(place, "scores", self.plan.scored, report.scored, "month's scores")
        return rows

    def _load(self, place: Place) -> None:
        """Both databases at once: there are two cores."""
        scripts = (
            ("bench.floor.app", {"FLOOR_DB": place.floor}),
            ("bench.world", place.environment),
        )
        running = [
            subprocess.Popen(
                [sys.executable, "-m", name, str(self.source), str(self.plan.people)],
                cwd=servers.ROOT,
                env=servers.environment(extra),
                stdout=subprocess.DEVNULL,
            )
            for name, extra in scripts
        ]
        try:
            for process in running:
                if process.wait(LOADING):
                    raise RuntimeError(f"{place.name}: loading failed")
        finally:
            for process in running:
                if process.poll() is None:
                    process.kill()

    async def _drive(self, place: Place, floor: servers.Running, ours: servers.Running, found: Found) -> None:
        teams = max(1, -(-self.plan.people // gen.TEAM) - 1)
        floors = {op.name: op for op in floor_ops.operations(self.today, teams)}
        mine = {op.name: op for op in congvu_ops.operations(self.today)}
        async with contextlib.AsyncExitStack() as stack:
            on_floor = [await self._user(stack, floor_ops, floor, f"u{n * 31}") for n in range(CONCURRENCY)]
            users = {
                role: [
                    await self._user(stack, congvu_ops, ours, name)
                    for name in congvu_ops.usernames(self.plan.people, role, count)
                ]
                for role, count in (("officer", POOL), ("head", CONCURRENCY), ("personnel", CONCURRENCY))
            }
            number = 0
            for name, _, against, _ in report.DRIVEN:
                if against and against not in found.floor:
                    self.say(f"{place.name}: floor, {against}")
                    found.floor[against], _ = await self._one(floors[against], on_floor, floor, place, 0)
                self.say(f"{place.name}: {name}")
                group = users[mine[name].role]
                found.ours[name], number = await self._one(mine[name], group, ours, place, number)
            found.rows += await self._lists(users, ours)
        found.rows += await self._weight(ours)

    async def _user(self, stack, peer, server: servers.Running, name: str) -> User:  # type: ignore[no-untyped-def]
        session = await stack.enter_async_context(new_session())
        return User(session, await peer.sign_in(session, server.base, name))

    async def _one(
        self, operation: Operation, users: list[User], server: servers.Running, place: Place, start: int
    ) -> tuple[Figures, int]:
        return await drive(
            operation,
            users,
            root=server.pid,
            postgres=place.postmaster,
            seconds=self.plan.seconds,
            repetitions=self.plan.repetitions,
            start=start,
            concurrency=CONCURRENCY,
        )

    async def _lists(self, users: dict[str, list[User]], ours: servers.Running) -> list[report.Row]:
        """Memory before and after a hundred long pages; the workers are warm by now."""
        self.say("memory over a hundred lists")
        before = procs.memory([ours.pid])
        for number in range(LISTS):
            role, address = (("head", "/duyet"), ("personnel", "/danh-muc"), ("head", "/viec/don-vi"))[
                number % 3
            ]
            user = users[role][number % CONCURRENCY]
            async with user.session.get(ours.base + address) as answer:
                await answer.read()
        return report.remembered(before, procs.memory([ours.pid]))

    async def _weight(self, ours: servers.Running) -> list[report.Row]:
        if not weight.browser():
            return [
                report.Row(
                    "“Hôm nay”, cold cache", "-", note="no Chromium: install Debian's package chromium"
                )
            ]
        self.say("weight of the daily page")
        name = congvu_ops.usernames(self.plan.people, "officer", 1)[0]
        return report.weighed(await weight.weigh(ours.base, "/hom-nay", name))

    def _script(self, place: Place, module: str, size: int, draw, what: str) -> list[report.Row]:  # type: ignore[no-untyped-def]
        if self.left() < 30:
            return [report.Row(what, "-", note="left out: the time of the run was up")]
        self.say(f"{place.name}: {what}, {size:,}")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                f"bench.{module}",
                str(size),
                *([str(place.postmaster)] if place.postmaster else []),
            ],
            cwd=servers.ROOT,
            env=servers.environment(place.environment),
            capture_output=True,
            text=True,
            timeout=max(60, self.left()),
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            return [report.Row(what, "-", note=f"failed: {last[:100]}")]
        return draw(json.loads(done.stdout.strip().splitlines()[-1]))  # type: ignore[no-any-return]


def places(bench: Bench, chosen: str) -> Iterator[Place]:
    """The databases that were asked for and are there."""
    if chosen in ("sqlite", "both"):
        folder = bench.folder / "sqlite"
        folder.mkdir()
        yield Place("SQLite", folder, f"{folder}/floor.db", {"CONGVU_DATA": f"{folder}/data"})
    if chosen not in ("postgres", "both"):
        return
    if why := postgres.missing():
        print(why, file=sys.stderr)
        return
    with postgres.running(bench.port + 2) as server:
        folder = bench.folder / "postgres"
        folder.mkdir()
        _reuse(bench.folder / "sqlite" / "data", folder / "data")
        ours = {
            "CONGVU_DATA": f"{folder}/data",
            "CONGVU_DATABASE_URL": server.url("bench_congvu"),
        }
        name = f"PostgreSQL {server.version}"
        yield Place(name, folder, server.url("bench_floor"), ours, server.pid)


def _reuse(old: Path, new: Path) -> None:
    """Fonts and static files are the same for both databases."""
    for name in ("fonts", "static"):
        if (old / name).is_dir():
            new.mkdir(mode=0o700, exist_ok=True)
            shutil.copytree(old / name, new / name)


def machine() -> str:
    model = "processor unknown"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "psycopg"))
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, under two minutes")
    parser.add_argument("--db", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--port", type=int, default=8160, help="the first of three free ports")
    parser.add_argument("--limit", type=float, help="seconds after which what is left is left out")
    chosen = parser.parse_args()
    plan = QUICK if chosen.quick else FULL
    plan = replace(plan, limit=chosen.limit or plan.limit)
    # told to stop: leave by the same doors, so that servers and folders go too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as made:
        bench = Bench(plan, Path(made), chosen.port)
        gen.write(bench.source, plan.people, plan.lines, bench.today)
        print(f"\n{bench.today}: {plan.people:,} people, {plan.lines:,} lines; {CONCURRENCY} users at once.")
        print(f"{machine()}; load {os.getloadavg()[0]:.1f} before the run.")
        print("ms: CPU a request, server and database together; p50, p95: ms at the client.\n")
        try:
            for place in places(bench, chosen.db):
                rows = bench.measure(place)
                print(f"### {place.name}\n\n{report.text(rows)}\n", flush=True)
        except (RuntimeError, subprocess.SubprocessError) as error:
            print(f"not measured: {error}", file=sys.stderr)
            return 1
        bench.say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
