"""What must hold for every pack: the engine against the fast path, and the laws of a fair score."""

import json
import random
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook import engine, loader, spans, years
from rulebook.case import case_of
from rulebook.errors import BadCase, PackError
from rulebook.evaluate import evaluate
from rulebook.explain import Insufficient
from rulebook.reading import pack_of
from rulebook.results import evaluate_case
from tests.rulebook.oracle import cut
from tests.rulebook.test_properties import PACK, a_case

ITEMS = {
    "hcmc-06": {
        "points": st.sampled_from(["10", "12", "REGULAR"]),
        "difficulty": st.sampled_from(["1", "1.1", "1.2"]),
        "progress": st.sampled_from(["0", "0.6", "80", "1"]),
        "outcome": st.sampled_from(["FAIL", "0.6", "0.8", "1"]),
        "early": st.booleans(),
    },
    "customs-kv8-v2": {
        "coefficient": st.decimals("0.01", 60, places=4).map(str),
        "quantity": st.integers(0, 40),
        "faults": st.integers(0, 20),
        "late": st.integers(0, 20),
    },
    "customs-kv8-v1": {
        "coefficient": st.sampled_from([1, 4, 12, 24, 48, 96]),
        "quantity": st.integers(0, 40),
        "faults": st.integers(0, 20),
        "late": st.integers(0, 20),
    },
}


@st.composite
def a_given(draw, pack_id):
    items = draw(st.lists(st.fixed_dictionaries(ITEMS[pack_id]), min_size=1, max_size=6))
    case = {"role": "STAFF", "common": str(draw(st.integers(0, 60)) * Decimal("0.5")), "items": items}
    if pack_id == "customs-kv8-v1":
        case |= {"working_days": 20, "leave_days": str(draw(st.integers(0, 20)))}
    return case


EVERY = [pytest.param(each, id=each) for each in ITEMS]


def decimals(item):
    return {
        "coefficient": str(item.coefficient),
        "assigned": str(item.assigned),
        "done": str(item.done),
        **{
            key: (list(counts) if item.done > 1 else counts[0]) if (counts := getattr(item, key)) else 0
            for key in ("errors", "late", "waived_errors", "waived_late")
        },
        "extra": item.extra,
        "handed_over": item.handed_over,
    }


@given(a_case())
def test_the_engine_and_the_fast_path_agree(case):
    role, common, items, d, dd, e, cap = case
    given_ = {"role": role.value, "common": str(common), "items": list(map(decimals, items))}
    given_ |= {key: str(each) for key, each in (("d", d), ("dd", dd), ("e", e)) if each is not None}
    given_["options"] = {"cap": cap.value}
    fast = evaluate_case(PACK, *case)
    slow = engine.score(PACK, case_of(PACK, given_))

    if isinstance(fast, Insufficient):
        assert slow == fast
        return
    for name, value in (("a", fast.a), ("b", fast.b), ("c", fast.c)):
        assert cut(slow.named[name]) == value
    assert cut(slow.ratio) == fast.result_ratio
    assert cut(slow.points) == fast.result_points
    assert cut(slow.total) == fast.total
    brief = engine.score(PACK, case_of(PACK, given_), explain=False)
    assert (brief.total, brief.rated, brief.steps) == (slow.total, slow.rated, ())
    assert slow.rated.level == fast.level


@pytest.mark.parametrize("pack_id", EVERY)
@settings(max_examples=40)
@given(data=st.data())
def test_bounds_order_and_same_bytes(pack_id, data):
    pack, case = loader.pack(pack_id), data.draw(a_given(pack_id))
    answer = evaluate(pack, case)
    mixed = list(case["items"])
    random.Random(7).shuffle(mixed)

    assert json.dumps(answer) == json.dumps(evaluate(pack, json.loads(json.dumps(case))))
    again = evaluate(pack, {**case, "items": mixed})
    assert {k: v for k, v in again.items() if k != "steps"} == {
        k: v for k, v in answer.items() if k != "steps"
    }
    if "status" in answer:
        assert answer["status"] == "INSUFFICIENT_DATA"
        return
    assert 0 <= Decimal(answer["result_points"]) <= 70
    assert Decimal(answer["common"]) <= Decimal(answer["total"]) <= 100
    for step in answer["steps"]:
        assert loader.source_of(pack, step["source"])


