"""Job descriptions from Word: the shapes and accidents of the real annexes."""

from __future__ import annotations

import time
import unicodedata

import pytest

from congvu.base.errors import Unreadable
from congvu.imports.positions.parse import parse_positions
from congvu.imports.positions.values import Group, LegacyGroup, ParsedPositions

from .files import add_row, add_wide_row, description, set_span, word

SUPPORT_TITLE = "NHÓM VỊ TRÍ VIỆC LÀM HỖ TRỢ PHỤC VỤ"


def parsed(*descriptions, title: str | None = None) -> ParsedPositions:
    def fill(document):
        for named in descriptions:
            if callable(named):
                named(document)
            else:
                description(document, **named)

    return parse_positions(word(fill) if title is None else word(fill, title))


class TestShape:
    def test_one_description(self):
        found = parsed({})

        assert (found.read, found.rejected, found.notices) == (1, (), ())
        position = found.positions[0]
        assert (position.code, position.name, position.ordinal) == ("XM-NVCN-01", "Chuyên viên Mẫu", 1)
        assert (position.group, position.legacy_group) == (Group.PROFESSIONAL, LegacyGroup.SPECIALISED)
        assert position.goal == "Giúp lãnh đạo soạn văn bản."
        task = position.tasks[0]
        assert (task.number, task.area) == ("2.1", "Soạn văn bản")
        assert (task.work, task.criteria) == (("Dự thảo công văn.",), ("Đúng hạn.",))
        assert position.authority == ("Được chủ động về phương pháp.", "Được tham gia các cuộc họp.")
        assert [(one.label, one.lines) for one in position.requirements] == [
            ("Trình độ đào tạo", ("Đại học trở lên.",))
        ]

    def test_several_in_one_file(self):
        found = parsed({}, {"code": "XM-NVCN-02", "name": "Văn thư"}, {"code": "XM-NVCN-03"})
        assert [(one.ordinal, one.code) for one in found.positions] == [
            (1, "XM-NVCN-01"),
            (2, "XM-NVCN-02"),
            (3, "XM-NVCN-03"),
        ]

    @pytest.mark.parametrize(
        ("title", "group", "legacy"),
        [
            (SUPPORT_TITLE, Group.SUPPORT, LegacyGroup.SUPPORT),
            ("NHÓM VỊ TRÍ VIỆC LÀM LÃNH ĐẠO, QUẢN LÝ", Group.LEADERSHIP, LegacyGroup.LEADERSHIP),
            ("NHÓM VỊ TRÍ VIỆC LÀM CHUYÊN MÔN DÙNG CHUNG", Group.PROFESSIONAL, LegacyGroup.SHARED),
            ("NHÓM VỊ TRÍ VIỆC LÀM CHUYÊN MÔN, NGHIỆP VỤ", Group.PROFESSIONAL, LegacyGroup.UNKNOWN),
            ("", Group.PROFESSIONAL, LegacyGroup.SPECIALISED),
        ],
    )
    def test_group_by_title_else_by_code(self, title: str, group: Group, legacy: LegacyGroup):
        position = parsed({}, title=title).positions[0]
        assert (position.group, position.legacy_group) == (group, legacy)

    @pytest.mark.parametrize(
        ("cells", "code", "name"),
        [
            (("Tên VTVL: Nhân viên Mẫu", "Mã vị trí việc làm: TP -HTPV-02"), "TP-HTPV-02", "Nhân viên Mẫu"),
            (
                (" \n\tTên vị trí việc làm:  Chuyên viên  (gồm: a, b)", "Mã vị trí việc làm:TP- NVCN-02."),
                "TP-NVCN-02",
                "Chuyên viên (gồm: a, b)",
            ),
            (
                (unicodedata.normalize("NFD", "Tên vị trí việc làm: Kế toán"), "Mã VTVL: A-NVCN-1"),
                "A-NVCN-1",
                "Kế toán",
            ),
        ],
    )
    def test_ways_to_write_name_and_code(self, cells, code: str, name: str):
        position = parsed({"id_cells": cells}).positions[0]
        assert (position.code, position.name) == (code, name)

    def test_name_and_code_as_paragraphs(self):
        def fill(document):
            document.add_paragraph("BẢN MÔ TẢ VỊ TRÍ VIỆC LÀM")
            document.add_paragraph("Tên vị trí việc làm: Thủ quỹ")
            document.add_paragraph("Mã vị trí việc làm: XM-NVCN-09")
            table = document.add_table(rows=0, cols=4)
            add_row(table, "TT", "Các nhiệm vụ, công việc", "", "Tiêu chí đánh giá hoàn thành công việc")
            add_row(table, "1", "Giữ quỹ", "Thu, chi tiền mặt", "Khớp sổ")

        position = parsed(fill).positions[0]
        assert (position.code, position.tasks[0].area) == ("XM-NVCN-09", "Giữ quỹ")


