"""A PDF of evidence inside a page: framed by our pages alone, for the same people, and it runs nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.audit.models import AccessLog
from congvu.diary.commands import attach_evidence

from .makers import NOON, Upload, send, write

PDF = b"%PDF-1.7\n%%EOF"


def opened(world, evidence, who: str = "lan"):
    client = Client()
    client.force_login(world.people[who].user)
    return client.get(f"/minh-chung/{evidence.pk}/xem")


@pytest.fixture
def file(world):
    return attach_evidence(
        entry_id=write(world).pk, file=Upload("to-trinh.pdf", PDF), by=world.actor("lan"), at=NOON
    )


def test_it_is_framed_by_our_pages_and_runs_nothing(world, file):
    response = opened(world, file)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'none'", "frame-ancestors 'self'", "form-action 'none'"):
        assert rule in policy
    assert "no-store" in response["Cache-Control"]


def test_only_a_pdf_is_shown_in_place(world, file):
    other = attach_evidence(
        entry_id=file.entry_id, file=Upload("ghi.pdf", "Ghi chép cuộc họp".encode()), by=world.actor("lan"), at=NOON
    )  # fmt: skip
    assert opened(world, other).status_code == 404


def test_every_other_page_may_not_be_framed(world):
    client = Client()
    client.force_login(world.lan.user)
    response = client.get("/hom-nay")
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("who", "status"), [("hanh", 200), ("minh", 404), ("vui", 404), ("dung", 404)])
def test_for_the_same_people_and_logged(world, file, who, status):
    send(world)
    response = opened(world, file, who)
    assert response.status_code == status
    list(response.streaming_content) if status == 200 else None
    assert AccessLog.objects.filter(viewer_id=world.people[who].pk).count() == (1 if status == 200 else 0)
