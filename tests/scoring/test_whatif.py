"""Other coefficients on a closed period: the same ones give the stored scores, nothing is ever written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.audit.models import AuditEvent
from congvu.base.errors import Missing
from congvu.catalogue.models import Edition
from congvu.org.models import Person
from congvu.scoring import compute
from congvu.scoring.models import Card, Run
from congvu.scoring.queries import Asked, trial_page
from congvu.scoring.queries.trial import _pasts
from congvu.scoring.whatif import LEAST, Past, moves, tried
from rulebook.results import Role
from tests.catalogue.making import ITEMS, propose
from tests.scoring import steps
from tests.scoring.steps import FULL, PACK, work

ADDRESS = "/he-so/thu"


@pytest.fixture
def period(world):
    """October locked; Lan did one of two kinds of work in part, so that weights matter."""
    work(world, world.lan, product="DC.02", assigned="2", done="1")
    work(world, world.lan, product="DC.05", assigned="1", done="1", late=(1,), percent="40")
    work(world, world.minh, product="DC.05", assigned="3", done="2", errors=(1, 0))
    return steps.locked(world)


def asked(period, *rows: tuple[str, str], edition: str = "") -> Asked:
    return Asked(period.code, edition, rows)


class TestArithmetic:
    def test_unchanged_coefficients_give_every_stored_score_exactly(self, world, period):
        pasts, used = _pasts(period)
        products = {p.code: p.coefficient for p in world.products.values()}
        old = {(edition, code): value for edition in used for code, value in products.items()}
        after = tried(pasts, products, old)
        assert len(after) == 9
        for person_id, past in pasts.items():
            run = Run.objects.get(card__person_id=person_id)
            assert (after[person_id].total, after[person_id].level) == (
                Decimal(run.result["total"]), run.result["level"],
            ), person_id  # fmt: skip
            assert past.total == after[person_id].total
        assert moves(pasts, after).moved == 0

    def test_the_heavier_unfinished_work_weighs_the_more_it_pulls_down(self, world, period):
        def moved(coefficient: str) -> Decimal:
            pasts, used = _pasts(period)
            old = {(edition, "DC.02"): world.products["DC.02"].coefficient for edition in used}
            after = tried(pasts, {"DC.02": Decimal(coefficient)}, old)
            assert after[world.minh.pk].total == pasts[world.minh.pk].total
            return after[world.lan.pk].total - pasts[world.lan.pk].total

        assert moved("10") < moved("6") < 0 < moved("4") < moved("1")

    def test_a_leaders_d_follows_from_those_below(self, world, period):
        pasts, used = _pasts(period)
        old = {(edition, "DC.05"): world.products["DC.05"].coefficient for edition in used}
        hanh = pasts[world.hanh.pk]
        assert hanh.derives_d
        low = {**pasts, world.minh.pk: _with_total(pasts[world.minh.pk])}
        after = tried(low, {"DC.05": Decimal("12.0001")}, old)
        assert after[world.minh.pk].total < 50
        assert after[world.hanh.pk].total < hanh.total

    @settings(deadline=None, max_examples=60)
    @given(
        lines=st.lists(
            st.tuples(st.integers(1, 99_999), st.integers(1, 10_000), st.integers(1, 9), st.integers(0, 9)),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    def test_the_same_coefficient_is_the_same_score_at_any_share(self, lines):
        items, old, new = [], {}, {}
        for number, (coefficient, percent, assigned, done) in enumerate(lines):
            code, whole = f"P{number}", Decimal(coefficient).scaleb(-4)
            old[1, code] = new[code] = whole
            line = whole * Decimal(percent).scaleb(-4)
            items.append(
                {
                    "coefficient": compute.written(line), "assigned": str(assigned), "done": str(min(done, assigned)),
                    "errors": 0, "late": 0, "waived_errors": 0, "waived_late": 0, "extra": False, "handed_over": False,
                }
            )  # fmt: skip
        inputs = {
            "role": Role.STAFF, "items": items, "options": {"cap": "TOTAL"},
            "common": {code: compute.written(points) for code, points in FULL.items()},
        }  # fmt: skip
        stored = compute.result_of(PACK, inputs)
        keys = tuple((1, f"P{number}") for number in range(len(lines)))
        past = Past(1, 1, "", PACK, inputs, keys, (), False, Decimal(stored["total"]), stored["level"])
        (after,) = tried({1: past}, new, old).values()
        assert (after.total, after.level) == (past.total, past.level)


def _with_total(past: Past) -> Past:
    """The same person with hardly any common points: a little less work done makes her fall below 50."""
    inputs = {**past.inputs, "common": dict.fromkeys(past.inputs["common"], "0")}
    lines = [{**line, "done": "0", "errors": 0} for line in inputs["items"]]
    inputs = {**inputs, "items": lines}
    return Past(
        past.person_id, past.unit_id, past.unit_name, past.pack, inputs, past.items, past.counted, past.derives_d,
        past.total, past.level,
    )  # fmt: skip


class TestPage:
    def test_names_what_it_stands_on_and_hides_small_units(self, world, period):
        page = trial_page(world.actor("binh"), asked(period, ("dc.02", "10")))
        trial = page.trial
        assert (trial.period, trial.pack_sha256) == (period, PACK.sha256)
        assert trial.editions == ((world.edition.name, "0" * 64),)
        assert [(c.code, c.before, c.after) for c in trial.changes] == [("DC.02", Decimal(5), Decimal(10))]
        assert (trial.moves.people, trial.moves.moved) == (9, 1)
        assert all(unit.people >= LEAST for unit in trial.moves.units)
        assert trial.moves.hidden == 3 - len(trial.moves.units)
        shown = (
            signed_in(world, "binh")
            .get(ADDRESS, {"ky": period.code, "ma": "DC.02", "he-so": "10"})
            .content.decode()
        )
        for words in (PACK.sha256, "tháng 10 năm 2026", "1 trên 9", "đơn vị dưới 5 người không hiện riêng"):
            assert words in shown
        for name in ("Trần Ngọc Lan", "Phòng Công chức"):
            assert name not in shown

    def test_nothing_is_written(self, world, period):
        before = list(Run.objects.order_by("pk").values_list("pk", "sha256")), AuditEvent.objects.count()
        client = signed_in(world, "tam")
        with CaptureQueriesContext(connection) as seen:
            client.get(ADDRESS, {"ky": period.code, "ma": "DC.02", "he-so": "10"})
        wrote = [q["sql"] for q in seen if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert [sql for sql in wrote if "scoring" in sql or "catalogue" in sql] == []
        assert before == (
            list(Run.objects.order_by("pk").values_list("pk", "sha256")),
            AuditEvent.objects.count(),
        )

    def test_a_whole_draft_is_tried_at_once(self, world, period):
        items = (ITEMS[0], *(item for item in ITEMS[1:]))
        draft = propose(world, items)
        page = trial_page(world.actor("binh"), asked(period, edition=str(draft.pk)))
        assert page.sentence == "Bản đề xuất này không đổi hệ số nào của kỳ đã chọn."
        Edition.objects.filter(pk=draft.pk).update(state="PROPOSED")
        draft.products.filter(code="DC.05").update(coefficient=Decimal(20))
        page = trial_page(world.actor("binh"), asked(period, edition=str(draft.pk)))
        assert [c.code for c in page.trial.changes] == ["DC.05"]
        assert page.trial.moves.moved >= 1

    @pytest.mark.parametrize(
        ("code", "value", "said"),
        [
            ("XX.99", "1", "không dùng mã"), ("DC.02", "", "điền một số"), ("DC.02", "0", "lớn hơn 0"),
            ("DC.02", "1,23456", "bốn chữ số"), ("", "1", "chưa ghi mã"), ("DC.02", "NaN", "lớn hơn 0"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_tried_says_why_and_keeps_what_was_typed(self, world, period, code, value, said):
        answered = signed_in(world, "binh").get(ADDRESS, {"ky": period.code, "ma": code, "he-so": value})
        assert answered.status_code == 422
        page = answered.content.decode()
        assert said in page
        assert f'value="{value}"' in page

    def test_only_the_personnel_body_and_the_head_of_the_organ(self, world, period):
        for name, status in (
            ("binh", 200),
            ("tam", 200),
            ("hanh", 404),
            ("lan", 404),
            ("vui", 404),
            ("dung", 200),
        ):
            assert signed_in(world, name).get(ADDRESS).status_code == status, name
        found = trial_page(world.actor("dung"), asked(period, ("DC.02", "10")))
        assert found.trial is None
        assert found.sentence == "Đồng chí chọn một kỳ đã khóa."
        with pytest.raises(Missing):
            trial_page(world.actor("hanh"), Asked())

    def test_it_does_not_grow_with_people(self, world, period):
        def count() -> int:
            with CaptureQueriesContext(connection) as seen:
                trial_page(world.actor("binh"), asked(period, ("DC.02", "10")))
            return len(seen)

        few = count()
        like_lan = Card.objects.get(period=period, person=world.lan)
        for n in range(6):
            like_lan.pk, like_lan.person = None, Person.objects.create(
                organ=world.organ, staff_code=f"X{n}", full_name=f"Người {n}", sort_key=f"x{n}", search_text=f"x{n}"
            )  # fmt: skip
            like_lan.save(force_insert=True)
        assert count() <= few
        (unit,) = trial_page(world.actor("binh"), asked(period, ("DC.02", "10"))).trial.moves.units
        assert (unit.name, unit.people, unit.moved) == ("Phòng Công chức, viên chức", 9, 7)


def signed_in(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client
