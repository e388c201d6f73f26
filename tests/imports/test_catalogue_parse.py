"""The catalogue importer on small files of the real file's shape, trap by trap."""

from __future__ import annotations

import random
import unicodedata
from datetime import date
from decimal import Decimal

import pytest

from congvu.base.errors import Unreadable
from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.catalogue.values import ListKind, ParsedCatalogue

from .files import (
    CRITERIA,
    DECREE,
    HEADER_10,
    HEADER_11,
    HEADER_STANDARD,
    item,
    item_of,
    real_shape,
    rezipped,
    workbook,
)


def parsed(sheets, finish=None, **named) -> ParsedCatalogue:
    return parse_catalogue(workbook(sheets, finish), criteria=CRITERIA, **named)


def one_sheet(*rows, header=HEADER_STANDARD, name="Danh mục", **named) -> ParsedCatalogue:
    return parsed({name: [("DANH MỤC DÙNG CHUNG",), header, *rows]}, **named)


def reasons(catalogue: ParsedCatalogue) -> list[str]:
    return [row.reason for row in catalogue.rejected]


class TestRealShape:
    def test_four_sheets_are_read(self):
        catalogue = parsed(real_shape())

        assert catalogue.counts() == {
            "PL II - Lanh dao QL": 2,
            "PL III - Dung chung": 3,
            "PL IV - Rieng phong": 3,
        }
        assert (catalogue.read, catalogue.rejected, catalogue.ignored_sheets) == (8, (), ())
        assert catalogue.standard_score == 5
        assert len(catalogue.criteria.rows) == 10
        assert catalogue.criteria.problems == ()

    def test_decision_is_read_from_the_titles(self):
        decision = parsed(real_shape()).decision
        assert (decision.number, decision.signed_on, decision.issuer) == (
            "12/QĐ-UBND",
            date(2026, 5, 31),
            "UBND xã Mẫu",
        )

    def test_items_are_exact(self):
        items = {one.code: one for one in parsed(real_shape()).items}

        assert items["QL.01"].kind is ListKind.LEADERSHIP
        assert items["DC.02"].kind is ListKind.COMMON
        assert items["VP.01"].kind is ListKind.SPECIALISED
        assert (items["VP.01"].unit_name, items["KT.01"].unit_name, items["DC.02"].unit_name) == (
            "Văn phòng",
            "Phòng Kinh tế",
            "",
        )
        assert (items["QL.01"].sheet, items["QL.01"].row) == ("PL II - Lanh dao QL", 5)
        assert (items["VP.01"].row, items["VP.02"].row) == (6, 8)
        assert items["DC.16"].coefficient == Decimal("0.6000")
        assert items["VP.02"].coefficient == Decimal("1.6")
        assert (items["QL.01"].frame_low, items["QL.01"].frame_high, items["QL.01"].group) == (51, 100, 3)
        assert {type(one.score) for one in items.values()} == {Decimal}
        assert {one.unit_of_measure for one in items.values()} == {""}

    def test_notes_one_row_too_high_come_down_on_that_sheet_only(self):
        notes = {one.code: one.note for one in parsed(real_shape()).items}

        assert notes["DC.01"] == "Sản phẩm chuẩn = 5 điểm = hệ số 1,00"
        assert (notes["DC.02"], notes["DC.16"]) == ("", "Ghi chú của DC.16")
        assert notes["QL.01"] == "Ghi chú đúng hàng"

    def test_same_file_gives_equal_values_and_hashes(self):
        first, second = parsed(real_shape()), parsed(real_shape())
        assert first.items == second.items
        assert [one.content_hash for one in first.items] == [one.content_hash for one in second.items]


