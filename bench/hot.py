"""Where the time of one page goes: `CONGVU_DATA=FOLDER python -m bench.hot USER /ADDRESS [--lines 40] [--sort cumulative]`.

In this process and warm: CPU-ms, statements sent to the database, then the profile.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time

from congvu.cli import prepare

ROUNDS = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("user")
    parser.add_argument("address")
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--sort", default="tottime")
    parser.add_argument("--queries", action="store_true", help="print every statement with its time")
    chosen = parser.parse_args()
    prepare.django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from congvu.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    user = User.objects.get(username=chosen.user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for _ in range(3):
        answer = client.get(chosen.address)
    with CaptureQueriesContext(connection) as sent:
        client.get(chosen.address)
    begun = time.process_time()
    for _ in range(ROUNDS):
        client.get(chosen.address)
    spent = (time.process_time() - begun) / ROUNDS * 1000
    print(f"{answer.status_code}, {len(answer.content):,} bytes, {spent:.1f} ms CPU, {len(sent)} statements")
    if chosen.queries:
        for one in sent.captured_queries:
            print(one["time"], one["sql"][:400])
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(ROUNDS):
        client.get(chosen.address)
    profile.disable()
    pstats.Stats(profile).sort_stats(chosen.sort).print_stats(chosen.lines)


if __name__ == "__main__":
    main()
