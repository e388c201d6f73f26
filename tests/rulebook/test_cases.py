"""The worked cases that ship with each pack, compared exactly."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rulebook import loader
from rulebook.evaluate import evaluate, parse
from rulebook.rating import explanation_required, level_of
from tests.rulebook.oracle import cut

PACK = loader.pack("nd335-2025")
CASES = loader.cases("nd335-2025")
NUMBERS = ("a", "b", "c", "result_ratio", "result_points", "common", "total")


@pytest.mark.parametrize("case", CASES["score"], ids=lambda case: case["id"])
def test_score(case):
    expected = case["expected"]
    answer = evaluate(PACK, case["input"])

    if "status" in expected:
        assert answer["status"] == expected["status"]
        assert answer["reason"].endswith("chưa đủ dữ liệu để chấm điểm.")
        assert set(answer) == {"status", "reason"}
        return
    for name in NUMBERS:
        assert Decimal(answer[name]) == cut(Fraction(expected[name])), name
    assert answer["level"] == expected["level"]


def test_surplus_is_kept_beside_the_cap():
    from rulebook.items import Item, sums_of

    kept = 0
    for case in CASES["score"]:
        if "surplus" in case["expected"]:
            items = [
                Item(
                    *(Decimal(each[key]) for key in ("coefficient", "assigned", "done")),
                    late=tuple(each.get("late", ())),
                    extra=each.get("extra", False),
                )
                for each in case["input"]["items"]
            ]
            surplus = sums_of(items, PACK).surplus
            assert surplus == cut(Fraction(case["expected"]["surplus"])), case["id"]
            kept += 1
    assert kept >= 3


@pytest.mark.parametrize("case", CASES["level"], ids=lambda case: case["total"])
def test_level(case):
    assert level_of(PACK, Decimal(case["total"])).code == case["expected"]


@pytest.mark.parametrize("case", CASES["explanation"], ids=str)
def test_explanation(case):
    own, decided = Decimal(case["self_total"]), Decimal(case["authority_total"])
    reason = explanation_required(own, decided, PACK)

    assert bool(reason) is case["required"]
    assert not reason or reason.endswith("nên phải ghi lý do.")


def test_the_known_cases_are_all_there():
    ids = {case["id"] for case in CASES["score"]}

    assert {"W1", "W2", "W3", "W4", "W6", "W7", "W7b", "W8", "W10", "W11", "W12"} <= ids
    assert set(CASES) == {"score", "level", "explanation"}


def test_the_example_of_the_reference_page_works():
    page = Path(__file__).parents[2] / "docs/reference/rules-evaluate.md"
    (example,) = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    answer = evaluate(PACK, parse(example))

    assert (answer["a"], answer["b"]) == ("1.000000000", "0.8750000000")
