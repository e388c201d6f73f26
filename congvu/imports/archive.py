"""Guards for Office files, which are ZIP archives of XML written by strangers."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from congvu.base.errors import Unreadable
from congvu.imports.cells import CellFault

BROKEN = "Tệp hỏng hoặc chưa tải xong; đồng chí mở thử bằng Excel hoặc Word, lưu lại rồi nạp lại."
ENCRYPTED = "Tệp đang đặt mật khẩu; đồng chí bỏ mật khẩu rồi nạp lại."
MACROS = "Tệp có macro nên không được nhận; đồng chí lưu lại thành .xlsx hoặc .docx rồi nạp lại."
BOMB = "Tệp bung ra quá lớn nên không được nhận; đồng chí chọn lại tệp."
ENTITIES = "Tệp có khai báo XML không an toàn nên không được nhận; đồng chí lưu lại bằng Excel hoặc Word."
TOO_MANY_CELLS = "Trang tính quá lớn nên không được nhận; đồng chí xóa các hàng, cột thừa rồi nạp lại."

_CHUNK = 1 << 16
_SIGNS_OF_MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is taken. Bytes, except where the name says otherwise."""

    max_bytes: int = 20 * 1024 * 1024
    max_unpacked: int = 200 * 1024 * 1024
    max_ratio: int = 100
    ratio_from: int = 10 * 1024 * 1024
    max_members: int = 2000
    max_rows: int = 100_000
    max_columns: int = 500
    max_cells: int = 2_000_000


@dataclass(slots=True)
class SheetScan:
    """What one worksheet part claims: its reach and its formulas without a value."""

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)


