"""CSV in the encodings and shapes that offices really produce."""

from __future__ import annotations

import unicodedata

import pytest

from congvu.base.errors import Unreadable
from congvu.imports.delimited import decode, rows_of
from congvu.imports.reading import open_table

TEXT = "Mã cán bộ,Họ và tên\nA1,Nguyễn Thị Thử Nghiệm\nA2,Trần Đức Mẫu\n"


def cp1258(shown: str) -> bytes:
    """As Windows writes it: base letter, then the tone as its own mark."""
    out = b""
    for char in unicodedata.normalize("NFC", shown):
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = _split(char)
            out += base.encode("cp1258") + tone.encode("cp1258")
    return out


def _split(char: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", char)
    tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", marks.replace(tone, "")), tone


class TestDecode:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_unicode_encodings(self, encoding: str):
        assert decode(TEXT.encode(encoding)) == TEXT

    def test_big_endian_with_mark(self):
        assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT

    def test_cp1258_with_combining_tones(self):
        raw = cp1258(TEXT)
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        assert decode(raw) == TEXT

    def test_nfd_text_comes_out_nfc(self):
        assert decode(unicodedata.normalize("NFD", TEXT).encode()) == TEXT

    def test_a_few_nuls_are_dropped(self):
        assert decode(b"a,b\n1\x00,2 " + b"x" * 100) == "a,b\n1,2 " + "x" * 100

    @pytest.mark.parametrize(
        "raw", [bytes(range(1, 256)) * 8, b"\xff\xfe\x00\xd8\x00\x00", b"\x81\x8a\xff\x8d"]
    )
    def test_what_is_no_text(self, raw: bytes):
        with pytest.raises(Unreadable, match="CSV"):
            decode(raw)


class TestRows:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_delimiter_is_found(self, delimiter: str):
        shown = f"Mã{delimiter}Tên{delimiter}Đơn vị\nA1{delimiter}Thử{delimiter}Phòng\n"
        assert rows_of(shown) == [("Mã", "Tên", "Đơn vị"), ("A1", "Thử", "Phòng")]

    def test_commas_inside_semicolon_files(self):
        shown = "Mã;Tên;Đơn vị\nA1;Thử;Phòng Văn hóa, Xã hội\nA2;Mẫu;Phòng Tài chính, Kế hoạch, Đầu tư\n"
        assert rows_of(shown)[2] == ("A2", "Mẫu", "Phòng Tài chính, Kế hoạch, Đầu tư")

    def test_delimiter_told_by_excel(self):
        assert rows_of("sep=;\na,b;c\n")[1] == ("a,b", "c")

    def test_quotes_breaks_and_blank_rows_keep_row_numbers(self):
        rows = rows_of('a,b\n\n"một\nhai",c\nd,e\n')
        assert rows == [("a", "b"), (), ("một\nhai", "c"), ("d", "e")]

    def test_quote_that_never_ends(self):
        with pytest.raises(Unreadable, match="ô quá dài"):
            rows_of('a,b\n1,"' + "x" * 200_000)

    def test_ten_megabytes_in_one_cell(self):
        with pytest.raises(Unreadable, match="ô quá dài"):
            open_table(b"a,b\n1," + b"y" * (10 * 1024 * 1024))

    def test_file_of_one_column(self):
        assert rows_of("Tên\nMột\n") == [("Tên",), ("Một",)]
