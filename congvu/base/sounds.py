"""Voice notes as evidence: the kind is read from the content, and what is written beside the sound is taken off."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from congvu.base.errors import OutOfRange
from congvu.base.files import Kept, put

if TYPE_CHECKING:
    from congvu.base.files import Upload

MOST_BYTES = 6 * 1024 * 1024
"""A minute of uncompressed speech still fits."""
NAME = "loi-nhan"
NO_SOUND = "Tệp này không phải tiếng ghi nghe được. Ghi lại, hoặc chọn tệp M4A, MP3, OGG, WAV, WEBM."
TOO_LARGE = "Lời nhắn quá 6 MB. Ghi ngắn lại, nhiều nhất 60 giây."
_HEAD = 4096
_BOXES = {b"moov", b"trak", b"mdia"}
_WORDS = {b"udta", b"meta"}


def keep_voice(upload: Upload) -> Kept:
    """Put a voice note in the store: sound alone, no film, without names, places or pictures beside it.

    Raises: OutOfRange (field "voice") when it is no sound that browsers play, or too large.
    """
    content = bytearray()
    for chunk in upload.chunks():
        content += chunk
        if len(content) > MOST_BYTES:
            raise OutOfRange(TOO_LARGE, field="voice")
    try:
        content_type, suffix, bare = read_sound(bytes(content))
    except (ValueError, struct.error):
        raise OutOfRange(NO_SOUND, field="voice") from None
    digest, size = put(bare)
    return Kept(digest, size, content_type, NAME + suffix)


def read_sound(content: bytes) -> tuple[str, str, bytes]:
    """(content type, suffix, the sound without what names a person, device or place).

    Raises ValueError (or struct.error) for anything else, a film among them.
    """
    head = content[:_HEAD]
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        if (b"A_OPUS" not in head and b"A_VORBIS" not in head) or re.search(rb"V_(?:VP|AV|MPEG)", head):
            raise ValueError("not sound alone")
        return "audio/webm", ".webm", content
    if head.startswith(b"OggS") and (b"OpusHead" in head or b"\x01vorbis" in head):
        return "audio/ogg", ".ogg", content
    if head[4:8] == b"ftyp":
        if b"mp4a" not in content or re.search(rb"hdlr.{8}vide", content, re.S):
            raise ValueError("not sound alone")
        return "audio/mp4", ".m4a", _mp4(content)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav", ".wav", _wav(content)
    if head.startswith(b"ID3") or _is_mp3(head):
        return "audio/mpeg", ".mp3", _mp3(content)
    raise ValueError("no sound")


def _mp4(content: bytes) -> bytes:
    """Boxes of words become free space of the same size, so that every offset stays true."""
    made = bytearray(content)

    def walk(at: int, end: int) -> None:
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", made, at)
            first = at + 8
            if size == 1:
                (size,) = struct.unpack_from(">Q", made, first)
                first += 8
            size = size or end - at
            if size < first - at or at + size > end:
                raise ValueError("broken box")
            if kind in _WORDS:
                made[at + 4 : at + 8] = b"free"
                made[first : at + size] = bytes(at + size - first)
            elif kind in _BOXES:
                walk(first, at + size)
            at += size

    walk(0, len(made))
    return bytes(made)


def _wav(content: bytes) -> bytes:
    """The format and the samples; notes of the recorder are left out."""
    parts, at, kinds = [], 12, set()
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        if kind in (b"fmt ", b"fact", b"data"):
            body = content[at + 8 : at + 8 + size]
            parts.append(struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2))
            kinds.add(kind)
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= kinds:
        raise ValueError("no samples")
    body = b"WAVE" + b"".join(parts)
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def _mp3(content: bytes) -> bytes:
    """Without the tags before and after the frames."""
    at = 0
    while content[at : at + 3] == b"ID3":
        size = content[at + 6 : at + 10]
        if len(size) < 4:
            raise ValueError("cut off")
        at += 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    end = len(content) - 128 if content[-128:-125] == b"TAG" else len(content)
    frames = content[at:end].lstrip(b"\0")
    if not _is_mp3(frames):
        raise ValueError("no frames")
    return frames


def _is_mp3(content: bytes) -> bool:
    """A frame of MPEG layer III: eleven set bits, a version, a rate and a frequency that exist."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return False
    version, layer = content[1] >> 3 & 3, content[1] >> 1 & 3
    return version != 1 and layer == 1 and content[2] >> 4 not in (0, 15) and content[2] >> 2 & 3 != 3
