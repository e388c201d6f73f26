"""Safe opening of files that people bring: what is it really, is it sound, what does it hold."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from congvu.base.errors import Unreadable
from congvu.base.text import clean
from congvu.imports import archive, delimited
from congvu.imports.archive import Limits, SheetScan
from congvu.imports.cells import CellFault, CellValue

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

DEFAULT_LIMITS = Limits()

_EXCEL, _WORD = "Excel (.xlsx)", "Word (.docx)"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_SHEET_TYPE = "spreadsheetml.sheet.main+xml"
_WORD_TYPE = "wordprocessingml.document.main+xml"
_SIGNATURES = (
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"\{\\rtf"), "RTF"),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*", re.DOTALL),
        "ảnh",
    ),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh"), "tệp nén"),
    (
        re.compile(
            rb"\s*<(!doctype\s+html|html|head|body|table|meta|script|style)\b",
            re.IGNORECASE,
        ),
        "trang web (HTML)",
    ),
    (re.compile(rb"\s*<(\?xml|!--|!doctype|\w+:?\w*[\s>])", re.IGNORECASE), "XML"),
    (re.compile(rb"MZ.{0,60}\0|\x7fELF|#!", re.DOTALL), "chương trình"),
)

# Excel holds 32,767 characters in a cell. What is longer is cut here, so that no later step works
# on megabytes; it is still longer than any field takes, and the row is refused for its length.
LONGEST_CELL = 40_000

T = TypeVar("T")


class Readable(Protocol):
    """An uploaded file or an open binary file."""

    def read(self, size: int = ..., /) -> bytes: ...


Source = bytes | Path | Readable


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as a plain grid: row n of the file is rows[n - 1]. CSV has one sheet, named ""."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file and the SHA-256 of its bytes."""

    sheets: tuple[Sheet, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class WordFile:
    """A Word document and the SHA-256 of its bytes."""

    document: WordDocument
    sha256: str


def read_bytes(source: Source, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """All bytes of a file, never more than the limit. Raises Unreadable."""
    if isinstance(source, bytes):
        raw = source
    elif isinstance(source, Path):
        raw = _read_path(source, limits)
    else:
        raw = source.read(limits.max_bytes + 1)
    if len(raw) > limits.max_bytes:
        raise Unreadable(too_large(limits))
    if not raw:
        raise Unreadable("Tệp rỗng; đồng chí chọn lại tệp.")
    return raw


def too_large(limits: Limits) -> str:
    """The sentence for a file over the limit."""
    megabytes = f"{limits.max_bytes / 1048576:.3g}".replace(".", ",")
    return f"Tệp lớn quá {megabytes} MB; đồng chí tách tệp hoặc bỏ bớt hình ảnh rồi nạp lại."


def _read_path(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise Unreadable(f"Không tìm thấy tệp {clean(path.name)}; đồng chí kiểm tra lại đường dẫn.")
        with path.open("rb") as file:
            return file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        raise Unreadable(f"Không mở được tệp {clean(path.name)}; đồng chí kiểm tra quyền đọc tệp.") from error


def open_workbook(source: Source, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Open an .xlsx file. Raises Unreadable for anything else, with one sentence."""
    raw = read_bytes(source, limits)
    return _workbook(raw, limits)


def open_table(source: Source, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Open an .xlsx or a CSV file, decided by its content. Raises Unreadable."""
    raw = read_bytes(source, limits)
    if raw.startswith((_ZIP, _OLE)):
        return _workbook(raw, limits)
    _refuse_known(raw, wanted="Excel (.xlsx) hoặc CSV")
    rows = tuple(tuple(map(_cut, row)) for row in delimited.rows_of(delimited.decode(raw)))
    columns = max(map(len, rows), default=0)
    if len(rows) > limits.max_rows or columns > limits.max_columns or sum(map(len, rows)) > limits.max_cells:
        raise Unreadable(archive.TOO_MANY_CELLS)
    return Workbook((Sheet("", rows),), _digest(raw))


def open_word(source: Source, limits: Limits = DEFAULT_LIMITS) -> WordFile:
    """Open a .docx file. Raises Unreadable for anything else, with one sentence."""
    from docx import Document

    raw = read_bytes(source, limits)
    _checked_archive(raw, limits, main_type=_WORD_TYPE, wanted=_WORD)
    return WordFile(_guarded(lambda: Document(io.BytesIO(raw))), _digest(raw))


def _workbook(raw: bytes, limits: Limits) -> Workbook:
    scans = _checked_archive(raw, limits, main_type=_SHEET_TYPE, wanted=_EXCEL)
    parts = _guarded(lambda: archive.sheet_parts(raw))
    by_part = {name.lower(): scan for name, scan in scans.items()}
    sheets = _guarded(lambda: _sheets(raw, {name: by_part.get(part.lower()) for name, part in parts.items()}))
    return Workbook(sheets, _digest(raw))


def _checked_archive(raw: bytes, limits: Limits, *, main_type: str, wanted: str) -> dict[str, SheetScan]:
    if raw.startswith(_OLE):
        if _ENCRYPTED_STREAM in raw:
            raise Unreadable(archive.ENCRYPTED)
        raise Unreadable(f"Tệp thuộc đời cũ (.xls, .doc); đồng chí lưu lại thành {wanted} rồi nạp lại.")
    if not raw.startswith(_ZIP):
        _refuse_known(raw, wanted=wanted)
        raise Unreadable(_wrong("tệp loại khác", wanted))
    types, scans = archive.inspect(raw, limits)
    if "macroenabled" in types.lower():
        raise Unreadable(archive.MACROS)
    if main_type not in types:
        raise Unreadable(_wrong(_office_kind(types), wanted))
    return scans


def _office_kind(types: str) -> str:
    if _WORD_TYPE in types:
        return _WORD
    if _SHEET_TYPE in types:
        return _EXCEL
    if "presentationml" in types:
        return "PowerPoint"
    return "tệp nén hoặc tệp loại khác"


def _refuse_known(raw: bytes, *, wanted: str) -> None:
    head = raw[:1024].removeprefix(b"\xef\xbb\xbf")
    for pattern, kind in _SIGNATURES:
        if pattern.match(head):
            raise Unreadable(_wrong(kind, wanted))


def _wrong(kind: str, wanted: str) -> str:
    return f"Tệp này là {kind}, không phải {wanted}; đồng chí chọn lại tệp."


def _guarded(work: Callable[[], T]) -> T:
    """Run a library on a stranger's file; whatever it stumbles over is a broken file."""
    try:
        return work()
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(archive.BROKEN) from error
    except BaseException as error:
        # A panic in the Rust reader is no Exception; interrupts must pass.
        if type(error).__name__ == "PanicException":
            raise Unreadable(archive.BROKEN) from error
        raise


def _sheets(raw: bytes, scans: dict[str, SheetScan | None]) -> tuple[Sheet, ...]:
    sheets = []
    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = [[_cut(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_down(rows, sheet.merged_cell_ranges or [])
            scan = scans.get(about.name)
            _mark_faults(rows, scan.faults if scan else {})
            hidden = about.visible != SheetVisibleEnum.Visible
            sheets.append(Sheet(clean(about.name), tuple(tuple(row) for row in rows), hidden))
    return tuple(sheets)


def _cut(value: CellValue) -> CellValue:
    return value[:LONGEST_CELL] if isinstance(value, str) else value


def _fill_down(rows: list[list[CellValue]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Cells merged downwards in one column say the same in each row (an office's name, say)."""
    for (top, left), (bottom, right) in merged:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]


def _mark_faults(rows: list[list[CellValue]], faults: dict[tuple[int, int], CellFault]) -> None:
    for (row, column), fault in faults.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = fault


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
