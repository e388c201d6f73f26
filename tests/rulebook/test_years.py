"""The year, the cap and due days: bounds, order, and what bad cases are told."""

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook import caps, deadlines, loader, years
from rulebook.errors import BadCase
from rulebook.model import Base, Excellence, Figure, Mode
from rulebook.workdays import Calendar
from tests.rulebook.oracle import cut

ND = loader.pack("nd335-2025")
SCORES = st.decimals(0, 100, places=2)


def months(scores):
    return [{"period": f"2026-{at:02}", "score": str(each)} for at, each in enumerate(scores, 1)]


class TestYear:
    @given(st.lists(SCORES, min_size=6, max_size=12), st.randoms(use_true_random=False))
    def test_is_the_exact_mean_in_any_order(self, scores, random):
        given_ = months(scores)
        mixed = list(given_)
        random.shuffle(mixed)
        answer, again = years.answer(ND, {"periods": given_}), years.answer(ND, {"periods": mixed})

        mean = Fraction(sum(map(Fraction, scores)), len(scores))
        assert Decimal(answer["score"]) == cut(mean)
        assert (again["score"], again["level"]) == (answer["score"], answer["level"])
        assert answer["level"] == next(
            code for least, code in ((90, "XS"), (70, "T"), (50, "HT"), (0, "KHT")) if mean >= least
        )

    @given(st.lists(SCORES, min_size=12, max_size=12), st.data())
    def test_a_better_month_never_lowers_and_quarters_are_never_averaged_over_months(self, scores, data):
        at = data.draw(st.integers(0, 11))
        better = [*scores[:at], Decimal(100), *scores[at + 1 :]]
        before, after = (years.answer(ND, {"periods": months(each)}) for each in (scores, better))
        assert Decimal(after["score"]) >= Decimal(before["score"])

    @pytest.mark.parametrize("code", [each.code for each in ND.rating.forced])
    def test_every_forced_case_decides_and_keeps_the_score(self, code):
        case = {"periods": months([95] * 12), "forced": [code], "role": "HEAD", "unit_level": "XS"}
        answer = years.answer(ND, case)
        assert (answer["level"], answer["score"]) == ("KHT", "95.00000000")
        assert any(step["name"] == "Trường hợp quyết định mức" for step in answer["steps"])

    def test_the_head_is_bounded_only_downwards(self):
        for unit, expected in (("XS", "T"), ("T", "T"), ("HT", "HT"), ("KHT", "KHT")):
            case = {"periods": months([80] * 12), "role": "HEAD", "unit_level": unit}
            assert years.answer(ND, case)["level"] == expected

    def test_the_contract_of_the_answer(self):
        answer = years.answer(ND, {"periods": months([92] * 12), "worked_months": 12})
        assert list(answer) == ["score", "level", "status", "steps"]
        assert json.dumps(answer) == json.dumps(
            years.answer(ND, {"periods": months([92] * 12), "worked_months": "12"})
        )

    @pytest.mark.parametrize("pack_id", ["hcmc-06", "ktc-1923", "nd233-2026", "customs-kv8-v1", "nd90-2020"])
    def test_a_year_that_no_source_explains_is_refused(self, pack_id):
        with pytest.raises(BadCase, match=r"không tính năm|không nêu cách tính năm"):
            years.answer(loader.pack(pack_id), {"periods": []})

    @pytest.mark.parametrize("pack_id", ["party-366-hd02", "vatm-03"])
    def test_the_last_quarter_is_not_rated_on_its_own(self, pack_id):
        with pytest.raises(BadCase, match="gộp vào năm"):
            years.answer(loader.pack(pack_id), {"periods": [{"period": "2026-q4", "score": "90"}]})

    def test_no_period_is_not_zero(self):
        for periods in ([], [{"period": "2026-01", "worked": False}]):
            answer = years.answer(ND, {"periods": periods, "worked_months": 12})
            assert answer["status"] == "INSUFFICIENT_DATA"

    BAD = {
        "a list": [],
        "no periods": {},
        "periods an object": {"periods": {}},
        "unknown field": {"periods": [], "bonus": 1},
        "unknown field of a period": {"periods": [{"period": "2026-01", "points": "1"}]},
        "no name of a period": {"periods": [{"score": "1"}]},
        "month 13": {"periods": [{"period": "2026-13"}]},
        "words": {"periods": [{"period": "tháng 1"}]},
        "a number": {"periods": [{"period": 2026}]},
        "the year itself": {"periods": [{"period": "2026", "score": "90"}]},
        "twice": {"periods": [{"period": "2026-01"}, {"period": "2026-01"}]},
        "month in quarter": {"periods": [{"period": "2026-q1"}, {"period": "2026-02"}]},
        "thirteen months": {"periods": [{"period": "2025-12"}, {"period": "2026-12"}]},
        "score over 100": {"periods": [{"period": "2026-01", "score": "100.01"}]},
        "score negative": {"periods": [{"period": "2026-01", "score": "-1"}]},
        "score exponent": {"periods": [{"period": "2026-01", "score": "1e1"}]},
        "score NaN": {"periods": [{"period": "2026-01", "score": "NaN"}]},
        "level unknown": {"periods": [{"period": "2026-01", "level": "A"}]},
        "level a list": {"periods": [{"period": "2026-01", "level": ["XS"]}]},
        "worked a number": {"periods": [{"period": "2026-01", "worked": 1}]},
        "forced unknown": {"periods": [], "forced": ["LATE"]},
        "forced text": {"periods": [], "forced": "LATE"},
        "forced of another role": {
            "periods": months([80] * 12),
            "forced": ["LEADER_UNIT_CORRUPTION_HANDLED"],
        },
        "13 worked months": {"periods": [], "worked_months": 13},
        "role unknown": {"periods": [], "role": "BOSS"},
        "role a list": {"periods": [], "role": []},
        "unit level unknown": {"periods": [], "unit_level": "A"},
        "unit level a list": {"periods": [], "unit_level": []},
        "absence unknown": {"periods": [], "absence": "TIRED"},
    }

    @pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
    def test_bad_cases_get_one_sentence(self, case):
        with pytest.raises(BadCase) as refusal:
            years.answer(ND, case)
        said = str(refusal.value)
        assert said.endswith(".")
        assert "\n" not in said


