"""Short ways to a rating year in any step, for the tests of rating and reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from congvu.rating import commands
from congvu.rating.models import Decision, Dossier, Minutes, UnitRating, Year
from congvu.rating.states import YearStep
from tests.conftest import NOON
from tests.scoring import steps as scoring
from tests.world import World

DAY = dt.date(2026, 11, 19)
PAPER = {"number": "12/QĐ-SNV", "signed_on": DAY, "signer": "Lê Minh Tâm"}
COMMON = {"1": Decimal(9), "2": Decimal(9), "3": Decimal(9)}
RESULTS = {key: Decimal(8) for key in ("a", "b", "c", "d", "dd", "e", "g", "h")}
FACTS: dict[str, int | bool] = {
    "tasks": 20, "done": 20, "late": 0, "flawed": 0, "exceeding": 8, "open_defects": 0, "planned": 20,
    "planned_done": 20, "force_majeure": False,
}  # fmt: skip
"""Of an organisation with 27 + 64 = 91 points and every condition of the highest level."""


def opened(world: World, *, scored: bool = True) -> Year:
    """A year with everybody's October published at 100 points."""
    if scored:
        scoring.published(world)
    return commands.open_year(organ_id=world.organ.pk, year=2026, by=world.actor("binh"), at=NOON)


def dossier(year: Year, person) -> Dossier:
    return Dossier.objects.get(year=year, person=person)


def step(world: World, year: Year, *steps: str) -> Year:
    for one in steps:
        year = commands.step_year(year_id=year.pk, step=one, by=world.actor("binh"), at=NOON)
    return year


def to_meeting(world: World, year: Year) -> Year:
    return step(world, year, YearStep.ASK_SELF, YearStep.ASK_MEETING)


def to_decision(world: World, year: Year) -> Year:
    return step(world, to_meeting(world, year), YearStep.ASK_DECISION)


def unit(world: World, year: Year, key: str) -> UnitRating:
    return UnitRating.objects.get(year=year, unit=world.units[key])


def unit_rated(
    world: World, year: Year, key: str, *, by: str = "binh", level: str = "XS", **facts
) -> UnitRating:
    return commands.rate_unit_self(
        rating_id=unit(world, year, key).pk, common=COMMON, results=RESULTS, facts=FACTS | facts, level=level,
        words="Hoàn thành nhiệm vụ được giao", by=world.actor(by), at=NOON,
    )  # fmt: skip


def unit_decided(world: World, year: Year, key: str, level: str = "T", **more) -> Decision:
    given = (
        {"reason": "" if level == "XS" else "Theo tỷ lệ của cơ quan", "by": world.actor("tam")} | PAPER | more
    )
    if key == "root" and "by" not in more:
        given["by"] = world.actor("binh")
    return commands.decide_unit(rating_id=unit(world, year, key).pk, level=level, at=NOON, **given)


def units_decided(world: World, year: Year, level: str = "T") -> None:
    for key in ("ccvc", "vp", "root"):
        unit_rated(world, year, key)
        unit_decided(world, year, key, level)


def written(world: World, year: Year, key: str, by: str = "binh") -> Minutes:
    return commands.write_minutes(
        year_id=year.pk, unit_id=world.units[key].pk, number="01/BB", held_on=DAY, chair="Chủ trì",
        secretary="Thư ký", invited=5, present=4, words="Thống nhất các ý kiến.", by=world.actor(by), at=NOON,
    )  # fmt: skip


def met(world: World, year: Year) -> None:
    """Every unit has met, and the head confirmed what was written."""
    for key in ("root", "ccvc", "vp"):
        commands.confirm_minutes(
            minutes_id=written(world, year, key).pk, by=world.actor("tam"), at=NOON
        )  # fmt: skip


def party(world: World, year: Year, *names: str) -> None:
    for name in names or ("tam", "son", "hanh", "thu"):
        commands.note_party(
            dossier_id=dossier(year, world.people[name]).pk, words="Gương mẫu, đoàn kết.", body="Đảng ủy Sở",
            document="03-NX/ĐU", document_on=DAY, by=world.actor("binh"), at=NOON,
        )  # fmt: skip


def ready(world: World) -> Year:
    """Everything is there for decisions."""
    year = to_decision(world, opened(world))
    units_decided(world, year)
    met(world, year)
    party(world, year)
    return year


def decided(world: World, year: Year, name: str, level: str = "T", **more) -> Decision:
    given = {"reason": "Theo tỷ lệ của cơ quan", "by": world.actor("tam")} | PAPER | more
    return commands.decide(
        dossier_id=dossier(year, world.people[name]).pk, level=level, at=NOON, **given
    )  # fmt: skip


def closed(world: World) -> Year:
    """A whole year: nobody excellent (nine people, one group of four), all decided."""
    year = ready(world)
    for row in Dossier.objects.filter(year=year).select_related("person"):
        who = "binh" if row.authority_id is None else "tam"
        commands.decide(
            dossier_id=row.pk, level="T", reason="Theo tỷ lệ của cơ quan", by=world.actor(who), at=NOON, **PAPER
        )  # fmt: skip
    return step(world, year, YearStep.CLOSE)
