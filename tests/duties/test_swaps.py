"""Three teams from a pattern; two people change shifts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.base import clock
from congvu.base.errors import Denied, InvalidStep, OutOfRange
from congvu.duties.commands import answer_swap, ask_swap, decide_swap, withdraw_swap
from congvu.duties.models import Swap
from congvu.duties.queries import duty_page, swap_page
from congvu.org.commands import edit_rules
from congvu.org.models import Posting
from congvu.worktime.commands import (
    RotaShift,
    add_schedule,
    exchange_shifts,
    generate_rota,
    set_shift_kind,
    use_schedule,
)
from congvu.worktime.models import Shift

from .making import TODAY, drivers

LAST = TODAY + dt.timedelta(days=8)
TEAMS = ("hai", "vui", "lan")


@pytest.fixture
def shifts(world):
    """Hải, Vui and Lan are guards in Văn phòng, each a team of one: day, night, free."""
    by, at = world.actor("binh"), clock.now()
    for name in TEAMS:
        Posting.objects.filter(person=world.people[name]).update(
            position=world.positions["LX"], unit=world.units["vp"]
        )
    schedule = add_schedule(
        organ_id=world.organ.pk, code="CA", name="Theo ca", minutes=[0] * 7, is_shift=True, by=by, at=at
    )
    use_schedule(
        person_ids=[world.people[n].pk for n in TEAMS], schedule_id=schedule.pk, valid_from=dt.date(2026, 11, 1),
        by=by, at=at,
    )  # fmt: skip
    for sign, name in (("N", "Ca ngày"), ("Đ", "Ca đêm")):
        set_shift_kind(organ_id=world.organ.pk, sign=sign, name=name, minutes=720, by=by, at=at)
    drivers(world)
    generate(world)
    return world


def generate(
    world, pattern: str = "N Đ -", teams=None, first: dt.date = TODAY, last: dt.date = LAST, who="binh"
):
    teams = teams or [[world.people[n].pk] for n in TEAMS]
    return generate_rota(
        organ_id=world.organ.pk, teams=teams, pattern=pattern.split(), first=first, last=last, by=world.actor(who),
        at=clock.now(),
    )  # fmt: skip


def of(world, name: str, day: int = 0) -> Shift:
    return Shift.objects.get(person=world.people[name], day=TODAY + dt.timedelta(days=day))


def names(world, day: int) -> dict[str, str]:
    rows = Shift.objects.filter(day=TODAY + dt.timedelta(days=day)).values_list("person_id", "name")
    by_id = {world.people[n].pk: n for n in TEAMS}
    return {by_id[person_id]: name for person_id, name in rows}


class TestGenerating:
    def test_each_team_stands_one_part_of_the_round_later(self, shifts):
        assert names(shifts, 0) == {"hai": "Ca ngày", "vui": "Ca đêm"}
        assert names(shifts, 1) == {"hai": "Ca đêm", "lan": "Ca ngày"}
        assert names(shifts, 3) == names(shifts, 0)
        page = duty_page(TODAY, "", viewer=shifts.actor("hai"))
        assert (page.name, page.plan.is_due) == ("Ca ngày", True)

    def test_what_does_not_fit_is_refused_with_an_example(self, shifts):
        with pytest.raises(OutOfRange, match="không chia đều"):
            generate(shifts, "N Đ")
        with pytest.raises(OutOfRange, match="ký hiệu"):
            generate(shifts, "N Q -")
        twice = [[shifts.hai.pk], [shifts.hai.pk], [shifts.lan.pk]]
        with pytest.raises(OutOfRange, match="một tổ"):
            generate(shifts, teams=twice)
        with pytest.raises(InvalidStep, match="không làm theo ca"):
            generate(shifts, teams=[[shifts.hai.pk], [shifts.vui.pk], [shifts.minh.pk]])
        with pytest.raises(Denied):
            generate(shifts, who="thu")

    @given(
        pattern=st.lists(st.sampled_from(["N", "Đ", "-"]), min_size=1, max_size=3).map(lambda part: part * 3),
        days=st.integers(1, 9),
    )
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_every_day_holds_each_part_of_the_round(self, shifts, pattern, days):
        last = TODAY + dt.timedelta(days=days - 1)
        made = generate(shifts, " ".join(pattern), last=last)
        found = Shift.objects.filter(day__range=(TODAY, last))
        assert found.count() == made
        step = len(pattern) // 3
        signs = {"Ca ngày": "N", "Ca đêm": "Đ"}
        for n in range(days):
            day = TODAY + dt.timedelta(days=n)
            wanted = sorted(s for t in range(3) if (s := pattern[(n + t * step) % len(pattern)]) != "-")
            assert sorted(signs[x] for x in found.filter(day=day).values_list("name", flat=True)) == wanted


def ask(world, mine: Shift, theirs: Shift, who: str = "hai") -> Swap:
    return ask_swap(mine_id=mine.pk, theirs_id=theirs.pk, by=world.actor(who), at=clock.now())


def agreed(world) -> Swap:
    swap = ask(world, of(world, "hai"), of(world, "vui"))
    return answer_swap(swap_id=swap.pk, is_agreed=True, by=world.actor("vui"), at=clock.now())


class TestSwaps:
    def test_asked_agreed_approved_and_the_shifts_change_places(self, shifts):
        swap = agreed(shifts)
        decide_swap(swap_id=swap.pk, is_approved=True, by=shifts.actor("thu"), at=clock.now())
        assert names(shifts, 0) == {"hai": "Ca đêm", "vui": "Ca ngày"}
        assert duty_page(TODAY, "", viewer=shifts.actor("hai")).name == "Ca đêm"
        assert Shift.objects.filter(day__range=(TODAY, LAST)).count() == 18

    def test_each_step_belongs_to_one_person(self, shifts):
        mine, theirs = of(shifts, "hai"), of(shifts, "vui")
        with pytest.raises(Denied):
            ask(shifts, mine, theirs, who="vui")
        swap = ask(shifts, mine, theirs)
        for name in ("hai", "lan", "thu"):
            with pytest.raises(Denied):
                answer_swap(swap_id=swap.pk, is_agreed=True, by=shifts.actor(name), at=clock.now())
        with pytest.raises(InvalidStep):
            decide_swap(swap_id=swap.pk, is_approved=True, by=shifts.actor("thu"), at=clock.now())
        answer_swap(swap_id=swap.pk, is_agreed=True, by=shifts.actor("vui"), at=clock.now())
        for name in ("hai", "vui", "lan", "hanh", "binh", "dung"):
            with pytest.raises(Denied):
                decide_swap(swap_id=swap.pk, is_approved=True, by=shifts.actor(name), at=clock.now())
        assert names(shifts, 0) == {"hai": "Ca ngày", "vui": "Ca đêm"}

    def test_refused_with_a_reason_or_withdrawn_nothing_moves(self, shifts):
        swap = agreed(shifts)
        decide_swap(
            swap_id=swap.pk,
            is_approved=False,
            reason="Đêm nay cần người cũ.",
            by=shifts.actor("thu"),
            at=clock.now(),
        )
        again = ask(shifts, of(shifts, "hai"), of(shifts, "vui"))
        withdraw_swap(swap_id=again.pk, by=shifts.actor("hai"), at=clock.now())
        assert names(shifts, 0) == {"hai": "Ca ngày", "vui": "Ca đêm"}
        with pytest.raises(InvalidStep):
            answer_swap(swap_id=again.pk, is_agreed=True, by=shifts.actor("vui"), at=clock.now())

    def test_one_request_a_shift_and_no_empty_ones(self, shifts):
        ask(shifts, of(shifts, "hai"), of(shifts, "vui"))
        with pytest.raises(InvalidStep, match="đang chờ"):
            ask(shifts, of(shifts, "hai"), of(shifts, "lan", 1))
        with pytest.raises(OutOfRange, match="như nhau"):
            ask(shifts, of(shifts, "hai", 1), of(shifts, "hai", 3))

    def test_when_the_rota_changed_meanwhile_it_is_refused(self, shifts):
        swap = agreed(shifts)
        generate(shifts, "- N Đ")
        with pytest.raises(OutOfRange, match="đã đổi"):
            decide_swap(swap_id=swap.pk, is_approved=True, by=shifts.actor("thu"), at=clock.now())
        swap.refresh_from_db()
        assert swap.state == "AGREED"

    def test_where_the_organ_says_so_the_two_settle_it(self, shifts, client):
        edit_rules(organ_id=shifts.organ.pk, swaps="PEERS", by=shifts.actor("binh"), at=clock.now())
        swap = ask(shifts, of(shifts, "hai"), of(shifts, "vui"))
        assert names(shifts, 0) == {"hai": "Ca ngày", "vui": "Ca đêm"}
        client.force_login(shifts.vui.user, backend="congvu.accounts.backends.Backend")
        assert "Đồng ý đổi ngay" in client.get("/doi-ca").content.decode()
        client.post(f"/doi-ca/{swap.pk}/tra-loi", {"answer": "dong-y"})
        swap.refresh_from_db()
        assert (swap.state, swap.decided_by) == ("APPROVED", f"person:{shifts.vui.pk}")
        assert names(shifts, 0) == {"hai": "Ca đêm", "vui": "Ca ngày"}
        assert [row.swap for row in swap_page(shifts.actor("thu")).rows] == [swap]

    def test_without_that_rule_nobody_settles_it_alone(self, shifts):
        agreed(shifts)
        one, other = (
            RotaShift(shifts.people[n].pk, TODAY, s) for n, s in (("hai", "Ca ngày"), ("vui", "Ca đêm"))
        )
        with pytest.raises(InvalidStep, match="lãnh đạo quyết"):
            exchange_shifts(
                organ_id=shifts.organ.pk, one=one, other=other, by=shifts.actor("vui"), at=clock.now(), agreed=True
            )  # fmt: skip
        edit_rules(organ_id=shifts.organ.pk, swaps="PEERS", by=shifts.actor("binh"), at=clock.now())
        for name in ("hai", "lan", "binh"):
            with pytest.raises(Denied):
                exchange_shifts(
                    organ_id=shifts.organ.pk, one=one, other=other, by=shifts.actor(name), at=clock.now(), agreed=True
                )  # fmt: skip

    def test_the_pages_through(self, shifts, client):
        def sign_in(name):
            client.force_login(shifts.people[name].user, backend="congvu.accounts.backends.Backend")

        sign_in("hai")
        assert "Xin đổi ca" in client.get("/doi-ca").content.decode()
        client.post("/doi-ca/xin", {"mine_id": of(shifts, "hai").pk, "theirs_id": of(shifts, "vui").pk})
        swap = Swap.objects.get()
        sign_in("vui")
        assert "Đồng ý đổi" in client.get("/doi-ca").content.decode()
        client.post(f"/doi-ca/{swap.pk}/tra-loi", {"answer": "dong-y"})
        sign_in("thu")
        assert "Duyệt đổi ca" in client.get("/doi-ca").content.decode()
        assert client.post(f"/doi-ca/{swap.pk}/quyet", {"answer": "khong"}).status_code == 422
        client.post(f"/doi-ca/{swap.pk}/quyet", {"answer": "duyet"})
        assert names(shifts, 0) == {"hai": "Ca đêm", "vui": "Ca ngày"}
        assert not any(r.may_decide for r in swap_page(shifts.actor("hanh")).rows)
        assert swap_page(shifts.actor("hanh")).rows == ()

    def test_the_rota_page_makes_three_teams(self, shifts, client):
        client.force_login(shifts.binh.user, backend="congvu.accounts.backends.Backend")
        assert "Xếp ba tổ" in client.get("/lich/ca").content.decode()
        Shift.objects.all().delete()
        done = client.post("/lich/ca/ba-to", {
            "team_a": [shifts.hai.pk], "team_b": [shifts.vui.pk], "team_c": [shifts.lan.pk], "pattern": "n đ -",
            "first": "19/11/2026", "last": "21/11/2026",
        })  # fmt: skip
        assert done.status_code == 303
        assert Shift.objects.count() == 6
        refused = client.post("/lich/ca/ba-to", {"team_a": [shifts.hai.pk], "pattern": "N Đ", "first": "19/11/2026",
                                                  "last": "21/11/2026"})  # fmt: skip
        assert refused.status_code == 422
        assert "không chia đều" in refused.content.decode()
