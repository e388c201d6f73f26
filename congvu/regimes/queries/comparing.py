"""Two packs side by side: every value that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvu.base.errors import Missing
from congvu.policy.facts import Actor
from congvu.regimes.models import RuleText
from congvu.regimes.packs import data_of
from rulebook import loader, tool
from rulebook.errors import RuleError

from .listing import PackLine, shown_packs

SHOWN = 200
"""Differences on the page; packs of another kind differ in everything."""


@dataclass(frozen=True)
class Difference:
    """One place: what the one says, what the other says; "" where it says nothing."""

    at: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """The choice of two packs, and their differences once two are chosen."""

    options: tuple[tuple[str, str], ...]
    before: str
    after: str
    chosen: tuple[PackLine, PackLine] | None
    differences: tuple[Difference, ...]
    total: int
    problem: str


def comparison(viewer: Actor, before: str, after: str) -> Comparison:
    """Compare two of the packs that the viewer may read. Raises Missing for another one."""
    packs = {each.key: each for each in shown_packs(viewer)}
    options = tuple((key, _named(each)) for key, each in packs.items())
    if not before or not after:
        return Comparison(options, before, after, None, (), 0, "")
    if before not in packs or after not in packs:
        raise Missing("Không có bộ quy tắc này.")
    one, other = packs[before], packs[after]
    try:
        found = tool.differences(_data(one), _data(other))
    except RuleError as error:
        return Comparison(options, before, after, None, (), 0, str(error))
    rows = tuple(Difference(str(c["at"]), said(c["before"]), said(c["after"])) for c in found[:SHOWN])
    return Comparison(options, before, after, (one, other), rows, len(found), "")


def _named(line: PackLine) -> str:
    return f"{line.id}, bản {line.version}" if line.text_id is not None else line.id


def _data(line: PackLine) -> dict[str, Any]:
    if line.text_id is None:
        return loader.pack_data(line.id)
    return data_of(line.id, RuleText.objects.values_list("sha256", flat=True).get(pk=line.text_id))


def said(value: Any) -> str:
    """A value of a pack as words; decimals with a comma."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(said(each) for each in value)
    return str(value)
