"""Giving work, and recognising unplanned work afterwards."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.assignments import commands
from congvu.assignments.commands import ShareSpec
from congvu.assignments.models import Delivery, Task
from congvu.assignments.queries import feed, open_shares
from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, Missing, OutOfRange
from congvu.catalogue.models import Edition, Product
from congvu.org.models import ConfirmerChoice, Delegation
from congvu.worktime.models import Closing

from .making import DUE, FIRST, LAST, NOON, TODAY, give


def two(world, lan="60", minh="40", **more):
    return [
        ShareSpec(world.lan.pk, "LEAD", Decimal(lan), **more),
        ShareSpec(world.minh.pk, "SUPPORT", Decimal(minh)),
    ]


class TestAssign:
    def test_copies_coefficient_quantity_and_deadline(self, world):
        task = give(world, quantity="2.5", title="  Trả   lời ", origin_ref="KH 12")
        share = task.shares.get()
        assert (task.coefficient, task.title, task.assigner) == (5, "Trả lời", world.hanh)
        assert (share.quantity, share.deadline, share.percent, share.state) == (
            Decimal("2.5"),
            DUE,
            100,
            "ASSIGNED",
        )
        event = AuditEvent.objects.get()
        assert (event.what, event.by, event.owner) == (
            "assignments.task.assigned", f"person:{world.hanh.pk}", f"person:{world.lan.pk}",
        )  # fmt: skip
        assert event.data["deadline"] == "27/11/2026"

    def test_the_title_defaults_to_the_product(self, world):
        assert give(world, title=" ").title == "Soạn công văn trả lời cơ quan khác"

    def test_later_editions_do_not_touch_the_snapshot(self, world):
        task = give(world)
        Edition.objects.filter(pk=world.edition.pk).update(valid_to=dt.date(2026, 11, 20))
        task.refresh_from_db()
        assert task.coefficient == 5

    def test_unplanned_work_counts_outside_the_assigned_total(self, world):
        assert give(world, origin=Task.Origin.UNPLANNED).shares.get().is_extra

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"quantity": Decimal(0)}, "lớn hơn 0"),
            ({"quantity": Decimal(-1)}, "lớn hơn 0"),
            ({"quantity": Decimal("NaN")}, "lớn hơn 0"),
            ({"quantity": Decimal("Infinity")}, "lớn hơn 0"),
            ({"quantity": Decimal("0.001")}, "hai chữ số thập phân"),
            ({"quantity": Decimal("1e30")}, "nhiều nhất là"),
            ({"deadline": dt.date(2026, 11, 18)}, "không được trước ngày giao"),
            ({"origin": "CARRIED_OVER"}, "chọn nguồn việc"),
            ({"origin": "X"}, "chọn nguồn việc"),
            ({"title": "a" * 301}, "rút gọn tên việc"),
            ({"shares": []}, "chọn người làm"),
        ],
    )
    def test_each_rule_has_its_sentence(self, world, change, sentence):
        with pytest.raises(DomainError) as caught:
            give(world, **change)
        assert sentence in caught.value.sentence
        assert not Task.objects.exists()
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize(
        "percents", [("60", "39.99"), ("60", "40.01"), ("100", "0"), ("99.999", "0.001"), ("110", "-10")]
    )
    def test_shares_sum_to_exactly_a_hundred(self, world, percents):
        with pytest.raises(OutOfRange):
            give(world, shares=two(world, *percents))

    def test_component_deadline_within_the_tasks(self, world):
        with pytest.raises(OutOfRange, match="không được sau hạn của việc"):
            give(world, shares=two(world, deadline=dt.date(2026, 11, 28)))
        assert give(world, shares=two(world, deadline=dt.date(2026, 11, 26))).shares.count() == 2

    def test_one_accountable_lead(self, world):
        with pytest.raises(OutOfRange, match="một người chủ trì"):
            give(world, shares=two(world), accountable_id=world.minh.pk)
        both = [ShareSpec(world.lan.pk, "LEAD", Decimal(50)), ShareSpec(world.minh.pk, "LEAD", Decimal(50))]
        with pytest.raises(OutOfRange, match="một người chủ trì"):
            give(world, shares=both)
        twice = [
            ShareSpec(world.lan.pk, "LEAD", Decimal(50)),
            ShareSpec(world.lan.pk, "SUPPORT", Decimal(50)),
        ]
        with pytest.raises(OutOfRange, match="chỉ có một phần"):
            give(world, shares=twice)

    def test_the_product_is_of_the_edition_in_force(self, world):
        draft = Edition.objects.create(
            organ=world.organ, number=9, name="Nháp", standard_score=5, proposed_at=NOON, proposed_by="system"
        )
        other = Product.objects.create(
            organ=world.organ, edition=draft, code="X", task="x", detail="x", group=1, score=5, coefficient=1,
            search_text="x",
        )  # fmt: skip
        with pytest.raises(OutOfRange, match="danh mục đang hiệu lực"):
            give(world, product_id=other.pk)
        Edition.objects.filter(pk=world.edition.pk).update(valid_to=TODAY)
        with pytest.raises(OutOfRange, match="chưa có danh mục"):
            give(world)

    def test_not_into_a_closed_period(self, world):
        Closing.objects.create(
            organ=world.organ,
            first=FIRST,
            last=LAST,
            cutoff_on=dt.date(2026, 12, 5),
            is_closed=True,
            closed_at=NOON,
        )
        with pytest.raises(OutOfRange, match="khóa"):
            give(world)

    def test_double_click_gives_the_same_task(self, world):
        mark = uuid.uuid4()
        assert give(world, client_id=mark) == give(world, client_id=mark)
        assert AuditEvent.objects.count() == 1

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(cuts=st.lists(st.integers(1, 9999), min_size=1, max_size=3, unique=True))
    def test_any_exact_split_is_taken_and_loses_nothing(self, world, cuts):
        edges = [0, *sorted(cuts), 10_000]
        percents = [Decimal(b - a).scaleb(-2) for a, b in itertools.pairwise(edges)]
        names = ["lan", "minh", "hanh", "son"]
        specs = [
            ShareSpec(world.people[n].pk, "LEAD" if n == "lan" else "SUPPORT", p)
            for n, p in zip(names, percents, strict=False)
        ]
        task = give(world, by="tam", unit_id=world.units["root"].pk, shares=specs, quantity="3")
        lines = feed([s.person_id for s in specs], FIRST, LAST)
        mine = [i for items in lines.values() for i in items if i.task_id == task.pk]
        assert sum(i.coefficient * i.assigned for i in mine) == task.coefficient * 3


class TestWhoMayAssign:
    @pytest.mark.parametrize(
        ("who", "to", "may"),
        [
            ("hanh", "lan", True), ("tam", "lan", True), ("son", "lan", True), ("tam", "hanh", True), ("hanh", "hanh", True),
            ("lan", "minh", False), ("thu", "lan", False), ("hanh", "hai", False), ("hanh", "tam", False),
            ("son", "tam", False), ("binh", "lan", False), ("vui", "lan", False), ("dung", "lan", False),
        ],
    )  # fmt: skip
    def test_the_leader_of_unit_and_person(self, world, who, to, may):
        unit = world.units["ccvc" if who in ("hanh", "thu", "lan", "son") else "root"].pk
        if may:
            assert give(world, to, by=who, unit_id=unit).pk
        else:
            with pytest.raises(Denied):
                give(world, to, by=who, unit_id=unit)

    def test_a_delegate_acts_and_is_named(self, world):
        Delegation.objects.create(
            organ=world.organ,
            giver=world.hanh,
            taker=world.minh,
            form="TUQ",
            reason="Đi công tác",
            valid_from=TODAY,
        )
        give(world, by="minh")
        event = AuditEvent.objects.get()
        assert (event.by, event.acting_for) == (f"person:{world.minh.pk}", f"person:{world.hanh.pk}")

    def test_nobody_of_another_organ_is_given_work(self, world):
        with pytest.raises(OutOfRange, match="không công tác ở cơ quan này"):
            give(world, "dung")
        with pytest.raises(Missing):
            give(world, unit_id=world.units["other"].pk)


def unplanned(world, by="hanh", **more):
    values = {
        "person_id": world.lan.pk, "unit_id": world.units["ccvc"].pk, "product_id": world.products["DC.02"].pk,
        "title": "Trả lời gấp", "quantity": Decimal(2), "percent": Decimal(50), "finished_on": TODAY, "errors": None,
        "late": None, "origin": "diary.entry:7", "reason": "Bộ hỏi trong ngày", "decider_id": None, "by": world.actor(by),
        "at": NOON,
    }  # fmt: skip
    return commands.accept_unplanned(**{**values, **more})


class TestUnplanned:
    def test_adds_to_the_result_and_not_to_the_assigned(self, world):
        task = unplanned(world)
        line = feed([world.lan.pk], FIRST, LAST)[world.lan.pk][0]
        assert (line.extra, line.done, line.coefficient) == (True, 2, Decimal("2.5"))
        assert (line.errors, line.late) == ((0, 0), (0, 0))
        assert (task.origin, task.origin_ref, task.deadline) == ("UNPLANNED", "diary.entry:7", TODAY)
        assert line.deliveries[0].origin == "diary.entry:7"

    def test_each_origin_once(self, world):
        unplanned(world)
        with pytest.raises(OutOfRange, match="đã được nhận"):
            unplanned(world)

    @pytest.mark.parametrize("who", ["lan", "minh", "thu", "son", "tam", "binh", "dung"])
    def test_only_the_confirmer(self, world, who):
        with pytest.raises(Denied):
            unplanned(world, by=who)

    def test_a_head_never_accepts_her_own(self, world):
        with pytest.raises(Denied):
            unplanned(world, person_id=world.hanh.pk)

    def test_the_named_confirmer(self, world):
        ConfirmerChoice.objects.create(
            organ=world.organ, person=world.lan, confirmer=world.son, reason="Phân công", valid_from=TODAY
        )
        assert unplanned(world, by="son").pk
        assert unplanned(world, origin="diary.entry:8", decider_id=world.hanh.pk).pk

    @pytest.mark.parametrize(
        "change",
        [
            {"finished_on": dt.date(2026, 11, 20)}, {"finished_on": dt.date(2026, 10, 20)}, {"quantity": Decimal(0)},
            {"percent": Decimal(0)}, {"percent": Decimal(101)}, {"errors": [1]}, {"late": [0, -1]},
        ],
    )  # fmt: skip
    def test_refused(self, world, change):
        with pytest.raises(OutOfRange):
            unplanned(world, **change)
        assert not Delivery.objects.exists()


class TestOpenShares:
    def test_only_what_can_be_handed_in_that_day(self, world):
        share = give(world).shares.get()
        reported = give(world).shares.get()
        commands.report_unable(share_id=reported.pk, reason="Nghỉ ốm", by=world.actor("lan"), at=NOON)
        assert [s.share_id for s in open_shares(world.lan.pk, on=TODAY)] == [share.pk]
        assert open_shares(world.lan.pk, on=dt.date(2026, 11, 18)) == []
        assert open_shares(world.lan.pk, on=dt.date(2026, 12, 1)) == []
        assert open_shares(world.minh.pk, on=TODAY) == []

    def test_left_is_less_what_waits(self, world):
        share = give(world, quantity="3").shares.get()
        commands.hand_in(
            share_id=share.pk,
            quantity=Decimal("1.5"),
            finished_on=TODAY,
            note="",
            origin="",
            by=world.actor("lan"),
            at=NOON,
        )
        found = open_shares(world.lan.pk, on=TODAY)[0]
        assert (found.left, found.waiting, found.done, found.coefficient) == (
            Decimal("1.5"),
            Decimal("1.5"),
            0,
            5,
        )

    def test_an_organ_that_counts_by_quarter(self, world):
        world.organ.rules.period_kind = "QUARTER"
        world.organ.rules.save()
        give(world)
        assert len(open_shares(world.lan.pk, on=dt.date(2026, 12, 31))) == 1
