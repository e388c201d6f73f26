"""Organisations first, then people; the cap, the head, the reason; replaced and never deleted."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, Incomplete, InvalidStep, OutOfRange
from congvu.org.models import Organ
from congvu.rating import commands
from congvu.rating.caps import tally_of, units_tally
from congvu.rating.guards import pack_of
from congvu.rating.models import Decision, Dossier
from congvu.rating.states import YearState, YearStep
from congvu.rating.suggest import again
from tests.conftest import NOON
from tests.rating import steps
from tests.rating.steps import PAPER, closed, decided, dossier, opened, ready, to_decision, unit, unit_decided


class TestOrganisations:
    def test_lower_before_higher(self, world):
        year = to_decision(world, opened(world))
        steps.unit_rated(world, year, "root")
        with pytest.raises(InvalidStep, match="cấp dưới trước"):
            unit_decided(world, year, "root", "XS")

    def test_points_and_conditions_suggest_and_a_unit_that_failed_counts_above(self, world):
        year = to_decision(world, opened(world))
        steps.unit_rated(world, year, "ccvc", level="HT", late=2)
        with pytest.raises(Incomplete, match="Mức khác gợi ý"):
            unit_decided(world, year, "ccvc", "T", reason="")
        assert unit_decided(world, year, "ccvc", "HT", reason="").suggested == "HT"
        steps.unit_rated(world, year, "vp", level="KHT", planned_done=10)
        assert unit_decided(world, year, "vp", "KHT", reason="").suggested == "KHT"
        steps.unit_rated(world, year, "root")
        found = unit_decided(world, year, "root", "T", reason="")
        assert found.suggested == "T"
        assert found.suggestion["case"]["facts"]["failed_units"] == 1

    def test_the_cap_of_organisations(self, world):
        """Two units: x ≤ 20 % of those rated good: none."""
        year = to_decision(world, opened(world))
        steps.unit_rated(world, year, "ccvc")
        with pytest.raises(OutOfRange, match="Vượt tỷ lệ"):
            unit_decided(world, year, "ccvc", "XS")
        assert units_tally(year, pack_of(year)).counts({})[0].allowed == 0

    def test_nobody_recognises_her_own_and_the_organ_is_recognised_from_outside(self, world):
        year = to_decision(world, opened(world))
        steps.units_decided(world, year)
        assert unit(world, year, "root").decisions.get().is_recorded
        with pytest.raises(Denied):
            unit_decided(
                world, year, "ccvc", "XS", by=world.actor("hanh"), replaced_reason="Sai số liệu quý 3"
            )

    def test_more_points_than_the_maximum_are_refused_beside_the_field(self, world):
        year = opened(world, scored=False)
        with pytest.raises(OutOfRange) as refusal:
            commands.rate_unit_self(
                rating_id=unit(world, year, "ccvc").pk, common=steps.COMMON | {"1": steps.Decimal(13)},
                results=steps.RESULTS, facts=steps.FACTS, level="XS", words="", by=world.actor("hanh"), at=NOON,
            )  # fmt: skip
        assert refusal.value.field == "common_1"

    def test_a_decided_organisation_is_replaced_by_a_new_decision(self, world):
        year = ready(world)
        old = unit(world, year, "ccvc").decisions.get()
        with pytest.raises(Incomplete, match="lý do"):
            unit_decided(world, year, "ccvc", "HT")
        new = unit_decided(world, year, "ccvc", "HT", replaced_reason="Phát hiện sai số liệu")
        old.refresh_from_db()
        assert (new.replaces_id, old.is_in_force, new.is_in_force) == (old.pk, False, True)


class TestOrder:
    def test_units_before_people_and_a_meeting_and_the_committee_before_the_decision(self, world):
        year = to_decision(world, opened(world))
        with pytest.raises(Incomplete) as refusal:
            decided(world, year, "hanh")
        for word in ("đơn vị", "biên bản", "cấp ủy"):
            assert word in refusal.value.sentence
        assert not Decision.objects.exists()

    def test_minutes_are_confirmed_by_another(self, world):
        year = steps.to_meeting(world, opened(world))
        found = steps.written(world, year, "ccvc", by="hanh")
        with pytest.raises(Denied, match="tự xác nhận"):
            commands.confirm_minutes(minutes_id=found.pk, by=world.actor("hanh"), at=NOON)
        commands.confirm_minutes(minutes_id=found.pk, by=world.actor("tam"), at=NOON)
        with pytest.raises(InvalidStep, match="không sửa được"):
            steps.written(world, year, "ccvc")

    def test_only_in_its_step(self, world):
        year = opened(world)
        with pytest.raises(InvalidStep, match="“Quyết định”"):
            decided(world, year, "lan")


class TestDecide:
    def test_what_it_rested_on_is_frozen(self, world):
        year = ready(world)
        row = decided(world, year, "lan", "T", reason="Tập thể thống nhất mức này")

        assert (row.suggested, row.level, row.is_recorded) == ("XS", "T", False)
        assert again(pack_of(year), row.suggestion).level == "XS"
        event = AuditEvent.objects.filter(what="rating.decision.made").latest("seq")
        assert (event.owner, event.data["number"]) == (f"person:{world.lan.pk}", "12/QĐ-SNV")

    def test_another_level_needs_a_reason(self, world):
        year = ready(world)
        with pytest.raises(Incomplete, match="Mức khác gợi ý") as refusal:
            decided(world, year, "lan", "T", reason="")
        assert refusal.value.field == "reason"

    @pytest.mark.parametrize("who", ["lan", "minh", "hanh", "vui", "dung"])
    def test_only_the_authority_or_a_signed_paper(self, world, who):
        year = ready(world)
        with pytest.raises(Denied):
            decided(world, year, "lan", by=world.actor(who))

    def test_the_personnel_officer_records_a_paper_but_never_her_own(self, world):
        year = ready(world)
        assert decided(world, year, "lan", by=world.actor("binh")).is_recorded
        with pytest.raises(Denied):
            decided(world, year, "binh", by=world.actor("binh"))

    def test_nobody_decides_her_own(self, world):
        year = ready(world)
        with pytest.raises(Denied):
            decided(world, year, "tam", by=world.actor("tam"))

    def test_the_head_never_above_the_organisation(self, world):
        year = to_decision(world, opened(world))
        steps.units_decided(world, year, "HT")
        steps.met(world, year)
        steps.party(world, year)
        assert dossier(year, world.hanh).suggested == "XS"
        with pytest.raises(OutOfRange, match="không cao hơn tổ chức"):
            decided(world, year, "hanh", "T")
        assert decided(world, year, "hanh", "HT", reason="").suggested == "HT"
        assert decided(world, year, "son", "T").level == "T"

    def test_beyond_the_cap_is_refused_with_all_three_readings(self, world):
        """Nine people: x ≤ ⌊20 % × (9 − x)⌋ = 1 for the organ, 0 in groups of four and five."""
        year = ready(world)
        with pytest.raises(OutOfRange, match="Ba cách đọc") as refusal:
            decided(world, year, "lan", "XS")
        assert "nhóm" in refusal.value.sentence
        Dossier.objects.filter(year=year).update(group="Một nhóm")
        decided(world, year, "lan", "XS", reason="")
        with pytest.raises(OutOfRange, match="2 trong khi được 1"):
            decided(world, year, "minh", "XS")

    def test_an_outstanding_organ_has_a_quarter(self, world):
        year = ready(world)
        pack = pack_of(year)
        Dossier.objects.filter(year=year).update(group="")
        assert tally_of(year, pack).counts({})[0].allowed == 1
        extra = Dossier.objects.filter(year=year).count()
        assert extra == 9
        year = commands.set_outstanding(
            year_id=year.pk, is_outstanding=True, document="5/QĐ-UBND", by=world.actor("binh"), at=NOON
        )
        found = tally_of(year, pack).counts({})[0]
        assert (found.allowed, [n for _, n, _ in found.readings]) == (1, [1, 2, 2])

    def test_less_than_six_months_is_not_decided(self, world):
        year = ready(world)
        lan = dossier(year, world.lan)
        commands.edit_dossier(
            dossier_id=lan.pk,
            worked_months=steps.Decimal(5),
            absence="",
            group="x",
            by=world.actor("binh"),
            at=NOON,
        )
        with pytest.raises(InvalidStep, match="chưa đủ 6 tháng"):
            decided(world, year, "lan")

    def test_all_of_a_unit_at_once_by_the_suggestion(self, world):
        year = ready(world)
        for row in Dossier.objects.filter(year=year):
            Dossier.objects.filter(pk=row.pk).update(group="Một nhóm")
        found = commands.decide_all(
            year_id=year.pk, unit_path=world.units["root"].path, by=world.actor("tam"), at=NOON, **PAPER
        )
        assert found == {"decided": 1, "left": 7}
        with pytest.raises(Denied):
            commands.decide_all(
                year_id=year.pk, unit_path=world.units["root"].path, by=world.actor("binh"), at=NOON, **PAPER
            )


class TestReplace:
    def replaced(self, world, row, by="binh", **more):
        given = {
            "level": "HT",
            "replaced_reason": "Phát hiện khuyết điểm chưa tính",
            "reason": "Theo kết luận 7/KL",
        }
        return commands.replace_decision(
            decision_id=row.pk, by=world.actor(by), at=NOON, **(PAPER | {"number": "20/QĐ-SNV"} | given | more)
        )  # fmt: skip

    def test_the_former_stays_and_one_is_in_force(self, world):
        year = closed(world)
        old = dossier(year, world.lan).decisions.get()
        new = self.replaced(world, old)

        old.refresh_from_db()
        assert (old.is_in_force, old.level, new.level, new.replaces) == (False, "T", "HT", old)
        assert Decision.objects.filter(dossier__person=world.lan, is_in_force=True).get() == new
        with pytest.raises(InvalidStep, match="đã được thay"):
            self.replaced(world, old)

    def test_it_says_why_and_comes_after(self, world):
        year = closed(world)
        old = dossier(year, world.lan).decisions.get()
        with pytest.raises(Incomplete):
            self.replaced(world, old, replaced_reason="sai")
        with pytest.raises(OutOfRange):
            self.replaced(world, old, signed_on=dt.date(2026, 11, 1))
        old.refresh_from_db()
        assert old.is_in_force

    def test_by_the_managing_head_or_recorded_never_by_the_rated(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        year = ready_with_managing(world)
        old = decided(world, year, "lan")
        for who in ("tam", "lan", "hanh", "vui"):
            with pytest.raises(Denied):
                self.replaced(world, old, by=who)
        assert self.replaced(world, old, by="dung").made_by == world.actor("dung").key


def ready_with_managing(world):
    year = to_decision(world, opened(world))
    for key in ("ccvc", "vp"):
        steps.unit_rated(world, year, key)
        unit_decided(world, year, key)
    steps.unit_rated(world, year, "root")
    unit_decided(world, year, "root", by=world.actor("dung"))
    steps.met(world, year)
    steps.party(world, year)
    return year


def test_a_whole_year_closes(world):
    year = closed(world)
    assert (year.state, year.closed_by) == (YearState.CLOSED, world.actor("binh").key)
    with pytest.raises(InvalidStep):
        steps.step(world, year, YearStep.CLOSE)
