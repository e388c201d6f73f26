"""A month's plan: who drafts, who confirms, what it becomes, what changed since."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from congvu.assignments import commands, queries
from congvu.assignments.commands import RowSpec
from congvu.assignments.commands.plans import _shares
from congvu.assignments.models import Plan, PlanPart, Share, Task
from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing, OutOfRange, Stale
from congvu.desk.planning import month_page
from congvu.diary.models import Recurring
from congvu.org.commands import set_confirmer
from congvu.org.models import Organ, PositionTask
from rulebook.credit import check_shares
from rulebook.periods import Month
from tests.journeys.ways import sent, written

from .making import NOON, TODAY, give, give_share

DECEMBER = Month(2026, 12)
DUE = dt.date(2026, 12, 18)
LATER = clock.at(dt.date(2026, 12, 3), 9)


def row(
    world, title: str = "Trả lời công văn", code: str | None = "DC.02", who: tuple[str, ...] = (), **more: Any
):
    values: dict[str, Any] = {
        "title": title, "quantity": Decimal(2), "product_id": world.products[code].pk if code else None,
        "deadline": DUE, "person_ids": tuple(world.people[name].pk for name in who),
    }  # fmt: skip
    return RowSpec(**{**values, **more})


def start(world, *rows: RowSpec, by: str = "lan", unit: str = "", **more: Any) -> Plan:
    values: dict[str, Any] = {
        "month": DECEMBER, "unit_id": world.units[unit].pk if unit else None, "rows": rows or (row(world),),
        "by": world.actor(by), "at": NOON,
    }  # fmt: skip
    return commands.start_plan(**{**values, **more})


def step(world, plan: Plan, command, by: str, at: dt.datetime = NOON, **more: Any) -> Plan:
    plan.refresh_from_db()
    return command(plan_id=plan.pk, version=plan.version, by=world.actor(by), at=at, **more)


def confirmed(world, *rows: RowSpec, by: str = "lan", above: str = "hanh", **more: Any) -> Plan:
    plan = start(world, *rows, by=by, **more)
    step(world, plan, commands.submit_plan, by)
    return step(world, plan, commands.confirm_plan, above)


class TestDrafting:
    def test_her_own_row_is_hers_whoever_is_named(self, world):
        plan = start(world, row(world, who=("minh",)))
        assert PlanPart.objects.get().person == world.lan
        assert (plan.scope, plan.unit, plan.state) == ("PERSON", world.units["ccvc"], "DRAFT")
        assert not Task.objects.exists()

    def test_once_a_month_and_not_of_a_month_gone_by(self, world):
        start(world)
        with pytest.raises(OutOfRange, match="đã có kế hoạch"):
            start(world)
        with pytest.raises(OutOfRange, match="đã qua"):
            start(world, month=Month(2026, 10))

    def test_only_a_leader_plans_for_the_unit_and_only_its_people(self, world):
        for name in ("lan", "thu", "binh"):
            with pytest.raises(Denied):
                start(world, by=name, unit="ccvc")
        with pytest.raises(Missing):
            start(world, by="dung", unit="ccvc")
        with pytest.raises(OutOfRange, match="không thuộc đơn vị"):
            start(world, row(world, who=("lan", "hai")), by="hanh", unit="ccvc")
        start(world, row(world, who=("lan", "minh")), by="hanh", unit="ccvc")

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"title": " "}, "tên việc"), ({"deadline": dt.date(2027, 1, 4)}, "tháng 12 năm 2026"),
            ({"quantity": Decimal(0)}, "lớn hơn 0"), ({"product_id": 999_999}, "danh mục đang hiệu lực"),
            ({"mode": "X"}, "cách giao"),
        ],
    )  # fmt: skip
    def test_a_row_that_cannot_be_is_refused_and_nothing_is_kept(self, world, change, said):
        with pytest.raises((OutOfRange, Incomplete), match=said):
            start(world, row(world, **change))
        assert not Plan.objects.exists()

    def test_saving_replaces_the_rows_and_an_older_copy_is_stale(self, world):
        plan = start(world)
        step(
            world,
            plan,
            commands.save_plan,
            "lan",
            rows=[row(world, "Báo cáo", "DC.05"), row(world, "Khác", None)],
        )
        assert [r.title for r in plan.rows.order_by("sort")] == ["Báo cáo", "Khác"]
        with pytest.raises(Stale):
            commands.save_plan(plan_id=plan.pk, version=1, rows=[], by=world.actor("lan"), at=NOON)
        with pytest.raises(Denied):
            step(world, plan, commands.save_plan, "hanh", rows=[])


class TestSending:
    @pytest.mark.parametrize(
        ("change", "said"),
        [({"product_id": None}, "chưa chọn sản phẩm"), ({"deadline": None}, "chưa có hạn")],
    )
    def test_each_row_must_be_whole(self, world, change, said):
        plan = start(world, row(world, "Việc thiếu", **change))
        with pytest.raises(Incomplete, match=f"Việc thiếu.*{said}"):
            step(world, plan, commands.submit_plan, "lan")

    def test_a_row_of_a_unit_needs_people_and_a_plan_needs_rows(self, world):
        plan = start(world, row(world), by="hanh", unit="ccvc")
        with pytest.raises(Incomplete, match="người làm"):
            step(world, plan, commands.submit_plan, "hanh")
        step(world, plan, commands.save_plan, "hanh", rows=[])
        with pytest.raises(Incomplete, match="chưa có dòng"):
            step(world, plan, commands.submit_plan, "hanh")

    def test_sent_it_is_not_edited_until_recalled_or_returned(self, world):
        plan = start(world)
        step(world, plan, commands.submit_plan, "lan")
        with pytest.raises(InvalidStep):
            step(world, plan, commands.save_plan, "lan", rows=[])
        step(world, plan, commands.recall_plan, "lan")
        step(world, plan, commands.submit_plan, "lan")
        with pytest.raises(Incomplete):
            step(world, plan, commands.return_plan, "hanh", reason="")
        step(world, plan, commands.return_plan, "hanh", reason="Thêm báo cáo quý.")
        plan.refresh_from_db()
        assert (plan.state, plan.returned_reason) == ("DRAFT", "Thêm báo cáo quý.")

    def test_where_nobody_is_above_the_head_of_the_organ_she_assigns_directly(self, world):
        plan = start(world, by="tam")
        with pytest.raises(OutOfRange, match="giao việc trực tiếp"):
            step(world, plan, commands.submit_plan, "tam")


def named(world, who: str = "son", for_: str = "tam") -> None:
    set_confirmer(
        person_id=world.people[for_].pk, confirmer_id=world.people[who].pk, reason="Quyết định 12",
        valid_from=dt.date(2026, 11, 1), valid_to=None, by=world.actor("binh"), at=NOON,
    )  # fmt: skip


class TestTheHeadOfTheOrgan:
    def test_the_managing_organs_head_confirms_and_assigns(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        plan = start(world, by="tam")
        step(world, plan, commands.submit_plan, "tam")
        assert [line.whose for line in queries.plans_to_confirm(world.actor("dung"), on=TODAY)] == [
            "Lê Minh Tâm"
        ]
        assert queries.plans_to_confirm(world.actor("son"), on=TODAY) == ()
        for stranger in ("tam", "son", "binh", "hanh"):
            with pytest.raises(Denied):
                step(world, plan, commands.confirm_plan, stranger)
        step(world, plan, commands.confirm_plan, "dung")
        task = Task.objects.get()
        assert (task.accountable, task.assigner) == (world.tam, world.dung)
        assert queries.plan_page(plan.pk, viewer=world.actor("dung"), on=TODAY).plan.state == "CONFIRMED"

    def test_a_named_confirmer_does_and_the_rows_of_others_are_given_by_the_head(self, world):
        named(world)
        rows = (row(world, "Của giám đốc", who=("tam",)), row(world, "Của phòng", who=("hanh", "lan")))
        plan = start(world, *rows, by="tam", unit="root")
        step(world, plan, commands.submit_plan, "tam")
        step(world, plan, commands.confirm_plan, "son")
        assert list(Task.objects.order_by("pk").values_list("title", "assigner__full_name")) == [
            ("Của giám đốc", "Phạm Hồng Sơn"), ("Của phòng", "Lê Minh Tâm"),
        ]  # fmt: skip

    def test_a_confirmer_gives_nothing_else_in_the_organ(self, world):
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        with pytest.raises(Denied):
            give(world, to="lan", by="dung")


class TestParts:
    def test_unequal_parts_reach_the_task(self, world):
        uneven = row(world, who=("minh", "lan"), percents=(Decimal(60), Decimal(40)))
        confirmed(world, uneven, by="hanh", unit="ccvc", above="tam")
        assert list(Share.objects.order_by("pk").values_list("person__full_name", "percent")) == [
            ("Huỳnh Minh", Decimal(60)), ("Trần Ngọc Lan", Decimal(40)),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"percents": (Decimal(60), Decimal(30))}, "cộng lại 90%"),
            ({"percents": (Decimal(60),)}, "cho từng người"),
            ({"percents": (Decimal(100), Decimal(0))}, "lớn hơn 0"),
            ({"percents": (Decimal("60.001"), Decimal("39.999"))}, "hai chữ số"),
            ({"percents": (Decimal(60), Decimal(40)), "mode": "EACH"}, "không ghi tỷ lệ"),
        ],
    )  # fmt: skip
    def test_parts_that_make_no_whole_are_refused(self, world, change, said):
        with pytest.raises(OutOfRange, match=said):
            start(world, row(world, who=("minh", "lan"), **change), by="hanh", unit="ccvc")
        assert not Plan.objects.exists()


class TestProposalsOfAUnit:
    def test_tasks_of_the_positions_come_with_who_holds_them(self, world):
        PositionTask.objects.create(
            organ=world.organ,
            position=world.positions["CV"],
            area="Tuyển dụng",
            work="Thẩm định hồ sơ",
            sort=1,
        )
        PositionTask.objects.create(
            organ=world.organ, position=world.positions["LX"], area="Lái xe", work="Chuyến đi", sort=1
        )
        (found,) = queries.position_rows(world.actor("hanh"), world.units["ccvc"], on=TODAY)
        assert (found.title, found.mode) == ("Thẩm định hồ sơ", "EACH")
        assert set(found.person_ids) == {world.lan.pk, world.minh.pk}

    def test_a_repeated_duty_is_proposed_to_the_head_once_it_stands_in_a_sent_line(self, world):
        for who in ("lan", "minh"):
            Recurring.objects.create(
                organ=world.organ, person=world.people[who], title="Họp giao ban", weekdays=1, made_at=NOON,
                valid_from=dt.date(2026, 10, 1),
            )  # fmt: skip

        def proposed(name: str) -> list[tuple[str, tuple[int, ...]]]:
            page = month_page(world.actor(name), DECEMBER, world.units["ccvc"].pk, on=TODAY)
            return [(r.title, r.person_ids) for g in page.groups for r in g.rows if r.source == "REPEAT"]

        assert proposed("hanh") == []
        line = written(world, title="Họp giao ban", minutes=60)
        assert proposed("hanh") == []
        sent(world)
        assert line.person_id == world.lan.pk
        assert proposed("hanh") == [("Họp giao ban", (world.lan.pk,))]
        assert proposed("son") == []


class TestConfirming:
    def test_rows_become_tasks_of_the_confirmer_at_once(self, world):
        plan = confirmed(world, row(world), row(world, "Báo cáo", "DC.05"))
        tasks = Task.objects.order_by("pk")
        assert [(t.title, t.origin, t.deadline, t.assigner) for t in tasks] == [
            ("Trả lời công văn", "PLAN", DUE, world.hanh), ("Báo cáo", "PLAN", DUE, world.hanh),
        ]  # fmt: skip
        assert tasks[0].origin_ref == "Kế hoạch tháng 12 năm 2026"
        assert set(PlanPart.objects.values_list("task_id", flat=True)) == {t.pk for t in tasks}
        assert (plan.state, plan.is_late) == ("CONFIRMED", False)
        event = AuditEvent.objects.get(what="assignments.plan.confirmed")
        assert (event.subject, event.data["count"]) == (f"assignments.plan:{plan.pk}", 2)

    def test_many_people_share_a_task_or_get_one_each(self, world):
        people = ("minh", "lan", "hanh")
        confirmed(
            world, row(world, "Chung", who=people), row(world, "Riêng", who=people, mode="EACH"), by="hanh",
            unit="ccvc", above="tam",
        )  # fmt: skip
        shared = Task.objects.get(title="Chung").shares.order_by("pk")
        assert [(s.person, s.role, s.percent) for s in shared] == [
            (world.minh, "LEAD", Decimal("33.34")), (world.lan, "SUPPORT", Decimal("33.33")),
            (world.hanh, "SUPPORT", Decimal("33.33")),
        ]  # fmt: skip
        each = Share.objects.filter(task__title="Riêng")
        assert {s.person_id for s in each} == {world.people[n].pk for n in people}
        assert all(s.percent == 100 and s.quantity == 2 for s in each)

    @given(number=st.integers(1, 30))
    def test_equal_parts_are_always_a_whole(self, number):
        specs = _shares(range(number))
        check_shares([s.percent for s in specs])
        assert [s.role for s in specs] == ["LEAD"] + ["SUPPORT"] * (number - 1)

    def test_one_row_that_cannot_be_assigned_refuses_all_and_is_named(self, world):
        plan = start(world, row(world), row(world, "Quá hạn", deadline=dt.date(2026, 12, 1)))
        step(world, plan, commands.submit_plan, "lan")
        with pytest.raises(OutOfRange, match="Dòng “Quá hạn”: Hạn không được trước"):
            step(world, plan, commands.confirm_plan, "hanh", at=LATER)
        assert not Task.objects.exists()
        plan.refresh_from_db()
        assert plan.state == "SUBMITTED"

    def test_late_is_possible_and_marked(self, world):
        plan = start(world)
        step(world, plan, commands.submit_plan, "lan")
        assert step(world, plan, commands.confirm_plan, "hanh", at=LATER).is_late

    def test_only_who_is_above_and_never_herself(self, world):
        own = start(world)
        step(world, own, commands.submit_plan, "lan")
        unit = start(world, row(world, who=("lan",)), by="hanh", unit="ccvc")
        step(world, unit, commands.submit_plan, "hanh")
        for plan, strangers in (
            (own, ("lan", "minh", "thu", "binh", "vui", "dung")),
            (unit, ("hanh", "lan", "thu")),
        ):
            for name in strangers:
                with pytest.raises(Denied):
                    step(world, plan, commands.confirm_plan, name)
        step(world, own, commands.confirm_plan, "son")
        step(world, unit, commands.confirm_plan, "tam")


class TestChanges:
    def test_nothing_changed(self, world):
        assert queries.plan_page(confirmed(world).pk, viewer=world.actor("lan"), on=TODAY).changes == ()

    def test_added_cancelled_and_moved_are_listed_in_order(self, world):
        plan = confirmed(world, row(world, "Bị hủy"), row(world, "Dời hạn"))
        give(world, title="Việc thêm", deadline=dt.date(2026, 12, 10), at=clock.at(TODAY, 13))
        give(world, title="Của tháng khác", at=clock.at(TODAY, 13))
        give(world, to="minh", title="Của người khác", deadline=dt.date(2026, 12, 10), at=clock.at(TODAY, 13))
        gone, moved = (Share.objects.get(task__title=title) for title in ("Bị hủy", "Dời hạn"))
        commands.cancel_share(
            share_id=gone.pk, reason="Không còn cần.", by=world.actor("hanh"), at=clock.at(TODAY, 14)
        )
        asked = commands.ask_extension(
            share_id=moved.pk, new_deadline=dt.date(2026, 12, 25), reason="Chờ số liệu.", by=world.actor("lan"),
            at=clock.at(TODAY, 14),
        )  # fmt: skip
        commands.decide_extension(
            extension_id=asked.pk, granted=True, note="", by=world.actor("hanh"), at=clock.at(TODAY, 15)
        )
        changes = queries.plan_page(plan.pk, viewer=world.actor("hanh"), on=TODAY).changes
        assert [(c.what, c.title) for c in changes] == [
            ("Thêm", "Việc thêm"), ("Hủy", "Bị hủy"), ("Dời hạn", "Dời hạn"),
        ]  # fmt: skip
        assert "25/12/2026" in changes[2].note


class TestReading:
    def test_a_draft_is_its_drafters_and_a_sent_one_is_seen_above(self, world):
        plan = start(world)

        def sees(name: str) -> bool:
            try:
                queries.plan_page(plan.pk, viewer=world.actor(name), on=TODAY)
            except Missing:
                return False
            return True

        everybody = ("lan", "minh", "hanh", "son", "tam", "binh", "thu", "vui", "dung")
        assert [n for n in everybody if sees(n)] == ["lan"]
        step(world, plan, commands.submit_plan, "lan")
        assert [n for n in everybody if sees(n)] == ["lan", "hanh", "son", "tam", "binh"]

    def test_who_is_planned_for_sees_the_confirmed_plan_of_her_unit(self, world):
        plan = confirmed(world, row(world, who=("lan",)), by="hanh", unit="ccvc", above="tam")
        queries.plan_page(plan.pk, viewer=world.actor("lan"), on=TODAY)
        with pytest.raises(Missing):
            queries.plan_page(plan.pk, viewer=world.actor("minh"), on=TODAY)

    def test_waiting_plans_are_those_one_may_confirm(self, world):
        step(world, start(world), commands.submit_plan, "lan")
        step(
            world,
            start(world, row(world, who=("lan",)), by="hanh", unit="ccvc"),
            commands.submit_plan,
            "hanh",
        )

        def waiting(name: str) -> list[str]:
            return [line.whose for line in queries.plans_to_confirm(world.actor(name), on=TODAY)]

        assert waiting("hanh") == ["Trần Ngọc Lan"]
        assert sorted(waiting("tam")) == ["Phòng Công chức, viên chức", "Trần Ngọc Lan"]
        assert waiting("lan") == waiting("thu") == []

    def test_last_months_tasks_come_once_with_their_people_and_todays_product(self, world):
        give(world, title="Trả lời công văn", quantity="2")
        give(world, title="Trả lời công văn", to="minh", quantity="3")
        cancelled = give_share(world, title="Đã hủy")
        commands.cancel_share(share_id=cancelled.pk, reason="Thôi.", by=world.actor("hanh"), at=NOON)
        give(world, title="Đột xuất", origin=Task.Origin.UNPLANNED)
        (found,) = queries.last_month_rows(world.actor("hanh"), DECEMBER, world.units["ccvc"].pk, on=TODAY)
        assert (found.title, found.quantity, found.product_id) == (
            "Trả lời công văn", Decimal(5), world.products["DC.02"].pk,
        )  # fmt: skip
        assert found.person_ids == (world.lan.pk, world.minh.pk)
        (own,) = queries.last_month_rows(world.actor("lan"), DECEMBER, None, on=TODAY)
        assert own.quantity == 2

    def test_the_page_does_not_grow_with_rows_and_changes(self, world):
        def count(plan: Plan) -> int:
            queries.plan_page(plan.pk, viewer=world.actor("lan"), on=TODAY)
            with CaptureQueriesContext(connection) as seen:
                queries.plan_page(plan.pk, viewer=world.actor("lan"), on=TODAY)
            return len(seen)

        small = confirmed(world)
        few = count(small)
        big = confirmed(
            world, *(row(world, f"Việc {n}") for n in range(12)), month=Month(2027, 1),
            rows=[row(world, f"Việc {n}", deadline=dt.date(2027, 1, 8)) for n in range(12)],
        )  # fmt: skip
        for n in range(5):
            give(world, title=f"Thêm {n}", deadline=dt.date(2027, 1, 8), at=clock.at(TODAY, 13))
        assert count(big) <= few