@pytest.mark.parametrize("pack_id", ["customs-kv8-v2", "customs-kv8-v1"])
@settings(max_examples=40)
@given(data=st.data())
def test_a_fault_more_never_raises_and_a_line_may_be_split(pack_id, data):
    pack, case = loader.pack(pack_id), data.draw(a_given(pack_id))
    at = data.draw(st.integers(0, len(case["items"]) - 1))
    which = data.draw(st.sampled_from(["faults", "late"]))
    worse = [dict(each) for each in case["items"]]
    worse[at][which] += 1
    before, after = evaluate(pack, case), evaluate(pack, {**case, "items": worse})
    if "status" not in before:
        assert Decimal(after["total"]) <= Decimal(before["total"])

    clean = [each | {"faults": 0, "late": 0} for each in case["items"]]
    one = clean[at]
    half = {"quantity": str(Decimal(one["quantity"]) / 4)}
    rest = {"quantity": str(Decimal(one["quantity"]) - Decimal(one["quantity"]) / 4)}
    split = [*clean[:at], one | half, one | rest, *clean[at + 1 :]]
    whole, parts = (evaluate(pack, {**case, "items": each}) for each in (clean, split))
    assert whole.get("total") == parts.get("total")


@settings(max_examples=60)
@given(st.data())
def test_hcmc_follows_its_formula_in_fractions(data):
    case = data.draw(a_given("hcmc-06"))
    answer = evaluate(loader.pack("hcmc-06"), case)
    words = {"REGULAR": "10", "FAIL": "0", "80": "0.8"}
    most = actual = reward = Fraction(0)
    for item in case["items"]:
        p, d, g, o = (
            Fraction(words.get(item[k], item[k])) for k in ("points", "difficulty", "progress", "outcome")
        )
        most += p * d
        actual += p * (Fraction(3, 10) * g + Fraction(7, 10) * o) * d
        reward += Fraction(1, 20) * p * d if item["early"] and o == 1 else 0
    points = min(Fraction(70), actual / most * 70)
    total = min(Fraction(100), Fraction(case["common"]) + points + min(reward, Fraction(7)))

    assert Decimal(answer["result_points"]) == cut(points)
    assert Decimal(answer["total"]) == cut(total)


PERCENT = st.integers(0, 1000).map(lambda each: Fraction(each, 10))


@settings(max_examples=60)
@given(st.lists(st.tuples(*[PERCENT] * 4), min_size=3, max_size=7), st.sampled_from(["K1", "K2", "K3", "K4"]))
def test_vatm_rounds_each_product_and_then_sums(products, frame):
    weights = ["10"] * (len(products) - 1)
    weights.append(str(70 - 10 * len(weights)))
    items = [
        {
            "weight": w,
            **{k: str(Decimal(v.numerator) / v.denominator) for k, v in zip("ABCD", p, strict=True)},
        }
        for w, p in zip(weights, products, strict=True)
    ]
    shares = {
        "K1": (25, 35, 20, 20),
        "K2": (15, 50, 15, 20),
        "K3": (20, 30, 35, 15),
        "K4": (15, 30, 20, 35),
    }[frame]
    expected = Fraction(0)
    for w, p in zip(weights, products, strict=True):
        exact = sum(Fraction(s, 100) * v for s, v in zip(shares, p, strict=True)) * Fraction(w) / 100
        expected += Fraction(int(exact * 10 + Fraction(1, 2)), 10)
    case = {"role": "STAFF", "frame": frame, "common": "0", "items": items}

    assert Decimal(evaluate(loader.pack("vatm-03"), case)["product_points"]) == cut(expected)


def test_every_pack_answers_by_its_own_sources_or_the_shared_ones():
    for each in loader.every_pack_id():
        pack = loader.pack(each)
        for case in loader.cases(each).get("score", []):
            for step in evaluate(pack, case["input"]).get("steps", []):
                assert loader.source_of(pack, step["source"]).article


def test_rescaling_and_full_points_of_criteria_that_do_not_apply():
    data = deepcopy(loader.pack_data("nd335-2025"))
    codes = [each["code"] for group in data["groups"] for each in group["criteria"]]
    given_ = dict.fromkeys(codes, "2")
    item = {"coefficient": "1", "assigned": "1", "done": "1"}
    case = {"role": "STAFF", "common": given_ | {"I.1": "NA"}, "items": [item]}
    for how, expected in (("RESCALE", Fraction(18 * 30, 25)), ("FULL", Fraction(23))):
        data["marking"]["not_applicable"] = how
        answer = evaluate(pack_of(data, "x.toml", loader.sources()), case)
        assert Decimal(answer["common"]) == cut(expected)
    nothing = {"role": "STAFF", "common": dict.fromkeys(codes, "K/AD"), "items": [item]}
    data["marking"]["not_applicable"] = "RESCALE"
    assert evaluate(pack_of(data, "x.toml", loader.sources()), nothing)["status"] == "INSUFFICIENT_DATA"


