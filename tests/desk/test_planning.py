"""The pages of a month's plan: proposals of three sources, rows as they are typed, refusals that keep them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from congvu.assignments.models import Plan, Task
from congvu.base import clock
from congvu.base.errors import OutOfRange
from congvu.desk.planning_forms import Named, People
from congvu.diary.commands import add_recurring
from congvu.diary.recurring import Pattern
from congvu.org.models import PositionTask
from tests.assignments.making import give

PEOPLE = People(((1, "Trần Ngọc Lan", "CB004"), (2, "Huỳnh Minh", "CB005"), (3, "Lê Minh", "CB006")))


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "ids"),
        [
            ("Lan", (1,)), ("lan, Huỳnh Minh", (1, 2)), ("cb006; tran ngoc lan", (3, 1)), ("cả đơn vị", (1, 2, 3)),
            ("Lan, lan", (1,)), (" , ", ()), ("ngọc lan", (1,)),
        ],
    )  # fmt: skip
    def test_are_read_forgivingly(self, typed, ids):
        assert PEOPLE.read(typed) == Named(ids)

    @pytest.mark.parametrize(
        "typed", ["Lan 60%, Huỳnh Minh 40%", "lan: 60; cb005 40", "Lan 60.0 %,Huỳnh Minh 40,00"]
    )
    def test_parts_stand_behind_the_name(self, typed):
        assert PEOPLE.read(typed) == Named((1, 2), (Decimal(60), Decimal(40)))

    def test_parts_are_for_everybody_or_nobody(self):
        with pytest.raises(OutOfRange, match="mọi người hoặc không"):
            PEOPLE.read("Lan 60%, Huỳnh Minh")

    @pytest.mark.parametrize(
        ("typed", "said"), [("Minh", "Huỳnh Minh .CB005.; Lê Minh"), ("Hùng", "không có ai tên")]
    )
    def test_ambiguous_or_unknown_says_what_to_write(self, typed, said):
        with pytest.raises(OutOfRange, match=said):
            PEOPLE.read(typed)


@pytest.fixture
def as_(world):
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.people[name].user)
        return client

    return sign_in


def typed(version: int, *rows: dict[str, str], lam: str = "luu") -> dict[str, str]:
    data = {"version": str(version), "so-dong": str(len(rows)), "lam": lam}
    for number, row in enumerate(rows):
        data |= {f"d{number}-{name}": value for name, value in row.items()}
    return data


ROW = {
    "title": "Trả lời công văn",
    "product": "DC.02",
    "quantity": "2",
    "deadline": "2026-12-18",
    "source": "TYPED",
}


class TestMonth:
    def test_proposes_from_last_month_recurring_and_position(self, world, as_):
        give(world, title="Trả lời Sở Y tế")
        add_recurring(
            person_id=world.lan.pk, title="Báo cáo tuần", product_id=world.products["DC.05"].pk,
            pattern=Pattern.weekly([4]), valid_from=clock.today(), by=world.actor("lan"), at=clock.now(),
        )  # fmt: skip
        PositionTask.objects.create(
            organ=world.organ,
            position=world.positions["CV"],
            number="1",
            area="Quản lý",
            work="Thẩm định đề án",
        )
        page = as_("lan").get("/ke-hoach/2026-12").content.decode()
        for words in ("Việc tháng trước", "Trả lời Sở Y tế", "Báo cáo tuần", "DC.05", "Thẩm định đề án"):
            assert words in page
        keys = [f"last:{Task.objects.get().shares.get().pk}"]
        answered = as_("lan").post("/ke-hoach/2026-12", {"chon": keys})
        plan = Plan.objects.get()
        assert answered.url == f"/ke-hoach/{plan.pk}"
        first = plan.rows.order_by("sort")[0]
        assert (first.title, first.deadline, first.source) == (
            "Trả lời Sở Y tế", dt.date(2026, 12, 27), "LAST",
        )  # fmt: skip
        assert "Mở kế hoạch" in as_("lan").get("/ke-hoach/2026-12").content.decode()

    def test_strange_addresses(self, world, as_):
        assert as_("lan").get("/ke-hoach").url == "/ke-hoach/2026-12"
        for odd in ("2026-13", "x", "0001-01", "9999-12"):
            assert as_("lan").get(f"/ke-hoach/{odd}").status_code == 404, odd
        assert as_("lan").get(f"/ke-hoach/2026-12?don-vi={world.units['ccvc'].pk}").status_code == 404
        assert as_("hanh").get(f"/ke-hoach/2026-12?don-vi={world.units['ccvc'].pk}").status_code == 200
        assert as_("lan").post("/ke-hoach/2026-10").status_code == 422


class TestRows:
    def start(self, as_, who: str = "lan", query: str = "") -> Plan:
        as_(who).post(f"/ke-hoach/2026-12{query}")
        return Plan.objects.get()

    def test_are_saved_and_blank_ones_left_out(self, as_):
        plan = self.start(as_)
        blank = {"title": "", "product": "", "quantity": "1", "source": "TYPED"}
        assert as_("lan").post(f"/ke-hoach/{plan.pk}", typed(1, ROW, blank)).status_code == 303
        assert plan.rows.get().product.code == "DC.02"

    def test_a_refused_row_keeps_everything_that_was_typed(self, as_):
        plan = self.start(as_)
        odd = {**ROW, "product": "van ban", "quantity": "nhiều"}
        answered = as_("lan").post(f"/ke-hoach/{plan.pk}", typed(1, ROW, odd))
        page = answered.content.decode()
        assert answered.status_code == 422
        for words in ("nhiều", "van ban", "Điền một số", "Trả lời công văn"):
            assert words in page
        assert not plan.rows.exists()

    def test_sending_what_is_not_whole_saves_it_and_the_next_try_goes_on(self, as_):
        plan = self.start(as_)
        half = {**ROW, "deadline": ""}
        answered = as_("lan").post(f"/ke-hoach/{plan.pk}", typed(1, half, lam="gui"))
        assert answered.status_code == 422
        assert "chưa có hạn" in answered.content.decode()
        plan.refresh_from_db()
        assert f'name="version" value="{plan.version}"' in answered.content.decode()
        assert as_("lan").post(f"/ke-hoach/{plan.pk}", typed(plan.version, ROW, lam="gui")).status_code == 303
        plan.refresh_from_db()
        assert plan.state == "SUBMITTED"

    def test_an_older_copy_is_refused_and_kept(self, as_):
        plan = self.start(as_)
        as_("lan").post(f"/ke-hoach/{plan.pk}", typed(1, ROW))
        answered = as_("lan").post(f"/ke-hoach/{plan.pk}", typed(1, {**ROW, "title": "Bản cũ"}))
        assert answered.status_code == 409
        assert "Bản cũ" in answered.content.decode()

    def test_from_unit_to_tasks_by_the_pages(self, world, as_):
        plan = self.start(as_, "hanh", f"?don-vi={world.units['ccvc'].pk}")
        many = {**ROW, "people": "Lan, Minh", "mode": "EACH"}
        assert as_("hanh").post(f"/ke-hoach/{plan.pk}", typed(1, many, lam="gui")).status_code == 303
        plan.refresh_from_db()
        version = {"version": plan.version}
        assert as_("hanh").post(f"/ke-hoach/{plan.pk}/xac-nhan", version).status_code == 422
        assert as_("lan").post(f"/ke-hoach/{plan.pk}/xac-nhan", version).status_code == 404
        refused = as_("tam").post(f"/ke-hoach/{plan.pk}/tra-lai", {**version, "reason": ""})
        assert refused.status_code == 422
        assert as_("tam").post(f"/ke-hoach/{plan.pk}/xac-nhan", version).status_code == 303
        assert Task.objects.count() == 2
        assert "Chưa có thay đổi nào" in as_("lan").get(f"/ke-hoach/{plan.pk}").content.decode()

    def test_product_options_have_ids_of_their_row(self, as_):
        page = as_("lan").get("/ke-hoach/san-pham?o=3&d3-product=bao+cao").content.decode()
        assert 'id="dong-3-' in page
        assert as_("lan").get("/ke-hoach/san-pham?o=x").status_code == 404