class TestBrokenTables:
    def tables(self, *tables, cols: int = 4):
        def fill(document):
            description(document, tasks=())
            # The task tables come in right after the heading of section 2.
            heading = next(one for one in document.paragraphs if one.text.startswith("2. Các công việc"))
            for rows in reversed(tables):
                table = document.add_table(rows=0, cols=cols)
                for row in rows:
                    if len(row) == cols:
                        add_row(table, *row)
                    else:
                        add_wide_row(table, *row)
                heading._p.addnext(table._tbl)

        return parsed(fill).positions[0].tasks

    HEAD = (("TT", "Các nhiệm vụ, công việc", "", "Tiêu chí đánh giá hoàn thành công việc"),)

    def test_row_broken_over_a_page(self):
        tasks = self.tables(
            (
                *self.HEAD,
                (
                    "2.1",
                    "Kiểm tra, sơ kết,",
                    "Tham gia tổ chức sơ kết, tổng kết, kiểm",
                    "- Nội dung báo cáo tổng",
                ),
            ),
            (
                ("", "tổng kết việc thực hiện.", "tra và báo cáo.\n- Việc thứ hai.", "hợp đầy đủ."),
                ("2.2", "Khác", "x", "y"),
            ),
        )

        assert len(tasks) == 2
        assert tasks[0].area == "Kiểm tra, sơ kết, tổng kết việc thực hiện."
        assert tasks[0].work == ("Tham gia tổ chức sơ kết, tổng kết, kiểm tra và báo cáo.", "Việc thứ hai.")
        assert tasks[0].criteria == ("Nội dung báo cáo tổng hợp đầy đủ.",)

    def test_last_row_without_work_or_criteria(self):
        tasks = self.tables((*self.HEAD, ("2.1", "A", "b", "c"), ("2.2", "Thực hiện các nhiệm vụ khác.")))
        assert (tasks[1].number, tasks[1].area, tasks[1].work, tasks[1].criteria) == (
            "2.2",
            "Thực hiện các nhiệm vụ khác.",
            (),
            (),
        )

    def test_numbers_inside_the_first_column(self):
        tasks = self.tables(
            (
                ("Các nhiệm vụ, công việc", "", "Tiêu chí đánh giá hoàn thành công việc"),
                ("Nhiệm vụ, Mảng công việc", "Công việc cụ thể", ""),
                ("2.1. Xây dựng văn bản", "Dự thảo", "Đúng hạn"),
                ("2.4. Thực hiện các", "Triển khai các hoạt động chuyên", "Đảm bảo quy trình công"),
            ),
            (("hoạt động chuyên môn.", "môn được giao", "tác"), ("2.5. Phối hợp", "a", "b")),
            cols=3,
        )

        assert [(one.number, one.area) for one in tasks] == [
            ("2.1", "Xây dựng văn bản"),
            ("2.4", "Thực hiện các hoạt động chuyên môn."),
            ("2.5", "Phối hợp"),
        ]
        assert tasks[1].work == ("Triển khai các hoạt động chuyên môn được giao",)

    def test_lines_cut_in_mid_sentence_are_joined_and_lists_are_not(self):
        tasks = self.tables(
            (
                *self.HEAD,
                (
                    "2.1",
                    "A",
                    "Dự thảo văn bản về an toàn\nthực phẩm.\n- Việc hai\n+ việc ba\nViệc bốn",
                    "Một;\nhai.",
                ),
            ),
        )
        assert tasks[0].work == ("Dự thảo văn bản về an toàn thực phẩm.", "Việc hai", "việc ba", "Việc bốn")
        assert tasks[0].criteria == ("Một;", "hai.")

    def test_header_is_repeated_on_the_next_page(self):
        tasks = self.tables((*self.HEAD, ("2.1", "A", "b", "c")), (*self.HEAD, ("2.2", "D", "e", "f")))
        assert [one.number for one in tasks] == ["2.1", "2.2"]

    def test_hostile_span_costs_nothing(self):
        def fill(document):
            description(document)
            for table in document.tables:
                for cell in table.rows[-1].cells:
                    set_span(cell, "99999999999")

        started = time.perf_counter()
        assert parsed(fill).read == 1
        assert time.perf_counter() - started < 5