class TestSpans:
    """A quarter from its months: a mean where the pack says so, all the work together elsewhere."""

    V2 = loader.pack("customs-kv8-v2")

    def case(self, *items, common="30"):
        return case_of(self.V2, {"role": "STAFF", "common": common, "items": list(items)})

    def item(self, quantity, faults=0):
        return {"coefficient": "2", "quantity": quantity, "faults": faults}

    def test_customs_add_up_the_work_and_not_the_ratios(self):
        months = [self.case(self.item("1", 2)), self.case(self.item("9")), self.case()]
        found = spans.together(self.V2, "quarter", self.case(common="28"), months)

        assert found.named["b"] == Fraction(95, 100), "the mean of the ratios would be 3/4"
        assert found.common == 28
        assert spans.together(self.V2, "quarter", self.case(), [self.case()]).as_dict()["status"]

    def test_the_decree_takes_the_mean_of_the_months(self):
        assert spans.mean_of(PACK, "quarter", [Fraction(90), Fraction(80), Fraction(100)]) == 90
        assert spans.mean_of(PACK, "half", [Fraction(1), Fraction(2)]) == Fraction(3, 2)
        for lacking in ([], [Fraction(90), None]):
            assert isinstance(spans.mean_of(PACK, "quarter", lacking), Insufficient)

    def test_what_no_source_says_is_refused(self):
        with pytest.raises(BadCase, match="không nêu cách tính"):
            spans.mean_of(loader.pack("hcmc-06"), "quarter", [Fraction(90)])
        with pytest.raises(BadCase, match="không lấy trung bình"):
            spans.mean_of(self.V2, "quarter", [Fraction(90)])
        with pytest.raises(BadCase, match="không cộng dồn"):
            spans.together(PACK, "quarter", self.case(), [])
        with pytest.raises(BadCase, match="không ghi thêm"):
            spans.together(self.V2, "quarter", self.case(self.item("1")), [])


def test_points_of_the_parts_of_a_criterion():
    data = deepcopy(loader.pack_data("nd335-2025"))
    parts = [("1", 1), ("2", 1), ("3", "0.5")]
    data["groups"][1]["criteria"][0]["parts"] = [
        {
            "code": f"II.1.{code}",
            "text": "Phần",
            "maximum": {"value": Decimal(value), "unit": "điểm", "source": "CONGVU/G1"},
            "source": "CONGVU/G1",
        }
        for code, value in parts
    ]
    pack = pack_of(data, "x.toml", loader.sources())
    codes = [code for code in pack.criteria_of("STAFF") if not code.startswith("II.1.")]
    common = dict.fromkeys(codes, "2") | {"II.1.1": "1", "II.1.2": "0", "II.1.3": "0.5"}
    item = {"coefficient": "1", "assigned": "1", "done": "1"}
    answer = evaluate(pack, {"role": "STAFF", "common": common, "items": [item]})

    assert len(common) == 12
    assert not pack.follows_decree
    assert answer["common"] == "19.50000000"
    data["groups"][1]["criteria"][0]["parts"][0]["maximum"]["value"] = Decimal(2)
    with pytest.raises(PackError, match=r"các phần của II.1 cộng lại được 3.5, phải bằng 2.5"):
        pack_of(data, "x.toml", loader.sources())


def jsonable(value):
    """A case of a TOML file as JSON would give it."""
    if isinstance(value, dict):
        return {key: jsonable(each) for key, each in value.items()}
    return [jsonable(each) for each in value] if isinstance(value, list) else value


KNOWN = [
    (each, kind, jsonable(case["input"]))
    for each in loader.every_pack_id()
    for kind in ("score", "refused", "year")
    for case in loader.cases(each).get(kind, [])
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**31),
    st.text(max_size=12),
    st.sampled_from(["0", "1", "100", "0.5", "NA", "K/AD", "1e3", "9" * 30, "0." + "0" * 27 + "1", [], {}, [0], ["0"]]),
)  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(KNOWN), st.data())
def test_any_case_is_an_answer_or_one_sentence(known, data):
    pack_id, kind, case = known
    case = deepcopy(case)
    at = case
    while True:
        key = data.draw(st.sampled_from(list(at) if isinstance(at, dict) else list(range(len(at)))))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.booleans()):
            at = at[key]
            continue
        at[key] = data.draw(ODD)
        break
    said, answer = "", {}
    try:
        answer = (years.answer if kind == "year" else evaluate)(loader.pack(pack_id), case)
    except BadCase as error:
        said = str(error)
    assert bool(said) is not bool(answer)
    assert "\n" not in said
    assert json.dumps(answer)
    if answer.get("total") is not None:
        assert 0 <= Decimal(answer["total"]) <= 100
