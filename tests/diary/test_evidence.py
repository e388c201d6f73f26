"""Evidence: what is taken, what is refused, where it lies, who may open it."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest

from congvu.base import files
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.diary.commands import attach_evidence, remove_evidence, settle_entry
from congvu.diary.models import Evidence
from congvu.diary.states import EntryState, EntryStep

from .makers import NOON, Upload, send, write, zipped

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF"
DOCX = zipped(TYPES="<Types/>", word__document="<w/>")


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.UPLOAD_BYTES = 1024 * 1024
    return settings.MEDIA_ROOT


def attach(world, entry, who="lan", **what):
    return attach_evidence(entry_id=entry.pk, by=world.actor(who), at=NOON, **what)


def ole(*marks: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + b"".join(m.encode("utf-16-le") for m in marks)


TAKEN = [
    ("toà nhà.pdf", PDF, "application/pdf", "toà nhà.pdf"),
    ("a.docx", DOCX, "officedocument.wordprocessingml", "a.docx"),
    ("b.xlsx", zipped(TYPES="<Types/>", xl__workbook="<w/>"), "spreadsheetml", "b.xlsx"),
    ("c.pptx", zipped(TYPES="<Types/>", ppt__presentation="<p/>"), "presentationml", "c.pptx"),
    ("d.odt", zipped(mimetype="application/vnd.oasis.opendocument.text", content="<x/>"), "opendocument.text", "d.odt"),
    ("e.doc", ole("WordDocument"), "application/msword", "e.doc"),
    ("f.xls", ole("Workbook"), "ms-excel", "f.xls"),
    ("g.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\xaeB`\x82", "image/png", "g.png"),
    ("h.JPEG", b"\xff\xd8\xff\xe0\x00\x05abc\xff\xd9", "image/jpeg", "h.jpeg"),
    ("k.csv", "họ tên;số\nLan;1".encode(), "text/plain", "k.csv"),
    # the name never decides
    ("hoa-don.pdf.exe", PDF, "application/pdf", "hoa-don.pdf.exe.pdf"),
    ("khong-duoi", PDF, "application/pdf", "khong-duoi.pdf"),
    ("../../etc/passwd", b"chu", "text/plain", "passwd.txt"),
    ("C:\\Users\\lan\\to trinh.pdf", PDF, "application/pdf", "to trinh.pdf"),
    ('a<b>"c\x00\u202e.pdf', PDF, "application/pdf", "a_b__c.pdf"),
    ("", PDF, "application/pdf", "minh-chung.pdf"),
    (".pdf", PDF, "application/pdf", "pdf.pdf"),
    ("x" * 400 + ".pdf", PDF, "application/pdf", "x" * 146 + ".pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "kind", "label"), TAKEN, ids=[t[0][:20] for t in TAKEN])
def test_documents_and_pictures_are_taken_by_their_content(world, store, name, content, kind, label):
    evidence = attach(world, write(world), file=Upload(name, content))
    digest = hashlib.sha256(content).hexdigest()
    assert kind in evidence.content_type
    assert evidence.label == label
    assert (evidence.sha256, evidence.size) == (digest, len(content))
    kept = store / digest[:2] / digest[2:4] / digest
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o077 == 0


REFUSED = [
    ("empty", b"", "Tệp rỗng"),
    ("program", b"MZ\x90\0" + b"\0" * 64, "không nhận"),
    ("elf", b"\x7fELF\x02\x01\0", "không nhận"),
    ("script", b"#!/bin/sh\nrm -rf", "không nhận"),
    ("page", b"<!doctype html><script>1</script>", "không nhận"),
    ("hidden page", b"text first <script>alert(1)</script>", "không nhận"),
    ("svg", b'<?xml version="1.0"?><svg onload="x()"/>', "không nhận"),
    ("zip", zipped(a="1"), "Tệp nén"),
    ("rar", b"Rar!\x1a\x07", "Tệp nén"),
    ("7z", b"7z\xbc\xaf\x27\x1c", "Tệp nén"),
    ("gzip", b"\x1f\x8b\x08", "Tệp nén"),
    ("macro docm", zipped(TYPES="<Types/>", word__document="<w/>", word__vbaProject_bin="x"), "macro"),
    (
        "macro type",
        zipped(TYPES='<T ContentType="x.macroEnabled.main+xml"/>', word__document="<w/>"),
        "macro",
    ),
    (
        "macro ods",
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", Basic__script="x"),
        "macro",
    ),
    ("macro doc", ole("WordDocument", "_VBA_PROJECT"), "macro"),
    ("installer", ole("Installer"), "không nhận"),
    ("bomb", zipped(TYPES="<Types/>", word__document=b"\0" * 60_000_000), "hỏng"),
    ("broken zip", b"PK\x03\x04" + b"x" * 50, "hỏng"),
    ("too large", b"a" * (1024 * 1024 + 1), "quá 1 MB"),
    ("binary", bytes(range(256)), "không nhận"),
    ("nul text", b"abc\x00def", "không nhận"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_could_run_or_hide_is_refused_and_leaves_nothing(world, store, name, content, sentence):
    entry = write(world)
    with pytest.raises(OutOfRange, match=sentence) as error:
        attach(world, entry, file=Upload(f"{name}.pdf", content))
    assert error.value.field == "file"
    assert not Evidence.objects.exists()
    assert [p for p in store.rglob("*") if p.is_file()] == []


def test_a_size_that_lies_is_found_out(world):
    with pytest.raises(OutOfRange, match="quá 1 MB"):
        attach(world, write(world), file=Upload("a.pdf", PDF + b"0" * 1024 * 1024, size=10))


def test_an_encrypted_or_damaged_office_file_is_refused(world):
    damaged = bytearray(DOCX)
    damaged[-30:] = b"\0" * 30
    with pytest.raises(OutOfRange, match="hỏng"):
        attach(world, write(world), file=Upload("a.docx", bytes(damaged)))


def test_the_same_file_again_is_the_one_already_there(world):
    entry = write(world)
    first, second = (attach(world, entry, file=Upload("a.pdf", PDF)) for _ in range(2))
    assert first.pk == second.pk
    other = attach(world, write(world, title="Khác"), file=Upload("b.pdf", PDF))
    assert other.pk != first.pk
    assert other.sha256 == first.sha256


@pytest.mark.parametrize("url", ["https://van-ban.songmay.vn/1284?x=1", "http://10.0.0.1:8080/a"])
def test_web_links_are_taken(world, url):
    evidence = attach(world, write(world), url=f" {url} ", label="Bản trên hệ thống")
    assert (evidence.url, evidence.label) == (url, "Bản trên hệ thống")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "file:///etc/passwd", "ftp://a.vn/x", "//a.vn", "a.vn",
     "https://", "https://u:p@a.vn/", "https://a.vn/ x y", "http://[", "https://a.vn:99999999/", "https:\\\\a.vn"],
)  # fmt: skip
def test_other_addresses_are_refused(world, url):
    with pytest.raises(OutOfRange, match="https://"):
        attach(world, write(world), url=url)


def test_a_link_too_long_is_refused(world):
    with pytest.raises(OutOfRange, match="500 ký tự"):
        attach(world, write(world), url="https://a.vn/" + "x" * 500)


def test_a_document_number_is_kept_as_clean_text(world):
    evidence = attach(
        world, write(world), document=unicodedata.normalize("NFD", "456/SNV-CCVC\x00 ngày 18/11")
    )
    assert (evidence.kind, evidence.label) == (Evidence.Kind.DOCUMENT, "456/SNV-CCVC ngày 18/11")


def test_exactly_one_thing_at_a_time(world):
    entry = write(world)
    for what in ({}, {"url": "https://a.vn", "document": "1"}, {"document": " ​ "}):
        with pytest.raises(Incomplete, match="một"):
            attach(world, entry, **what)


def test_only_the_writer_attaches_and_removes(world):
    entry = write(world)
    evidence = attach(world, entry, document="1/QĐ")
    for who in ("minh", "hanh", "tam", "vui", "dung"):
        with pytest.raises(Denied):
            attach(world, entry, who, document="2/QĐ")
        with pytest.raises(Denied):
            remove_evidence(evidence_id=evidence.pk, by=world.actor(who), at=NOON)


def test_evidence_may_follow_until_the_line_is_confirmed(world):
    entry = write(world)
    send(world)
    attach(world, entry, document="1/QĐ")
    with pytest.raises(InvalidStep):
        remove_evidence(evidence_id=Evidence.objects.get().pk, by=world.actor("lan"), at=NOON)
    settle_entry(entry_id=entry.pk, version=1, outcome=EntryStep.CONFIRM, by=world.actor("hanh"), at=NOON)
    with pytest.raises(InvalidStep, match="không kèm thêm"):
        attach(world, entry, document="2/QĐ")


def test_evidence_on_a_returned_line_is_its_correction(world):
    entry = write(world)
    send(world)
    settle_entry(
        entry_id=entry.pk, version=1, outcome=EntryStep.RETURN, reason="Kèm tờ trình giúp tôi", by=world.actor("hanh"), at=NOON
    )  # fmt: skip
    attach(world, entry, document="12/TTr")
    entry.refresh_from_db()
    assert (entry.state, entry.version, entry.versions.count()) == (EntryState.DRAFT, 2, 1)
    assert send(world).state == "SUBMITTED"


def test_removed_evidence_leaves_its_trace(world):
    entry = write(world)
    evidence = attach(world, entry, document="1/QĐ")
    remove_evidence(evidence_id=evidence.pk, by=world.actor("lan"), at=NOON)
    evidence.refresh_from_db()
    assert evidence.removed_at == NOON
    with pytest.raises(Missing):
        remove_evidence(evidence_id=evidence.pk, by=world.actor("lan"), at=NOON)


def test_a_line_carries_only_so_much(world):
    entry = write(world)
    for n in range(20):
        attach(world, entry, document=f"{n}/QĐ")
    with pytest.raises(DomainError, match="nhiều nhất 20"):
        attach(world, entry, document="21/QĐ")


def test_a_path_needs_a_digest():
    with pytest.raises(ValueError):
        files.path_of("../../etc/passwd")


def test_a_line_comes_with_its_evidence_or_not_at_all(world, store):
    from congvu.diary.models import Entry
    from congvu.diary.proofs import Proof

    entry = write(world, proofs=(Proof(document="1/QĐ"), Proof(file=Upload("a.pdf", PDF))))
    assert entry.evidence.count() == 2
    with pytest.raises(OutOfRange):
        write(world, title="Khác", proofs=(Proof(document="2/QĐ"), Proof(file=Upload("a.pdf", b"MZ\0"))))
    assert Entry.objects.get() == entry
