"""Công Vụ as the driver sees it: sign-in, and the operations of a working day."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp

from bench import gen
from bench.floor_ops import PASSWORD
from bench.load import Answer, Operation

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)')
QUERIES = ("bao cao quy", "tờ trình", "DC.0", "ke hoach thang ubnd", "văn bản đến", "quyet dinh so noi vu")
PRODUCTS = 80
"""The first products are shared by everyone."""


def open_days(today: dt.date) -> list[dt.date]:
    """Working days on which lines are still taken: this month and the one before, up to yesterday."""
    first = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return [d for d in gen.working_days(today, 45) if first <= d < today]


def usernames(people: int, role: str, count: int) -> list[str]:
    """Users of one kind for the driver, over again where there are fewer: officer, head, personnel."""
    place = {"officer": 5, "head": 0, "personnel": 6}[role]
    found = list(range(place, people, gen.TEAM))
    return [f"u{found[n % len(found)]}" for n in range(count)]


async def sign_in(session: aiohttp.ClientSession, base: str, username: str) -> dict[str, Any]:
    async with session.get(f"{base}/dang-nhap") as answer:
        token = _found(await answer.text())
    data = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    async with session.post(f"{base}/dang-nhap", data=data, allow_redirects=False) as answer:
        if answer.status != 303:
            raise RuntimeError(f"{username} may not sign in: {answer.status}")
    async with session.get(f"{base}/tai-khoan") as answer:
        return {"base": base, "token": _found(await answer.text())}


def _found(page: str) -> str:
    token = _TOKEN.search(page)
    if token is None:
        raise RuntimeError(f"no form on the page: {page[:300]}")
    return token[1]


def get(address: str | Callable[[int], str], **headers: str):  # type: ignore[no-untyped-def]
    """A page by its address, which may depend on the number of the request."""

    async def call(session: aiohttp.ClientSession, context: Any, number: int) -> Answer:
        where = address if isinstance(address, str) else address(number)
        async with session.get(context["base"] + where, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read()

    return call


def add(today: dt.date, **headers: str):  # type: ignore[no-untyped-def]
    """One line with a product and its quantity, days and users taking turns."""
    days = open_days(today)

    async def call(session: aiohttp.ClientSession, context: Any, number: int) -> Answer:
        day = days[number // 24 % len(days)]
        data = {
            "what": f"product:{1 + number % PRODUCTS}",
            "text": "",
            "duration": "5p",
            "quantity": "1",
            "client_id": f"{uuid.uuid4()}",
            "csrfmiddlewaretoken": context["token"],
        }
        address = f"{context['base']}/hom-nay/{day}/ghi"
        async with session.post(address, data=data, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read()

    return call


def operations(today: dt.date) -> list[Operation]:
    month = f"{today.replace(day=1) - dt.timedelta(days=1):%Y-%m}"
    partial = {"HX-Request": "true"}
    return [
        Operation("add", add(today)),
        Operation("add_drawn", add(today, **partial)),
        Operation("today", get("/hom-nay"), "</main>"),
        Operation("my_month", get("/diem"), "</main>"),
        Operation("my_tasks", get("/viec"), "</main>"),
        Operation("queue", get("/duyet"), "</main>", role="head"),
        Operation("search", get(lambda n: f"/hom-nay/tim?text={QUERIES[n % len(QUERIES)]}", **partial)),
        Operation("catalogue", get(lambda n: f"/danh-muc?q={QUERIES[n % len(QUERIES)]}"), "</main>"),
        Operation("board", get(f"/ky/{month}"), "</main>", role="personnel"),
    ]
