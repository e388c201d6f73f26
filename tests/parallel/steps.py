"""Short ways to a sheet under a second pack."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from congvu.parallel import commands
from congvu.parallel.models import Adoption, Sheet
from rulebook import loader
from tests.conftest import NOON

PARTY = loader.pack("party-366-hd02")
QUARTER = "2026-q4"
SIGNED = {"decision_number": "15-QĐ/TU", "decision_on": dt.date(2026, 9, 25), "signer": "Bí thư"}
EIGHTY = {"D": Decimal(80)}


def adopted(world, *, by: str = "binh", **more) -> Adoption:
    given = {"pack_id": PARTY.id, "text_id": None, "valid_from": dt.date(2026, 10, 1), **SIGNED, **more}
    return commands.adopt(organ_id=world.organ.pk, by=world.actor(by), at=NOON, **given)


def opened(world, *, code: str = QUARTER) -> Adoption:
    adoption = adopted(world)
    commands.open_sheets(adoption_id=adoption.pk, code=code, by=world.actor("binh"), at=NOON)
    return adoption


def sheet_of(world, name: str) -> Sheet:
    return Sheet.objects.get(person=world.people[name])


def full(duty: str = "HEAD") -> dict[str, Decimal]:
    return {code: one.maximum.value for code, one in PARTY.criteria_of(duty).items()}


def marked(world, name: str, *, common=None, inputs=None) -> Sheet:
    sheet = sheet_of(world, name)
    return commands.self_mark(
        sheet_id=sheet.pk, version=sheet.version, common=common or full(sheet.duty), inputs=inputs or EIGHTY,
        by=world.actor(name), at=NOON,
    )  # fmt: skip


def decided(world, name: str, *, by: str = "tam", common=None, inputs=None, facts=None, forced=(), reason=""):
    sheet = sheet_of(world, name)
    return commands.decide(
        sheet_id=sheet.pk, version=sheet.version, common=common or full(sheet.duty), inputs=inputs or EIGHTY,
        facts=facts or {}, forced=forced, reason=reason, by=world.actor(by), at=NOON,
    )  # fmt: skip