class TestRefusals:
    def test_each_reason_names_the_position(self):
        found = parsed(
            {},
            {"name": "", "code": "XM-NVCN-02"},
            {"code": ""},
            {"code": "xm-nvcn-01", "name": "Trùng"},
            {"code": "XM-NVCN-05", "tasks": ()},
            {"code": "K" * 41},
            {"code": "XM-NVCN-07", "name": "T" * 501},
        )

        assert [one.code for one in found.positions] == ["XM-NVCN-01"]
        assert found.read == 7
        assert [(one.row, one.reason) for one in found.rejected] == [
            (2, "Thiếu tên vị trí việc làm."),
            (3, "Thiếu mã vị trí việc làm."),
            (4, "Mã xm-nvcn-01 đã có ở bản mô tả thứ 1."),
            (5, "Không đọc được nhiệm vụ nào trong bảng công việc."),
            (6, "Mã vị trí dài quá 40 chữ."),
            (7, "Tên vị trí dài quá 500 chữ."),
        ]
        assert all(one.sheet for one in found.rejected)

    def test_unknown_group(self):
        assert "không rõ nhóm" in parsed({"code": "X-1"}, title="").rejected[0].reason.lower()

    def test_what_is_unclear_is_said_and_taken(self):
        found = parsed(
            {},
            {"code": "XM-NVCN-02"},
            {
                "code": "XMB-NVCN-03",
                "goal": "",
                "tasks": (("2.1", "A", "b", ""), ("2.1", "C", "d", "e"), ("2.2", "", "f", "g")),
            },
        )

        assert len(found.positions) == 3
        reason = found.notices[0].reason
        for part in (
            "khác đầu mã XM-NVCN",
            "thiếu mục tiêu",
            "nhiệm vụ 2.1 không có tiêu chí",
            "2.1 dùng cho nhiều",
            "2.2 không có tên",
        ):
            assert part in reason

    def test_no_description_at_all(self):
        with pytest.raises(Unreadable, match="bản mô tả công việc"):
            parse_positions(word(lambda document: document.add_paragraph("Chỉ có chữ")))

    def test_title_without_body(self):
        with pytest.raises(Unreadable, match="bản mô tả công việc"):
            parse_positions(word(lambda document: document.add_paragraph("BẢN MÔ TẢ CÔNG VIỆC")))


class TestKeys:
    def test_hash_ignores_the_place_in_the_file(self):
        alone = parsed({"code": "XM-NVCN-02"}).positions[0]
        second = parsed({}, {"code": "XM-NVCN-02"}).positions[1]
        other = parsed({"code": "XM-NVCN-02", "goal": "Khác."}).positions[0]
        assert alone.content_hash == second.content_hash != other.content_hash
