"""Where the time of one page goes: `CONGVU_DATA=FOLDER python -m bench.hot USER /ADDRESS [--lines 40] [--sort cumulative]`.

In this process and warm: CPU-ms, statements sent to the database, then the profile.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
import traceback
from collections.abc import Callable
from typing import Any

from congvu.cli import prepare

ROUNDS = 20


def _noting(sent: list[tuple[str, float, str]]) -> Callable[..., Any]:
    """Notes every statement with the innermost line of ours that led to it."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            ours = [f for f in traceback.extract_stack() if "/congvu/" in f.filename]
            where = (
                f"{ours[-1].filename.split('/congvu/')[-1]}:{ours[-1].lineno}" if ours else "the framework"
            )
            sent.append((where, (time.perf_counter() - begun) * 1000, sql))

    return wrapper


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("user")
    parser.add_argument("address")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--sort", default="tottime")
    parser.add_argument("--queries", action="store_true", help="print who sent every statement")
    chosen = parser.parse_args()
    prepare.django()
    from django.db import connection
    from django.test import Client

    from congvu.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    user = User.objects.get(username=chosen.user)
    client.force_login(user, backend="congvu.accounts.backends.Backend")
    for _ in range(3):
        answer = client.get(chosen.address)
    prepare.settle()
    sent: list[tuple[str, float, str]] = []
    with connection.execute_wrapper(_noting(sent)):
        client.get(chosen.address)
    begun = time.process_time()
    for _ in range(ROUNDS):
        client.get(chosen.address)
    spent = (time.process_time() - begun) / ROUNDS * 1000
    print(f"{answer.status_code}, {len(answer.content):,} bytes, {spent:.1f} ms CPU, {len(sent)} statements")
    if chosen.queries:
        for where, milliseconds, sql in sent:
            print(f"{milliseconds:6.2f} ms  {where:60} {' '.join(sql.split())[:110]}")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(ROUNDS):
        client.get(chosen.address)
    profile.disable()
    pstats.Stats(profile).sort_stats(chosen.sort).print_stats(chosen.lines)


if __name__ == "__main__":
    main()
