"""The language of formulas: what it says, and what it refuses before and after it is read."""

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.errors import BadCase, PackError
from rulebook.formula import (
    DEEPEST,
    LONGEST,
    RESERVED,
    NoValue,
    condition_of,
    formula_of,
    holds,
    number,
    order_of,
)

F = Fraction


def value(written, **values):
    return number(formula_of(written, "x"), {key: None if v is None else F(v) for key, v in values.items()})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a + b * c", F(7)),
        ("(a + b) * c", F(9)),
        ("a - b - c", F(-4)),
        ("a / b / c", F(1, 6)),
        ("1 - a / b", F(1, 2)),
        ("min(a, b, c) + max(a, b)", F(3)),
        ("mean(a, b, c)", F(2)),
        ("  a*100/c ", F(100, 3)),
        ("0", F(0)),
    ],
)
def test_means_what_it_says(written, expected):
    assert value(written, a=1, b=2, c=3) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a < b and b < c", True),
        ("a > b or c == 100", False),
        ("a >= 1 or a / 0 > 1", True),
        ("a != b and a == 1 or b == 0", True),
        ("a + b <= c", True),
    ],
)
def test_conditions(written, expected):
    assert holds(condition_of(written, "x"), {"a": F(1), "b": F(2), "c": F(3)}) is expected


def test_what_does_not_apply_is_left_out_of_means_and_nowhere_else():
    assert value("mean(a, b)", a=4, b=None) == 4
    for written in ("a + b", "min(a, b)", "mean(b)", "b"):
        with pytest.raises(NoValue):
            value(written, a=4, b=None)
    weighted = formula_of("weighted(a, b)", "x")
    weights = {"a": F(1, 4), "b": F(3, 4)}
    assert number(weighted, {"a": F(8), "b": F(4)}, weights) == 5
    assert number(weighted, {"a": F(8), "b": None}, weights) == 8
    with pytest.raises(NoValue):
        number(weighted, {"a": None, "b": None}, weights)


def test_nothing_to_divide_by_is_no_value_and_no_crash():
    with pytest.raises(NoValue):
        value("a / b", a=1, b=0)
    with pytest.raises(NoValue):
        value("1 / 0")


BAD = [
    "",
    " ",
    "a b",
    "a +",
    "+ a",
    "-a",
    "a ** b",
    "a // b",
    "a % b",
    "a ^ b",
    "a, b",
    "(a",
    "a)",
    "min a",
    "min()",
    "min(a,)",
    "mean(",
    "weighted(a + b)",
    "weighted(1)",
    "pow(a, b)",
    "min",
    "and",
    "a and b",
    "a < b",
    "2",
    "0.5",
    "1e9",
    "3 * a",
    "__import__('os')",
    "a.__class__",
    "a[0]",
    "lambda: 0",
    "a if b else c",
    "a; b",
    "a\x00",
    "đ + e",
    "a = b",
    "'a'",
    '"a"',
    "{a}",
    "a" * 41,
    "(" * (DEEPEST + 2) + "a" + ")" * (DEEPEST + 2),
    "min(" * 100,
    "a + " * LONGEST + "a",
    "9" * 300,
]


@pytest.mark.parametrize("written", BAD, ids=lambda each: repr(each[:20]))
def test_anything_else_is_refused_and_says_where(written):
    with pytest.raises(PackError, match=r"^bộ\.toml\.x: ") as refusal:
        formula_of(written, "bộ.toml.x")
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("written", ["a", "a <", "a < b < c", "(a < b)", "not a", "1", "a == b ==", "a => b"])
def test_a_condition_must_compare(written):
    with pytest.raises(PackError):
        condition_of(written, "x")


def test_depth_is_bounded_but_honest_depth_is_not_refused():
    assert value("(" * DEEPEST + "a" + ")" * DEEPEST, a=5) == 5


def grow(written, times, **more):
    formula, grown = formula_of(written, "x"), F(10) ** 30
    for _ in range(times):
        grown = number(formula, {"a": grown} | more)


def test_a_number_cannot_grow_without_end():
    """Squaring a square again and again would fill the memory before it ended."""
    with pytest.raises(BadCase, match="lớn hoặc dài quá"):
        grow("a * a", 60)
    with pytest.raises(BadCase, match="lớn hoặc dài quá"):
        grow("a / b / b", 10_000, b=F(3))


def test_order_follows_the_names_and_a_cycle_is_named():
    formulas = {key: formula_of(w, "x") for key, w in {"a": "b + c", "b": "c", "c": "given"}.items()}
    assert order_of(formulas, "x") == ("c", "b", "a")
    formulas["c"] = formula_of("a", "x")
    with pytest.raises(PackError, match="a → b → c → a"):
        order_of(formulas, "x")


def test_a_long_chain_of_names_has_an_order():
    chain = {f"n{i}": formula_of(f"n{i + 1}", "x") for i in range(400)}
    assert order_of(chain, "x")[0] == "n399"


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}
LEAVES = NAMES.map(lambda name: (name, lambda values: values[name])) | st.sampled_from([0, 1, 100]).map(
    lambda n: (str(n), lambda values: n)
)


def joined(parts):
    """The text of a formula and the same arithmetic in Python, side by side."""
    (left, one), sign, (right, other) = parts
    return f"({left} {sign} {right})", lambda values: SIGNS[sign](one(values), other(values))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from(list(SIGNS)), inner).map(joined),
    max_leaves=12,
)


@given(TREES, st.data())
def test_agrees_with_plain_arithmetic(tree, data):
    written, compute = tree
    formula = formula_of(written, "x")
    values = {name: F(data.draw(st.integers(-50, 50))) for name in formula.names}

    assert number(formula, values) == compute(values)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_one_sentence(written):
    try:
        formula = formula_of(written, "x")
    except PackError:
        return
    try:
        number(formula, dict.fromkeys(formula.names, F(1)), dict.fromkeys(formula.names, F(1)))
    except NoValue:
        assert "/" in written
