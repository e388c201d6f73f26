"""Files that people attach: what kind they really are, and where they are kept.

The kind is read from the content, never from the name. Taken are documents and pictures that
cannot run: no programs, no macros, no scripts, no archives. A file is kept once, under its
SHA-256, outside every address that a web server serves.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from congvu.base.bare import stripped
from congvu.base.errors import OutOfRange
from congvu.base.text import clean

HEAD = 4096
NAME_LONGEST = 150
ZIP_ENTRIES = 5000
ZIP_BYTES = 300 * 1024 * 1024
ZIP_RATIO = 200
TAKEN = "PDF, Word, Excel, PowerPoint, OpenDocument, ảnh hoặc văn bản thường"

_OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": ("application/vnd.oasis.opendocument.text", ".odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": (
        "application/vnd.oasis.opendocument.spreadsheet",
        ".ods",
    ),
    b"application/vnd.oasis.opendocument.presentation": (
        "application/vnd.oasis.opendocument.presentation",
        ".odp",
    ),
}
_OLD_OFFICE = {
    "WordDocument": ("application/msword", ".doc"),
    "Workbook": ("application/vnd.ms-excel", ".xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", ".ppt"),
}
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"GIF87a": ("image/gif", ".gif"),
    b"GIF89a": ("image/gif", ".gif"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAME = {".jpeg": ".jpg", ".csv": ".txt", ".md": ".txt", ".log": ".txt"}
_DANGEROUS = re.compile(
    r"\.(?:exe|dll|com|scr|msi|bat|cmd|ps1|vbs|js|jar|lnk|hta|sh)$|vbaproject|/activex", re.I
)
_MACRO = "Tệp có macro nên không nhận. Lưu lại dạng không có macro (docx, xlsx, pptx) hoặc PDF rồi kèm."
_ARCHIVE = "Tệp nén không nhận làm minh chứng. Giải nén rồi kèm từng tệp."
_UNKNOWN = f"Loại tệp này không nhận. Kèm {TAKEN}."
_BROKEN = "Tệp hỏng hoặc chưa tải hết. Mở thử trên máy rồi kèm lại."


class Upload(Protocol):
    """A file as it comes from a form (Django's UploadedFile is one)."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Kept:
    """A file now in the store. Size in bytes."""

    sha256: str
    size: int
    content_type: str
    name: str


def keep(upload: Upload) -> Kept:
    """Check an upload and put it in the store.

    A file whose command fails afterwards stays unreferenced; it is found under its digest and
    reused when it comes again.
    Raises: OutOfRange (field "file") when empty, too large, or of a kind that is not taken.
    """
    if upload.size is not None and upload.size > settings.UPLOAD_BYTES:
        raise _refused(_too_large())
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix="dang-nhan-", dir=folder)
    try:
        with os.fdopen(handle, "w+b") as file:
            digest, size = _copy(upload, file)
            content_type, suffix = kind_of(file)
            if content_type.startswith("image/"):
                digest, size = _strip(file, content_type)
        target = path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Kept(digest, size, content_type, file_name(upload.name or "", suffix))


def put(content: bytes) -> tuple[str, int]:
    """Keep bytes whose kind somebody has read already; their digest and their size."""
    digest = hashlib.sha256(content).hexdigest()
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix="dang-nhan-", dir=settings.MEDIA_ROOT)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return digest, len(content)


def path_of(sha256: str) -> Path:
    """Where the file with that digest is kept. Raises ValueError when it is no digest."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a SHA-256")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def file_name(given: str, suffix: str) -> str:
    """A harmless name that ends in what the file really is."""
    name = clean(re.split(r"[/\\]", clean(given))[-1])
    name = re.sub(r'[<>:"|?*]', "_", name).strip(". ")
    stem, _, ending = name.rpartition(".")
    ending = f".{ending.lower()}" if stem else ""
    if _SAME.get(ending, ending) != suffix or not stem:
        stem, ending = name, suffix
    return f"{stem[: NAME_LONGEST - len(ending)].rstrip('. ') or 'minh-chung'}{ending}"


def kind_of(file: BinaryIO) -> tuple[str, str]:
    """Content type and suffix from the content. Raises OutOfRange for what is not taken."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "application/pdf", ".pdf"
    for magic, kind in _PICTURES.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", ".webp"
    if head.startswith(b"PK"):
        return _in_zip(file)
    if head.startswith(_OLE):
        return _in_ole(file)
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise _refused(_ARCHIVE)
    return _as_text(file)


def _copy(upload: Upload, file: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        size += len(chunk)
        if size > settings.UPLOAD_BYTES:
            raise _refused(_too_large())
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise _refused("Tệp rỗng. Chọn lại tệp có nội dung.")
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _strip(file: BinaryIO, content_type: str) -> tuple[str, int]:
    """A picture is kept without the place and device that its file names."""
    file.seek(0)
    try:
        content = stripped(file.read(), content_type)
    except ValueError:
        raise _refused(_BROKEN) from None
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()
    os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest(), len(content)


def _in_zip(file: BinaryIO) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(file) as packed:
            entries = packed.infolist()
            names = [e.filename for e in entries]
            if len(entries) > ZIP_ENTRIES or not _sane(entries):
                raise _refused(_BROKEN)
            is_office = "[Content_Types].xml" in names
            is_open = bool(entries) and names[0] == "mimetype"
            if not is_office and not is_open:
                raise _refused(_ARCHIVE)
            if any(_DANGEROUS.search(n) or n.startswith("Basic/") for n in names):
                raise _refused(_MACRO)
            if is_open:
                if found := _OPEN.get(packed.read(entries[0])[:100].strip()):
                    return found
            elif b"macroEnabled" in packed.read("[Content_Types].xml"):
                raise _refused(_MACRO)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise _refused(_BROKEN) from error
    for prefix, kind in _OFFICE.items():
        if any(n.startswith(prefix) for n in names):
            return kind
    raise _refused(_UNKNOWN)


def _sane(entries: Iterable[zipfile.ZipInfo]) -> bool:
    """Not a bomb: the sizes that the archive itself declares stay within reason."""
    total = packed = 0
    for entry in entries:
        total += entry.file_size
        packed += entry.compress_size
        small = entry.filename in ("[Content_Types].xml", "mimetype")
        if small and entry.file_size > 1024 * 1024:
            return False
    return total <= ZIP_BYTES and total <= max(packed, 1) * ZIP_RATIO


def _in_ole(file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    content = file.read()
    if any(mark.encode("utf-16-le") in content for mark in ("_VBA_PROJECT", "Macros", "VBA")):
        raise _refused(_MACRO)
    for mark, kind in _OLD_OFFICE.items():
        if mark.encode("utf-16-le") in content:
            return kind
    raise _refused(_UNKNOWN)


def _as_text(file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_UNKNOWN) from None
    start = text.lstrip()[:200].lower()
    if (
        "\x00" in text
        or start.startswith(("<", "#!", "mz"))
        or re.search(r"<(?:script|html|svg)\b", text, re.I)
    ):
        raise _refused(_UNKNOWN)
    return "text/plain", ".txt"


def _too_large() -> str:
    most = settings.UPLOAD_BYTES // (1024 * 1024)
    return f"Tệp quá {most} MB. Giảm cỡ tệp, hoặc kèm liên kết tới nơi lưu tệp."


def _refused(sentence: str) -> OutOfRange:
    return OutOfRange(sentence, field="file")
