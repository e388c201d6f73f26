"""The staff importer: columns by their words, dates, codes, units, one sentence per row."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from congvu.base.errors import Unreadable
from congvu.imports.reading import open_workbook
from congvu.imports.staff.columns import COLUMNS
from congvu.imports.staff.parse import EXAMPLE_CODE, duty_of, parse_staff, suggestions
from congvu.imports.staff.template import HELP_SHEET, LIST_SHEET, staff_template
from congvu.imports.staff.values import ParsedStaff

from .files import workbook
from .test_delimited import cp1258

HEADER = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Vị trí việc làm")
ONE = ("A1", "Nguyễn Thị Thử", "Văn phòng", "Chuyên viên Mẫu")
UNITS = ("Văn phòng", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "VP")
POSITIONS = ("Chuyên viên Mẫu", "XM-NVCN-01")


def parsed(*rows, header=HEADER, **named) -> ParsedStaff:
    return parse_staff(workbook({"Danh sách": [header, *rows]}), **named)


def with_column(title: str, value: object, **named) -> ParsedStaff:
    return parsed((*ONE, value), header=(*HEADER, title), **named)


def reason(staff: ParsedStaff) -> str:
    assert len(staff.rejected) == 1
    return staff.rejected[0].reason


class TestColumns:
    def test_required_four(self):
        staff = parsed(ONE)

        assert (staff.read, staff.rejected) == (1, ())
        person = staff.people[0]
        assert (person.staff_code, person.full_name, person.unit, person.position) == ONE
        assert (person.sheet, person.row) == ("Danh sách", 2)
        assert (person.subject_type, person.duty, person.starts_on, person.percent) == (
            "CIVIL_SERVANT",
            "STAFF",
            None,
            None,
        )

    @pytest.mark.parametrize(
        "header",
        [
            ("MÃ CBCC", "HỌ TÊN", "PHÒNG, BAN", "VTVL"),
            ("Mã số (*)", "Họ và tên *", "Đơn vị công tác", "Vị trí"),
            (unicodedata.normalize("NFD", "Mã nhân viên"), "Tên cán bộ", "Bộ phận", "Tên vị trí việc làm"),
        ],
    )
    def test_synonyms(self, header):
        assert parsed(ONE, header=header).people[0].full_name == "Nguyễn Thị Thử"

    def test_title_rows_order_and_strange_columns(self):
        rows = [
            ("DANH SÁCH CÁN BỘ, CÔNG CHỨC",),
            (),
            ("STT", *reversed(HEADER), "Ngày sinh"),
            (1, *reversed(ONE), "01/01/1990"),
        ]
        staff = parse_staff(workbook({"Sheet1": rows}))

        assert staff.people[0].staff_code == "A1"
        assert staff.people[0].row == 4
        assert staff.ignored_columns == ("STT", "Ngày sinh")
        assert staff.mapping["full_name"] == "Họ và tên"
        assert "1990" not in repr(staff.people)

    def test_explicit_mapping(self):
        header = ("Cột 1", "Cột 2", "Cột (3)", "Cột 4", "Đơn vị")
        chosen = {"staff_code": "Cột 1", "full_name": "Cột 2", "unit": "Cột (3)", "position": "Cột 4"}

        staff = parsed((*ONE, "không phải đơn vị"), header=header, mapping=chosen)
        assert staff.people[0].unit == "Văn phòng"
        assert staff.ignored_columns == ("Đơn vị",)

    def test_part_of_a_mapping_keeps_the_other_columns(self):
        header = ("Mã cán bộ", "Người", "Đơn vị", "Vị trí việc làm")
        assert (
            parsed(ONE, header=header, mapping={"full_name": "Người"}).people[0].full_name == "Nguyễn Thị Thử"
        )

    def test_mapping_to_a_column_that_is_not_there(self):
        with pytest.raises(Unreadable, match="chọn lại cột"):
            parsed(ONE, mapping={"full_name": "Không có"})

    def test_missing_columns_are_named(self):
        with pytest.raises(Unreadable, match="“Đơn vị”, “Vị trí việc làm”"):
            parsed(("A1", "Thử"), header=HEADER[:2])

    def test_second_sheet_and_hidden_sheet(self):
        def finish(_book, sheet):
            if sheet.name == "Ẩn":
                sheet.hide()

        sheets = {"Bìa": [("Chỉ có chữ",)], "Ẩn": [HEADER, ("X", *ONE[1:])], "Thật": [HEADER, ONE]}
        assert parse_staff(workbook(sheets, finish)).people[0].staff_code == "A1"

    def test_blank_rows_and_repeated_header_are_no_rows(self):
        staff = parsed(ONE, (), HEADER, ("A2", *ONE[1:]), (" ", "\u00a0"))
        assert (staff.read, [one.row for one in staff.people]) == (2, [2, 5])


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_csv(self, encoding: str, delimiter: str):
        rows = [HEADER, ONE, ("A2", "Trần Đức Mẫu", "Phòng Kinh tế", "Kế toán viên")]
        shown = "\r\n".join(delimiter.join(row) for row in rows)
        raw = cp1258(shown) if encoding == "cp1258" else shown.encode(encoding)

        staff = parse_staff(raw)
        assert [one.full_name for one in staff.people] == ["Nguyễn Thị Thử", "Trần Đức Mẫu"]
        assert (staff.people[1].sheet, staff.people[1].row) == ("", 3)

    def test_text_of_another_code_page_has_no_header(self):
        with pytest.raises(Unreadable, match="hàng tiêu đề"):
            parse_staff("M· c¸n bé,Hä vµ tªn,§¬n vÞ\nA1,x,y\n".encode("latin-1"))


class TestValues:
    def test_stray_spaces_nfd_and_numeric_codes(self):
        staff = parsed(
            (1234.0, unicodedata.normalize("NFD", "  Lê \u00a0 Thị  Thử "), " Văn  phòng", "Chuyên viên Mẫu"),
            units=UNITS,
        )
        person = staff.people[0]
        assert (person.staff_code, person.full_name, person.unit) == ("1234", "Lê Thị Thử", "Văn phòng")

    @pytest.mark.parametrize("value", ["01/07/2026", "1/7/26", "2026-07-01", 46204, "01 tháng 7 năm 2026"])
    def test_start_dates(self, value):
        assert with_column("Từ ngày", value).people[0].starts_on == date(2026, 7, 1)

    def test_real_date_cell(self):
        def finish(book, sheet):
            sheet.write_datetime(1, 4, date(2026, 7, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

        staff = parse_staff(workbook({"X": [(*HEADER, "Ngày bắt đầu"), ONE]}, finish))
        assert staff.people[0].starts_on == date(2026, 7, 1)

    @pytest.mark.parametrize(
        ("shown", "code"),
        [("Công chức", "CIVIL_SERVANT"), ("viên chức", "PUBLIC_EMPLOYEE"), ("HĐ", "CONTRACT"), ("Cán bộ", "CADRE"), ("", "CIVIL_SERVANT"), ("Người lao động", "CONTRACT")],
    )  # fmt: skip
    def test_subject_types(self, shown: str, code: str):
        assert with_column("Loại", shown).people[0].subject_type == code

    @pytest.mark.parametrize(
        ("title", "duty"),
        [("Trưởng phòng", "HEAD"), ("Q. Chánh Văn phòng", "STAFF"), ("Quyền Chánh Văn phòng", "HEAD"), ("Phó Trưởng phòng", "DEPUTY"), ("Phó Chủ tịch", "DEPUTY"), ("Chủ tịch UBND xã", "HEAD"), ("", "STAFF"), ("Chuyên viên", "STAFF")],
    )  # fmt: skip
    def test_duty_is_suggested_by_the_title(self, title: str, duty: str):
        assert duty_of(title) == duty
        assert with_column("Chức vụ", title).people[0].duty == duty

    def test_sign_in_name_and_mail(self):
        staff = parsed((*ONE, "Thu.Nghiem", "thu@example.gov.vn"), header=(*HEADER, "Tên đăng nhập", "Email"))
        assert (staff.people[0].username, staff.people[0].email) == ("thu.nghiem", "thu@example.gov.vn")

    def test_units_and_positions_by_name_code_or_without_marks(self):
        staff = parsed(
            ("A1", "Một Thử", "vp", "xm-nvcn-01"),
            ("A2", "Hai Thử", "PHONG KINH TE", "Chuyên viên mẫu"),
            units=UNITS,
            positions=POSITIONS,
        )
        assert [(one.unit, one.position) for one in staff.people] == [
            ("VP", "XM-NVCN-01"),
            ("Phòng Kinh tế", "Chuyên viên Mẫu"),
        ]


class TestRejectedRows:
    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (("", *ONE[1:]), "Thiếu mã cán bộ"),
            (("A1", "", *ONE[2:]), "Thiếu họ và tên"),
            (("A1", ONE[1], "", ONE[3]), "Thiếu đơn vị"),
            (("A1", ONE[1], ONE[2], ""), "Thiếu vị trí việc làm"),
            (("A1", "Nguyễn 123", *ONE[2:]), "Họ và tên “Nguyễn 123” không đúng"),
            (("A1", "- - -", *ONE[2:]), "không đúng"),
            (("A" * 31, *ONE[1:]), "dài quá 30 chữ"),
            (("A1", "N" * 5000, *ONE[2:]), "dài quá 120 chữ"),
        ],
    )
    def test_required_cells(self, row, said: str):
        staff = parsed(row)
        assert said in reason(staff)
        assert (staff.read, staff.people) == (1, ())

    @pytest.mark.parametrize(
        ("title", "value", "said"),
        [
            ("Ngày bắt đầu", "31/02/2026", "Ngày bắt đầu ghi “31/02/2026” không có trong lịch"),
            ("Ngày bắt đầu", "07/31/2026", "ngày trước, tháng sau"),
            ("Ngày bắt đầu", "hôm nay", "không phải là ngày"),
            ("Email", "thu@", "Thư công vụ “thu@” không đúng dạng"),
            ("Email", "a b@example.vn", "không đúng dạng"),
            ("Tên đăng nhập", "Thử Nghiệm", "Tên đăng nhập “thử nghiệm”"),
            ("Loại", "Sếp", "Loại “Sếp” không rõ"),
            ("Kiêm nhiệm (%)", "nhiều", "Kiêm nhiệm không phải là số"),
            ("Kiêm nhiệm (%)", 120, "từ 1 đến 99"),
        ],
    )
    def test_optional_cells(self, title: str, value, said: str):
        assert said in reason(with_column(title, value))

    def test_every_problem_is_said_at_once(self):
        assert reason(parsed(("", "", "Đâu đó", ""), units=UNITS)).count(";") >= 3

    def test_unknown_unit_with_the_closest_ones(self):
        said = reason(parsed(("A1", "Một Thử", "Phòng Kinh tê xã", "x"), units=UNITS))
        assert said.startswith("Không có đơn vị “Phòng Kinh tê xã”; có phải “Phòng Kinh tế”")

    def test_unknown_unit_like_nothing(self):
        assert reason(parsed(("A1", "Một Thử", "Zzz", "x"), units=UNITS)) == "Không có đơn vị “Zzz”."

    def test_unknown_position(self):
        assert "vị trí việc làm" in reason(parsed(("A1", "Một Thử", "VP", "Phi công"), positions=POSITIONS))

    def test_folded_name_of_two_units_decides_nothing(self):
        assert "Không có đơn vị" in reason(
            parsed(("A1", "Một Thử", "to mau", "x"), units=("Tổ Màu", "Tổ Mẫu"))
        )

    def test_duplicate_code_name_and_mail(self):
        header = (*HEADER, "Tên đăng nhập", "Email")
        staff = parsed(
            (*ONE, "thu", "thu@example.vn"),
            ("a1", *ONE[1:], "", ""),
            ("A2", *ONE[1:], "THU", ""),
            ("A3", *ONE[1:], "", "Thu@example.vn"),
            header=header,
        )
        assert [(one.row, one.reason) for one in staff.rejected] == [
            (3, "Mã cán bộ a1 đã có ở hàng 2."),
            (4, "Tên đăng nhập thu đã có ở hàng 2."),
            (5, "Thư công vụ Thu@example.vn đã có ở hàng 2."),
        ]
        assert staff.read == 4

    def test_formula_in_error(self):
        def finish(_book, sheet):
            sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

        assert "báo lỗi công thức" in reason(parse_staff(workbook({"X": [HEADER, ONE]}, finish)))

    def test_formula_text_is_only_text(self):
        raw = ",".join(HEADER) + "\nA1,=cmd|calc,Văn phòng,Mẫu\n"
        assert parse_staff(raw.encode()).people[0].full_name.startswith("=cmd")


class TestConcurrentPostings:
    HEAD = (*HEADER, "Kiêm nhiệm (%)")

    @pytest.mark.parametrize("value", [30, "30", "30%", 0.3])
    def test_second_row_of_a_person(self, value):
        staff = parsed(
            (*ONE, ""), ("A1", "nguyễn thị thử", "Phòng Kinh tế", "Kế toán", value), header=self.HEAD
        )

        assert staff.rejected == ()
        assert [one.is_concurrent for one in staff.people] == [False, True]
        assert staff.people[1].percent == Decimal(30)

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([("A9", *ONE[1:], 30)], "phải đứng sau hàng chính"),
            ([(*ONE, ""), ("A1", "Người Khác", "Phòng Kinh tế", "Kế toán", 30)], "là của người khác"),
            ([(*ONE, ""), (*ONE, 30)], "trùng đơn vị và vị trí với hàng 2"),
        ],
    )
    def test_what_is_wrong(self, rows, said: str):
        assert said in reason(parsed(*rows, header=self.HEAD))


class TestSuggestions:
    def test_marks_and_case_aside(self):
        assert suggestions("phong van hoa xa hoi", UNITS)[0] == "Phòng Văn hóa - Xã hội"
        assert suggestions("???", UNITS) == ()


class TestTemplate:
    def test_template_reads_back_with_every_column_and_no_person(self):
        staff = parse_staff(staff_template(units=UNITS, positions=POSITIONS))
        assert set(staff.mapping) == {column.field for column in COLUMNS}
        assert (staff.read, staff.ignored_columns) == (0, ())

    def test_example_row_is_fictional_and_passed_over(self):
        rows = {sheet.name: sheet.rows for sheet in open_workbook(staff_template()).sheets}
        assert rows[LIST_SHEET][1][0] == EXAMPLE_CODE
        assert "Ví Dụ" in rows[LIST_SHEET][1][1]

    def test_help_explains_every_column(self):
        rows = {sheet.name: sheet.rows for sheet in open_workbook(staff_template()).sheets}
        explained = {row[0] for row in rows[HELP_SHEET] if row[0]}
        assert {column.title for column in COLUMNS} <= explained

    def test_lists_to_choose_from(self):
        sheet = openpyxl.load_workbook(io.BytesIO(staff_template(units=UNITS, positions=POSITIONS)))[
            LIST_SHEET
        ]
        formulas = {str(one.sqref)[0]: one.formula1 for one in sheet.data_validations.dataValidation}
        assert formulas == {
            "C": "'Danh mục'!$A$2:$A$5",
            "D": "'Danh mục'!$B$2:$B$3",
            "F": '"Cán bộ,Công chức,Viên chức,Hợp đồng"',
        }

    def test_names_that_look_like_formulas_stay_text(self):
        rows = open_workbook(staff_template(units=["=1+1"])).sheets[2].rows
        assert rows[1][0] == "=1+1"

    def test_filled_in_template_is_taken(self):
        book = openpyxl.load_workbook(io.BytesIO(staff_template()))
        book[LIST_SHEET].append(
            ["A1", "Nguyễn Thị Thử", "Văn phòng", "Mẫu", "", "Viên chức", "01/07/2026", "", "thu", ""]
        )
        buffer = io.BytesIO()
        book.save(buffer)

        staff = parse_staff(buffer.getvalue())
        assert [(one.staff_code, one.subject_type) for one in staff.people] == [("A1", "PUBLIC_EMPLOYEE")]
