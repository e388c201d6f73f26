"""Rows of a template proposed from a job description: every piece of concrete work, to keep or drop. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from congvu.base.text import clean, fold

LONGEST = 120
_COUNTED = re.compile(
    r"^(?:dua don|don tiep|tiep |tiep nhan|nhan |phat hanh|chuyen giao|phuc vu hoi nghi|huong dan|photo|sao |dang ky)"
)
_NOT_DAILY = re.compile(
    r"hop (?:lien quan|dung quy dinh)|cac cuoc hop|ke hoach cong tac|tien do ke hoach|nhiem vu khac do|hang thang|hang quy"
)
_PARTS = re.compile(r"\s*;\s*|\n")


@dataclass(frozen=True)
class Proposal:
    """One proposed row: `kind` CHECK or COUNTER; `is_daily` says whether it is ticked to begin with."""

    number: str
    label: str
    section: str
    kind: str
    is_daily: bool


def proposals(tasks: Iterable[tuple[str, str, str]]) -> list[Proposal]:
    """From (number, area, concrete work) of each task; a task without concrete work gives its area.

    Work that no shift repeats (meetings, plans, "nhiệm vụ khác", monthly reports) is proposed too,
    but dropped to begin with.
    """
    found: list[Proposal] = []
    for number, area, work in tasks:
        pieces = [clean(p).rstrip(".") for p in _PARTS.split(work) if clean(p)] or [clean(area).rstrip(".")]
        for piece in pieces:
            plain = fold(piece)
            found.append(
                Proposal(
                    number=number,
                    label=_short(piece),
                    section=_short(clean(area).rstrip("."), 60) if work.strip() else "",
                    kind="COUNTER" if _COUNTED.match(plain) else "CHECK",
                    is_daily=not _NOT_DAILY.search(plain),
                )
            )
    return found


def _short(text: str, longest: int = LONGEST) -> str:
    """Cut at a comma, else at a word, so that a row stays readable on a phone."""
    text = text[:1].upper() + text[1:]
    if len(text) <= longest:
        return text
    head = text[:longest]
    cut = head.rfind(",") if head.rfind(",") > longest // 2 else head.rfind(" ")
    return head[:cut].rstrip(" ,")
