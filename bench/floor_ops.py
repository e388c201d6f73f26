"""The floor as the driver sees it: sign-in and operations."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import aiohttp

from bench.load import Answer, Operation

PASSWORD = "bench-password-1"  # noqa: S105
_TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)')


def months(today: dt.date) -> tuple[str, str, str]:
    """The month before this one, and the first days of the quarter that ended last."""
    before = today.replace(day=1) - dt.timedelta(days=1)
    begins = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = begins - dt.timedelta(days=1)
    return f"{before:%Y-%m}", f"{dt.date(last.year, last.month - 2, 1)}", f"{begins}"


async def sign_in(session: aiohttp.ClientSession, base: str, username: str) -> dict[str, Any]:
    async with session.get(f"{base}/login") as answer:
        token = _found(await answer.text())
    data = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    async with session.post(f"{base}/login", data=data) as answer:
        return {"base": base, "token": _found(await answer.text())}


def _found(page: str) -> str:
    token = _TOKEN.search(page)
    if token is None:
        raise RuntimeError(f"no form on the page: {page[:300]}")
    return token[1]


def operations(today: dt.date, teams: int) -> list[Operation]:
    month, first, after = months(today)

    def get(address: str):  # type: ignore[no-untyped-def]
        async def call(session: aiohttp.ClientSession, context: Any, number: int) -> Answer:
            where = address.format(team=number % teams, number=number % 4000)
            async with session.get(context["base"] + where) as answer:
                return answer.status, await answer.read()

        return call

    async def create(session: aiohttp.ClientSession, context: Any, number: int) -> Answer:
        data = {
            "day": f"{today}",
            "minutes": 60,
            "activity": number % 8,
            "text": f"soạn thảo báo cáo {number}",
            "csrfmiddlewaretoken": context["token"],
        }
        async with session.post(context["base"] + "/log", data=data, allow_redirects=False) as answer:
            return answer.status, await answer.read()

    return [
        Operation("create", create),
        Operation("week", get("/"), "id=week"),
        Operation("team_month", get(f"/team?t={{team}}&m={month}"), "id=team"),
        Operation("list", get("/list"), "id=list"),
        Operation("search", get("/list?q=số {number}"), "id=list"),
        Operation("quarter", get(f"/organ?a={first}&b={after}"), "id=organ"),
    ]