def inspect(raw: bytes, limits: Limits) -> tuple[str, dict[str, SheetScan]]:
    """Check an Office archive before any library opens it.

    Returns the content types part and, by part name, the scan of each worksheet. Raises
    Unreadable when the archive is broken, encrypted, too large unpacked, holds macros or
    declares XML entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            _check_members(members, len(raw), limits)
            types = _content_types(archive, members)
            scans = {
                member.filename: scan
                for member in members
                if not member.is_dir() and (scan := _scan_member(archive, member, limits)) is not None
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        LookupError,
        NotImplementedError,
    ) as error:
        raise Unreadable(BROKEN) from error
    except RuntimeError as error:  # zipfile says so when a member asks for a password
        raise Unreadable(ENCRYPTED) from error
    return types, scans


def _check_members(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 0x1 for member in members):
        raise Unreadable(ENCRYPTED)
    if any(sign in name for name in names for sign in _SIGNS_OF_MACROS):
        raise Unreadable(MACROS)
    unpacked = sum(member.file_size for member in members)
    if len(members) > limits.max_members or unpacked > limits.max_unpacked:
        raise Unreadable(BOMB)
    if unpacked > limits.ratio_from and unpacked > limits.max_ratio * packed:
        raise Unreadable(BOMB)
    # Two parts of one name: the guard would look at one and the reader at the other.
    if len(set(names)) != len(names):
        raise Unreadable(BROKEN)


def _content_types(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> str:
    for member in members:
        if member.filename.lower() == "[content_types].xml":
            return archive.read(member).decode("utf-8", "replace")
    return ""


def _scan_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> SheetScan | None:
    """Read one part to its end (this checks its sum); parse it when it is XML."""
    with archive.open(member) as part:
        head = part.read(_CHUNK)
        if not _looks_like_xml(head):
            while part.read(_CHUNK):
                pass
            return None
        watcher = _Watcher(limits)
        try:
            while head:
                watcher.parser.Parse(head, False)
                head = part.read(_CHUNK)
            watcher.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Unreadable(BROKEN) from error
    return watcher.scan


def _looks_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


class _Watcher:
    """Expat callbacks: refuse a document type, measure the cells of a worksheet."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.scan: SheetScan | None = None
        self.cells = 0
        self.row = self.column = 0
        self.shown_row = "0"
        self.depth = self.reach = 0
        self.has_formula = self.has_value = self.is_error = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._root

    def _refuse(self, *_: object) -> None:
        raise Unreadable(ENTITIES)

    def _root(self, name: str, _attributes: Mapping[str, str]) -> None:
        self.parser.StartElementHandler = None
        if name.rpartition(" ")[2] == "worksheet":
            self.scan = SheetScan()
            self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name[name.rfind(" ") + 1 :]
        if local == "c":
            self._cell(attributes)
        elif local == "v":
            if self.has_formula:
                self.parser.CharacterDataHandler = self._value
        elif local == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.shown_row = str(self.row)
            self.column = 0
            self._grow()
        elif local == "f":
            self.has_formula = True
            self.parser.EndElementHandler = self._end

    def _cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r", "")
        # Nearly every cell names the row that it stands in.
        column = _known_columns.get(reference.removesuffix(self.shown_row))
        if column is not None and self.row:
            self.column = column
        else:
            self._place(reference)
        self.has_formula = self.has_value = False
        self.is_error = attributes.get("t") == "e"
        if self.is_error:
            self.parser.EndElementHandler = self._end
        self.cells += 1
        if self.column > self.reach or self.row > self.depth or self.cells > self.limits.max_cells:
            self._grow()

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self.column = _column(letters) if letters else self.column + 1
        self.row = _whole(reference[len(letters) :], max(self.row, 1))
        self.shown_row = str(self.row)

    def _grow(self) -> None:
        scan = self.scan
        assert scan is not None
        self.depth = scan.rows = max(scan.rows, self.row)
        self.reach = scan.columns = max(scan.columns, self.column)
        limits = self.limits
        if self.cells > limits.max_cells or scan.rows > limits.max_rows or scan.columns > limits.max_columns:
            raise Unreadable(TOO_MANY_CELLS)
        # The reader keeps a full rectangle, so a far corner costs as much as full cells.
        if scan.rows * scan.columns > 4 * limits.max_cells:
            raise Unreadable(TOO_MANY_CELLS)

    def _value(self, shown: str) -> None:
        self.has_value = self.has_value or bool(shown)

    def _end(self, name: str) -> None:
        if self.parser.CharacterDataHandler is not None:
            self.parser.CharacterDataHandler = None
        if name[name.rfind(" ") + 1 :] != "c" or self.scan is None:
            return
        self.parser.EndElementHandler = None
        place = (self.row - 1, self.column - 1)
        if self.is_error:
            self.scan.faults[place] = CellFault.ERROR
        elif self.has_formula and not self.has_value:
            self.scan.faults[place] = CellFault.UNCALCULATED


def _whole(shown: str | None, otherwise: int) -> int:
    if not shown:
        return otherwise
    if not (shown.isascii() and shown.isdigit() and len(shown) < 10):
        raise Unreadable(BROKEN)
    return int(shown)


_known_columns: dict[str, int] = {}
"""Letters seen as a column, at most the 18,278 that three letters can name."""


def _column(letters: str) -> int:
    if len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
        raise Unreadable(BROKEN)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if letters.isupper():
        _known_columns[letters] = number
    return number


def sheet_parts(raw: bytes) -> dict[str, str]:
    """Sheet name -> part name, from the workbook part and its relations. Call after inspect()."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        book = names.get("xl/workbook.xml")
        relations = names.get("xl/_rels/workbook.xml.rels")
        if book is None or relations is None:
            return {}
        targets = {
            one.get("Id", ""): _part_name(one.get("Target", ""))
            for one in _elements(archive.read(relations), "Relationship")
        }
        sheets = _elements(archive.read(book), "sheet")
    found = {}
    for sheet in sheets:
        identity = next((value for name, value in sheet.items() if name.endswith(" id")), "")
        if identity in targets:
            found[sheet.get("name", "")] = targets[identity]
    return found


def _part_name(target: str) -> str:
    """A relation target as an archive name; relative ones start from the folder xl."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)


def _elements(xml: bytes, local: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == local:
            found.append(dict(attributes))

    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
