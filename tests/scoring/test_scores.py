"""From rows to a score: the worked cases of the decree, live, stored and in bulk alike."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.assignments.commands import (
    ShareSpec,
    assign_task,
    hand_in,
    hand_over,
    judge_delivery,
    report_unable,
)
from congvu.assignments.models import Delivery, Share, Task
from congvu.base import clock
from congvu.base.errors import OutOfRange
from congvu.base.text import fold, sort_key
from congvu.org.models import Person
from congvu.scoring import commands, compute, queries
from congvu.scoring.bulk import month_scores
from congvu.scoring.facts import facts_of
from congvu.scoring.models import Card, LeaderRatio, Mark, Period, Run
from congvu.scoring.verify import verify_runs
from rulebook import evaluate, loader
from tests.scoring import steps
from tests.scoring.steps import CONFIRM_DAY, FULL, LOCK_DAY, OPENING, PACK, card, opened, work
from tests.world.guards import guards_off

CASES = {c["id"]: c for c in loader.cases("nd335-2025")["score"]}
LEADERS = {"STAFF": "lan", "HEAD": "hanh", "DEPUTY": "son"}


def counts(value, done: str) -> list[int]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def figures_of(world, period: Period, name: str) -> compute.Figures:
    one = card(period, world.people[name])
    return compute.figures(PACK, facts_of([one], period)[one.pk].inputs(period))


def put_in(world, case: dict) -> tuple[Period, str]:
    """The case of the pack as rows of the database, and whose card it is."""
    given_, name = case["input"], LEADERS[case["input"]["role"]]
    who = world.people[name]
    for item in given_["items"]:
        gone = item.get("handed_over", False)
        quantity = item["assigned"] if not item.get("extra") else item["done"]
        work(
            world, who, assigned=quantity, done="0" if gone else item["done"],
            coefficient=item["coefficient"], errors=counts(item.get("errors", 0), item["done"]),
            late=counts(item.get("late", 0), item["done"]),
            waived_errors=counts(item.get("waived_errors", 0), item["done"]),
            waived_late=counts(item.get("waived_late", 0), item["done"]),
            extra=item.get("extra", False), handed_over=item["assigned"] if gone else "0",
        )  # fmt: skip
    if cap := given_.get("options", {}).get("cap"):
        world.organ.rules.cap = cap
        world.organ.rules.save()
    period = opened(world)
    one = card(period, who)
    common = given_["common"]
    points = {k: Decimal(v) for k, v in common.items()} if isinstance(common, dict) else FULL
    for code, value in points.items():
        Mark.objects.create(organ=world.organ, card=one, criterion=code, self_points=value)
    for which in ("d", "dd", "e"):
        if which in given_:
            LeaderRatio.objects.create(
                organ=world.organ, card=one, which=which, value=Decimal(given_[which]), reason="Theo tình huống",
                decided_at=OPENING, decided_by="system",
            )  # fmt: skip
    return period, name


@pytest.mark.parametrize("case_id", CASES)
def test_worked_case_through_the_database(world, case_id):
    case = CASES[case_id]
    period, name = put_in(world, case)
    found, expected = figures_of(world, period, name), case["expected"]
    if expected.get("status"):
        assert found.total is None
        assert found.level == ""
        assert "chưa có sản phẩm" in found.reason
        return
    for key in ("a", "b", "c", "result_ratio", "result_points", "common", "total"):
        true = Fraction(expected[key])
        assert abs(Fraction(getattr(found, key)) - true) < Fraction(1, 10**25), key
    assert found.level == expected["level"]
    brief = month_scores(period)[card(period, world.people[name]).pk]
    assert (brief.total, brief.level) == (found.total, found.level)


class TestThroughCommands:
    """W6 and W3 from the assignment to the score, by the commands that people use."""

    DUE = dt.date(2026, 10, 20)

    def given(self, world, product: str, quantity: str) -> Share:
        task = assign_task(
            organ_id=world.organ.pk, unit_id=world.units["ccvc"].pk, product_id=world.products[product].pk,
            title="Việc giao", quantity=Decimal(quantity), standard="", deadline=self.DUE, origin="PLAN",
            origin_ref="", accountable_id=world.lan.pk, shares=[ShareSpec(person_id=world.lan.pk)],
            client_id=None, by=world.actor("hanh"), at=clock.at(dt.date(2026, 10, 1), 8),
        )  # fmt: skip
        return task.shares.get()

    def done(self, world, share: Share, quantity: str, day: dt.date) -> None:
        delivery = hand_in(
            share_id=share.pk, quantity=Decimal(quantity), finished_on=day, note="", origin=f"diary.entry:{share.pk}",
            by=world.actor("lan"), at=clock.at(day, 16),
        )  # fmt: skip
        judge_delivery(
            delivery_id=delivery.pk, met=True, quantity=None, errors=None, late=None, major_error=False, reason="",
            decider_id=None, by=world.actor("hanh"), at=clock.at(day + dt.timedelta(days=1), 9),
        )  # fmt: skip

    def test_handed_over_stays_assigned_and_extra_adds(self, world):
        many = self.given(world, "DC.02", "4")  # coefficient 5
        one = self.given(world, "DC.05", "1")  # coefficient 12
        day = dt.date(2026, 10, 12)
        self.done(world, many, "3", day)
        self.done(world, one, "1", day)
        report_unable(
            share_id=many.pk, reason="Nghỉ ốm dài ngày", by=world.actor("lan"), at=clock.at(day, 17)
        )
        hand_over(
            share_id=many.pk, to_person_id=world.minh.pk, quantity=Decimal(1), deadline=self.DUE,
            reason="Giao đồng chí Minh", by=world.actor("hanh"), at=clock.at(day, 17),
        )  # fmt: skip
        period = opened(world)
        found = figures_of(world, period, "lan")
        assert (found.a, found.b, found.c) == (Decimal("0.84375"),) * 3
        assert found.result_points == Decimal("59.0625")
        minh = figures_of(world, period, "minh")
        assert not minh.has_work  # only extra work: nothing was assigned at first

    def test_finished_after_the_deadline_is_late(self, world):
        share = self.given(world, "DC.01", "1")
        self.done(world, share, "1", dt.date(2026, 10, 22))
        found = figures_of(world, opened(world), "lan")
        assert (found.a, found.b, found.c) == (1, 1, Decimal("0.75"))

    def test_finished_after_the_period_is_not_done_there(self, world):
        share = self.given(world, "DC.01", "1")
        with pytest.raises(OutOfRange):
            self.done(world, share, "1", dt.date(2026, 11, 2))
        assert figures_of(world, opened(world), "lan").a == 0


PRODUCT = st.fixed_dictionaries(
    {
        "coefficient": st.decimals("0.01", "30", places=2),
        "assigned": st.integers(1, 4),
        "done": st.integers(0, 4),
        "errors": st.integers(0, 5),
        "late": st.integers(0, 5),
        "extra": st.booleans(),
        "percent": st.sampled_from(["100", "33.33", "50"]),
        "half": st.booleans(),
    }
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(PRODUCT, max_size=5),
    less=st.decimals("0", "5", places=2),
    cap=st.sampled_from(["TOTAL", "RATIO"]),
)
def test_live_stored_and_bulk_scores_are_one(world, rows, less, cap):
    with transaction.atomic():
        agree(world, rows, less, cap)
        transaction.set_rollback(True)


def agree(world, rows, less, cap) -> None:
    world.organ.rules.cap = cap
    world.organ.rules.save()
    for row in rows:
        done = Decimal(min(row["done"], row["assigned"]))
        done -= Decimal("0.5") if row["half"] and done else 0
        number = -(-int(done * 2) // 2)
        work(
            world, world.lan, assigned=str(row["assigned"]), done=str(done), coefficient=str(row["coefficient"]),
            errors=[row["errors"]] * number, late=[row["late"]] * number, extra=row["extra"], percent=row["percent"],
        )  # fmt: skip
    period = opened(world)
    one = card(period, world.lan)
    for code, value in (FULL | {"I.1": less}).items():
        Mark.objects.create(
            organ=world.organ, card=one, criterion=code, self_points=value, authority_points=value
        )
    Card.objects.filter(pk=one.pk).update(
        state="CONFIRMED", confirmed_at=CONFIRM_DAY, confirmed_by=world.hanh
    )
    Period.objects.filter(pk=period.pk).update(state="CONFIRM")
    live = figures_of(world, period, "lan")
    brief = month_scores(period)[one.pk]

    commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)

    result = card(period, world.lan).run.result
    if live.total is None:
        assert result["status"] == "INSUFFICIENT_DATA"
        assert brief.total is None
    else:
        assert Decimal(result["total"]) == live.total == brief.total
        assert result["level"] == live.level == brief.level
        assert Decimal(result["a"]) == live.a
    assert list(verify_runs()) == []


class TestFrozen:
    def test_the_same_facts_give_the_same_bytes(self, world):
        period = steps.locked(world)
        for run in Run.objects.all():
            again = compute.result_of(PACK, run.inputs)
            assert json.dumps(again, sort_keys=True) == json.dumps(run.result, sort_keys=True)
        assert period.state == "LOCKED"

    def test_frozen_inputs_are_a_case_of_the_command_line(self, world, tmp_path):
        steps.locked(world)
        run = card(Period.objects.get(), world.hanh).run
        path = tmp_path / "case.json"
        path.write_text(json.dumps(run.inputs), encoding="utf-8")
        out, err = StringIO(), StringIO()
        assert evaluate.run("nd335-2025", str(path), stdin=StringIO(), stdout=out, stderr=err) == 0
        assert json.loads(out.getvalue()) == run.result

    def test_missing_marks_never_become_a_number(self):
        inputs = {"role": "STAFF", "items": [], "options": {"cap": "TOTAL"}}
        assert compute.result_of(PACK, inputs)["status"] == "INSUFFICIENT_DATA"
        item = {
            "coefficient": "1", "assigned": "1", "done": "1", "errors": 0, "late": 0, "waived_errors": 0,
            "waived_late": 0, "extra": False, "handed_over": False,
        }  # fmt: skip
        with pytest.raises(ValueError, match="common"):
            compute.result_of(PACK, {**inputs, "items": [item]})
        found = compute.figures(PACK, {**inputs, "items": [item]})
        assert (found.total, found.result_points, found.common) == (None, 70, None)


class TestVerify:
    def broken(self, **change) -> list[str]:
        run = Run.objects.order_by("pk").first()
        Run.objects.filter(pk=run.pk).update(**change)
        return list(verify_runs())

    def test_all_is_well(self, world):
        steps.locked(world)
        assert list(verify_runs()) == []

    def test_a_changed_total_is_found_and_named(self, world):
        steps.locked(world)
        run = Run.objects.order_by("pk").first()
        found = self.broken(result={**run.result, "total": "99"})
        assert len(found) == 1
        assert f"phiếu {run.card_id}" in found[0]
        assert "total: lưu 99, tính lại 100.0000000" in found[0]

    def test_a_changed_input_with_a_new_seal_is_found_by_recomputing(self, world):
        steps.locked(world)
        run = Run.objects.order_by("pk").first()
        inputs = {**run.inputs, "common": run.inputs["common"] | {"I.1": "1"}}
        sha = compute.seal(run.pack_id, run.pack_sha256, run.editions, inputs, run.result, run.trace)
        found = self.broken(inputs=inputs, sha256=sha)
        assert len(found) == 1
        assert "common: lưu 30" in found[0]

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"trace": {}}, "bị sửa"),
            ({"sha256": "0" * 64}, "bị sửa"),
            ({"inputs": {}}, "bị sửa"),
        ],
    )
    def test_any_changed_part_is_found(self, world, change, word):
        steps.locked(world)
        found = self.broken(**change)
        assert len(found) == 1
        assert word in found[0]

    def test_a_changed_edition_is_found(self, world):
        steps.locked(world)
        world.edition.content_sha256 = "1" * 64
        with guards_off():
            world.edition.save()
        found = list(verify_runs())
        assert len(found) == 9
        assert "bản danh mục" in found[0]

    def test_a_missing_run_is_found(self, world):
        period = steps.locked(world)
        one = card(period, world.lan)
        Card.objects.filter(pk=one.pk).update(run=None)
        Run.objects.filter(card=one).delete()
        assert list(verify_runs()) == [
            f"Phiếu {one.pk}: kỳ đã khóa nhưng phiếu không trỏ đến lần tính mới nhất."
        ]

    def test_reopening_stays_green(self, world):
        period = steps.published(world)
        commands.reopen_period(
            period_id=period.pk, cutoff_on=dt.date(2026, 11, 12), reason="Bổ sung kết luận còn sót",
            by=world.actor("tam"), at=LOCK_DAY,
        )  # fmt: skip
        work(world, world.minh, coefficient="7", errors=[1])
        steps.confirmed(world, period, "minh")
        commands.lock_period(period_id=period.pk, by=world.actor("binh"), at=LOCK_DAY)
        assert Run.objects.count() == 18
        assert list(verify_runs()) == []


def crowd(world, people: int, each: int) -> Period:
    """Many people with a month's work, as rows."""
    made = Person.objects.bulk_create(
        Person(organ=world.organ, staff_code=f"N{n}", full_name=f"Người {n}", sort_key=sort_key(f"Người {n}"),
               search_text=fold(f"Người {n}"))
        for n in range(people)
    )  # fmt: skip
    period = opened(world)
    cards = Card.objects.bulk_create(
        Card(
            organ=world.organ,
            period=period,
            person=p,
            unit=world.units["ccvc"],
            duty="STAFF",
            title="Chuyên viên",
        )
        for p in made
    )
    Mark.objects.bulk_create(
        Mark(organ=world.organ, card=c, criterion=code, self_points=value)
        for c in cards
        for code, value in FULL.items()
    )
    due = dt.date(2026, 10, 20)
    tasks = Task.objects.bulk_create(
        Task(organ=world.organ, unit=world.units["ccvc"], product=world.products["DC.02"], title="Việc",
             coefficient=Decimal("1.4") + n % 7, quantity=2, deadline=due, accountable=p, assigned_at=OPENING,
             assigned_by="system")
        for p in made for n in range(each)
    )  # fmt: skip
    shares = Share.objects.bulk_create(
        Share(
            organ=world.organ, task=t, person_id=t.accountable_id, quantity=2, quantity_done=2, deadline=due
        )
        for t in tasks
    )
    Delivery.objects.bulk_create(
        Delivery(organ=world.organ, share=s, quantity=2, quantity_claimed=2, finished_on=due, handed_in_at=OPENING,
                 state="MET", errors=[0, int(n % 9 == 0)], late=[0, int(n % 5 == 0)], waived_errors=[0, 0], waived_late=[0, 0],
                 judged_at=OPENING, judged_by="system")
        for n, s in enumerate(shares)
    )  # fmt: skip
    return period


