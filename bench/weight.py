"""What a browser with an empty cache transfers for a page."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.floor_ops import PASSWORD

NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Weight:
    """Requests and bytes on the wire, headers included; fonts are counted apart."""

    requests: int
    bytes: int
    font_requests: int
    font_bytes: int
    listed: tuple[tuple[str, int], ...]


def browser() -> str:
    """Path of a Chromium, empty when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


async def weigh(base: str, path: str, username: str) -> Weight:
    """Sign in, empty the cache, open the page once."""
    from playwright.async_api import async_playwright

    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        try:
            context = await chromium.new_context(
                viewport={"width": 1280, "height": 800},
                service_workers="block",  # it would answer from what it keeps: this is the first visit
            )
            page = await context.new_page()
            await page.goto(f"{base}/dang-nhap")
            await page.fill("input[name=username]", username)
            await page.fill("input[name=password]", PASSWORD)
            await page.press("input[name=password]", "Enter")
            await page.wait_for_url(lambda url: "dang-nhap" not in url)
            await page.goto("about:blank")
            return await _opened(await context.new_cdp_session(page), page, f"{base}{path}")
        finally:
            await chromium.close()


async def _opened(session: Any, page: Any, address: str) -> Weight:
    kinds: dict[str, tuple[str, str]] = {}
    sizes: dict[str, int] = {}

    def responded(event: dict[str, Any]) -> None:
        if not event["response"]["url"].startswith("data:"):
            kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def finished(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", responded)
    session.on("Network.loadingFinished", finished)
    await session.send("Network.enable")
    await session.send("Network.clearBrowserCache")
    await page.goto(address, wait_until="load")
    await asyncio.sleep(1.0)  # what a script asks for after the load belongs to the page
    fonts = [key for key, (kind, _) in kinds.items() if kind == "Font"]
    others = [key for key in kinds if key not in fonts]
    return Weight(
        requests=len(others),
        bytes=sum(sizes.get(key, 0) for key in others),
        font_requests=len(fonts),
        font_bytes=sum(sizes.get(key, 0) for key in fonts),
        listed=tuple(
            sorted(((Path(kinds[k][1]).name, sizes.get(k, 0)) for k in others), key=lambda x: -x[1])
        ),
    )
