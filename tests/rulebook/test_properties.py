"""What must hold for every case, found by hypothesis against an oracle in fractions."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rulebook import loader
from rulebook.explain import Insufficient
from rulebook.items import Item, products
from rulebook.pack import Cap
from rulebook.results import Role, evaluate_case
from tests.rulebook import oracle

PACK = loader.pack("nd335-2025")
HALVES = st.sampled_from([Decimal(1), Decimal("0.5")])
COMMON = st.decimals(0, 30, places=2)
NUMBERS = ("a", "b", "c", "result_ratio", "result_points", "total")


@st.composite
def an_item(draw, *, faults=True):
    coefficient = draw(st.decimals("0.01", 60, places=2))
    done = draw(st.decimals(0, 6, places=draw(st.sampled_from([0, 0, 1]))))
    kind = draw(st.sampled_from(["plain", "plain", "extra", "handed_over"]))
    if kind == "handed_over":
        return Item(coefficient, done, Decimal(0), handed_over=True)
    assigned = done + draw(st.decimals(0, 3, places=1))
    verdicts = []
    for _ in range(2):
        counts = tuple(draw(st.integers(0, 6)) for _ in range(products(done) if faults else 0))
        waived = tuple(draw(st.integers(0, count)) for count in counts)
        verdicts += [draw(st.sampled_from([counts, ()])), waived]
    errors, waived_errors, late, waived_late = verdicts
    return Item(
        coefficient,
        assigned,
        done,
        errors=errors,
        late=late,
        waived_errors=waived_errors if errors else (),
        waived_late=waived_late if late else (),
        extra=kind == "extra",
    )


ITEMS = st.lists(an_item(), max_size=6)


@st.composite
def a_case(draw, items=ITEMS):
    role = draw(st.sampled_from(Role))
    leadership = [draw(HALVES) for _ in range(3)] if role is not Role.STAFF else [None] * 3
    return [role, draw(COMMON), draw(items), *leadership, draw(st.sampled_from(Cap))]


def scored(case, **options):
    score = evaluate_case(PACK, *case, **options)
    assume(not isinstance(score, Insufficient))
    return score


def with_items(case, items):
    return [*case[:2], items, *case[3:]]


@given(a_case())
def test_equals_the_decree_in_fractions(case):
    role, common, items, *leadership, cap = case
    expected = oracle.score(role, common, items, leadership, cap)
    score = evaluate_case(PACK, *case)

    if expected is None:
        assert isinstance(score, Insufficient)
        return
    assert [getattr(score, name) for name in NUMBERS] == [oracle.cut(x) for x in expected[:-1]]
    assert score.level == expected[-1]


@given(a_case())
def test_stays_within_bounds_and_needs_no_negative(case):
    score = scored(case)

    assert 0 <= score.result_ratio <= 1
    assert 0 <= score.result_points <= 70
    assert score.common <= score.total <= 100
    assert 0 <= score.b <= score.a
    assert 0 <= score.c <= score.a
    assert score.sums.surplus >= 0


@given(a_case(), st.randoms(use_true_random=False))
def test_order_of_items_does_not_matter(case, random):
    mixed = list(case[2])
    random.shuffle(mixed)

    assert scored(with_items(case, mixed), explain=False) == scored(case, explain=False)


@given(a_case(st.lists(an_item(faults=False), min_size=1, max_size=5)), st.data())
def test_an_item_may_be_split_in_two(case, data):
    at = data.draw(st.integers(0, len(case[2]) - 1))
    item = case[2][at]
    assigned, done = item.assigned / 4, item.done / 4
    first = replace(item, assigned=assigned, done=done)
    second = replace(item, assigned=item.assigned - assigned, done=item.done - done)
    split = [*case[2][:at], first, second, *case[2][at + 1 :]]

    assert scored(with_items(case, split), explain=False) == scored(case, explain=False)


@pytest.mark.parametrize("which", ["errors", "late"])
@given(case=a_case(st.lists(an_item(), min_size=1, max_size=4)), data=st.data())
def test_one_fault_more_never_raises_and_its_waiver_restores(which, case, data):
    at = data.draw(st.integers(0, len(case[2]) - 1))
    item = case[2][at]
    assume(item.done)
    none = (0,) * products(item.done)
    counts, waived = getattr(item, which) or none, getattr(item, f"waived_{which}") or none
    hit = data.draw(st.integers(0, len(none) - 1))

    def one_more(of):
        return (*of[:hit], of[hit] + 1, *of[hit + 1 :])

    worse = replace(item, **{which: one_more(counts)})
    excused = replace(worse, **{f"waived_{which}": one_more(waived)})
    before, faulted, restored = (
        scored(with_items(case, [*case[2][:at], each, *case[2][at + 1 :]]), explain=False)
        for each in (item, worse, excused)
    )

    assert all(getattr(faulted, name) <= getattr(before, name) for name in NUMBERS)
    assert restored == before


@given(a_case(), an_item())
def test_an_extra_item_never_lowers(case, item):
    assume(not item.handed_over)
    more = with_items(case, [*case[2], replace(item, extra=True)])

    assert scored(more).total >= scored(case).total


@given(a_case())
def test_cutting_each_ratio_never_gives_more(case):
    each, total = (scored([*case[:-1], cap]) for cap in (Cap.RATIO, Cap.TOTAL))

    assert each.total <= total.total
    assert (each.a, each.b, each.c) == (total.a, total.b, total.c)


@given(a_case())
def test_same_input_same_bytes_with_or_without_steps(case):
    first, second = (json.dumps(scored(case).as_dict(), ensure_ascii=False) for _ in range(2))
    lean = scored(case, explain=False)

    assert first == second
    assert lean.steps == ()
    assert replace(scored(case), steps=()) == lean


@given(a_case())
def test_every_step_names_a_known_source_and_ends_in_the_total(case):
    score = scored(case)

    assert all(loader.source(step.source).article for step in score.steps)
    assert all(step.name and step.formula for step in score.steps)
    assert score.steps[-1].value == score.level
    assert score.steps[-2].value == score.total


@given(a_case())
def test_stored_codes_score_like_their_members(case):
    role, *between, cap = case

    assert scored([str(role), *between, str(cap)]) == scored(case)