class TestVariations:
    def test_columns_in_another_order_with_extra_ones(self):
        order = [8, 0, 3, 2, 9, 1, 7, 6, 5, 4]
        header = ["", *(HEADER_10[index] for index in order), "Người lập"]
        row = item("A.1", 25, note="Một")
        catalogue = parsed(
            {
                "X": [
                    ("Sản phẩm chuẩn: 5 điểm",),
                    (),
                    header,
                    (),
                    ["", *(row[index] for index in order), "Ai đó"],
                ]
            }
        )

        assert [(one.code, one.score, one.note, one.row) for one in catalogue.items] == [
            ("A.1", 25, "Một", 5)
        ]

    def test_header_two_rows_high_and_merged(self):
        def finish(_book, sheet):
            for column in (*range(5), 8, 9):
                sheet.merge_range(1, column, 2, column, HEADER_10[column])
            sheet.merge_range(1, 5, 1, 7, "Chấm điểm")

        rows = [
            ("DANH MỤC DÙNG CHUNG, sản phẩm chuẩn = 5 điểm",),
            (),
            ("", "", "", "", "", "Nhóm", "Khung điểm", "Điểm chấm"),
            item("A.1"),
        ]
        catalogue = parsed({"X": rows}, finish)

        assert [(one.code, one.row, one.group) for one in catalogue.items] == [("A.1", 4, 2)]

    def test_office_merged_over_several_rows(self):
        def finish(_book, sheet):
            sheet.merge_range(2, 2, 3, 2, "Phòng Gộp")

        rows = [
            ("DANH MỤC RIÊNG", "sản phẩm chuẩn = 5 điểm"),
            HEADER_11,
            item_of("", "A.1"),
            item_of("", "A.2"),
        ]
        catalogue = parsed({"X": rows}, finish)

        assert [one.unit_name for one in catalogue.items] == ["Phòng Gộp", "Phòng Gộp"]

    def test_one_single_sheet_with_sections(self):
        catalogue = parsed(
            {
                "Sheet1": [
                    ("DANH MỤC SẢN PHẨM",),
                    (DECREE,),
                    HEADER_11,
                    ("A", "NHIỆM VỤ LÃNH ĐẠO, QUẢN LÝ"),
                    item_of("", "QL.1"),
                    ("B.I", "Danh mục dùng chung"),
                    item_of("", "DC.1", 5, group="N1", frame="1-10"),
                    HEADER_11,
                    ("B.II", "Danh mục riêng theo phòng"),
                    item_of("Văn phòng", "VP.1"),
                    ("", "Tổng cộng", "", "", "", "", "", "", 55),
                ]
            }
        )

        assert [(one.code, one.kind) for one in catalogue.items] == [
            ("QL.1", ListKind.LEADERSHIP),
            ("DC.1", ListKind.COMMON),
            ("VP.1", ListKind.SPECIALISED),
        ]
        assert catalogue.read == 3
        assert catalogue.standard_score == 5

    def test_blank_rows_and_columns_around(self):
        rows = [(), (), *(["", "", *row] for row in (HEADER_STANDARD, item("A.1"), [], item("A.2"))), (), ()]
        assert [one.row for one in parsed({"X": rows}).items] == [4, 6]

    @pytest.mark.parametrize("group", ["N2", "n2", "Nhóm 2", "2", 2, "II", "Nhóm II"])
    def test_ways_to_write_a_group(self, group):
        assert one_sheet(item("A.1", group=group)).items[0].group == 2

    @pytest.mark.parametrize(
        "frame", ["11-50", "11 – 50", "11÷50", "từ 11 đến 50", "Từ 11 đến 50 điểm", "11 - 50 điểm"]
    )
    def test_ways_to_write_a_frame(self, frame: str):
        one = one_sheet(item("A.1", frame=frame)).items[0]
        assert (one.frame_low, one.frame_high) == (11, 50)

    @pytest.mark.parametrize("cell", [date(2026, 10, 1), date(2026, 1, 10)])
    def test_frame_that_excel_took_for_a_date(self, cell: date):
        def finish(book, sheet):
            sheet.write_datetime(2, 6, cell, book.add_format({"num_format": "d-mmm"}))

        one = one_sheet(item("A.1", 5, group="N1", frame=""), finish=finish).items[0]
        assert (one.frame_low, one.frame_high) == (1, 10)

    def test_no_frame_at_all(self):
        assert one_sheet(item("A.1", frame="")).items[0].frame_low is None

    def test_scores_and_coefficients_as_vietnamese_text(self):
        one = one_sheet(item("A.1", "12,5", coefficient="2,50")).items[0]
        assert (one.score, one.coefficient) == (Decimal("12.5"), Decimal("2.5"))

    def test_unit_of_measure_when_there_is_one(self):
        header = (*HEADER_STANDARD, "Đơn vị tính")
        assert one_sheet([*item("A.1"), "văn bản"], header=header).items[0].unit_of_measure == "văn bản"

    def test_formula_coefficient_never_calculated_is_computed(self):
        catalogue = one_sheet(item("A.1", 8, group="N1", frame="1-10", coefficient=""))
        assert catalogue.items[0].coefficient == Decimal("1.6")

    def test_nfd_nbsp_and_codes_with_spaces(self):
        task = unicodedata.normalize("NFD", "Soạn\u00a0thảo  văn bản ")
        one = one_sheet(item("DC. 01 ", task=task)).items[0]
        assert (one.code, one.task, one.key) == ("DC.01", "Soạn thảo văn bản", "DC.01")

    def test_same_task_with_other_detail_is_another_item(self):
        catalogue = one_sheet(item("HN.1", task="Tổ chức hội nghị"), item("HN.2", task="Tổ chức hội nghị"))
        assert len({one.text_key for one in catalogue.items}) == 2

    def test_guide_sheet_is_passed_over_and_named(self):
        catalogue = parsed(
            {"Hướng dẫn": [("Cách ghi",)], "DM": [("dùng chung",), HEADER_STANDARD, item("A.1")]}
        )
        assert catalogue.ignored_sheets == ("Hướng dẫn",)


