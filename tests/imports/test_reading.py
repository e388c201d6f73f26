"""Opening strangers' files: every refusal is one Vietnamese sentence, nothing else escapes."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.base.errors import DomainError, Unreadable
from congvu.imports.archive import Limits
from congvu.imports.cells import CellFault
from congvu.imports.reading import open_table, open_word, open_workbook, read_bytes

from .files import rezipped, same, workbook

SMALL = workbook({"Trang 1": [("a", 1), ("b", 2.5)]})


def word_file() -> bytes:
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("Một đoạn")
    document.save(buffer)
    return buffer.getvalue()


def refused(work, *arguments, **named) -> str:
    with pytest.raises(Unreadable) as caught:
        work(*arguments, **named)
    sentence = caught.value.sentence
    assert isinstance(caught.value, DomainError)
    assert sentence.endswith(".")
    assert not set(sentence) & set("\n!")
    return sentence


class TestSize:
    def test_file_at_the_limit_is_read(self):
        assert read_bytes(b"x" * 100, Limits(max_bytes=100)) == b"x" * 100

    @pytest.mark.parametrize("make", [lambda raw, _: raw, lambda raw, _: io.BytesIO(raw), "path"])
    def test_file_over_the_limit_is_refused(self, make, tmp_path: Path):
        raw = b"x" * 101
        if make == "path":
            source: object = tmp_path / "lon.xlsx"
            source.write_bytes(raw)
        else:
            source = make(raw, None)

        assert "lớn quá" in refused(read_bytes, source, Limits(max_bytes=100))

    def test_default_limit_is_said_in_megabytes(self):
        assert "20 MB" in refused(open_table, io.BytesIO(b"a" * (20 * 1024 * 1024 + 1)))

    def test_upload_is_not_read_further_than_the_limit(self):
        class Endless:
            asked = 0

            def read(self, size: int = -1) -> bytes:
                self.asked = size
                return b"x" * size

        source = Endless()
        refused(read_bytes, source, Limits(max_bytes=50))
        assert source.asked == 51

    def test_empty_file(self):
        assert "rỗng" in refused(open_workbook, b"")

    def test_missing_path_and_folder(self, tmp_path: Path):
        assert "Không tìm thấy" in refused(open_workbook, tmp_path / "khong-co.xlsx")
        assert "Không tìm thấy" in refused(open_workbook, tmp_path)

    def test_path_with_nul_is_a_sentence(self):
        refused(open_workbook, Path("a\0b.xlsx"))


class TestWrongType:
    @pytest.mark.parametrize(
        ("raw", "word"),
        [
            (b"%PDF-1.7\n...", "PDF"),
            (b"<!DOCTYPE html><html><table><tr><td>STT</td></tr></table></html>", "HTML"),
            (b"\xef\xbb\xbf  <HTML>", "HTML"),
            (b"{\\rtf1\\ansi}", "RTF"),
            (b"\x89PNG\r\n\x1a\n", "ảnh"),
            (b"\xff\xd8\xff\xe0", "ảnh"),
            (b"Rar!\x1a\x07", "nén"),
            (b"<?xml version='1.0'?><Workbook/>", "XML"),
        ],
    )
    @pytest.mark.parametrize("work", [open_workbook, open_table, open_word])
    def test_type_is_told_by_content(self, work, raw: bytes, word: str):
        assert word in refused(work, raw)

    @pytest.mark.parametrize("work", [open_workbook, open_table, open_word])
    def test_old_office_file(self, work):
        assert "đời cũ" in refused(work, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))

    @pytest.mark.parametrize("work", [open_workbook, open_table, open_word])
    def test_password(self, work):
        raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
        assert "mật khẩu" in refused(work, raw)

    def test_word_instead_of_excel_and_back(self):
        assert "Word" in refused(open_workbook, word_file())
        assert "Word" in refused(open_table, word_file())
        assert "Excel" in refused(open_word, SMALL)

    def test_plain_zip(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a.txt", "chữ")
        assert "không phải Excel" in refused(open_workbook, buffer.getvalue())

    def test_text_instead_of_excel(self):
        assert "không phải Excel" in refused(open_workbook, "STT,Mã".encode())

    def test_binary_instead_of_csv(self):
        assert "CSV" in refused(open_table, bytes(range(256)) * 40)


class TestHostileArchives:
    def test_macro_part(self):
        raw = rezipped(SMALL, same, {"xl/vbaProject.bin": b"macro"})
        assert "macro" in refused(open_workbook, raw)

    def test_macro_content_type(self):
        def change(name: str, content: bytes) -> bytes:
            if name == "[Content_Types].xml":
                return content.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            return content

        assert "macro" in refused(open_workbook, rezipped(SMALL, change))

    def test_macro_sheet_of_excel_4(self):
        assert "macro" in refused(
            open_workbook, rezipped(SMALL, same, {"xl/macrosheets/sheet1.xml": b"<x/>"})
        )

    def test_word_with_macros(self):
        assert "macro" in refused(open_word, rezipped(word_file(), same, {"word/vbaProject.bin": b"macro"}))

    def test_zip_bomb_by_ratio(self):
        raw = rezipped(SMALL, same, {"xl/media/a.bin": bytes(30 * 1024 * 1024)})
        assert len(raw) < 100_000
        assert "bung ra quá lớn" in refused(open_workbook, raw)

    def test_zip_bomb_by_size(self):
        raw = rezipped(SMALL, same, {"xl/media/a.bin": bytes(5000)})
        assert "bung ra quá lớn" in refused(open_workbook, raw, Limits(max_unpacked=5000))

    def test_zip_bomb_that_lies_about_its_size(self):
        raw = bytearray(rezipped(SMALL, same, {"xl/worksheets/zzz.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}))
        place = raw.rindex(b"PK\x01\x02")
        assert struct.unpack_from("<I", raw, place + 24)[0] > 3_000_000
        struct.pack_into("<I", raw, place + 24, 10)
        assert "hỏng" in refused(open_workbook, bytes(raw))

    def test_too_many_members(self):
        raw = rezipped(SMALL, same, {f"xl/media/{number}.bin": b"" for number in range(2100)})
        assert "bung ra quá lớn" in refused(open_workbook, raw)

    @pytest.mark.parametrize(
        "declaration",
        [
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
            '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1:9/x.dtd">',
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_entities(self, declaration: str, encoding: str):
        def change(name: str, content: bytes) -> bytes:
            if name != "xl/worksheets/sheet1.xml":
                return content
            head, _, rest = content.decode().partition("?>")
            return f"{head.replace('UTF-8', encoding.upper())}?>{declaration}{rest}".encode(encoding)

        assert "XML không an toàn" in refused(open_workbook, rezipped(SMALL, change))

    def test_entities_in_word(self):
        def change(name: str, content: bytes) -> bytes:
            if name != "word/document.xml":
                return content
            return content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', 1)

        assert "XML không an toàn" in refused(open_word, rezipped(word_file(), change))

    def test_encrypted_member(self):
        raw = bytearray(SMALL)
        place = raw.rindex(b"PK\x01\x02")
        raw[place + 8] |= 1
        assert "mật khẩu" in refused(open_workbook, bytes(raw))

    @pytest.mark.parametrize(
        "keep", [4, 30, 500, len(SMALL) // 2, len(SMALL) - 5], ids=["4", "30", "500", "half", "nearly all"]
    )
    def test_file_cut_short(self, keep: int):
        assert "hỏng" in refused(open_workbook, SMALL[:keep])

    def test_every_single_broken_part(self):
        for broken in zipfile.ZipFile(io.BytesIO(SMALL)).namelist():
            raw = rezipped(
                SMALL, lambda name, content, broken=broken: b"<oops" if name == broken else content
            )
            refused(open_workbook, raw)

    def test_two_parts_of_one_name(self):
        buffer = io.BytesIO(SMALL)
        with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
        assert "hỏng" in refused(open_workbook, buffer.getvalue())

    def test_corner_far_away(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "x"
        book.active["XFD1048576"] = "y"
        buffer = io.BytesIO()
        book.save(buffer)
        assert "quá lớn" in refused(open_workbook, buffer.getvalue())

    def test_many_rows_without_numbers_and_one_wide_row(self):
        rows = b"<row/>" * 90_000 + b"<row>" + b"<c><v>1</v></c>" * 400 + b"</row>"

        def change(name: str, content: bytes) -> bytes:
            if name != "xl/worksheets/sheet1.xml":
                return content
            head, _, rest = content.partition(b"<sheetData>")
            return head + b"<sheetData>" + rows + b"</sheetData>" + rest.partition(b"</sheetData>")[2]

        assert "quá lớn" in refused(open_workbook, rezipped(SMALL, change))

    def test_bad_cell_reference(self):
        raw = rezipped(SMALL, lambda name, content: content.replace(b'r="A1"', b'r="A-1"'))
        assert "hỏng" in refused(open_workbook, raw)


class TestDamage:
    """Whatever bytes are hit, the answer is a workbook, a document or one sentence."""

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=8))
    def test_damaged_workbook(self, hits):
        raw = bytearray(SMALL)
        for place, value in hits:
            raw[place] = value
        self.survives(open_table, bytes(raw))

    @settings(max_examples=150, deadline=None)
    @given(
        st.sampled_from(
            ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
        ),
        st.data(),
    )
    def test_damaged_part_in_a_sound_archive(self, part: str, data):
        with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
            content = bytearray(archive.read(part))
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(32, 126))
        self.survives(
            open_workbook, rezipped(SMALL, lambda name, old: bytes(content) if name == part else old)
        )

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes(self, raw: bytes):
        for work in (open_table, open_workbook, open_word):
            self.survives(work, raw)
            self.survives(work, b"PK\x03\x04" + raw)

    @staticmethod
    def survives(work, raw: bytes) -> None:
        try:
            found = work(raw)
        except Unreadable as error:
            found = error.sentence
        assert found


class TestWhatIsRead:
    def test_rows_keep_their_numbers(self):
        book = open_workbook(workbook({"Có dấu": [(), ("a",), (), (None, "b")]}))

        assert book.sheets[0].name == "Có dấu"
        assert [bool(any(row)) for row in book.sheets[0].rows] == [False, True, False, True]
        assert len(book.sha256) == 64

    def test_source_may_be_bytes_path_or_stream(self, tmp_path: Path):
        path = tmp_path / "khong-co-duoi"
        path.write_bytes(SMALL)
        ways = (SMALL, path, io.BytesIO(SMALL))
        assert len({open_workbook(way).sha256 for way in ways}) == 1

    def test_formula_values_and_formulas_never_calculated(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["a", "=1+1", 3])
        buffer = io.BytesIO()
        book.save(buffer)

        rows = open_workbook(buffer.getvalue()).sheets[0].rows
        assert rows[0] == ("a", CellFault.UNCALCULATED, 3.0)
        assert open_workbook(workbook({"T": [("=1+1→2",)]})).sheets[0].rows[0] == (2.0,)

    def test_error_cell_is_marked(self):
        def finish(_book, sheet):
            sheet.write_formula(0, 1, "=1/0", None, "#DIV/0!")

        rows = open_workbook(workbook({"T": [("a",), ("b", "c")]}, finish)).sheets[0].rows
        assert rows[0][1] is CellFault.ERROR

    def test_faults_go_to_the_right_sheet(self):
        book = openpyxl.Workbook()
        book.active.append(["x", "y"])
        book.create_sheet("Hai").append(["=1+1", "z"])
        buffer = io.BytesIO()
        book.save(buffer)

        first, second = open_workbook(buffer.getvalue()).sheets
        assert first.rows[0] == ("x", "y")
        assert second.rows[0] == (CellFault.UNCALCULATED, "z")

    def test_cells_merged_downwards_repeat(self):
        def finish(_book, sheet):
            sheet.merge_range(0, 0, 2, 0, "Văn phòng")

        rows = open_workbook(workbook({"T": [("", 1), ("", 2), ("", 3)]}, finish)).sheets[0].rows
        assert [row[0] for row in rows] == ["Văn phòng"] * 3

    def test_hidden_sheet_is_told(self):
        def finish(_book, sheet):
            if sheet.name == "Hai":
                sheet.hide()

        sheets = open_workbook(workbook({"Một": [("a",)], "Hai": [("b",)]}, finish)).sheets
        assert [sheet.is_hidden for sheet in sheets] == [False, True]

    def test_megabytes_of_text(self):
        long = "chữ dài " * 4000
        raw = workbook({"T": [(f"{number} {long}",) for number in range(200)]})

        assert len(open_workbook(raw).sheets[0].rows) == 200

    def test_word_document_opens(self):
        assert open_word(word_file()).document.paragraphs[0].text == "Một đoạn"
