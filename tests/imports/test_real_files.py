"""The real files, where they are (CONGVU_REAL_DATA, default ../shared/data)."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from congvu.imports.catalogue.criteria import criteria_of
from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.catalogue.values import ListKind, ParsedCatalogue
from congvu.imports.cells import key
from congvu.imports.positions.blocks import Line, blocks_of
from congvu.imports.positions.parse import parse_positions
from congvu.imports.positions.values import Group, LegacyGroup, ParsedPositions
from congvu.imports.reading import open_word
from rulebook import loader

pytestmark = pytest.mark.realdata

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CONGVU_REAL_DATA") or ROOT.parent / "shared" / "data")
SPECIALISED, SUPPORT = "ban-mo-ta-vtvl-1b-chuyen-nganh.docx", "ban-mo-ta-vtvl-1c-htpv.docx"


def real(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"real file {name} is not in CONGVU_REAL_DATA or ../shared/data")
    return path


@pytest.fixture(scope="module")
def catalogue() -> ParsedCatalogue:
    criteria = criteria_of(loader.pack("nd335-2025"))
    return parse_catalogue(real("danh-muc-qd283-2026.xlsx"), criteria=criteria)


@pytest.fixture(scope="module")
def specialised() -> ParsedPositions:
    return parse_positions(real(SPECIALISED))


@pytest.fixture(scope="module")
def support() -> ParsedPositions:
    return parse_positions(real(SUPPORT))


class TestCatalogue:
    def test_counts(self, catalogue: ParsedCatalogue):
        assert list(catalogue.counts().values()) == [18, 62, 291]
        assert (catalogue.read, catalogue.rejected, catalogue.ignored_sheets) == (371, (), ())
        assert Counter(one.group for one in catalogue.items) == {1: 16, 2: 159, 3: 178, 4: 18}
        assert Counter(one.kind for one in catalogue.items) == {
            ListKind.LEADERSHIP: 18,
            ListKind.COMMON: 62,
            ListKind.SPECIALISED: 291,
        }

    def test_ten_criteria_agree_with_the_pack(self, catalogue: ParsedCatalogue):
        assert len(catalogue.criteria.rows) == 10
        assert catalogue.criteria.problems == ()

    def test_decision_and_standard(self, catalogue: ParsedCatalogue):
        assert catalogue.standard_score == 5
        assert catalogue.decision.number == "283/QĐ-UBND"
        assert str(catalogue.decision.signed_on) == "2026-05-31"

    def test_codes_are_single_and_texts_tell_items_apart(self, catalogue: ParsedCatalogue):
        assert len({one.key for one in catalogue.items}) == 371
        assert "DC.13" not in {one.key for one in catalogue.items}
        assert len({one.content_hash for one in catalogue.items}) == 371

    def test_every_coefficient_is_score_by_five(self, catalogue: ParsedCatalogue):
        assert all(one.coefficient == one.score / 5 for one in catalogue.items)

    @pytest.mark.parametrize(
        ("code", "score", "coefficient"),
        [
            ("DC.01", "5", "1"),
            ("DC.02", "25", "5"),
            ("DC.05", "60", "12"),
            ("DC.06", "80", "16"),
            ("DC.09", "45", "9"),
            ("DC.16", "3", "0.6"),
            ("DC.17", "8", "1.6"),
            ("DC.QPPL.02", "150", "30"),
            ("VP.05", "25", "5"),
            ("QL.01", "70", "14"),
        ],
    )
    def test_known_rows(self, catalogue: ParsedCatalogue, code: str, score: str, coefficient: str):
        one = next(one for one in catalogue.items if one.code == code)
        assert (one.score, one.coefficient) == (Decimal(score), Decimal(coefficient))

    def test_notes_of_the_common_list_stand_by_their_items(self, catalogue: ParsedCatalogue):
        notes = {one.code: one.note for one in catalogue.items}
        assert notes["DC.01"] == "Sản phẩm chuẩn = 5 điểm = hệ số 1,00"
        assert notes["DC.12"] == ""
        assert notes["DC.HN.01"] == notes["DC.KT.01"] == "Tách theo ví dụ tại Công văn Sở Nội vụ"
        assert notes["DC.QPPL.01"] == "Áp dụng khi phát sinh nhiệm vụ VBQPPL"
        assert notes["DC.45"]

    def test_every_specialised_item_has_its_office(self, catalogue: ParsedCatalogue):
        offices = Counter(one.unit_name for one in catalogue.items)
        assert offices[""] == 80
        assert len(offices) == 5


class TestPositions:
    def test_every_description_is_found(self, specialised: ParsedPositions, support: ParsedPositions):
        assert (specialised.read, len(specialised.positions), specialised.rejected) == (28, 28, ())
        assert (support.read, len(support.positions), support.rejected) == (3, 3, ())

    @pytest.mark.parametrize("name", [SPECIALISED, SUPPORT])
    def test_codes_are_those_of_the_text(self, name: str):
        told = []
        for block in blocks_of(open_word(real(name)).document):
            for cell in () if isinstance(block, Line) else (cell for row in block for cell in row):
                if key(cell.text).startswith("ma vi tri viec lam"):
                    told.append("".join(cell.text.partition(":")[2].split()))
        assert [one.code for one in parse_positions(real(name)).positions] == told

    def test_groups(self, specialised: ParsedPositions, support: ParsedPositions):
        assert {(one.group, one.legacy_group) for one in specialised.positions} == {
            (Group.PROFESSIONAL, LegacyGroup.SPECIALISED)
        }
        assert {(one.group, one.legacy_group) for one in support.positions} == {
            (Group.SUPPORT, LegacyGroup.SUPPORT)
        }

    def test_tasks_are_complete_and_in_order(self, specialised: ParsedPositions, support: ParsedPositions):
        for position in (*specialised.positions, *support.positions):
            last = [int(task.number.rpartition(".")[2]) for task in position.tasks]
            assert last == list(range(1, len(last) + 1)), position.code
            assert all(task.area for task in position.tasks)
            assert position.goal
            assert position.authority
            assert position.requirements
        assert sum(len(one.tasks) for one in specialised.positions) == 235
        assert sum(len(one.tasks) for one in support.positions) == 12

    @pytest.mark.parametrize("name", [SPECIALISED, SUPPORT])
    def test_no_word_of_the_task_tables_is_lost_or_invented(self, name: str):
        read: Counter[str] = Counter()
        for position in parse_positions(real(name)).positions:
            for task in position.tasks:
                read.update(key(" ".join((task.area, *task.work, *task.criteria))).split())
        told: Counter[str] = Counter()
        inside = False
        for block in blocks_of(open_word(real(name)).document):
            if isinstance(block, Line):
                inside = (inside or "cong viec va tieu chi" in key(block.text)) and "moi quan he" not in key(
                    block.text
                )
            elif inside:
                told.update(key(" ".join(cell.text for row in block for cell in row)).split())
        headers = {
            "tt",
            "cac",
            "nhiem",
            "vu",
            "cong",
            "viec",
            "mang",
            "cu",
            "the",
            "tieu",
            "chi",
            "danh",
            "gia",
            "hoan",
            "thanh",
        }
        assert not read - told
        assert {word for word in told - read if not word.isdigit()} <= headers

    def test_what_is_unclear_is_named(self, specialised: ParsedPositions, support: ParsedPositions):
        assert [one.sheet for one in specialised.notices] == [
            "TP-NVCN-20",
            "TTB-NVCN-24",
            "TP-NVCN-25",
            "TP-NVCN-26",
        ]
        assert "khác đầu mã TP-NVCN" in specialised.notices[1].reason
        assert [one.sheet for one in support.notices] == ["TP-HTPV-01"]