class TestRejectedRows:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (item(""), "thiếu mã công việc"),
            (item("A.1", detail=""), "thiếu công việc chi tiết"),
            (item("A.1", task=""), "thiếu nhiệm vụ"),
            (item("A.1", group="N6"), "nhóm 6 vượt quá 5 nhóm"),
            (item("A.1", group=""), "thiếu nhóm"),
            (item("A.1", group="Nhóm vừa"), "không rõ nhóm “Nhóm vừa”"),
            (item("A.1", group="N0"), "không rõ nhóm"),
            (item("A.1", 60), "điểm chấm 60 nằm ngoài khung 11-50"),
            (item("A.1", "nhiều"), "ô “Điểm chấm” không phải là số"),
            (item("A.1", ""), "thiếu điểm chấm"),
            (item("A.1", 0, frame=""), "phải lớn hơn 0"),
            (item("A.1", -5, frame=""), "phải lớn hơn 0"),
            (item("A.1", 999999999, frame=""), "không quá 100.000"),
            (item("A.1", "12,345", coefficient=""), "quá hai chữ số thập phân"),
            (item("A.1", frame="cao"), "ô “Khung điểm” ghi “cao” không đọc được"),
            (item("A.1", frame="50-11"), "không đúng thứ tự"),
            (item("A.1", coefficient="6,00"), "hệ số ghi 6 khác điểm chấm chia điểm chuẩn (25 ÷ 5 = 5)"),
            (item("A.1", coefficient="năm"), "ô “Hệ số quy đổi” không phải là số"),
            (item("A" * 41), "ô “Mã CV” dài quá 40 chữ"),
            (item("A.1", output="x" * 2001), "ô “Sản phẩm đầu ra” dài quá 2000 chữ"),
        ],
    )
    def test_row_is_named_with_its_reason(self, row, reason: str):
        catalogue = one_sheet(item("OK.1"), row)

        assert [one.code for one in catalogue.items] == ["OK.1"]
        assert (catalogue.read, len(catalogue.rejected)) == (2, 1)
        rejected = catalogue.rejected[0]
        assert (rejected.sheet, rejected.row) == ("Danh mục", 4)
        assert reason.lower() in rejected.reason.lower()
        assert rejected.reason[0].isupper()
        assert rejected.reason.endswith(".")

    def test_every_problem_of_a_row_is_said_at_once(self):
        reason = reasons(one_sheet(item("", "x", group="N7", detail="")))[0]
        assert reason.count(";") >= 3

    def test_coefficient_rounded_to_two_places_is_fine(self):
        catalogue = one_sheet(
            item("A.1", 10, group="N1", frame="", coefficient="3,33"), standard_score=Decimal(3)
        )
        assert catalogue.items[0].coefficient == Decimal("3.3333")

    def test_coefficient_beyond_rounding_is_not(self):
        catalogue = one_sheet(
            item("A.1", 10, group="N1", frame="", coefficient="3,34"), standard_score=Decimal(3)
        )
        assert "3,33" in reasons(catalogue)[0]

    def test_duplicate_code_names_the_first_place(self):
        catalogue = parsed(
            {
                "Một": [("dùng chung",), HEADER_STANDARD, item("DC.01")],
                "Hai": [("dùng chung",), HEADER_10, item("dc. 01"), item("DC.02"), item("DC.02", 60)],
            }
        )

        assert [one.code for one in catalogue.items] == ["DC.01", "DC.02"]
        assert "đã có ở trang “Một”, hàng 3" in reasons(catalogue)[0]
        assert len(catalogue.rejected) == 2

    def test_specialised_row_without_its_office(self):
        catalogue = parsed(
            {"PL IV": [("DANH MỤC RIÊNG, sản phẩm chuẩn = 5 điểm",), HEADER_11, item_of("", "A.1")]}
        )
        assert "thiếu phòng, ban chuyên môn" in reasons(catalogue)[0].lower()

    def test_error_and_uncalculated_formulas_in_needed_cells(self):
        def finish(_book, sheet):
            sheet.write_formula(2, 7, "=1/0", None, "#DIV/0!")
            sheet.write_formula(3, 7, "=5*5", None, "")

        catalogue = one_sheet(item("A.1"), item("A.2"), finish=finish)
        assert "báo lỗi công thức" in reasons(catalogue)[0]
        assert "chưa được tính" in reasons(catalogue)[1]

    def test_ten_megabytes_in_a_cell(self):
        letters = random.Random(1)
        huge = "".join(letters.choices("abcdefghijklmnop ", k=10 * 1024 * 1024))
        raw = workbook({"X": [("dùng chung",), HEADER_STANDARD, item("A.1", detail="THAY-VÀO-ĐÂY")]})
        raw = rezipped(raw, lambda _name, content: content.replace("THAY-VÀO-ĐÂY".encode(), huge.encode()))

        catalogue = parse_catalogue(raw, criteria=CRITERIA)
        assert "dài quá 4000 chữ" in reasons(catalogue)[0]
        assert len(reasons(catalogue)[0]) < 300

    def test_html_is_kept_as_text(self):
        one = one_sheet(item("A.1", detail="<script>alert(1)</script>")).items[0]
        assert one.detail == "<script>alert(1)</script>"


