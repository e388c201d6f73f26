"""What a month of one member looks like: tasks, when each piece is finished, what goes wrong.

Pure and drawn from a seeded source, so that the sample is the same for the same date.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from . import data
from .cast import Member

FOCUS = "CCVC"
"""The division whose days are told in full; elsewhere products are finished a few at a time."""

PRODUCTS = {p.code: p for p in data.PRODUCTS}


@dataclass
class Piece:
    """`quantity` products finished on `day`; `fault` is what the confirmer will find."""

    day: dt.date
    quantity: int
    fault: str = ""


@dataclass
class Job:
    """One task of one member in a month."""

    code: str
    quantity: int
    deadline: dt.date
    pieces: list[Piece] = field(default_factory=list)
    share_id: int = 0

    @property
    def title(self) -> str:
        return PRODUCTS[self.code].detail


def recipe(member: Member) -> tuple[tuple[str, int, int], ...]:
    """(product, least, most) of a usual month for the member's position, else her unit."""
    return data.BY_POSITION.get(member.position) or data.PLANS[member.unit]


def month_of(member: Member, days: list[dt.date], draw: random.Random, *, recent: bool) -> list[Job]:
    """The jobs of a month whose working days (of this member) are `days`; none for an absent one.

    `recent`: the month that is still open, told in more lines than those before it.
    """
    told_in_full = member.unit == FOCUS
    tasks = len(recipe(member)) if told_in_full else (3 if recent else 2)
    stretches = (8 if recent else 4) if told_in_full else (4 if recent else 2)
    if len(days) < 3:
        return []
    jobs = []
    for code, least, most in recipe(member)[:tasks]:
        quantity = max(1, round(draw.randint(least, most) * member.load * min(1, len(days) / 18)))
        deadline = days[-1] if quantity > 3 else draw.choice(days[len(days) // 3 :])
        job = Job(code, quantity, deadline)
        job.pieces = _pieces(job, [d for d in days if d <= deadline] or days[:1], days, stretches, draw)
        jobs.append(job)
    return jobs


def _pieces(
    job: Job, usable: list[dt.date], days: list[dt.date], most: int, draw: random.Random
) -> list[Piece]:
    """Spread over the usable days, one or more products on a day; some late, some never finished."""
    step = len(usable) / job.quantity
    if job.quantity > most:
        step = len(usable) / most
    by_day: dict[dt.date, int] = {}
    for each in range(job.quantity):
        n = each * most // job.quantity if job.quantity > most else each
        spot = usable[min(len(usable) - 1, int((n + 1) * step) - 1 if step >= 1 else int(n * step))]
        by_day[spot] = by_day.get(spot, 0) + 1
    pieces = [Piece(day, quantity) for day, quantity in sorted(by_day.items())]
    fate = draw.random()
    last = pieces[-1]
    after = [d for d in days if d > last.day]
    if fate < 0.11 and after:
        last.day = after[min(len(after) - 1, draw.randint(0, 2))]
    elif fate < 0.18:
        pieces.pop()
    elif fate < 0.24:
        last.fault = "RETURN"
    elif fate < 0.28:
        last.fault = "MAJOR"
    elif fate < 0.33:
        last.fault = "ADJUST"
    return pieces


def minutes_for(code: str, quantity: int, draw: random.Random) -> int:
    """Believable minutes for finishing so much: around the norm, in steps of five, 20 to 240."""
    norm = PRODUCTS[code].norm or {"LX.01": 110, "LX.02": 60, "BV.01": 480, "TV.01": 300, "TV.02": 75}.get(
        code, 90
    )
    # A long product is worked on over several days; the finishing line is its last stretch.
    stretch = min(norm, 150) if norm > 240 else norm * quantity
    value = round(stretch * draw.uniform(0.7, 1.25) / 5) * 5
    return 480 if code == "BV.01" else min(240, max(20, value))
