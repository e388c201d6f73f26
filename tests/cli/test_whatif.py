"""Another pack against a locked period: the same pack moves nobody, another says who and why, nothing is written."""

from __future__ import annotations

import argparse
from decimal import Decimal
from importlib.resources import files

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.cli import whatif
from congvu.cli.say import Refused
from rulebook.errors import BadCase, UnknownPack
from tests.conftest import NOON
from tests.regimes.test_commands import added
from tests.regimes.texts import EASIER, easier
from tests.scoring import steps
from tests.scoring.steps import work
from tests.world import build_world

NAMED = {"b", "c", "result_ratio", "result_points"}


@pytest.fixture
def world(db):
    return build_world()


@pytest.fixture
def period(world):
    """October locked; Lan was late once, Minh had one content error."""
    work(world, world.lan, product="DC.02", assigned="2", done="1")
    work(world, world.lan, product="DC.05", assigned="1", done="1", late=(1,), percent="40")
    work(world, world.minh, product="DC.05", assigned="3", done="2", errors=(1, 0))
    return steps.locked(world)


@pytest.fixture
def stricter(tmp_path):
    """NĐ 335 with half a product for each fault: a made-up pack of this test."""
    text = files("rulebook").joinpath("packs/nd335-2025/pack.toml").read_text(encoding="utf-8")
    path = tmp_path / "chat-hon.toml"
    text = text.replace('id = "nd335-2025"', 'id = "chat-hon"').replace(
        "[applies]", "[applies]\nparallel = true", 1
    )
    path.write_text(text.replace("value = 25\n", "value = 100\n"), encoding="utf-8")
    return str(path)


def asked(period, pack, unit=None):
    root = period.organ.units.get(parent=None)
    chosen = argparse.Namespace(pack=pack, period=period.code, unit=unit or root.code, organ="", json=True)
    return whatif._found(chosen, *whatif._shipped_or_file(pack))


def test_the_same_pack_moves_nobody_and_reads_only(world, period):
    with CaptureQueriesContext(
        connection,
    ) as ran:
        found = asked(period, "nd335-2025")
    assert (found["people"], found["moved"], found["changes"], found["rules"]) == (9, 0, [], [])
    assert all(query["sql"].lstrip().upper().startswith("SELECT") for query in ran.captured_queries)


def test_another_pack_says_who_moves_by_how_much_and_why(world, period, stricter):
    found = asked(period, stricter)
    moved = {each["staff_code"]: each for each in found["changes"]}
    lan = moved[world.lan.staff_code]

    assert {each["at"] for each in found["rules"]} >= {"deductions.error.value", "deductions.late.value"}
    assert Decimal(lan["by"]) == Decimal(lan["after"]["total"]) - Decimal(lan["before"]["total"]) < 0
    assert {each["name"] for each in lan["why"]} <= NAMED
    assert "c" in {each["name"] for each in lan["why"]}
    assert "b" in {each["name"] for each in moved[world.minh.staff_code]["why"]}
    assert found["moved"] == len(moved) >= 2


def test_only_the_unit_that_was_asked_for_is_shown(world, period, stricter):
    whole, part = asked(period, stricter), asked(period, stricter, world.lan.postings.first().unit.code)
    assert 0 < part["people"] < whole["people"]


def test_what_does_not_fit_or_is_not_there_is_said(world, period):
    with pytest.raises(BadCase, match=r"Đầu vào đã khóa của .* không hợp với hcmc-06: "):
        asked(period, "hcmc-06")
    with pytest.raises(Refused, match="đúng một đơn vị"):
        asked(period, "nd335-2025", unit="KHÔNG-CÓ")
    period.code = "2020-01"
    with pytest.raises(Refused, match="không có kỳ đó"):
        asked(period, "nd335-2025")


def test_without_data_it_says_so(congvu, tmp_path):
    done = congvu(
        tmp_path / "data", "rules", "whatif", "--pack", "nd335-2025", "--period", "2026-10", "--unit", "X"
    )
    assert done.returncode != 0
    assert "Chưa có dữ liệu" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_pack_that_the_organ_added_is_tried_by_its_id(world, period):
    with clock.frozen(NOON):
        added(world, easier(excellent=60, good=55))
    found = asked(period, EASIER)
    assert found["after"] == EASIER
    assert found["levels"] == found["moved"] > 0
    with pytest.raises(UnknownPack, match="cơ quan đã thêm"):
        asked(period, "khong-co")
