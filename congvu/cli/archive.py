"""The backup file: a zip with one manifest that names every member's size and sha256.

Members: `database.sqlite3` (SQLite) or `tables/<table>.copy` (PostgreSQL), and `files/<path>`.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from .say import Refused

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 64 * 1024 * 1024
CHUNK = 1024 * 1024
_MEMBER = re.compile(
    r"database\.sqlite3|tables/[a-z0-9_]+\.copy|files/[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*"
)
DAMAGED = "Tệp sao lưu bị hỏng hoặc bị sửa: {what}. Không phục hồi gì."


@dataclass(frozen=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a backup is. `columns` names the columns of each table of a PostgreSQL backup."""

    database: str
    version: str
    made_at: str
    migrations: list[list[str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    format: int = FORMAT


class Writer:
    """Adds members one by one, each read once, and the manifest last."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self.zipped = zipped
        self.manifest = manifest

    def add(self, name: str, chunks: Iterator[bytes] | Any, *, packed: bool = True) -> Member:
        """Store what `chunks` yields. `packed`: evidence is mostly packed already."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self.zipped.open(info, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        member = Member(name, size, digest.hexdigest())
        self.manifest.members.append(member)
        return member

    def finish(self) -> None:
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1)
        self.zipped.writestr(zipfile.ZipInfo(MANIFEST), text.encode(), compress_type=zipfile.ZIP_DEFLATED)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def read_manifest(zipped: zipfile.ZipFile) -> Manifest:
    """Raises: Refused when it is not a backup of ours, or lists other members than are there."""
    try:
        info = zipped.getinfo(MANIFEST)
        if info.file_size > MANIFEST_LIMIT:
            raise ValueError
        raw = json.loads(zipped.read(info))
        members = [Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in raw.pop("members")]
        manifest = Manifest(**{**raw, "members": members})
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise Refused("Tệp này không phải bản sao lưu của Công Vụ.", code=2) from None
    if manifest.format != FORMAT:
        raise Refused("Bản sao lưu do bản mới hơn tạo. Cập nhật chương trình rồi phục hồi.")
    listed = [m.name for m in manifest.members]
    if len(set(listed)) != len(listed) or sorted(listed) != sorted(set(zipped.namelist()) - {MANIFEST}):
        raise Refused(DAMAGED.format(what="danh sách tệp không khớp"))
    if wrong := [name for name in listed if not _MEMBER.fullmatch(name) or ".." in name]:
        raise Refused(DAMAGED.format(what=f"tên tệp lạ {wrong[0][:60]!r}"))
    return manifest


def checked(zipped: zipfile.ZipFile, member: Member) -> Iterator[bytes]:
    """The bytes of a member. Raises: Refused when they are not those that the manifest names."""
    digest, size = hashlib.sha256(), 0
    try:
        with zipped.open(member.name) as file:
            for chunk in pieces(file):
                size += len(chunk)
                if size > member.size:
                    break
                digest.update(chunk)
                yield chunk
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Refused(DAMAGED.format(what=member.name)) from error
    if size != member.size or digest.hexdigest() != member.sha256:
        raise Refused(DAMAGED.format(what=member.name))


def extract(zipped: zipfile.ZipFile, member: Member, target: Path) -> None:
    """Write a member, readable by its owner only."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as out:
        target.chmod(0o600)
        for chunk in checked(zipped, member):
            out.write(chunk)
