"""A closed loop of logged-in users against one server.

CPU per request (server tree + PostgreSQL tree, from /proc) is the figure to compare on a noisy
machine; requests a second and the percentiles share it with whatever else runs.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench import procs

Answer = tuple[int, bytes]
Call = Callable[[aiohttp.ClientSession, Any, int], Awaitable[Answer]]


@dataclass(frozen=True)
class Operation:
    """One kind of request. `role` names the kind of user; `shows` must stand in the answer."""

    name: str
    call: Call
    shows: str = ""
    role: str = "officer"


@dataclass(frozen=True)
class Figures:
    """Medians over the repetitions. cpu and pg in CPU-ms a request, p50 and p95 in ms."""

    requests: int
    failed: int
    rate: float
    p50: float
    p95: float
    cpu: float
    pg: float
    kib: float
    foreign: float
    problem: str = ""

    @property
    def cost(self) -> float:
        """CPU-ms a request of server and database together."""
        return self.cpu + self.pg


@dataclass
class User:
    """A logged-in browser. `context` is what its peer module keeps of the login."""

    session: aiohttp.ClientSession
    context: Any


@dataclass
class _Round:
    latencies: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    wall: float = 0.0


def new_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=60)
    )


async def drive(
    operation: Operation,
    users: Sequence[User],
    *,
    root: int,
    postgres: int | None,
    seconds: float,
    repetitions: int,
    start: int = 0,
    concurrency: int = 8,
) -> tuple[Figures, int]:
    """Drive one operation, `concurrency` users at a time taking turns; figures and last request number."""
    database = [postgres] if postgres else []
    warm, number = await _round(operation, users, min(1.5, seconds), start, concurrency)
    if not warm.latencies or len(warm.problems) == len(warm.latencies):
        problem = warm.problems[0] if warm.problems else "no answer"
        return Figures(0, len(warm.problems), 0, 0, 0, 0, 0, 0, 0, problem), number
    found: list[Figures] = []
    for _ in range(repetitions):
        cpu, pg, busy, mine = procs.cpu([root]), procs.cpu(database), procs.busy(), time.process_time()
        done, number = await _round(operation, users, seconds, number, concurrency)
        mine = time.process_time() - mine
        cpu, pg, busy = procs.cpu([root]) - cpu, procs.cpu(database) - pg, procs.busy() - busy
        count = len(done.latencies)
        times = sorted(done.latencies)
        found.append(
            Figures(
                requests=count,
                failed=len(done.problems),
                rate=count / done.wall,
                p50=times[count // 2] * 1000,
                p95=times[min(count - 1, int(count * 0.95))] * 1000,
                cpu=cpu / count * 1000,
                pg=pg / count * 1000,
                kib=statistics.median(done.sizes) / 1024,
                foreign=max(0.0, (busy - cpu - pg - mine) / done.wall),
                problem=done.problems[0] if done.problems else "",
            )
        )
    return _median(found), number


def _median(found: Sequence[Figures]) -> Figures:
    def middle(name: str) -> float:
        return statistics.median(getattr(f, name) for f in found)

    numbers = ("rate", "p50", "p95", "cpu", "pg", "kib", "foreign")
    return Figures(
        requests=sum(f.requests for f in found),
        failed=sum(f.failed for f in found),
        problem=next((f.problem for f in found if f.problem), ""),
        **{name: middle(name) for name in numbers},
    )


async def _round(
    operation: Operation, users: Sequence[User], seconds: float, start: int, concurrency: int
) -> tuple[_Round, int]:
    done = _Round()
    begun = time.perf_counter()
    number = start

    async def one(mine: Sequence[User]) -> None:
        nonlocal number
        for user in itertools.cycle(mine):
            if time.perf_counter() >= begun + seconds:
                return
            number += 1
            sent = time.perf_counter()
            try:
                status, body = await operation.call(user.session, user.context, number)
            except (aiohttp.ClientError, TimeoutError) as error:
                status, body = 0, repr(error).encode()
            done.latencies.append(time.perf_counter() - sent)
            done.sizes.append(len(body))
            if not 200 <= status < 400 or operation.shows.encode() not in body:
                done.problems.append(f"{status} {body[:200].decode('utf-8', 'replace')}")

    turns = [users[n::concurrency] for n in range(min(concurrency, len(users)))]
    await asyncio.gather(*(one(mine) for mine in turns))
    done.wall = time.perf_counter() - begun
    return done, number
