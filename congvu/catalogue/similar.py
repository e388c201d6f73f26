"""Which texts resemble each other: overlap of folded words, nothing else (ADR 0028). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from congvu.base.text import words


def words_of(*texts: str) -> frozenset[str]:
    """The different folded words of some texts."""
    return frozenset(word for text in texts for word in words(text))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """At least half of all the words of both are common."""
    common = len(one & other)
    return bool(common) and 2 * common >= len(one) + len(other) - common


def grouped(texts: Mapping[int, frozenset[str]]) -> list[list[int]]:
    """The keys in groups: who resembles one of a group belongs to it. Order of the keys is kept."""
    leader = {key: key for key in texts}
    place = {key: number for number, key in enumerate(texts)}

    def first(key: int) -> int:
        while leader[key] != key:
            key = leader[key]
        return key

    seen: dict[str, list[int]] = defaultdict(list)
    for key, held in texts.items():
        for other in sorted({known for word in held for known in seen[word]}):
            a, b = first(key), first(other)
            if a != b and alike(held, texts[other]):
                leader[max(a, b, key=place.__getitem__)] = min(a, b, key=place.__getitem__)
        for word in held:
            seen[word].append(key)
    groups: dict[int, list[int]] = defaultdict(list)
    for key in texts:
        groups[first(key)].append(key)
    return list(groups.values())


def nearest(wanted: frozenset[str], known: Iterable[tuple[int, frozenset[str]]], limit: int) -> Sequence[int]:
    """Keys of what holds at least half of the wanted words, the fullest first, then the shortest."""
    found = []
    for place, (key, held) in enumerate(known):
        common = len(wanted & held)
        if common and 2 * common >= len(wanted):
            found.append((-common, len(held), place, key))
    return [key for *_, key in sorted(found)[:limit]]
