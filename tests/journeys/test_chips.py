"""Chips, shortcuts of the page, and the search among participants, in a real browser."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from playwright.sync_api import expect

from congvu.base import clock
from congvu.diary.commands import add_entry
from congvu.diary.lines import Line
from congvu.diary.models import Entry, Participant
from tests.journeys.ways import written


def last_week(stage, **line):
    on = clock.today() - dt.timedelta(days=7)
    return add_entry(
        person_id=stage.lan.pk, on=on, line=Line(**({"minutes": 30} | line)), client_id=uuid.uuid4(),
        by=stage.actor("lan"), at=clock.at(on, 16),
    )  # fmt: skip


def test_a_chip_fills_the_form_and_asks_the_time(visit, stage):
    product = stage.products["DC.02"]
    last_week(stage, product_id=product.pk)
    page = visit("lan").go("/hom-nay")
    page.click("[data-cv-fill]")
    expect(page.locator("#ghi-gio")).to_be_focused()
    expect(page.locator("#ghi-ten")).to_have_value(product.detail)
    page.keyboard.type("45p")
    page.keyboard.press("Enter")
    expect(page.locator("li.block:not(.proposed)")).to_have_count(1)
    assert Entry.objects.get(worked_on=clock.today()).product_id == product.pk


def test_last_thursday_is_copied_row_by_row(visit, stage):
    last_week(stage, title="Trực một cửa")
    page = visit("lan").go("/hom-nay")
    page.click("text=Chép việc thứ Năm trước")
    page.get_by_label("Trực một cửa").fill("1g15")
    page.click("text=Ghi các việc có thời gian")
    expect(page.locator("li.block:not(.proposed)")).to_have_count(1)
    assert Entry.objects.get(worked_on=clock.today()).minutes == 75


def test_keys_of_the_page(visit, stage):
    line = written(stage, title="Họp giao ban")
    page = visit("lan").go("/hom-nay")
    page.keyboard.press("n")
    expect(page.locator("#ghi-ten")).to_be_focused()
    page.keyboard.type("g")
    page.keyboard.press("v")
    assert page.url.endswith("/hom-nay")
    page.locator(f"#muc-{line.pk} [data-cv-edit]").focus()
    page.keyboard.press("?")
    listed = page.get_by_role("dialog", name="Phím tắt ở trang này")
    for text in ("Việc đã làm", "Sửa dòng đang chọn", "Mở Việc của tôi", "Mở Điểm của tôi"):
        expect(listed).to_contain_text(text)
    page.keyboard.press("Escape")
    expect(page.locator(f"#muc-{line.pk} [data-cv-edit]")).to_be_focused()
    page.keyboard.press("e")
    page.wait_for_url(f"**/hom-nay/muc/{line.pk}")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("v")
    page.wait_for_url(re.compile(r"/viec$"))
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(re.compile(r"/hom-nay$"))


def test_switched_off_keys_do_nothing(visit, stage):
    stage.lan.user.shortcuts_off = True
    stage.lan.user.save()
    page = visit("lan").go("/hom-nay")
    for key in ("g", "v", "?", "n"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#ghi-ten")).not_to_be_focused()
    assert page.url.endswith("/hom-nay")


def test_participants_are_found_by_name_without_marks(visit, stage):
    page = visit("lan").go("/hom-nay/su-kien")
    name = stage.hanh.full_name
    page.fill("input[name=title]", "Họp phòng")
    page.fill("input[name=span]", "8g-9g")
    search = page.get_by_role("searchbox", name="Người tham dự")
    search.type("hanh")
    expect(page.locator("fieldset label.check:visible").first).to_contain_text(name)
    search.press("Enter")
    expect(page.locator("fieldset [role=status]")).to_contain_text("Đã chọn 1")
    search.press("Control+Enter")
    expect(page.locator(".org-spans")).to_contain_text(name)
    assert Participant.objects.filter(person=stage.hanh).exists()


def test_without_script_chip_copy_and_event_still_post(visit, stage):
    product = stage.products["DC.02"]
    last_week(stage, product_id=product.pk)
    one = visit("lan", javascript=False)
    page = one.go("/hom-nay")
    page.click("a.chip[href*='viec=']")
    page.fill("#ghi-gio", "45p")
    page.click("#ghi button:has-text('Ghi')")
    assert Entry.objects.get(worked_on=clock.today()).product_id == product.pk
    page = one.go(f"/hom-nay/{clock.today()}/chep")
    page.fill("input[name^=gio-]", "30p")
    page.click("text=Ghi các việc có thời gian")
    assert Entry.objects.filter(worked_on=clock.today()).count() == 2
    page = one.go("/hom-nay/su-kien")
    page.fill("input[name=title]", "Họp phòng")
    page.fill("input[name=span]", "8g-9g")
    page.get_by_label(re.compile(stage.hanh.full_name)).check()
    page.click("text=Tạo sự kiện >> nth=-1")
    assert Participant.objects.filter(person=stage.hanh).exists()
