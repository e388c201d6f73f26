"""Where a pack comes from: shipped with the product, or a text that an organ added (ADR 33)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from congvu.regimes.models import RuleText
from rulebook import loader
from rulebook.errors import PackError, RuleError, UnknownPack
from rulebook.pack import Pack

KEPT = 64
"""Added packs that one process keeps at hand; a text of these bytes never changes."""


def pack_of(pack_id: str, sha256: str) -> Pack:
    """The pack that a period, a use or a stored score names. No query for a shipped one.

    Raises: UnknownPack when no such text is kept, PackError when a kept text was changed.
    """
    if pack_id in loader.every_pack_id():
        return loader.pack(pack_id)
    return _added(pack_id, sha256)


def text_of(pack_id: str, sha256: str) -> str:
    """The file behind it. Raises: UnknownPack."""
    if pack_id in loader.every_pack_id():
        return loader.shipped_text(pack_id)
    return _text(pack_id, sha256)


def data_of(pack_id: str, sha256: str) -> dict[str, Any]:
    """Its parsed TOML, to compare. Raises: UnknownPack, PackError."""
    return loader.text_data(text_of(pack_id, sha256), pack_id)


def first_pack(pack_id: str, day: dt.date) -> Pack | None:
    """The pack that the organ began with where it holds on that day, else the one shipped that does."""
    try:
        chosen = loader.pack(pack_id)
        return chosen if chosen.holds_on(day) else loader.pack_on(day)
    except RuleError:
        return None


@lru_cache(maxsize=KEPT)
def _added(pack_id: str, sha256: str) -> Pack:
    pack = loader.pack_text(_text(pack_id, sha256), pack_id)
    if (pack.id, pack.sha256) != (pack_id, sha256):
        raise PackError(f"Bộ quy tắc {pack_id} không còn đúng mã kiểm đã ghi.")
    return pack


def _text(pack_id: str, sha256: str) -> str:
    rows = RuleText.objects.filter(sha256=sha256, pack_id=pack_id).order_by("pk")
    text = rows.values_list("text", flat=True).first()
    if text is None:
        raise UnknownPack(f"Không có bộ quy tắc {pack_id} với mã kiểm {sha256[:8]} trong dữ liệu.")
    return text
