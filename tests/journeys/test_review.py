"""Deciding by one key, taking it back, a ready sentence, the group's samples, talking back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from congvu.base import clock
from congvu.diary.commands import attach_evidence
from congvu.diary.models import Entry
from congvu.review.models import Confirmation, Talk
from tests.conftest import NOON
from tests.duties.making import picture
from tests.journeys.test_budget import Hands
from tests.journeys.test_pages import WIDTH
from tests.journeys.ways import given_task, said, sent, written


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def open_pdf() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "PDF")
    return SimpleUploadedFile("to-trinh.pdf", content.getvalue(), "application/pdf")


def state(entry: Entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


def plain(stage, title: str) -> Entry:
    """A line about which there is no fact: a product of a task, with evidence."""
    share = given_task(stage, accepted=True, title=title)
    entry = written(stage, title=title, share_id=share.pk, quantity=Decimal(1))
    attach_evidence(entry_id=entry.pk, document="456/SNV", by=stage.actor("lan"), at=clock.now())
    return entry


def test_one_key_then_undone_then_returned_with_a_ready_sentence(visit, stage, size):
    first, second = written(stage, title="Việc thứ nhất"), written(stage, title="Việc thứ hai")
    sent(stage)
    hanh = visit("hanh")
    page = hanh.go(f"/duyet/{first.pk}")
    hands = Hands(page)
    if size == "desktop":
        hands.press("1")
    else:
        hands.tap("footer.decision form[action$='/xac-nhan'] button")
    page.wait_for_url(lambda url: f"/duyet/{second.pk}?vua=" in url)
    assert hands.keys + hands.taps == 1, "a confirmed line"
    assert state(first) == "CONFIRMED"
    page.locator("#h-ct:focus").wait_for()
    toast = page.locator(".toast", has_text="Đã xác nhận “Việc thứ nhất”")
    toast.wait_for()
    hanh.shot("duyet-hoan-tac")
    if size == "desktop":
        page.keyboard.press("z")
    else:
        toast.locator("button:has-text('Hoàn tác')").click()
    page.wait_for_url(lambda url: url.endswith(f"/duyet/{first.pk}"))
    assert state(first) == "SUBMITTED"
    if size == "desktop":
        page.keyboard.press("3")
    else:
        page.click("footer.decision a[href='#tra-lai']")
    page.locator("#tra-lai label.chip", has_text="Kèm giúp sản phẩm").click()
    page.click("#tra-lai button:has-text('Trả lại và sang mục sau')")
    page.wait_for_url(lambda url: f"/duyet/{second.pk}" in url)
    assert state(first) == "RETURNED"
    assert Confirmation.objects.latest("pk").reason.startswith("Kèm giúp sản phẩm")


def test_a_document_is_read_in_place(visit, stage, size):
    entry = written(stage, title="Tờ trình")
    attach_evidence(entry_id=entry.pk, file=open_pdf(), by=stage.actor("lan"), at=clock.now())
    attach_evidence(entry_id=entry.pk, file=picture(), by=stage.actor("lan"), at=clock.now())
    sent(stage)
    hanh = visit("hanh")
    page = hanh.go(f"/duyet/{entry.pk}")
    with page.expect_response(lambda answer: answer.url.endswith("/xem")) as seen:
        if size == "desktop":
            page.keyboard.press("m")
        else:
            page.locator(".proof-view summary").first.click()
    answer = seen.value
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    frame = page.locator("iframe[title='Minh chứng: to-trinh.pdf']")
    assert frame.is_visible()
    hanh.shot("duyet-tep")
    page.locator(".proof-view summary").nth(1).click()
    image = page.locator(".proof-view img")
    image.wait_for()
    assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") == 40
    with page.expect_download() as kept:
        page.locator(".proof-view[open] a", has_text="Tải về").first.click()
    assert kept.value.suggested_filename == "to-trinh.pdf"
    assert page.evaluate(WIDTH) <= page.viewport_size["width"]


def test_single_keys_can_be_switched_off(visit, stage, size):
    entry = written(stage, title="Việc thứ nhất")
    sent(stage)
    stage.hanh.user.shortcuts_off = True
    stage.hanh.user.save(update_fields=["shortcuts_off"])
    page = visit("hanh").go(f"/duyet/{entry.pk}")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert page.url.endswith(f"/duyet/{entry.pk}")
    assert state(entry) == "SUBMITTED"


def test_the_group_waits_for_its_samples(visit, stage, size):
    lines = [plain(stage, f"Trả lời số {n}") for n in range(4)]
    sent(stage)
    hanh = visit("hanh")
    page = hanh.go("/duyet")
    group = page.locator("#nhom")
    said(page, "4 mục không có dấu cần xem")
    assert group.locator("button:has-text('Xác nhận 4 mục')").get_attribute("aria-disabled") == "true" or (
        group.locator("button:has-text('Xác nhận 4 mục')").is_disabled()
    )
    hanh.shot("duyet-nhom")
    for n in range(3):
        with clock.frozen(NOON + dt.timedelta(seconds=5 * (n + 1))):
            page = hanh.go("/duyet")
            page.locator("#nhom a:has-text('Mở mục kế')").click()
            page.locator("h2.entry-name").wait_for()
    with clock.frozen(NOON + dt.timedelta(seconds=30)):
        page = hanh.go("/duyet")
        said(page, "Đã mở 3 trên 3")
        page.locator("#nhom button:has-text('Xác nhận 4 mục')").click()
        said(page, "Đã xác nhận 4 mục.")
    assert {state(line) for line in lines} == {"CONFIRMED"}
    assert Confirmation.objects.filter(in_group=True).count() == 4


def test_an_adjustment_is_talked_about_and_closed(visit, stage, size):
    entry = written(stage, title="Họp giao ban phòng", minutes=60)
    sent(stage)
    page = visit("hanh").go(f"/duyet/{entry.pk}")
    page.click("footer.decision a[href='#dieu-chinh']")
    page.fill("#dieu-chinh input[name=minutes]", "45")
    page.locator("#dieu-chinh label.chip", has_text="Khớp lại theo thời gian").click()
    page.click("#dieu-chinh button:has-text('Lưu và sang mục sau')")
    page.wait_for_url(lambda url: "/duyet?vua=" in url)

    lan = visit("lan")
    page = lan.go(f"/hom-nay/muc/{entry.pk}")
    page.click("a:has-text('Đồng ý hoặc trao đổi lại')")
    page.fill("textarea[name=body]", "Cuộc họp kéo dài thêm 15 phút.")
    page.locator("label.choice", has_text="Dữ liệu chưa đúng").click()
    page.click("button:has-text('Gửi trả lời')")
    said(page, "Dữ liệu chưa đúng.")
    said(page, "Cuộc họp kéo dài thêm 15 phút.")

    hanh = visit("hanh")
    page = hanh.go("/trao-doi")
    page.click("a:has-text('Họp giao ban phòng')")
    page.fill("textarea[name=body]", "Vâng, phần đó ghi thành mục riêng giúp tôi.")
    page.click("button:has-text('Trả lời')")
    said(page, "phần đó ghi thành mục riêng")
    hanh.shot("trao-doi")

    page = lan.go(f"/trao-doi/{entry.pk}")
    page.locator("label.choice", has_text="Đồng ý với điều chỉnh").click()
    page.click("button:has-text('Gửi trả lời')")
    page.locator("text=khép trao đổi lúc").wait_for()
    talk = Talk.objects.get()
    assert (talk.state, talk.closed_by_id) == ("CLOSED", stage.lan.pk)
