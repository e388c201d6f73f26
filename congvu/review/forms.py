"""What a confirmer posted. Every refusal names its field and says what to write."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from congvu.assignments.counts import MOST_EVENTS, products
from congvu.base.errors import OutOfRange
from congvu.base.text import clean
from congvu.diary.forms import number, whole
from congvu.ui import words

TEMPLATES = (
    "Kèm giúp sản phẩm hoặc số văn bản của mục này.",
    "Ghi rõ hơn đã làm gì và kết quả ra sao.",
    "Thời gian chưa khớp với việc, đồng chí xem lại.",
    "Chọn lại đúng việc trong danh mục.",
)
ADJUST_TEMPLATES = (
    "Chỉ tính phần việc đã có kết quả.",
    "Mục này gồm cả việc khác; phần đó ghi thành mục riêng.",
    "Khớp lại theo thời gian của cuộc họp chung.",
)
HOW_COUNTS = "Mỗi sản phẩm một số: 0, 2, 0. Hoặc chỉ nêu sản phẩm có lỗi: 2:1 là sản phẩm thứ 2, một lần."
LONGEST = 400
MOST_LINES = 100
_PAIR = re.compile(r"([0-9]{1,4})\s*:\s*([0-9]{1,3})")


def version_of(post: QueryDict) -> int:
    """The version that the page showed. Raises Incomplete."""
    return whole(post.get("version", ""), "version")


def offered(templates: tuple[str, ...] = TEMPLATES, chosen: str = "") -> list[tuple[int, str, bool]]:
    """The ready sentences with their numbers, as the organ addresses people; whether it was chosen."""
    return [(n, words.addressed(sentence), str(n) == chosen) for n, sentence in enumerate(templates)]


def reason_of(post: QueryDict, templates: tuple[str, ...] = TEMPLATES) -> str:
    """A ready sentence, own words, or both."""
    chosen = post.get("template", "")
    ready = (
        words.addressed(templates[int(chosen)]) if chosen in {str(n) for n in range(len(templates))} else ""
    )
    return " ".join(part for part in (ready, post.get("reason", "")) if part.strip())


def adjustment_of(post: QueryDict, quantity: Decimal) -> dict[str, Any]:
    """The values of the adjust form; what was left empty stays as written.

    `quantity` is what the line claims, for the counts of errors and delays.
    """
    confirmed = number(post.get("quantity", ""), "quantity")
    minutes = post.get("minutes", "")
    held = products(quantity if confirmed is None else min(confirmed, quantity))
    return {
        "minutes": whole(minutes, "minutes") if clean(minutes[:40]) else None,
        "quantity": confirmed,
        "percent": number(post.get("percent", ""), "percent"),
        "errors": counts(post.get("errors", ""), held, "errors"),
        "late": counts(post.get("late", ""), held, "late"),
        "reason": reason_of(post, ADJUST_TEMPLATES),
        "accept_unplanned": accepts(post),
    }


def lines_of(post: QueryDict) -> list[tuple[int, int]]:
    """The lines of a group with their versions: "12:1,13:2"; anything else is left out."""
    pairs = re.findall(r"(?:^|,)([0-9]{1,12}):([0-9]{1,6})(?=,|$)", post.get("lines", "")[: 20 * MOST_LINES])
    return [(int(entry_id), int(version)) for entry_id, version in pairs]


def accepts(post: QueryDict) -> bool:
    """Whether the tick "Nhận là việc đột xuất" is set."""
    return post.get("accept_unplanned") == "1"


def counts(text: str, held: int, field: str) -> list[int] | None:
    """One count per product: "0, 2, 0", or "2:1" for the second only; None when empty.

    Raises: OutOfRange with the way to write it.
    """
    text = clean(text[: LONGEST * 4])
    if not text:
        return None
    if len(text) > LONGEST:
        raise OutOfRange(HOW_COUNTS, field=field)
    parts = [p for p in re.split(r"[,;\s]+", re.sub(r"\s*:\s*", ":", text)) if p]
    if all(_PAIR.fullmatch(p) for p in parts):
        found = [0] * held
        for part in parts:
            place, times = (int(n) for n in part.split(":"))
            if not 1 <= place <= held:
                raise OutOfRange(f"Mục này có {held} sản phẩm; không có sản phẩm thứ {place}.", field=field)
            found[place - 1] = _times(times, field)
        return found
    if not all(re.fullmatch(r"[0-9]{1,3}", p) for p in parts) or len(parts) != held:
        raise OutOfRange(f"Cần {held} số. {HOW_COUNTS}", field=field)
    return [_times(int(p), field) for p in parts]


def _times(value: int, field: str) -> int:
    if value > MOST_EVENTS:
        raise OutOfRange(f"Số lần từ 0 đến {MOST_EVENTS}.", field=field)
    return value