class TestStandardScore:
    def test_inferred_from_the_item_of_coefficient_one(self):
        catalogue = one_sheet(item("A.1", 5, frame=""), item("A.2"), header=HEADER_10)
        assert catalogue.standard_score == 5

    def test_given_by_the_person(self):
        catalogue = one_sheet(
            item("A.1", 50, coefficient="2,00"), header=HEADER_10, standard_score=Decimal(25)
        )
        assert catalogue.items[0].coefficient == 2

    def test_left_open_is_refused(self):
        with pytest.raises(Unreadable, match="sản phẩm chuẩn"):
            one_sheet(item("A.1", coefficient=""), header=HEADER_10)

    def test_two_scores_with_coefficient_one_are_refused(self):
        with pytest.raises(Unreadable, match="sản phẩm chuẩn"):
            one_sheet(item("A.1", 5, coefficient=1), item("A.2", 25, coefficient=1), header=HEADER_10)


class TestUnreadable:
    def test_no_item_table(self):
        with pytest.raises(Unreadable, match="Không tìm thấy bảng danh mục"):
            parsed({"X": [("Họ và tên", "Đơn vị"), ("Ai", "Đâu")]})

    def test_empty_workbook(self):
        with pytest.raises(Unreadable, match="Không tìm thấy bảng danh mục"):
            parsed({"X": []})


class TestKeys:
    def test_hash_changes_with_content_not_with_place(self):
        first = one_sheet(item("A.0"), item("A.1")).items[1]
        moved = one_sheet((), item("A.0"), (), item("A.1")).items[1]
        dearer = one_sheet(item("A.0"), item("A.1", 30)).items[1]

        assert first.content_hash == moved.content_hash
        assert first.content_hash != dearer.content_hash
        assert first.text_key == dearer.text_key

    def test_text_key_survives_a_new_code(self):
        old, new = (
            one_sheet(item("A.1")).items[0],
            one_sheet(item("B.7", detail="dự thảo CÔNG VĂN loại A.1")).items[0],
        )
        assert old.text_key == new.text_key
        assert old.key != new.key
