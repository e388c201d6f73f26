"""The common criteria of a catalogue file against those of the rule pack."""

from __future__ import annotations

from decimal import Decimal

from congvu.imports.catalogue.criteria import criteria_of
from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.catalogue.values import Criterion, ParsedCatalogue
from rulebook import loader

from .files import CRITERIA, HEADER_STANDARD, criteria_sheet, item, workbook

ITEMS = [("dùng chung",), HEADER_STANDARD, item("A.1")]


class TestCriteria:
    def with_criteria(self, criteria) -> ParsedCatalogue:
        sheets = {"PL I": criteria_sheet(criteria), "DM": ITEMS}
        return parse_catalogue(workbook(sheets), criteria=CRITERIA)

    def test_catalogue_without_them_is_fine(self):
        criteria = parse_catalogue(workbook({"DM": ITEMS}), criteria=CRITERIA).criteria
        assert (criteria.is_present, criteria.problems) == (False, ())

    def test_other_maximum(self):
        changed = [Criterion("I.1", CRITERIA[0].text, Decimal(4)), *CRITERIA[1:]]
        problem = self.with_criteria(changed).criteria.problems[0]
        assert (problem.sheet, problem.row) == ("PL I", 5)
        assert "ghi tối đa 4 điểm, bộ quy tắc ghi 5 điểm" in problem.reason

    def test_other_words(self):
        changed = [Criterion("I.1", "Chuyện khác", Decimal(5)), *CRITERIA[1:]]
        assert (
            "ghi khác bộ quy tắc: “Phẩm chất thử”" in self.with_criteria(changed).criteria.problems[0].reason
        )

    def test_case_marks_and_full_stops_do_not_matter(self):
        changed = [Criterion("I.1", "PHẨM CHẤT THỬ.", Decimal(5)), *CRITERIA[1:]]
        assert self.with_criteria(changed).criteria.problems == ()

    def test_missing_repeated_and_strange_ones(self):
        changed = [*CRITERIA[:5], CRITERIA[4], *CRITERIA[6:], Criterion("III.9", "Thêm", Decimal(1))]
        problems = " ".join(one.reason for one in self.with_criteria(changed).criteria.problems)
        assert "II.3 ghi hai lần" in problems
        assert "III.9 không có trong bộ quy tắc" in problems
        assert "Thiếu tiêu chí chung II.4" in problems

    def test_the_pack_gives_ten(self):
        criteria = criteria_of(loader.pack("nd335-2025"))
        assert len(criteria) == 10
        assert sum(one.maximum for one in criteria) == 30
