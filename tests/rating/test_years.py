"""Opening and leading a rating year; what goes into a dossier."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, OutOfRange
from congvu.org.models import Organ, Posting
from congvu.rating import commands
from congvu.rating.guards import pack_of
from congvu.rating.models import Dossier, PeriodNote, UnitRating, Year
from congvu.rating.states import YearState, YearStep
from congvu.rating.suggest import again, exact_total, suggestions
from congvu.scoring.models import Card, Run
from tests.conftest import NOON
from tests.rating import steps
from tests.rating.steps import DAY, dossier, opened, step
from tests.scoring import steps as scoring


def noted(world, row, code, score, by="binh", **more):
    given = {
        "is_worked": score is not None,
        "origin": "UBND phường Bến Đò",
        "document": "15/BC-UBND",
        "document_on": DAY,
    }
    return commands.note_period(
        dossier_id=row.pk, code=code, score=score, by=world.actor(by), at=NOON, **(given | more)
    )  # fmt: skip


class TestOpen:
    def test_one_dossier_for_everyone_and_one_rating_for_each_unit(self, world):
        year = opened(world)

        assert (year.state, year.pack_id, year.rates_units) == (YearState.OPEN, "nd335-2025", True)
        assert Dossier.objects.filter(year=year).count() == 9
        assert UnitRating.objects.filter(year=year).count() == 3
        lan = dossier(year, world.lan)
        assert (lan.suggested, lan.score, lan.worked_months) == ("XS", Decimal(100), Decimal(12))
        assert lan.authority_id == world.tam.pk
        assert dossier(year, world.tam).authority_id is None
        assert AuditEvent.objects.get(what="rating.year.opened").data["people"] == 9

    def test_the_head_of_the_managing_organ_decides_on_the_head(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        year = opened(world, scored=False)
        assert dossier(year, world.tam).authority_id == world.dung.pk

    def test_units_of_a_party_organ_are_not_rated(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(kind="PARTY")
        assert not opened(world, scored=False).rates_units
        assert not UnitRating.objects.exists()

    def test_who_has_left_is_rated_where_she_went(self, world):
        Posting.objects.filter(person=world.minh).update(valid_to=dt.date(2026, 9, 1))
        assert not Dossier.objects.filter(year=opened(world, scored=False), person=world.minh).exists()

    @pytest.mark.parametrize("year", [2027, 1999, 2025])
    def test_only_a_year_that_the_law_and_the_calendar_know(self, world, year):
        with pytest.raises(OutOfRange):
            commands.open_year(organ_id=world.organ.pk, year=year, by=world.actor("binh"), at=NOON)
        assert not Year.objects.exists()

    def test_once(self, world):
        opened(world, scored=False)
        with pytest.raises(InvalidStep, match="đã mở"):
            opened(world, scored=False)

    @pytest.mark.parametrize("who", ["lan", "hanh", "tam", "vui"])
    def test_only_the_personnel_body(self, world, who):
        with pytest.raises(Denied):
            commands.open_year(organ_id=world.organ.pk, year=2026, by=world.actor(who), at=NOON)


class TestSteps:
    def test_each_step_once_and_in_order(self, world):
        year = opened(world, scored=False)
        with pytest.raises(InvalidStep):
            step(world, year, YearStep.ASK_DECISION)
        assert steps.to_decision(world, year).state == YearState.DECIDE

    def test_it_does_not_close_with_people_undecided(self, world):
        year = steps.to_decision(world, opened(world))
        with pytest.raises(Incomplete, match="9 người và 3 tổ chức"):
            step(world, year, YearStep.CLOSE)

    def test_a_move_is_followed_and_a_period_published_later_counts(self, world):
        year = opened(world, scored=False)
        assert dossier(year, world.lan).status == "INSUFFICIENT_DATA"
        scoring.published(world)
        Posting.objects.filter(person=world.lan).update(unit=world.units["vp"])
        counts = commands.refresh_year(year_id=year.pk, by=world.actor("binh"), at=NOON)
        assert counts == {"added": 0, "changed": 1, "removed": 0}
        lan = dossier(year, world.lan)
        assert (lan.unit_id, lan.suggested) == (world.units["vp"].pk, "XS")

    def test_outstanding_needs_its_document(self, world):
        year = opened(world, scored=False)
        with pytest.raises(Incomplete, match="văn bản"):
            commands.set_outstanding(
                year_id=year.pk, is_outstanding=True, document="", by=world.actor("binh"), at=NOON
            )


class TestDossier:
    def test_periods_of_an_organ_left_count_beside_those_here(self, world):
        year = opened(world)
        lan = dossier(year, world.lan)
        noted(world, lan, "2026-09", Decimal("75.5"))
        lan.refresh_from_db()
        assert (lan.score, lan.suggested) == (Decimal("87.75"), "T")

    def test_a_period_scored_here_keeps_its_score(self, world):
        lan = dossier(opened(world), world.lan)
        with pytest.raises(InvalidStep, match="đã có điểm"):
            noted(world, lan, "2026-10", Decimal(50))

    @pytest.mark.parametrize("code", ["2026-q4", "2025-12", "2026", "mot", "2026-13"])
    def test_only_periods_of_the_year_apart_from_each_other(self, world, code):
        lan = dossier(opened(world), world.lan)
        with pytest.raises(OutOfRange):
            noted(world, lan, code, Decimal(80))
        assert not PeriodNote.objects.exists()

    def test_a_month_not_worked_is_left_out_and_can_be_taken_back(self, world):
        lan = dossier(opened(world), world.lan)
        note = noted(world, lan, "2026-09", None, origin="")
        lan.refresh_from_db()
        assert lan.score == Decimal(100)
        commands.clear_period(note_id=note.pk, by=world.actor("binh"), at=NOON)
        assert not PeriodNote.objects.exists()

    @pytest.mark.parametrize(
        ("absence", "status"), [("", "NOT_RATED"), ("UNPAID", "NOT_RATED"), ("MATERNITY", "RATED"), ("SICK", "RATED")]
    )  # fmt: skip
    def test_less_than_six_months(self, world, absence, status):
        """Đ11.1, Đ11.2."""
        lan = dossier(opened(world), world.lan)
        commands.edit_dossier(
            dossier_id=lan.pk, worked_months=Decimal("5.5"), absence=absence, group="Chuyên môn",
            by=world.actor("binh"), at=NOON,
        )  # fmt: skip
        lan.refresh_from_db()
        assert lan.status == status

    def test_a_deciding_fact_forces_the_level_and_keeps_the_score_until_it_is_withdrawn(self, world):
        lan = dossier(opened(world), world.lan)
        fact = commands.enter_fact(
            dossier_id=lan.pk, code="PUBLIC_DUTY_DISCIPLINE_IN_YEAR", document="99/QĐ-SNV", document_on=DAY,
            by=world.actor("binh"), at=NOON,
        )  # fmt: skip
        lan.refresh_from_db()
        assert (lan.suggested, lan.score) == ("KHT", Decimal(100))
        commands.withdraw_fact(
            fact_id=fact.pk, reason="Ghi nhầm người, quyết định 99", by=world.actor("binh"), at=NOON
        )
        lan.refresh_from_db()
        fact.refresh_from_db()
        assert (lan.suggested, fact.withdrawn_by) == ("XS", world.actor("binh").key)

    def test_a_case_of_leaders_is_not_one_of_staff(self, world):
        lan = dossier(opened(world, scored=False), world.lan)
        with pytest.raises(OutOfRange):
            commands.enter_fact(
                dossier_id=lan.pk, code="LEADER_UNIT_CORRUPTION_HANDLED", document="9", document_on=DAY,
                by=world.actor("binh"), at=NOON,
            )  # fmt: skip

    def test_nobody_keeps_her_own_dossier(self, world):
        row = dossier(opened(world), world.binh)
        with pytest.raises(Denied):
            noted(world, row, "2026-09", Decimal(99))

    def test_own_rating_only_by_herself_and_in_its_step(self, world):
        year = opened(world, scored=False)
        lan = dossier(year, world.lan)
        given = {"dossier_id": lan.pk, "level": "T", "words": "", "at": NOON}
        with pytest.raises(InvalidStep):
            commands.rate_self(by=world.actor("lan"), **given)
        step(world, year, YearStep.ASK_SELF)
        with pytest.raises(Denied):
            commands.rate_self(by=world.actor("minh"), **given)
        with pytest.raises(OutOfRange):
            commands.rate_self(by=world.actor("lan"), **(given | {"level": "A"}))
        assert commands.rate_self(by=world.actor("lan"), **given).self_level == "T"

    def test_the_party_committee_speaks_of_leaders_only(self, world):
        year = opened(world, scored=False)
        with pytest.raises(InvalidStep, match="người đứng đầu và cấp phó"):
            steps.party(world, year, "lan")
        steps.party(world, year, "hanh")
        assert dossier(year, world.hanh).party_document == "03-NX/ĐU"


class TestSuggestion:
    def test_frozen_inputs_give_the_same_answer_again(self, world):
        year = opened(world)
        noted(world, dossier(year, world.lan), "2026-09", Decimal("75.3333"))
        pack = pack_of(year)
        one = suggestions(pack, [dossier(year, world.lan)])[dossier(year, world.lan).pk]
        assert again(pack, one.frozen) == one

    def test_a_mean_of_thirds_reaches_ninety_exactly(self, world):
        """Stored totals are cut at 28 digits; three of them that make 90 exactly are not 89,99."""
        world_period = scoring.published(world)
        card = Card.objects.select_related("run").get(period=world_period, person=world.lan)
        run = card.run
        item = {**run.inputs["items"][0], "assigned": "7", "done": "6"}
        Run.objects.filter(pk=run.pk).update(
            inputs={**run.inputs, "items": [item]}, result={**run.result, "total": "89." + "9" * 26}
        )
        run.refresh_from_db()
        assert exact_total(run) == 30 + 70 * (exact_total(run) - 30) / 70
        assert exact_total(run) == 90
        year = commands.open_year(organ_id=world.organ.pk, year=2026, by=world.actor("binh"), at=NOON)
        assert dossier(year, world.lan).suggested == "XS"

    def test_the_number_of_questions_does_not_grow(self, world, django_assert_max_num_queries):
        year = opened(world)
        rows = list(Dossier.objects.filter(year=year).select_related("unit", "year"))
        with django_assert_max_num_queries(6):
            assert len(suggestions(pack_of(year), rows)) == 9


def test_refusals_are_domain_errors(world):
    with pytest.raises(DomainError):
        commands.step_year(year_id=10**9, step="ASK_SELF", by=world.actor("binh"), at=NOON)
