"""Pictures lose the place and device that their files name, and nothing else."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from congvu.base.bare import stripped

PLACE = b"GPS 21.0285N 105.8542E"


def picture(kind: str, size=(40, 20), **how) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (176, 50, 29)).save(made, kind, **how)
    return made.getvalue()


def exif(turn: int = 1) -> bytes:
    told = Image.Exif()
    told[0x0112] = turn
    told[0x010F] = "Hãng máy ảnh"
    told.get_ifd(0x8825)[1] = "N"
    told.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    return told.tobytes()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_words(jpeg: bytes) -> bytes:
    """A JPEG with XMP, IPTC and a comment, and a second picture hidden after its end."""
    told = (
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE)
        + segment(0xED, PLACE)
        + segment(0xFE, PLACE)
    )
    return jpeg[:2] + told + jpeg[2:] + b"\xff\xd8\xff" + PLACE


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        return opened.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "how", [{}, {"progressive": True}, {"quality": 100}], ids=["plain", "progressive", "best"]
)
def test_jpeg_keeps_its_pixels_and_its_turn_alone(how):
    content = with_words(picture("JPEG", exif=exif(turn=6), **how))

    bare = stripped(content, "image/jpeg")

    assert PLACE not in bare
    assert b"GPS" not in bare
    assert pixels(bare) == pixels(content)
    with Image.open(io.BytesIO(bare)) as opened:
        assert dict(opened.getexif()) == {0x0112: 6}


def test_upright_jpeg_keeps_no_exif_but_its_colours():
    content = picture("JPEG", exif=exif(), icc_profile=b"profile" * 20)
    with Image.open(io.BytesIO(stripped(content, "image/jpeg"))) as opened:
        assert not opened.getexif()
        assert opened.info["icc_profile"] == b"profile" * 20


def test_png_loses_text_and_exif():
    chunk = b"tEXt" + b"Comment\x00" + PLACE
    content = picture("PNG", exif=exif())
    content = content[:33] + struct.pack(">I", len(chunk) - 4) + chunk + b"\0\0\0\0" + content[33:] + PLACE
    bare = stripped(content, "image/png")
    assert PLACE not in bare
    assert b"eXIf" not in bare
    assert pixels(bare) == pixels(picture("PNG"))


def test_webp_loses_exif_and_says_so():
    content = picture("WEBP", exif=exif(), xmp=PLACE, lossless=True)
    bare = stripped(content, "image/webp")
    assert b"EXIF" not in bare
    assert PLACE not in bare
    assert pixels(bare) == pixels(content)
    with Image.open(io.BytesIO(bare)) as opened:
        assert not opened.getexif()


def test_a_picture_not_wholly_arrived_is_kept_as_far_as_it_came():
    content = picture("JPEG", size=(200, 200), exif=exif())[:-40]
    assert stripped(content, "image/jpeg").startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe1\x10", "image/jpeg"),
        (b"\xff\xd8 khong phai", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xffIHDR", "image/png"),
        (b"RIFF\xff\xff\x00\x00WEBP", "image/webp"),
    ],
)
def test_a_damaged_picture_is_refused(content, kind):
    with pytest.raises(ValueError, match=r"."):
        stripped(content, kind)


def test_other_kinds_stay_as_they_are():
    assert stripped(b"GIF89a...", "image/gif") == b"GIF89a..."
