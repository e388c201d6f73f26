from decimal import Decimal

import pytest

from rulebook import loader
from rulebook.credit import check_shares, coefficient, share_of
from rulebook.errors import BadCase
from rulebook.explain import Insufficient
from rulebook.items import Item
from rulebook.rating import explanation_required, level_of
from rulebook.results import unit_result

PACK = loader.pack("nd335-2025")


def decimals(*written):
    return [Decimal(each) for each in written]


class TestCoefficient:
    @pytest.mark.parametrize(
        ("score", "standard", "value"),
        [("5", "5", "1"), ("60", "5", "12"), ("8", "5", "1.6"), ("25", "25", "1"),
         ("10", "3", "3." + "3" * 27)],
    )  # fmt: skip
    def test_item_score_over_standard_score(self, score, standard, value):
        result = coefficient(item_score=Decimal(score), standard_score=Decimal(standard))

        assert result.value == Decimal(value)
        assert not loader.source(result.source).is_law

    @pytest.mark.parametrize(("score", "standard"), [("0", "5"), ("5", "0"), ("-5", "5")])
    def test_refuses_what_is_not_above_zero(self, score, standard):
        with pytest.raises(BadCase, match="phải lớn hơn 0"):
            coefficient(item_score=Decimal(score), standard_score=Decimal(standard))


class TestShares:
    def test_a_share_is_exact(self):
        share = share_of(quantity=Decimal("1.5"), percent=Decimal("33.3"))

        assert share.value == Decimal("0.4995")
        assert loader.source(share.source).is_law

    def test_shares_must_make_one_hundred(self):
        check_shares(decimals("33.3", "33.3", "33.4"))
        for wrong in (["33.3", "33.3", "33.3"], ["60", "41"], [], ["100.0000000000000000001"]):
            with pytest.raises(BadCase, match="100%"):
                check_shares(decimals(*wrong))
        with pytest.raises(BadCase, match="lớn hơn 0"):
            check_shares(decimals("100", "0"))
        with pytest.raises(BadCase, match="Số lượng"):
            share_of(quantity=Decimal("-1"), percent=Decimal(50))


class TestUnitResult:
    def test_all_at_the_level_gives_all(self):
        result = unit_result(PACK, decimals("50", "89", "100"))

        assert (result.value, result.source) == (1, "ND335-2025/15/3/a")

    @pytest.mark.parametrize("totals", [("49.99", "100"), ("50", "49.999999999999999999")])
    def test_one_below_gives_half(self, totals):
        assert unit_result(PACK, decimals(*totals)).value == Decimal("0.5")

    def test_one_below_decides_even_when_another_has_no_score(self):
        assert unit_result(PACK, [Decimal(40), None]).value == Decimal("0.5")

    def test_nobody_or_someone_without_a_score_is_for_people_to_decide(self):
        for totals in ([], [None], [Decimal(90), None]):
            result = unit_result(PACK, totals)
            assert isinstance(result, Insufficient)
            assert result.source == "CONGVU/G7"
            assert result.reason.endswith("quyết định d và ghi lý do.")


class TestRating:
    @pytest.mark.parametrize("total", ["-0.01", "100.01", "NaN", "Infinity"])
    def test_a_total_outside_is_refused(self, total):
        with pytest.raises(BadCase, match="từ 0 đến 100"):
            level_of(PACK, Decimal(total))
        with pytest.raises(BadCase):
            explanation_required(Decimal(50), Decimal(total), PACK)

    def test_the_reason_says_which_rule(self):
        assert "chênh nhau từ 5 điểm" in explanation_required(Decimal(88), Decimal(83), PACK)
        assert "khác mức" in explanation_required(Decimal(91), Decimal(89), PACK)


class TestItem:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"coefficient": Decimal(0)}, "coefficient"),
            ({"coefficient": 5}, "coefficient"),
            ({"done": Decimal("NaN")}, "done"),
            ({"assigned": Decimal(3)}, "done"),
            ({"errors": (1,)}, "errors"),
            ({"errors": (0, 0, 0, True)}, "errors"),
            ({"late": (0, 0, 0, -1)}, "late"),
            ({"waived_late": (0, 0, 0, 1)}, "waived_late"),
            ({"late": (0, 0, 0, 1), "waived_late": (0, 0, 0, 2)}, "waived_late"),
            ({"handed_over": True}, "done"),
            ({"handed_over": True, "extra": True}, "handed_over"),
        ],
    )
    def test_contradictions_are_refused_from_python_too(self, changes, field):
        facts = {name: Decimal(4) for name in ("coefficient", "assigned", "done")}

        with pytest.raises(BadCase, match=f"^{field}: "):
            Item(**facts | changes)
