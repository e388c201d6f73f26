"""A new officer's first minutes, and a reminder: it comes, is answered, is switched off."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.accounts.commands import issue_code
from congvu.accounts.models import User
from congvu.base import clock
from congvu.catalogue.queries import favourites
from congvu.notifications.models import Choice, Reminder
from congvu.notifications.queries import choice_of
from congvu.notifications.tick import tick
from congvu.policy.facts import SYSTEM, Subject
from tests.conftest import NOON
from tests.journeys.ways import said

NEW = "con bò vàng gặm cỏ non"


def code_for(world) -> str:
    user = world.lan.user
    user.set_unusable_password()
    user.save()
    return issue_code(
        user_id=user.pk, subject=Subject(organ_id=world.organ.pk, owner_id=world.lan.pk), by=SYSTEM,
        at=clock.now(),
    )  # fmt: skip


def test_the_first_steps_of_a_new_officer(visit, stage):
    one = visit()
    page = one.go("/kich-hoat")
    page.fill("input[name=code]", code_for(stage))
    page.fill("input[name=password]", NEW)
    page.fill("input[name=repeated]", NEW)
    page.click("form button[type=submit]:has-text('Đặt mật khẩu')")
    page.wait_for_url("**/bat-dau/1")
    said(page, "Chuyên viên quản lý công chức")
    page.locator("summary", has_text="Chưa đúng?").click()
    said(page, "Võ Thanh Bình")
    one.shot("bat-dau-vi-tri")

    page.click("button:has-text('Đúng, tiếp tục')")
    page.wait_for_url("**/bat-dau/2")
    page.locator("label.chip", has_text="Soạn công văn trả lời").click()
    page.fill("input[name=q]", "nang luong")
    page.click("button:has-text('Tìm')")
    said(page, "Thấy 1 việc")
    assert page.locator("label.chip input:checked").count() == 1
    page.locator("label.chip", has_text="Thẩm định hồ sơ nâng lương").click()
    one.shot("bat-dau-viec-hay-lam")
    page.click("button:has-text('Tiếp tục')")
    page.wait_for_url("**/bat-dau/3")
    assert [p.code for p in favourites(stage.lan.pk)] == ["DC.02", "HS.01"]

    page.select_option("select[name=remind_at]", "16:00")
    one.shot("bat-dau-gio-nhac")
    page.click("button:has-text('Xong')")
    page.wait_for_url("**/hom-nay")
    assert choice_of(stage.lan.pk).remind_at == dt.time(16, 0)
    page = one.go("/")
    assert page.url.endswith("/hom-nay")


def test_a_missing_day_is_reminded_answered_and_switched_off(visit, stage):
    User.objects.update(created_at=clock.at(dt.date(2026, 1, 5)))
    assert tick(NOON).reminded
    lan = visit("lan")
    page = lan.go("/viec")
    bell = page.locator(".topbar a[aria-label='Thông báo, 1 chưa đọc']")
    bell.click()
    said(page, "Thứ Tư 18/11 chưa gửi.")
    lan.shot("thong-bao")

    page.click("button:has-text('Tôi nghỉ')")
    page.wait_for_url("**/nghi?ngay=2026-11-18#gui")
    assert page.input_value("input[name=first]") == "18/11/2026"
    page = lan.go("/thong-bao")
    page.click("button:has-text('Ghi trong 1 phút')")
    page.wait_for_url("**/hom-nay/2026-11-18")

    page = lan.go("/thong-bao")
    page.click("button:has-text('Tắt loại nhắc này')")
    said(page, "Đã tắt nhắc “Ngày đã qua chưa gửi”")
    said(page, "Không có việc nào cần nhắc")
    assert Choice.objects.get(person=stage.lan).muted == ["MISSED"]
    assert Reminder.objects.filter(person=stage.lan, settled_at=None).count() == 0
    page.click("a:has-text('Cách nhắc tôi')")
    assert not page.locator("input[value=MISSED]").is_checked()


@pytest.mark.parametrize("size", ["desktop"])
def test_the_first_steps_without_javascript(visit, stage, size):
    one = visit("lan", javascript=False)
    page = one.go("/bat-dau/2")
    page.locator("label.chip input").first.check(force=True)
    page.click("button:has-text('Tiếp tục')")
    page.wait_for_url("**/bat-dau/3")
    assert len(favourites(stage.lan.pk)) == 1
