"""Voice notes: the kind comes from the content, films and programs are refused, names and places are taken off."""

from __future__ import annotations

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.base.errors import OutOfRange
from congvu.base.files import path_of
from congvu.base.sounds import MOST_BYTES, keep_voice, read_sound
from tests.duties.making import sound

FRAME = b"\xff\xfb\x90\x00" + bytes(413)
PLACE = b"+10.7500+106.6700/"


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def m4a(handler: bytes = b"soun", *, more: bytes = b"") -> bytes:
    track = box(b"mdia", box(b"hdlr", bytes(8) + handler) + box(b"stsd", box(b"mp4a", bytes(20))))
    words = box(b"udta", box(b"\xa9xyz", PLACE))
    return (
        box(b"ftyp", b"M4A mp42")
        + box(b"moov", box(b"trak", track + words) + words)
        + box(b"mdat", b"tieng")
        + more
    )


WEBM = b"\x1aE\xdf\xa3\x01\x42\x82\x84webm...\x86A_OPUS..."
TAKEN = {
    "audio/webm": WEBM,
    "audio/ogg": b"OggS" + bytes(24) + b"OpusHead",
    "audio/mp4": m4a(),
    "audio/wav": sound().read(),
    "audio/mpeg": b"ID3\x04\x00\x00\x00\x00\x00\x0aHo va ten\x00" + FRAME + b"TAG" + b"An Hoa".ljust(125),
}
REFUSED = {
    "nothing": b"",
    "a page": b"<svg onload=1>",
    "a picture": b"\xff\xd8\xff\xe0garbage",
    "a document": b"%PDF-1.7",
    "a film": WEBM + b"V_VP8",
    "a film of a phone": m4a(b"vide"),
    "no sound in it": box(b"ftyp", b"M4A mp42") + box(b"moov", b""),
    "a broken box": m4a(more=b"\x00\x00\xff\xffmdatx"),
    "WAV without samples": b"RIFF\x04\x00\x00\x00WAVE",
    "tags alone": b"ID3\x04\x00\x00\x00\x00\x00\x0aHo va ten\x00",
    "a cut tag": b"ID3\x04",
    "UTF-16 text": "việc".encode("utf-16"),
    "speech of old phones": b"#!AMR\n" + bytes(40),
}


@pytest.mark.parametrize("content_type", TAKEN)
def test_what_browsers_play_is_taken(content_type):
    assert read_sound(TAKEN[content_type])[0] == content_type


@pytest.mark.parametrize("why", REFUSED)
def test_anything_else_is_refused_with_a_sentence(why, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(OutOfRange, match="không phải tiếng") as found:
        keep_voice(SimpleUploadedFile("loi-nhan.webm", REFUSED[why], "audio/webm"))
    assert found.value.field == "voice"
    assert list(tmp_path.iterdir()) == []


def test_names_and_places_beside_the_sound_are_gone():
    bare = read_sound(TAKEN["audio/mp4"])[2]
    assert PLACE not in bare
    assert len(bare) == len(TAKEN["audio/mp4"])
    assert bare.endswith(b"mdattieng")
    assert b"Tan Lap" not in read_sound(TAKEN["audio/wav"])[2]
    assert read_sound(TAKEN["audio/mpeg"])[2] == FRAME


def test_it_is_kept_under_its_digest_and_not_above_six_megabytes(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    kept = keep_voice(sound())
    assert (kept.content_type, kept.name) == ("audio/wav", "loi-nhan.wav")
    assert path_of(kept.sha256).stat().st_size == kept.size
    with pytest.raises(OutOfRange, match="6 MB"):
        keep_voice(SimpleUploadedFile("dai.wav", bytes(MOST_BYTES + 1)))
