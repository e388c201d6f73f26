"""Every number on "Điểm của tôi" can be followed by hand from its step."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from rulebook import loader
from rulebook.errors import UnknownPack
from rulebook.items import Item
from rulebook.pack import Cap
from rulebook.results import Role, evaluate_case
from tests.rulebook.test_properties import a_case, scored

PACK = loader.pack("nd335-2025")
ONE, HALF = Decimal(1), Decimal("0.5")
SUMS = ("Số đơn vị được giao", "Số đơn vị hoàn thành", "Số đơn vị đạt chất lượng", "Số đơn vị đạt tiến độ")


def by_name(score):
    return {step.name: step for step in score.steps}


@given(a_case())
def test_the_inputs_of_a_sum_add_up_to_it(case):
    steps = by_name(scored(case))

    for name in SUMS:
        assert sum(steps[name].inputs.values()) == steps[name].value


@given(a_case())
def test_each_step_hands_its_value_to_the_next(case):
    score = scored(case)
    steps = by_name(score)

    assert steps["Điểm tỷ lệ kết quả sau khi chặn"].value == score.result_ratio
    assert steps["Điểm tiêu chí kết quả thực hiện nhiệm vụ"].inputs == {"điểm tỷ lệ": score.result_ratio}
    assert steps["Tổng điểm theo dõi, đánh giá"].inputs == {
        "điểm tiêu chí chung": score.common,
        "điểm tiêu chí kết quả": score.result_points,
    }


def test_extra_work_is_named_where_it_counts_and_only_there():
    items = [Item(Decimal(5), ONE, ONE), Item(Decimal(3), Decimal(7), ONE, extra=True)]
    steps = by_name(evaluate_case(PACK, Role.STAFF, Decimal(30), items))

    assert steps["Số đơn vị được giao"].inputs == {"việc 1": 5}
    assert steps["Số đơn vị hoàn thành"].inputs == {"việc 1": 5, "việc 2": 3}
    assert steps["Số đơn vị hoàn thành"].source == "ND335-2025/18/1/d"


@pytest.mark.parametrize(
    ("role", "d", "formula"),
    [
        (Role.HEAD, "ND335-2025/15/3/a", "ND335-2025/16/2"),
        (Role.DEPUTY, "ND335-2025/15/4", "ND335-2025/16/2"),
    ],
)
def test_leaders_are_explained_by_their_own_articles(role, d, formula):
    items = [Item(ONE, ONE, ONE)]
    steps = by_name(evaluate_case(PACK, role, Decimal(30), items, HALF, ONE, ONE))

    assert steps["Kết quả hoạt động của cơ quan, tổ chức, đơn vị (d)"].source == d
    mean = steps["Điểm tỷ lệ kết quả thực hiện nhiệm vụ"]
    assert (mean.source, mean.formula) == (formula, "(a + b + c + d + đ + e) ÷ 6")
    assert mean.inputs == {"a": 1, "b": 1, "c": 1, "d": HALF, "đ": 1, "e": 1}


def test_a_deduction_shows_its_counts_and_its_waiver():
    item = Item(Decimal(2), Decimal(2), Decimal(2), errors=(3, 0), waived_errors=(1, 0))
    step = by_name(evaluate_case(PACK, Role.STAFF, Decimal(30), [item]))["Chất lượng của việc 1"]

    assert step.as_dict() == {
        "name": "Chất lượng của việc 1",
        "formula": "hệ số × tổng theo từng sản phẩm của (1 − 25% × số lần bị tính), "
        "mỗi sản phẩm thấp nhất là 0",
        "inputs": {
            "hệ số": "2.000000000",
            "số lượng hoàn thành": "2.000000000",
            "số lần": [3, 0],
            "số lần có nguyên nhân khách quan được xác nhận": [1, 0],
        },
        "value": "3.000000000",
        "source": "ND335-2025/14/2/b",
    }


def test_the_cut_of_each_ratio_is_a_step_of_its_own():
    items = [Item(ONE, ONE, ONE), Item(ONE, ONE, ONE, extra=True)]
    steps = by_name(evaluate_case(PACK, Role.STAFF, Decimal(30), items, cap=Cap.RATIO))

    assert steps["Tỷ lệ số lượng (a)"].value == 2
    assert steps["Tỷ lệ số lượng (a) sau khi chặn"].value == 1
    assert steps["Tỷ lệ số lượng (a) sau khi chặn"].source == "CONGVU/G1"
    assert steps["Điểm tỷ lệ kết quả thực hiện nhiệm vụ"].inputs == {"a": 1, "b": 1, "c": 1}


def test_the_level_says_its_band():
    steps = evaluate_case(PACK, Role.STAFF, Decimal(14), [Item(ONE, ONE, ONE)]).steps

    assert steps[-1].formula == "Hoàn thành tốt nhiệm vụ: từ 70 đến dưới 90 điểm"


def test_two_packs_for_one_day_are_refused(monkeypatch):
    monkeypatch.setattr(loader, "pack_ids", lambda: ("nd335-2025", "nd335-2025"))

    with pytest.raises(UnknownPack, match="01/11/2026"):
        loader.pack_on(date(2026, 11, 1))
