"""Support staff: a usual shift in three touches; a supervisor confirms five people's week in fifteen."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from congvu.base import clock
from congvu.duties.commands import confirm_week
from congvu.duties.models import DutyShift, Tap
from congvu.org.models import Posting
from tests.duties.making import MONDAY, TODAY, TRIP, drivers, driving, picture, sound, touch, worked
from tests.journeys.test_pages import RUN, WIDTH
from tests.journeys.ways import until

TEAM = ("hai", "lan", "minh", "vui", "binh")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


class Thumb:
    """Counts what the person touches."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        """Touch what is seen, and wait until the server has answered."""
        self.taps += 1
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator(selector).locator("visible=true").first.click()


def five_drivers(world) -> None:
    drivers(world)
    for name in TEAM:
        Posting.objects.filter(person=world.people[name]).update(
            position=world.positions["LX"], unit=world.units["vp"]
        )
        driving(world, "6", who=name)


def test_a_usual_shift_is_at_most_three_taps(visit, stage):
    drivers(stage)
    hai = visit("hai")
    page = hai.go("/")
    assert page.url.endswith("/ca")
    hai.shot("ca-cua-toi")
    thumb = Thumb(page)
    thumb.tap("button:has-text('Tất cả như thường lệ')")
    page.get_by_text("Đã lưu").wait_for()
    thumb.tap("button:has-text('Xong ca')")
    page.get_by_text("Chờ đồng chí Đặng Thu xác nhận").wait_for()
    assert thumb.taps <= 3
    assert DutyShift.objects.get().state == "FINISHED"


def test_a_trip_a_counter_a_photo_and_taking_back(visit, stage, tmp_path):
    drivers(stage)
    page = visit("hai").go("/ca")
    thumb = Thumb(page)
    page.get_by_text("Sở Y tế", exact=True).click()
    thumb.tap("button:has-text('Bắt đầu chuyến')")
    page.locator(".duty-running h2", has_text="Sở Y tế").wait_for()
    thumb.tap("button:has-text('Kết thúc chuyến')")
    page.locator(".duty-running").wait_for(state="detached")
    for number in ("1", "2"):
        thumb.tap("button[aria-label='Thêm một lượt']")
        page.locator(".duty-dial output", has_text=number).wait_for()
    thumb.tap("button[aria-label='Bớt một lượt']")
    page.locator(".duty-dial output", has_text="1").wait_for()
    thumb.tap("button:has-text('Lốp, phanh, đèn')")
    page.locator(".duty-row.done", has_text="Lốp").wait_for()
    thumb.tap("button:has-text('Lốp, phanh, đèn')")
    page.locator(".duty-row.done").wait_for(state="detached")
    file = tmp_path / "anh.jpg"
    file.write_bytes(picture().read())
    page.locator("summary", has_text="Báo việc bất thường").click()
    page.set_input_files("#anh-ODD", str(file))
    thumb.tap("button:has-text('Báo')")
    page.get_by_text("Đã ghi trong ca").wait_for()
    assert Tap.objects.get(kind="ODD").photo_sha256
    assert Tap.objects.filter(kind="UNDO").count() == 1


def test_a_voice_note_is_recorded_sent_and_heard_by_the_supervisor(visit, stage):
    drivers(stage)
    hai = visit("hai")
    page = hai.go("/ca")
    page.context.grant_permissions(["microphone"])
    page.locator("summary", has_text="Báo việc bất thường").click()
    more = page.locator("details.duty-more[open]")
    more.get_by_role("button", name="Ghi âm").click()
    more.get_by_role("button", name="Dừng ghi 0:01").wait_for()
    more.get_by_role("button", name="Dừng ghi").click()
    more.get_by_text("Sẽ gửi cùng mục này").wait_for()
    assert page.locator("#tieng-ODD").evaluate("one => one.files[0].size") > 500
    hai.shot("ca-loi-nhan")
    Thumb(page).tap("button:text-is('Báo')")
    page.locator(".duty-log summary").click()
    page.locator(".duty-log audio").wait_for()
    first = Tap.objects.get()
    assert (first.kind, first.voice_type, first.photo_sha256) == ("ODD", "audio/webm", "")

    page.locator("summary", has_text="Việc khác").click()
    more.get_by_role("button", name="Ghi âm").click()
    more.get_by_role("button", name="Dừng ghi 0:01").wait_for()
    Thumb(page).tap("button:text-is('Ghi việc')")  # in the middle of a note: it is sent with it
    page.locator(".duty-log summary .count", has_text="2").wait_for()
    assert Tap.objects.filter(kind="OTHER").exclude(voice_sha256="").exists()
    Thumb(page).tap("button:has-text('Xong ca')")
    page.get_by_text("Chờ đồng chí Đặng Thu xác nhận").wait_for()

    thu = visit("thu")
    page = thu.go(f"/duyet-ca?tuan={MONDAY}&ca={DutyShift.objects.get().pk}")
    note = page.locator(f".week-taps audio[src$='/{first.pk}/tieng']")
    length = note.evaluate(
        "one => new Promise((done, fail) => { one.ontimeupdate = () => one.currentTime > 0.2 && done(one.currentTime);"
        " one.onerror = () => fail(one.error); one.muted = true; one.play(); })"
    )
    assert length > 0.2
    thu.shot("duyet-ca-loi-nhan")


def test_without_script_every_touch_posts(visit, stage, tmp_path):
    drivers(stage)
    page = visit("hai", javascript=False).go("/ca")
    page.click("button:has-text('Tất cả như thường lệ')")
    page.click("button[aria-label='Thêm một lượt']")
    page.locator("summary", has_text="Báo việc bất thường").click()
    (tmp_path / "tieng.wav").write_bytes(sound().read())
    page.set_input_files("#tieng-ODD", str(tmp_path / "tieng.wav"))
    page.click("button:text-is('Báo')")
    assert Tap.objects.get(kind="ODD").voice_type == "audio/wav"
    page.click("button:has-text('Xong ca')")
    page.get_by_text(re.compile("Đã xong ca lúc")).first.wait_for()
    assert DutyShift.objects.get().state == "FINISHED"


def test_a_week_of_five_people_in_at_most_fifteen_taps(visit, stage):
    five_drivers(stage)
    for name in TEAM:
        for n in range(4):
            worked(stage, MONDAY + dt.timedelta(days=n), 1, name)
    thu = visit("thu")
    page = thu.go(f"/duyet-ca?tuan={MONDAY}")
    thu.shot("duyet-ca")
    thumb = Thumb(page)
    thumb.taps += 1
    page.locator(".week-days a").first.click()
    page.locator(".week-taps").wait_for()
    for left in range(len(TEAM) - 1, -1, -1):
        thumb.tap("button:has-text('Xác nhận cả tuần')")
        until(page, "left => document.querySelectorAll('.week-do > form').length === left", left)
    assert thumb.taps <= 15
    assert set(DutyShift.objects.values_list("state", flat=True)) == {"CONFIRMED"}


def test_a_confirmed_week_is_put_right(visit, stage):
    drivers(stage)
    driving(stage, "3")
    worked(stage, MONDAY, 5)
    thu = visit("thu")
    page = thu.go(f"/duyet-ca?tuan={MONDAY}")
    thumb = Thumb(page)
    thumb.tap("button:has-text('Xác nhận cả tuần')")
    page.get_by_text("đã xác nhận nhưng chưa tính").wait_for()
    assert page.get_by_text("Tháng 11, tự cộng:").is_visible()
    thu.shot("duyet-ca-nhan-sau")
    thumb.tap("button:has-text('Nhận là việc đột xuất')")
    page.get_by_text("đã xác nhận nhưng chưa tính").wait_for(state="detached")
    page.locator("summary", has_text="Mở lại 1 ca đã xác nhận").click()
    page.get_by_label("Lý do").fill("Sổ xe ghi thiếu một chuyến.")
    thumb.tap(".week-again button:has-text('Mở lại')")
    page.locator("button:has-text('Xác nhận cả tuần')").wait_for()
    assert DutyShift.objects.get().state == "FINISHED"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_and_fits(visit, stage, size, scheme):
    template = drivers(stage)
    earlier = worked(stage, MONDAY - dt.timedelta(days=7), 3)
    confirm_week(person_id=stage.hai.pk, monday=earlier.day, by=stage.actor("thu"), at=clock.now())
    shift = worked(stage, MONDAY, 1)
    touch(stage, "START", TRIP)
    touch(stage, "ODD", text="Hỏng xe", photo=picture())
    touch(stage, "ODD", voice=sound())
    pages = {
        "hai": ["/ca", f"/ca/{MONDAY}", "/doi-ca"],
        "thu": [f"/duyet-ca?tuan={MONDAY}&ca={shift.pk}", f"/duyet-ca?tuan={earlier.day}", "/mau-ca", f"/mau-ca/{template.pk}",
                f"/mau-ca/{template.pk}/dong", f"/mau-ca/{template.pk}/sua", f"/mau-ca/{template.pk}/ban-mo-ta"],
        "binh": ["/lich/ca/ba-to"],
    }  # fmt: skip
    for who, paths in pages.items():
        person = visit(who, scheme=scheme)
        for path in paths:
            page = person.go(path)
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(RUN)
            assert found == [], (path, [(f["id"], f["nodes"][0]["html"][:200]) for f in found])
            assert page.evaluate(WIDTH) <= page.viewport_size["width"], path
    assert clock.today() == TODAY
