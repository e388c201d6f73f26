"""A picture without what was written beside it: place, device, words. The pixels stay byte for byte.

Kept are the colour profile and, of a JPEG, how the picture is turned. A guard on receipt; the
device redraws its photos already (ADR 0031; Luật 91/2025/QH15, Điều 3).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_WORDS = {b"EXIF", b"XMP "}
_EXIF = b"Exif\x00\x00"
_TURN = 0x0112


def stripped(content: bytes, content_type: str) -> bytes:
    """The picture without metadata; other kinds as they are. Raises ValueError when it is damaged."""
    work = _KINDS.get(content_type)
    try:
        return work(content) if work else content
    except (struct.error, IndexError) as error:
        raise ValueError("damaged picture") from error


def _jpeg(content: bytes) -> bytes:
    """Segments up to the end of the first picture: what follows may be a second one with its own place."""
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0xD9:
            return b"".join(kept) + content[at : at + 2]
        (size,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + size
        body = content[at + 4 : end]
        if size < 2 or len(body) != size - 2:
            raise ValueError("cut off")
        kept.append(_segment(marker, content[at:end], body))
        at = end
        if marker == 0xDA:
            at = _after_scan(content, end)
            kept.append(content[end:at])
            if at >= len(content):  # the last bytes never came; browsers draw what there is
                return b"".join(kept)


def _segment(marker: int, whole: bytes, body: bytes) -> bytes:
    if marker == 0xE1:
        turn = _turn_of(body) if body.startswith(_EXIF) else 1
        return _exif_of(turn) if turn != 1 else b""
    if marker == 0xE2:
        return whole if body.startswith(b"ICC_PROFILE") else b""
    says_nothing = marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)
    return whole if says_nothing else b""


def _after_scan(content: bytes, at: int) -> int:
    """Where the coded pixels end: at the next marker that is no escape and no restart."""
    while (at := content.find(b"\xff", at)) != -1:
        following = content[at + 1 : at + 2]
        if following and following != b"\x00" and not 0xD0 <= following[0] <= 0xD7:
            return at
        at += 2
    return len(content)


def _turn_of(body: bytes) -> int:
    """The orientation (1 to 8) that an Exif segment names; 1 when it names none."""
    tiff = body[len(_EXIF) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 200)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _TURN:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif_of(turn: int) -> bytes:
    """A segment that says how the picture is turned and nothing else."""
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _TURN, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        size, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise ValueError("cut off")
        if kind not in _PNG_WORDS:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    last = 8 + size
    if last > len(content):
        raise ValueError("cut off")
    kept, at = [], 12
    while at + 8 <= last:
        kind, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        chunk = content[at:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]  # says that there was Exif, XMP
        if kind not in _WEBP_WORDS:
            kept.append(chunk)
        at = end
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


_KINDS: dict[str, Callable[[bytes], bytes]] = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
