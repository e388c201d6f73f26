"""The worked cases that ship with each pack, compared exactly."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from rulebook import caps, deadlines, loader, years
from rulebook.case import facts_of
from rulebook.errors import BadCase
from rulebook.evaluate import evaluate, parse
from rulebook.levels import rate
from rulebook.rating import explanation_required, level_of
from tests.rulebook.oracle import cut

PACK = loader.pack("nd335-2025")
CASES = loader.cases("nd335-2025")
WORDS = {"level", "level_by_points", "status"}


def of_kind(kind):
    """Every case of that kind in every pack, named by pack and case."""
    return [
        pytest.param(loader.pack(each), case, id=f"{each}-{case.get('id') or case.get('title') or at}")
        for each in loader.every_pack_id()
        for at, case in enumerate(loader.cases(each).get(kind, []))
    ]


@pytest.mark.parametrize(("pack", "case"), of_kind("score"))
def test_score(pack, case):
    expected = case["expected"]
    answer = evaluate(pack, case["input"])

    for name, value in expected.items():
        if name == "surplus":
            continue
        if name == "undecided":
            assert answer["level"] is None
            assert answer["undecided"].endswith("ghi lý do.")
        elif name in WORDS:
            assert answer[name] == value, name
        else:
            assert cut(Fraction(Decimal(answer[name]))) == cut(Fraction(value)), name
    if "status" in expected:
        assert not {"total", "result_points", "level"} & set(answer)
        assert answer["reason"].endswith(".") or answer["source"]
    for name, numbers in case.get("wrong", {}).items():
        assert name not in answer or Decimal(answer[name]) not in map(Decimal, numbers)


@pytest.mark.parametrize(("pack", "case"), of_kind("refused"))
def test_refused(pack, case):
    with pytest.raises(BadCase) as refusal:
        evaluate(pack, case["input"])
    assert case["says"] in str(refusal.value)


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


@pytest.mark.parametrize(("pack", "case"), of_kind("explanation"))
def test_explanation(pack, case):
    own, decided = Decimal(case["self_total"]), Decimal(case["authority_total"])
    reason = explanation_required(own, decided, pack)

    assert bool(reason) is case["required"]
    assert not reason or reason.endswith("nên phải ghi lý do.")


@pytest.mark.parametrize(("pack", "case"), of_kind("year"))
def test_year(pack, case):
    expected = case["expected"]
    answer = years.answer(pack, case["input"])

    assert answer["status"] == expected["status"]
    assert answer["level"] == expected.get("level", answer["level"])
    if expected["status"] != "RATED":
        assert answer["level"] is None
        assert answer["score"] is None
        assert answer["reason"].endswith((".", ")."))
    if "score" in expected:
        assert Decimal(answer["score"]) == cut(Fraction(expected["score"]))
    assert answer["score"] not in case.get("wrong", [])
    assert [each["code"] for each in answer.get("flags", [])] == expected.get("flags", [])
    for step in answer["steps"]:
        assert loader.source_of(pack, step["source"])


@pytest.mark.parametrize(("pack", "case"), of_kind("organisation"))
def test_organisation(pack, case):
    rating = pack.organisation.rating
    facts = facts_of(rating.facts, case["facts"])
    rated = rate(rating, Fraction(case["total"]), "STAFF", facts, case.get("forced", []))

    assert rated.level == case["expected"]
    assert bool(rated.undecided) is not bool(rated.level)
    results = Decimal(case["total"]) - 28
    given = {"role": "ORGANISATION", "common": "28", "results": str(results), "facts": case["facts"]}
    answer = evaluate(pack, given | {"forced": case.get("forced", [])})
    assert (answer["level"] or "") == case["expected"]
    assert Decimal(answer["total"]) == Decimal(case["total"])


def test_the_cases_that_decide_a_level_have_the_agreed_names():
    assert [each.code for each in PACK.rating.forced] == [
        "DISCIPLINED_IN_YEAR_FOR_DEGRADATION",
        "PUBLIC_DUTY_DISCIPLINE_IN_YEAR",
        "DEGRADATION_CONCLUDED",
        "PARTY_FORBIDDEN_ACT_CONCLUDED",
        "EXAMPLE_DUTY_BREACH_CONCLUDED",
        "LEADER_UNIT_CORRUPTION_HANDLED",
    ]


def test_bad_organisations_are_refused():
    good = {"role": "ORGANISATION", "common": "30", "results": "70"}
    assert evaluate(PACK, good)["level"] == "XS", "no fact is given, so only the points speak"
    for bad in (
        {"common": "31"},
        {"results": "71"},
        {"items": []},
        {"facts": {"x": 1}},
        {"facts": {"tasks": 0}},
    ):
        with pytest.raises(BadCase):
            evaluate(PACK, good | bad)
    with pytest.raises(BadCase, match="không xếp loại tổ chức"):
        evaluate(loader.pack("hcmc-06"), good)


@pytest.mark.parametrize(("pack", "case"), of_kind("cap"))
def test_cap(pack, case):
    asked = {key: case[key] for key in ("good_or_better", "excellent", "below")}
    answer = caps.answer(pack.rating.excellence, **asked, outstanding=case.get("outstanding", False))

    applied = answer["applied"]
    assert answer["readings"] | {k: applied[k] for k in ("allowed", "over")} == case["expected"]
    assert answer["readings"][applied["reading"]] == applied["allowed"]


@pytest.mark.parametrize(("pack", "case"), of_kind("deadline"))
def test_deadline(pack, case):
    found = deadlines.deadline_of(pack, case["kind"])
    start = dt.date.fromisoformat(case["from"])
    answer = deadlines.answer(found, start, loader.calendar(), found.source)

    assert answer["due"] == case["due"]
    assert [each["date"] for each in answer["skipped"]] == case.get("skipped", [])
    assert all(each["reason"] for each in answer["skipped"])


def test_the_known_cases_are_all_there():
    """Every worked case of the digest that a pack can answer is a case of that pack."""
    known = set()
    for each in loader.every_pack_id():
        for cases in loader.cases(each).values():
            for case in cases:
                words = f"{case.get('id', '')} {case.get('title', '')}"
                known |= set(re.findall(r"\bW[0-9]+b?", words))
    wanted = {f"W{n}" for n in (1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15, 18, 19, 21, 23, 24, 26, 27, 31, 33)}

    assert wanted | {"W7b", "W36", "W37"} <= known
    assert {"explanation", "level", "deadline"} <= set(CASES), "W16, W30 and W35 have no name of their own"


def test_the_example_of_the_reference_page_works():
    page = Path(__file__).parents[2] / "docs/reference/rules-evaluate.md"
    (example,) = re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    answer = evaluate(PACK, parse(example))

    assert (answer["a"], answer["b"]) == ("1.000000000", "0.8750000000")