class TestBulk:
    def test_agrees_with_the_explained_path(self, world, django_assert_num_queries):
        period = crowd(world, 20, 6)
        with django_assert_num_queries(5):
            found = month_scores(period)
        assert len(found) == 29
        for one in period.cards.filter(person__staff_code__startswith="N"):
            slow = compute.figures(PACK, facts_of([one], period)[one.pk].inputs(period))
            assert (found[one.pk].total, found[one.pk].level) == (slow.total, slow.level)

    def test_only_the_people_asked_for(self, world):
        period = opened(world)
        assert set(month_scores(period, person_ids=[world.lan.pk])) == {card(period, world.lan).pk}


def test_queries_do_not_grow_with_rows(world, django_assert_num_queries):
    period = opened(world)
    hanh, binh = world.actor("hanh"), world.actor("binh")
    work(world, world.lan)
    one = card(period, world.lan)

    def cost() -> list[int]:
        found = []
        for ask in (
            lambda: queries.sheet(one.pk, viewer=hanh),
            lambda: queries.card_page(one.pk, viewer=hanh),
            lambda: queries.board("2026-10", viewer=binh).lines,
            lambda: queries.periods(binh),
            lambda: queries.waiting_cards(hanh),
            lambda: queries.sheet(card(period, world.hanh).pk, viewer=world.actor("tam"), term="d"),
        ):
            with CaptureQueriesContext(
                connection,
            ) as context:
                ask()
            found.append(len(context))
        return found

    few = cost()
    for _ in range(5):
        work(world, world.lan)
    crowd_people = Person.objects.bulk_create(
        Person(organ=world.organ, staff_code=f"N{n}", full_name=f"Người {n}", sort_key="a", search_text="a")
        for n in range(20)
    )
    Card.objects.bulk_create(
        Card(organ=world.organ, period=period, person=p, unit=world.units["ccvc"], duty="STAFF", title="CV",
             authority=world.hanh) for p in crowd_people
    )  # fmt: skip
    assert cost() == few
