"""Short ways to propose and decide editions in tests, through the commands only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.catalogue import commands
from congvu.catalogue.commands import ItemSpec
from congvu.catalogue.models import Edition
from tests.world import World

TODAY = dt.date(2026, 11, 19)
NOON = clock.at(TODAY, 12)


def spec(code: str = "DC.01", score: str = "5", **more: Any) -> ItemSpec:
    values: dict[str, Any] = {
        "code": code, "task": "Soạn thảo văn bản", "detail": f"Soạn văn bản {code}", "group": 1, "score": Decimal(score),
    }  # fmt: skip
    return ItemSpec(**{**values, **more})


ITEMS = (spec(), spec("DC.02", "25", group=2), spec("DC.05", "60", group=3))


def propose(world: World, items: Any = ITEMS, by: str = "hanh", **more: Any) -> Edition:
    values: dict[str, Any] = {
        "organ_id": world.organ.pk, "name": "Danh mục năm 2027", "standard_score": Decimal(5), "standard_code": "DC.01",
        "items": items, "source_name": "danh-muc.xlsx", "source_sha256": "a" * 64, "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.propose_edition(**{**values, **more})


def appraise(world: World, edition: Edition, by: str = "binh") -> Edition:
    return commands.appraise_edition(edition_id=edition.pk, note="Đủ, đúng.", by=world.actor(by), at=NOON)


def decide(world: World, edition: Edition, by: str = "tam", **more: Any) -> Edition:
    values: dict[str, Any] = {
        "edition_id": edition.pk, "number": "283/QĐ-SNV", "date": TODAY, "signer": "Lê Minh Tâm",
        "valid_from": dt.date(2026, 12, 1), "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.decide_edition(**{**values, **more})
