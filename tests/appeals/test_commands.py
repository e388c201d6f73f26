"""An appeal from lodging to its outcome: who may, when it is due, what it does to the score."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.appeals import commands
from congvu.appeals.models import Appeal
from congvu.appeals.queries import case, listing
from congvu.appeals.terms import due_of, resolvers
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org.models import RoleGrant
from congvu.scoring.models import Run
from tests.appeals.making import card_of, corrected, decided, lodged, prepared, received, scored
from tests.scoring import steps
from tests.world import START


@pytest.fixture
def october(world):
    return scored(world)


class TestLodging:
    def test_a_published_result_is_appealed_against_once(self, world, october):
        appeal = lodged(world)
        assert (appeal.state, appeal.run_id, appeal.scored_by) == (
            "LODGED",
            card_of(world).run_id,
            world.hanh,
        )
        with pytest.raises(InvalidStep, match="đang có một kiến nghị"):
            lodged(world)
        decided(world, prepared(world, received(world, appeal)), "KEEP")
        with pytest.raises(InvalidStep, match="đã được giải quyết"):
            lodged(world)

    def test_an_unpublished_result_cannot_be(self, world):
        period = steps.locked(world)
        assert period.state == "LOCKED"
        with pytest.raises(InvalidStep, match="chưa công bố"):
            lodged(world)
        assert not Appeal.objects.exists()

    @pytest.mark.parametrize("who", ["minh", "hanh", "binh", "tam", "vui", "dung"])
    def test_nobody_appeals_for_another(self, world, october, who):
        with pytest.raises(Denied, match="kết quả của mình"):
            commands.lodge_appeal(
                card_id=card_of(world).pk, grounds="Không nhất trí với điểm.", wanted="Chấm lại điểm này.",
                by=world.actor(who), at=clock.now(),
            )  # fmt: skip

    def test_grounds_are_needed(self, world, october):
        with pytest.raises(Incomplete) as caught:
            lodged(world, grounds="Sai")
        assert caught.value.field == "grounds"

    def test_a_file_is_kept_with_it_and_a_program_is_not(self, world, october, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        appeal = lodged(world, file=SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.4\nbien ban\n%%EOF"))
        assert appeal.papers.get().name == "bien-ban.pdf"
        with pytest.raises(OutOfRange):
            commands.add_paper(
                appeal_id=appeal.pk, file=SimpleUploadedFile("x.exe", b"MZ\x90\x00"), by=world.actor("lan"),
                at=clock.now(),
            )  # fmt: skip
        with pytest.raises(Denied):
            commands.add_paper(
                appeal_id=appeal.pk, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4\nkhac\n%%EOF"),
                by=world.actor("minh"), at=clock.now(),
            )  # fmt: skip


class TestTerm:
    def test_seven_working_days_and_the_days_that_do_not_count(self, world, october):
        due = due_of(lodged(world))  # Thursday 19/11/2026
        assert due.working_days == 7
        weekends = [dt.date(2026, 11, d) for d in (21, 22, 28, 29)]
        off = [day for day, _ in due.skipped]
        assert set(weekends) <= set(off)
        worked = (due.on - dt.date(2026, 11, 19)).days - len(off)
        assert worked == 7
        assert "Điều 22" in due.article

    def test_a_year_without_a_calendar_gives_no_day_and_says_so(self, world, october):
        appeal = lodged(world)
        Appeal.objects.filter(pk=appeal.pk).update(lodged_at=clock.at(dt.date(2031, 3, 3), 9))
        appeal.refresh_from_db()
        due = due_of(appeal)
        assert due.on is None
        assert "2031" in due.why_not

    def test_a_late_decision_is_marked(self, world, october):
        appeal = prepared(world, received(world, lodged(world)))
        late = clock.at(dt.date(2026, 12, 20), 9)
        with clock.frozen(late):
            row = listing(world.actor("binh"), today=clock.today())
            assert (row.open_count, row.late_count) == (1, 1)
            decided(world, appeal, "KEEP", at=late)
            assert case(appeal.pk, world.actor("lan"), today=clock.today()).due_word == "quyết định sau hạn"


class TestSeparation:
    def test_the_one_above_the_scorer_decides(self, world, october):
        appeal = lodged(world)
        assert resolvers(appeal, on=clock.today()) == [world.tam.pk, world.dung.pk]

    def test_the_scorer_neither_prepares_nor_decides(self, world, october):
        appeal = lodged(world)
        with pytest.raises(OutOfRange, match="do mình chấm"):
            received(world, appeal, preparer="hanh")
        with pytest.raises(OutOfRange, match="trong danh sách"):
            received(world, appeal, resolver="hanh")
        with pytest.raises(OutOfRange, match="trong danh sách"):
            received(world, appeal, resolver="lan")

    def test_appellant_administrator_and_resolver_do_not_prepare(self, world, october):
        appeal = lodged(world)
        for who in ("lan", "vui", "tam"):
            with pytest.raises(OutOfRange) as caught:
                received(world, appeal, preparer=who)
            assert caught.value.field == "preparer_id"

    def test_a_higher_level_needs_its_basis(self, world, october):
        appeal = lodged(world)
        with pytest.raises(Incomplete) as caught:
            received(world, appeal, resolver="dung")
        assert caught.value.field == "basis"
        assert received(world, appeal, resolver="dung", basis="Công văn 12/UBND").resolver == world.dung

    def test_without_anyone_above_the_authority_decides_as_article_22_says(self, world, october):
        appeal = lodged(world, "tam")
        assert resolvers(appeal, on=clock.today()) == [world.dung.pk]
        received(world, appeal, resolver="dung")
        shown = case(appeal.pk, world.actor("tam"), today=clock.today())
        assert shown.is_waived

    def test_only_the_named_prepare_and_decide(self, world, october):
        appeal = received(world, lodged(world), preparer="thu")
        for who in ("binh", "hanh", "lan", "tam", "vui"):
            with pytest.raises(Denied):
                prepared(world, appeal, by=who)
        prepared(world, appeal, by="thu")
        for who in ("thu", "hanh", "lan", "binh", "vui"):
            with pytest.raises(Denied):
                decided(world, appeal, by=who)

    def test_a_stand_in_of_the_resolver_is_not_the_preparer_or_the_scorer(self, world, october):
        from congvu.org.models import Delegation

        appeal = prepared(world, received(world, lodged(world), preparer="thu"), by="thu")
        for taker in (world.thu, world.hanh):
            Delegation.objects.create(
                organ=world.organ, giver=world.tam, taker=taker, form="TUQ", reason="Đi công tác",
                valid_from=START,
            )  # fmt: skip
        for who in ("thu", "hanh"):
            with pytest.raises(Denied):
                decided(world, appeal, by=who)

    def test_the_officer_does_not_receive_her_own(self, world, october):
        appeal = lodged(world, "binh")
        with pytest.raises(Denied):
            received(world, appeal, preparer="minh", resolver="tam")
        RoleGrant.objects.create(
            organ=world.organ, person=world.minh, role="PERSONNEL", unit=world.units["root"], granted_by="system",
            valid_from=START,
        )  # fmt: skip
        received(world, appeal, preparer="minh", resolver="tam", by=world.actor("minh"))


class TestOutcome:
    def test_kept(self, world, october):
        appeal = decided(world, prepared(world, received(world, lodged(world))), "KEEP")
        assert (appeal.state, appeal.outcome) == ("KEPT", "KEEP")
        assert appeal.due_on is not None
        with pytest.raises(InvalidStep):
            commands.withdraw_appeal(appeal_id=appeal.pk, by=world.actor("lan"), at=clock.now())

    def test_a_change_is_done_when_the_period_is_published_with_a_new_computation(self, world, october):
        appeal = decided(world, prepared(world, received(world, lodged(world))))
        before = Run.objects.get(pk=appeal.run_id).sha256
        with pytest.raises(InvalidStep, match="Chưa có lần tính mới"):
            commands.finish_appeal(appeal_id=appeal.pk, by=world.actor("binh"), at=clock.now())
        corrected(world, october)
        done = commands.finish_appeal(appeal_id=appeal.pk, by=world.actor("binh"), at=clock.now())
        assert (done.state, done.corrected_run.number) == ("CHANGED", 2)
        assert Run.objects.get(pk=appeal.run_id).sha256 == before
        shown = case(appeal.pk, world.actor("lan"), today=clock.today())
        assert shown.corrected_total > shown.total

    def test_sent_back_then_prepared_again(self, world, october):
        appeal = prepared(world, received(world, lodged(world)))
        commands.return_appeal(appeal_id=appeal.pk, reason="Hỏi thêm", by=world.actor("tam"), at=clock.now())
        commands.add_hearing(
            appeal_id=appeal.pk, held_on=clock.today(), people="Người kiến nghị, người chấm điểm",
            notes="Hai bên nêu ý kiến về tiến độ.", by=world.actor("binh"), at=clock.now(),
        )  # fmt: skip
        assert prepared(world, appeal).state == "PREPARED"

    def test_withdrawn_and_lodged_again(self, world, october):
        appeal = lodged(world)
        commands.withdraw_appeal(appeal_id=appeal.pk, by=world.actor("lan"), at=clock.now())
        assert lodged(world).pk != appeal.pk

    def test_the_trail_has_every_step_and_its_titles_tell_no_outcome(self, world, october):
        from congvu.audit.trail import KINDS

        decided(world, prepared(world, received(world, lodged(world))), "KEEP")
        kinds = list(
            AuditEvent.objects.filter(what__startswith="appeals.")
            .order_by("seq")
            .values_list("what", flat=True)
        )
        assert [k.split(".")[-1] for k in kinds] == ["lodged", "received", "prepared", "decided"]
        assert not any("giữ nguyên" in KINDS[k].title for k in kinds)


class TestReading:
    def test_strangers_and_the_administrator_find_nothing(self, world, october):
        appeal = lodged(world)
        for who in ("minh", "vui", "dung", "hai", "thu"):
            with pytest.raises(Missing):
                case(appeal.pk, world.actor(who), today=clock.today())
            shown = listing(world.actor(who), today=clock.today())
            assert (shown.to_handle, shown.own, shown.others) == ((), (), ())

    def test_each_list_holds_what_concerns_the_viewer(self, world, october):
        appeal = lodged(world)
        today = clock.today()
        assert [r.id for r in listing(world.actor("lan"), today=today).own] == [appeal.pk]
        assert [r.id for r in listing(world.actor("binh"), today=today).to_handle] == [appeal.pk]
        received(world, appeal, preparer="thu", resolver="dung", basis="Công văn 12/UBND")
        assert [r.id for r in listing(world.actor("thu"), today=today).to_handle] == [appeal.pk]
        prepared(world, appeal, by="thu")
        assert [r.id for r in listing(world.actor("dung"), today=today).to_handle] == [appeal.pk]
        assert listing(world.actor("tam"), today=today).open_count == 1
