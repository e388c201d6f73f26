"""What stands in the way of locking: the counts by SQL, the check by rows and the lock's own facts agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.base import clock
from congvu.base.errors import InvalidStep, Missing
from congvu.duties.commands import confirm_week
from congvu.scoring import compute, queries
from congvu.scoring.blocks import NOBODY, blocks, waiting_verdicts
from congvu.scoring.bulk import work_sums
from congvu.scoring.commands import lock_period
from congvu.scoring.facts import facts_of, pack_of
from congvu.scoring.models import Card, LeaderRatio, Mark, Period
from congvu.scoring.people import spots
from congvu.scoring.queries.holds import holds, what_blocks
from congvu.scoring.standing import standings, standings_of
from congvu.scoring.states import CardState
from rulebook.items import sums_of
from tests.duties.making import PEOPLE, drivers, worked
from tests.duties.making import touch as touch_shift
from tests.scoring import steps
from tests.scoring.steps import CONFIRM_DAY, LOCK_DAY, card, work

NAMES = ("lan", "minh", "binh", "hanh", "son", "tam")
CHANGE = st.fixed_dictionaries(
    {
        "who": st.sampled_from(NAMES),
        "assigned": st.integers(1, 9),
        "done": st.integers(0, 9),
        "errors": st.integers(0, 5),
        "late": st.integers(0, 5),
        "waived": st.booleans(),
        "half": st.booleans(),
        "extra": st.booleans(),
        "state": st.sampled_from(["MET", "MET", "HANDED_IN", "RETURNED"]),
    }
)
TOUCH = st.sampled_from(
    ["reopen card", "no marks", "no ratios", "chosen d", "no authority", "explained", "cancel"]
)


def ordered(period: Period) -> list[Card]:
    cards = Card.objects.filter(period=period).select_related("person", "authority", "unit")
    return list(cards.order_by("unit__path", "person__sort_key", "pk"))


def touch(world, period: Period, what: str, who: str) -> None:
    """One change behind the commands' back, so that every reason comes up."""
    one = card(period, world.people[who])
    match what:
        case "reopen card":
            Card.objects.filter(pk=one.pk).update(state="SELF_DONE")
        case "no marks":
            Mark.objects.filter(card=one).update(authority_points=None)
        case "no ratios":
            LeaderRatio.objects.filter(card=one).delete()
        case "chosen d":
            LeaderRatio.objects.filter(card=one, which="d").update(is_derived=False, reason="Chọn tay")
        case "no authority":
            Card.objects.filter(pk=one.pk).update(state="SELF_DONE", authority=None)
        case "explained":
            Card.objects.filter(pk=one.pk).update(difference_reason="Đã nêu lý do khác điểm")
        case "cancel":
            world.people[who].shares.update(state="CANCELLED", closed_at=CONFIRM_DAY, closed_by="system")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(CHANGE, max_size=4),
    touches=st.lists(st.tuples(TOUCH, st.sampled_from(NAMES)), max_size=4),
)
def test_three_ways_find_the_same(world, changes, touches):
    with transaction.atomic():
        period = steps.all_confirmed(world)
        for row in changes:
            done = Decimal(min(row["done"], row["assigned"])) - (Decimal("0.5") if row["half"] else 0)
            number = max(0, -(-int(done * 2) // 2))
            work(
                world, world.people[row["who"]], assigned=str(row["assigned"]), done=str(max(done, Decimal(0))),
                errors=[row["errors"]] * number, late=[row["late"]] * number,
                waived_late=[row["late"]] * number if row["waived"] else [], extra=row["extra"], state=row["state"],
            )  # fmt: skip
        for what, who in touches:
            touch(world, period, what, who)
        agree(period)
        transaction.set_rollback(True)


def agree(period: Period) -> None:
    facts = facts_of(ordered(period), period)
    exact = standings_of(facts, period)
    assert standings(period) == exact
    pack = pack_of(period)

    sums = work_sums(period)
    for one in facts.values():
        items = [compute.item_of(compute.item_json(i)) for i in one.items]
        assert sums.get(one.card.person_id, sums_of([], pack)) == sums_of(items, pack)
    places = spots(period.pk, period.organ_id, period.first, period.last)
    with clock.frozen(LOCK_DAY):
        found, full = holds(period), blocks(period, places, exact, today=clock.today())
        assert what_blocks(period) == full
    waiting = [s for s in exact.values() if not s.is_confirmed and s.has_work]
    assert sum(n for _, n in found.waiting) == sum(1 for s in waiting if s.authority)
    assert dict(found.waiting) == {
        name: sum(1 for s in waiting if s.authority == name) for name in {s.authority for s in waiting} - {""}
    }
    assert found.nobody == sum(1 for s in waiting if not s.authority)
    verdicts = waiting_verdicts(period, [s.person_id for s in exact.values()])
    assert (found.verdicts, found.verdict_people) == (sum(verdicts.values()), len(verdicts))
    lacking = [s for s in exact.values() if s.is_confirmed and s.has_work and s.total is None]
    assert found.unscored == len(lacking)
    assert found.confirmed == sum(s.state == CardState.CONFIRMED for s in exact.values())
    assert bool(found.sentences) <= bool(full)


class TestBoard:
    def test_the_calendar_is_said(self, world):
        period = steps.all_confirmed(world)
        with clock.frozen(clock.at(dt.date(2026, 10, 31), 23)):
            assert holds(period).sentences == ("Kỳ chưa hết. Khóa được từ ngày 01/11/2026.",)
        with clock.frozen(LOCK_DAY):
            assert holds(period).sentences == ()

    def test_reasons_with_counts_and_the_way_to_every_card(self, world, client):
        steps.named_above(world)
        steps.everybody_works(world)
        period = steps.opened(world)
        steps.to_self(world, period)
        steps.to_confirm(world, period)
        work(world, world.lan, state="HANDED_IN")
        Card.objects.filter(period=period, person=world.minh).update(authority=None)
        client.force_login(world.binh.user)
        with clock.frozen(LOCK_DAY):
            board = client.get("/ky/2026-10").content.decode()
            check = client.get("/ky/2026-10/phai-xong").content.decode()
        assert "8 phiếu có việc được giao chưa xác nhận, chờ 4 người:" in board
        assert f"1 phiếu {NOBODY}." in board
        assert "1 kết quả đã nộp của 1 người chưa có kết luận" in board
        assert 'href="/ky/2026-10/phai-xong"' in board
        for authority in ("Hạnh", "Thu", "Tâm"):
            assert authority in check
        assert world.lan.full_name in check

    def test_a_score_that_changed_is_found_by_the_check(self, world, client):
        period = steps.all_confirmed(world)
        work(world, world.lan, assigned="9", done="0")
        client.force_login(world.binh.user)
        with clock.frozen(LOCK_DAY):
            assert "Kiểm tra ngay" in client.get("/ky/2026-10").content.decode()
            check = client.get("/ky/2026-10/phai-xong").content.decode()
            refused = client.post("/ky/2026-10/khoa")
        assert "d đổi theo" in check
        assert refused.status_code == 422
        assert queries.period_of(world.actor("binh"), "2026-10").state == period.state

    @pytest.mark.parametrize("name", ["hanh", "tam", "lan"])
    def test_only_the_personnel_body_asks(self, world, name):
        period = steps.all_confirmed(world)
        with pytest.raises(Missing):
            queries.lock_check(period, viewer=world.actor(name))

    def test_not_in_another_step(self, world):
        period = steps.locked(world)
        with pytest.raises(Missing):
            queries.lock_check(period, viewer=world.actor("binh"))


class TestShifts:
    def test_a_finished_shift_that_nobody_confirmed_is_named(self, world):
        monday = dt.date(2026, 10, 26)
        with clock.frozen(clock.at(monday + dt.timedelta(days=2), 17)):
            drivers(world)
            for n in range(2):
                worked(world, monday + dt.timedelta(days=n), 1)
            touch_shift(world, "COUNT", PEOPLE, monday + dt.timedelta(days=2))  # begun, nobody waits for it
        period = steps.all_confirmed(world)
        with clock.frozen(LOCK_DAY):
            assert [b.sentence for b in what_blocks(period)] == [
                "2 ca chờ đồng chí Đặng Thu xác nhận: Đỗ Văn Hải (26/10, 27/10). "
                "Nếu đã quá ngày chốt, dời ngày chốt để xác nhận."
            ]
            assert holds(period).sentences == (
                "2 ca đã báo xong của 1 người chưa được xác nhận. Nếu đã quá ngày chốt, dời ngày chốt để xác nhận.",
            )
            with pytest.raises(InvalidStep, match="2 ca chờ"):
                lock_period(period_id=period.pk, by=world.actor("binh"), at=clock.now())
            confirm_week(person_id=world.hai.pk, monday=monday, by=world.actor("thu"), at=CONFIRM_DAY)
            assert what_blocks(period) == []
