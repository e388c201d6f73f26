"""Without script everything still works; without the mark there is no sample sign-in."""

from __future__ import annotations

import pytest

from congvu.diary.models import Entry
from tests.journeys.ways import said


@pytest.mark.parametrize("size", ["desktop"])
def test_no_sample_sign_in_on_a_real_installation(visit, stage, size):
    stranger = visit()
    assert stranger.status("/dung-thu") == 404
    page = stranger.go("/dang-nhap")
    stranger.shot("dang-nhap")
    assert "dữ liệu mẫu" not in page.inner_text("main").lower()


@pytest.mark.parametrize("size", ["desktop"])
def test_officer_without_script(visit, stage, size):
    page = visit("lan", javascript=False).go("/hom-nay")
    page.fill("#ghi-ten", "cong van tra loi")
    page.fill("#ghi-gio", "1g15")
    page.click("#ghi button:has-text('Ghi')")
    page.check("fieldset.choose-line label:has-text('Soạn công văn trả lời cơ quan khác') input")
    page.click("#ghi button:has-text('Ghi')")
    page.locator("li.block").wait_for()
    line = Entry.objects.get()
    assert (line.product.code, line.minutes) == ("DC.02", 75)
    page.click("button:has-text('Gửi nhật ký')")
    said(page, "Rút lại được khi chưa ai mở")
    line.refresh_from_db()
    assert line.state == "SUBMITTED"
