"""Vietnamese text: one form (NFC), folding for search, a sort key alike on every database."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_DIRTY = re.compile(r"[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]|  |^ | $")
_MARKS = re.compile(r"[\u0300-\u036f]+")
_WORD = re.compile(r"[0-9a-z]+")

# Order of letters, then order of tones, in the Vietnamese alphabet (with the foreign f j w z).
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHA = "abcdefghijklmnopqrstuvwxyz"


def clean(value: str, *, lines: bool = False) -> str:
    """NFC, without control characters and stray spaces; line breaks kept only with `lines`."""
    if not _DIRTY.search(value) and unicodedata.is_normalized("NFC", value):
        return value
    value = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    value = _CONTROL.sub("", value)
    if not lines:
        return _SPACES.sub(" ", value.replace("\n", " ")).strip()
    return "\n".join(_SPACES.sub(" ", line).strip() for line in value.split("\n")).strip()


def fold(value: str) -> str:
    """Lower case without marks, đ as d: "Đấu thầu" -> "dau thau"."""
    value = value.lower().replace("đ", "d")
    if value.isascii():
        return value
    # The usual marks at once; letter by letter only what is left of other scripts.
    value = _MARKS.sub("", unicodedata.normalize("NFD", value))
    if value.isascii():
        return value
    return unicodedata.normalize("NFC", "".join(c for c in value if not unicodedata.combining(c)))


def words(value: str) -> list[str]:
    """The folded words of a query, for matching in any order."""
    return _WORD.findall(fold(value))


def has_marks(value: str) -> bool:
    """Whether the text carries Vietnamese marks (then a search is exact)."""
    return fold(value) != value.lower()


def initials(full_name: str) -> str:
    """At most two letters for an avatar: first of the middle name and of the given name."""
    parts = full_name.split()
    return "".join(p[0] for p in parts[-2:]).upper() if parts else "?"


def sort_key(full_name: str) -> str:
    """Key that sorts people by given name, then middle and family name, the Vietnamese way.

    Only the letters a–z are used, two per sign, so that binary and locale collations agree.
    """
    parts = clean(full_name).lower().split()
    if not parts:
        return ""
    ordered = [parts[-1], *parts[:-1]]
    return "aa".join(_key_of(word) for word in ordered)


def _key_of(word: str) -> str:
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word):
        tone = 0
        base = ""
        for piece in unicodedata.normalize("NFD", char):
            if piece in _TONES and piece:
                tone = _TONES[piece]
            else:
                base += piece
        base = unicodedata.normalize("NFC", base)
        rank = _LETTERS.find(base)
        rank = len(_LETTERS) if rank < 0 else rank
        letters.append(_pair(rank + 1))
        tones.append(tone)
    # Old and new spelling put the mark on different letters ("hoà", "hòa"): one word, one key.
    return "".join(letters) + "ab" + ("".join(_ALPHA[t] for t in tones if t) or "a")


def _pair(number: int) -> str:
    return _ALPHA[1 + number // 26] + _ALPHA[number % 26]