NUMBERS = st.integers(0, 400)


def rule(share, mode):
    figure = Figure(Decimal(share), "%", "x")
    return Excellence(figure, figure, Base.GOOD_ONLY, "x", mode, "x", ("ORGAN",), False)


class TestCap:
    @given(NUMBERS, NUMBERS, st.integers(1, 99), st.sampled_from(Mode))
    def test_good_only_is_the_largest_that_fits(self, good, below, share, mode):
        found = caps.readings(rule(share, mode), good_or_better=good, below=below)

        def rounded(base):
            exact = Fraction(share, 100) * base
            whole = int(exact)
            if mode is Mode.CEILING:
                return whole + (exact != whole)
            return whole + (mode is Mode.HALF_UP and exact - whole >= Fraction(1, 2))

        fits = [x for x in range(good + 1) if x <= rounded(good - x)]
        assert found[Base.GOOD_ONLY] == max(fits)
        assert found[Base.GOOD_OR_BETTER] == min(good, rounded(good))
        assert found[Base.TOTAL_RATED] == min(good, rounded(good + below))
        assert found[Base.GOOD_ONLY] <= found[Base.GOOD_OR_BETTER] <= found[Base.TOTAL_RATED]

    def test_rounding_down_never_exceeds_the_law(self):
        for good in range(200):
            x = caps.readings(ND.rating.excellence, good_or_better=good, below=0)[Base.GOOD_ONLY]
            assert 100 * x <= 20 * (good - x)

    def test_bad_counts_and_a_missing_share_are_refused(self):
        for asked in ((5, 6, 0), (-1, 0, 0), (5, 1, -1), (10**7, 1, 1), (5, -1, 0)):
            with pytest.raises(BadCase):
                caps.answer(ND.rating.excellence, good_or_better=asked[0], excellent=asked[1], below=asked[2])
        with pytest.raises(BadCase, match="nổi trội"):
            caps.readings(
                loader.pack("hcmc-06").rating.excellence, good_or_better=5, below=0, outstanding=True
            )


class TestDeadline:
    CALENDAR = loader.calendar()

    def due(self, code, day, pack=ND):
        return deadlines.due_on(deadlines.deadline_of(pack, code), day, self.CALENDAR)

    def test_calendar_days_and_working_days(self):
        assert self.due("SYNC", dt.date(2026, 12, 10)) == dt.date(2026, 12, 15)
        assert self.due("APPEAL", dt.date(2026, 8, 21)) == dt.date(2026, 9, 3)
        ktc = loader.pack("ktc-1923")
        assert self.due("APPEAL_FILE", dt.date(2026, 10, 5), ktc) == dt.date(2026, 10, 12)
        assert self.due("APPEAL", dt.date(2026, 10, 5), ktc) == dt.date(2026, 10, 19)

    def test_a_year_without_holidays_is_refused_and_not_guessed(self):
        with pytest.raises(BadCase, match="năm 2027"):
            self.due("APPEAL", dt.date(2026, 12, 28))
        assert self.due("SYNC", dt.date(2026, 12, 28)) == dt.date(2027, 1, 2)
        known = Calendar(years=frozenset({2026, 2027}))
        found = deadlines.deadline_of(ND, "APPEAL")
        assert deadlines.due_on(found, dt.date(2026, 12, 28), known) == dt.date(2027, 1, 6)

    def test_unknown_terms_days_of_months_and_the_end_of_time(self):
        with pytest.raises(BadCase, match="có: APPEAL, SYNC"):
            self.due("PARTY", dt.date(2026, 1, 5))
        with pytest.raises(BadCase, match="ngày của tháng"):
            self.due("ANNUAL", dt.date(2026, 1, 5))
        for code in ("SYNC", "APPEAL"):
            with pytest.raises(BadCase):
                self.due(code, dt.date(9999, 12, 31))
