"""A leader under two packs: one set of tasks, nothing typed twice, two scores that do not touch."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.parallel import commands
from congvu.parallel.models import Adoption, Score, Sheet
from congvu.parallel.states import SheetState
from congvu.parallel.verify import verify_scores
from congvu.scoring.models import Card, Run
from rulebook.evaluate import evaluate
from tests.conftest import NOON
from tests.parallel.steps import (
    EIGHTY,
    PARTY,
    QUARTER,
    SIGNED,
    adopted,
    decided,
    full,
    marked,
    opened,
    sheet_of,
)
from tests.scoring import steps
from tests.scoring.steps import work


class TestAdopting:
    def test_the_main_pack_goes_on(self, world):
        adopted(world)
        row = Adoption.objects.get()
        assert (row.pack_id, row.pack_sha256, row.valid_to) == (PARTY.id, PARTY.sha256, None)
        assert steps.opened(world).pack_id == "nd335-2025"
        event = AuditEvent.objects.get(what="parallel.adoption.decided")
        assert event.by == world.actor("binh").key

    @pytest.mark.parametrize("pack_id", ["nd335-2025", "hcmc-06", "nd90-2020", "da09-hau-giang"])
    def test_a_pack_that_stands_alone_is_refused(self, world, pack_id):
        with pytest.raises(OutOfRange, match=r"song song|hai lần"):
            adopted(world, pack_id=pack_id)

    def test_days_and_the_decision_are_checked(self, world):
        with pytest.raises(OutOfRange, match="22/05/2026"):
            adopted(world, valid_from=dt.date(2026, 4, 1))
        with pytest.raises(OutOfRange, match="chưa đến"):
            adopted(world, decision_on=dt.date(2026, 12, 1))
        with pytest.raises(Incomplete):
            adopted(world, decision_number=" ")
        with pytest.raises(Missing):
            adopted(world, pack_id="khong-co")

    def test_once_at_a_time_and_by_the_personnel_body_only(self, world):
        adopted(world)
        with pytest.raises(InvalidStep):
            adopted(world)
        for name in ("lan", "hanh", "tam", "vui"):
            with pytest.raises(Denied):
                adopted(world, by=name)

    def test_it_ends_after_its_last_opened_period(self, world):
        adoption = opened(world)
        told = {
            "adoption_id": adoption.pk,
            "reason": "Có quyết định mới thay thế",
            "by": world.actor("binh"),
            "at": NOON,
        }
        with pytest.raises(OutOfRange):
            commands.end(valid_to=dt.date(2026, 12, 1), **told)
        commands.end(valid_to=dt.date(2027, 1, 1), **told)
        with pytest.raises(InvalidStep):
            commands.end(valid_to=dt.date(2027, 4, 1), **told)


class TestOpening:
    def test_leaders_get_a_sheet_once(self, world):
        adoption = opened(world)
        assert set(Sheet.objects.values_list("person__full_name", "duty")) == {
            (world.people[name].full_name, duty)
            for name, duty in (("tam", "HEAD"), ("son", "DEPUTY"), ("hanh", "HEAD"), ("thu", "HEAD"))
        }
        again = commands.open_sheets(adoption_id=adoption.pk, code=QUARTER, by=world.actor("binh"), at=NOON)
        assert again == 0
        assert sheet_of(world, "hanh").authority == world.tam

    @pytest.mark.parametrize("code", ["2026-11", "2026-q3", "2027-q1"])
    def test_only_whole_quarters_of_the_adoption_that_have_begun(self, world, code):
        adoption = adopted(world)
        with pytest.raises(OutOfRange):
            commands.open_sheets(adoption_id=adoption.pk, code=code, by=world.actor("binh"), at=NOON)

    def test_nobody_else_opens(self, world):
        adoption = adopted(world)
        with pytest.raises(Denied):
            commands.open_sheets(adoption_id=adoption.pk, code=QUARTER, by=world.actor("hanh"), at=NOON)


class TestMarking:
    def test_the_tasks_make_a_b_c(self, world):
        work(world, world.hanh, assigned="2", done="2", late=(0, 2))
        opened(world)
        marked(world, "hanh")
        score = decided(world, "hanh")
        assert [item["assigned"] for item in score.inputs["evidence"]] == ["2"]
        assert not {"A", "B", "C"} & set(score.inputs)
        assert score.inputs["facts"] == {"tasks": "1", "done": "1", "late": "1", "flawed": "0"}
        # A = 100, B = 100, C = (1 + 0,5) ÷ 2 = 75, D = 80: mean 88,75 % of 70, and 30.
        assert score.total == Decimal("92.1250")
        assert score.result == evaluate(PARTY, score.inputs)
        assert sheet_of(world, "hanh").state == SheetState.DECIDED

    def test_without_tasks_there_is_not_enough_data(self, world):
        opened(world)
        marked(world, "hanh")
        score = decided(world, "hanh")
        assert score.total is None
        assert score.result["status"] == "INSUFFICIENT_DATA"
        assert score.level == ""

    def test_the_main_score_is_not_touched(self, world):
        work(world, world.hanh)
        period = steps.opened(world)
        before = list(Card.objects.filter(period=period).order_by("pk").values())
        opened(world)
        marked(world, "hanh")
        decided(world, "hanh")
        assert list(Card.objects.filter(period=period).order_by("pk").values()) == before
        assert not Run.objects.exists()

    def test_all_criteria_and_only_whole_steps(self, world):
        opened(world)
        less = {k: v for k, v in full().items() if k != "1.1"}
        with pytest.raises(OutOfRange, match=r"1\.1"):
            marked(world, "hanh", common=less)
        with pytest.raises(OutOfRange, match=r"1\.1"):
            marked(world, "hanh", common={**full(), "1.1": Decimal(1)})
        with pytest.raises(OutOfRange, match="100"):
            marked(world, "hanh", inputs={"D": Decimal(101)})
        assert sheet_of(world, "hanh").state == SheetState.WAITING

    def test_a_difference_is_explained(self, world):
        work(world, world.hanh)
        opened(world)
        marked(world, "hanh")
        lower = {**full(), "1.1": Decimal(0), "1.2": Decimal(0), "1.3": Decimal(0)}
        with pytest.raises(Incomplete, match="lý do"):
            decided(world, "hanh", common=lower)
        score = decided(world, "hanh", common=lower, reason="Ba tiêu chí chưa đạt theo biên bản họp")
        assert (score.total, score.reason) == (Decimal("90.5000"), "Ba tiêu chí chưa đạt theo biên bản họp")

    def test_a_forced_level_keeps_the_points(self, world):
        work(world, world.hanh)
        opened(world)
        marked(world, "hanh")
        score = decided(world, "hanh", forced=("DISCIPLINED",), reason="Quyết định kỷ luật số 3")
        assert (score.total, score.level) == (Decimal("96.5000"), "KHT")

    def test_nobody_marks_or_decides_for_another_or_for_oneself(self, world):
        work(world, world.hanh)
        opened(world)
        sheet = sheet_of(world, "hanh")
        for name in ("lan", "binh", "tam", "vui", "dung"):
            with pytest.raises(Denied):
                commands.self_mark(
                    sheet_id=sheet.pk, version=sheet.version, common=full(), inputs=EIGHTY,
                    by=world.actor(name), at=NOON,
                )  # fmt: skip
        marked(world, "hanh")
        for name in ("hanh", "lan", "binh", "vui", "son", "dung"):
            with pytest.raises(Denied):
                decided(world, "hanh", by=name)

    def test_two_writers_and_wrong_steps(self, world):
        work(world, world.hanh)
        opened(world)
        with pytest.raises(InvalidStep):
            decided(world, "hanh")
        stale = sheet_of(world, "hanh").version
        marked(world, "hanh")
        with pytest.raises(Stale):
            commands.self_mark(
                sheet_id=sheet_of(world, "hanh").pk, version=stale, common=full(), inputs=EIGHTY,
                by=world.actor("hanh"), at=NOON,
            )  # fmt: skip


class TestTakingBack:
    def test_every_score_stays(self, world):
        work(world, world.hanh)
        opened(world)
        marked(world, "hanh")
        first = decided(world, "hanh")
        sheet = sheet_of(world, "hanh")
        commands.take_back(
            sheet_id=sheet.pk,
            version=sheet.version,
            reason="Ghi nhầm phần D của quý",
            by=world.actor("tam"),
            at=NOON,
        )
        second = decided(world, "hanh", inputs={"D": Decimal(90)})
        assert [s.number for s in Score.objects.order_by("number")] == [1, 2]
        assert first.total < second.total
        assert sheet_of(world, "hanh").score == second

    def test_verify_finds_what_was_changed(self, world):
        work(world, world.hanh)
        opened(world)
        marked(world, "hanh")
        score = decided(world, "hanh")
        assert list(verify_scores()) == []
        result = {**score.result, "total": "100"}
        Score.objects.filter(pk=score.pk).update(result=result)
        assert "đã bị sửa" in next(iter(verify_scores()))
        from congvu.scoring.compute import seal

        Score.objects.filter(pk=score.pk).update(
            sha256=seal(score.pack_id, score.pack_sha256, [], score.inputs, result, score.trace)
        )
        assert "total" in next(iter(verify_scores()))


def test_an_added_text_runs_as_a_shipped_one(world):
    from congvu.regimes.commands import add_text
    from rulebook import loader

    text = loader.shipped_text(PARTY.id).replace(f'id = "{PARTY.id}"', 'id = "dang-song-may"')
    row = add_text(
        organ_id=world.organ.pk, text=text, decision_number="12-QĐ/TU", decision_on=dt.date(2026, 9, 1),
        by=world.actor("binh"), at=NOON,
    )  # fmt: skip
    adoption = adopted(world, pack_id="", text_id=row.pk)
    assert (adoption.pack_id, adoption.text_id) == ("dang-song-may", row.pk)
    assert SIGNED["signer"] == adoption.signer
