"""One typed line: "tham dinh ho so 1g15 x6" -> what, how long, how many. Pure.

Length and count are taken out wherever they stand; the rest is what is looked for. Two lengths or
two counts are refused with both named: a wrong guess would become a false record (ADR 0027).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from congvu.base.errors import OutOfRange
from congvu.base.text import clean, fold, has_marks, words

from .duration import SPANS, Duration, parse

LONGEST = 300
EXAMPLE = "Ví dụ: tham dinh ho so 1g15 x6."

# A number glued to a letter, a slash or a dash belongs to a code, a document's number or a date.
_BEFORE, _AFTER = r"(?<![\w/.,:+\-])", r"(?![\w/]|[.,:\-][0-9])"
_COUNT = re.compile(
    rf"{_BEFORE}(?:[x*×]\s?([0-9]{{1,6}}(?:[.,][0-9]{{1,2}})?)|([0-9]{{1,6}})\s?[x*×]){_AFTER}"
)
_SPAN = re.compile(rf"{_BEFORE}(?:{'|'.join(SPANS)}){_AFTER}")
_BARE_DECIMAL = re.compile(rf"{_BEFORE}[0-9]{{1,2}}[.,][0-9]{{1,2}}$")
_BARE = re.compile(r"(?P<before>[^ ]*[^0-9 ]) (?P<number>[1-9][0-9]{0,2})$")
# Words that a number belongs to: after them it is a name, not a length.
_NUMBERED = frozenset(
    words(
        "bai bb bc buoc cap chuong cv dieu dot hang kh khoa khoan khu ky lan lo loai luat mau muc nam nd ngay nhom"
        " phan phong qd qui quy so tang tb thang thu tt tuan vb vong"
    )
)
_NAMED = frozenset(
    ["bao cao", "bien ban", "cong van", "ke hoach", "nghi dinh", "quyet dinh", "thong bao", "thong tu", "to trinh", "van ban"]
)  # fmt: skip
_FILES = "ho so"
MOST_HOURS = 12
"""A bare number up to this may be hours as well as minutes."""


# "1g15x6": the count stands right behind the length.
_GLUED = re.compile(rf"{_BEFORE}(?:{'|'.join(SPANS)})(?=[x*×][0-9])")
_SHORT = {
    "bb": "biên bản", "bc": "báo cáo", "cv": "công văn", "hs": "hồ sơ", "kh": "kế hoạch", "qđ": "quyết định",
    "qd": "quyết định", "tb": "thông báo", "tt": "tờ trình", "vb": "văn bản",
}  # fmt: skip
_LINKS = frozenset(["cho", "cua", "de", "den", "gui", "o", "tai", "theo", "trong", "ve", "voi"])


@dataclass(frozen=True)
class Quick:
    """What one line says. `what` is the text that is left, to look for or to keep as a title."""

    what: str
    duration: Duration | None = None
    quantity: Decimal | None = None


def read(text: str, *, timed: bool = False) -> Quick:
    """Length, count and the rest of a typed line; `timed`: the length stands in a box of its own.

    Raises: OutOfRange (field "duration" or "quantity") for two lengths, two counts, a count of none, a
        length that could mean two things or no possible one, or a number at the end that may be minutes
        as well as the number of a document; each with an example.
    """
    typed = clean(unicodedata.normalize("NFKC", text[: LONGEST * 4]))[:LONGEST]
    plain = _folded(typed)
    for match in reversed(list(_GLUED.finditer(plain))):
        typed, plain = (f"{t[: match.end()]} {t[match.end() :]}" for t in (typed, plain))
    counts = list(_COUNT.finditer(plain))
    if len(counts) > 1:
        raise OutOfRange(_both("số lượng", typed, counts), field="quantity")
    quantity = Decimal((counts[0][1] or counts[0][2]).replace(",", ".")) if counts else None
    if quantity == 0:
        raise OutOfRange(
            f"Số lượng phải lớn hơn 0; chưa xong sản phẩm nào thì bỏ trống. {EXAMPLE}", field="quantity"
        )
    typed, plain = _without(typed, plain, counts)
    spans = list(_SPAN.finditer(plain)) or list(_BARE_DECIMAL.finditer(plain))
    if len(spans) > 1:
        raise OutOfRange(_both("thời gian", typed, spans), field="duration")
    duration = parse(typed[spans[0].start() : spans[0].end()]) if spans else None
    typed, plain = _without(typed, plain, spans)
    if not timed and duration is None and (number := _bare(plain)):
        raise OutOfRange(_which(number, is_counted=quantity is not None), field="duration")
    return Quick(what=typed, duration=duration, quantity=quantity)


def spelled(what: str) -> str:
    """The words with the abbreviations of every office written out: "soan cv" is "soan cong van"."""
    marked = has_marks(what)

    def full(word: str) -> str:
        long = _SHORT.get(word.lower(), word)
        return long if marked or long == word else fold(long)

    return " ".join(full(word) for word in what.split())


def without_object(what: str) -> Iterator[str]:
    """What was done, without for whom or about what: "soan cong van cho so y te" is "soan cong van".

    At least two words are kept: one alone says too little to choose a product by.
    """
    parts = what.split()
    for at in range(len(parts) - 1, 1, -1):
        if fold(parts[at]) in _LINKS:
            yield " ".join(parts[:at])


def says_more(what: str, name: str) -> bool:
    """Whether a typed text holds a word that begins no word of a name."""
    named = words(name)
    return any(not any(one.startswith(word) for one in named) for word in words(spelled(what)))


def _folded(typed: str) -> str:
    """Folded letter by letter, so that places in it are places in what was typed."""
    letters = (fold(letter) for letter in typed)
    return "".join(
        "-" if letter in "–—−‒―" else "'" if letter in "′’‘´`ʹ" else (letter or " ")[:1] for letter in letters
    )


def _without(typed: str, plain: str, found: list[re.Match[str]]) -> tuple[str, str]:
    for match in reversed(found):
        typed = typed[: match.start()] + " " + typed[match.end() :]
        plain = plain[: match.start()] + " " + plain[match.end() :]
    kept = [n for n, letter in enumerate(typed) if letter != " " or (n and typed[n - 1] != " ")]
    typed, plain = "".join(typed[n] for n in kept), "".join(plain[n] for n in kept)
    first, last = len(typed) - len(typed.lstrip()), len(typed.rstrip())
    return typed[first:last], plain[first:last]


def _bare(plain: str) -> int:
    """The number at the end that no word before it claims; 0 without one."""
    match = _BARE.search(plain)
    before = " ".join(plain[: match.start("number")].split()[-2:]) if match else ""
    if not match or before in _NAMED or (before != _FILES and match["before"] in _NUMBERED):
        return 0
    return int(match["number"])


def _which(number: int, *, is_counted: bool) -> str:
    """Every reading of a bare number, with the way to write each."""
    hours = f"{number} giờ thì gõ {number}g; " if number <= MOST_HOURS else ""
    count = "" if is_counted else f"; {number} sản phẩm thì gõ x{number}"
    return (
        f"“{number}” có thể là thời gian hoặc số văn bản: {hours}{number} phút thì gõ {number}p; "
        f"công văn số {number} thì gõ cv {number}{count}."
    )


def _both(what: str, typed: str, found: list[re.Match[str]]) -> str:
    first, second = (typed[m.start() : m.end()].strip() for m in found[:2])
    return f"Có hai {what}: “{first}” và “{second}”. Giữ một. {EXAMPLE}"
