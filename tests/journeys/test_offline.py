"""A day without a network: written on the device, the browser killed, everything arrives once and for its writer."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error

from congvu.base import clock
from congvu.diary.commands import make_event
from congvu.diary.models import Entry
from congvu.duties.models import DutyShift, Tap
from tests.conftest import CHROMIUM, FLAGS
from tests.duties.making import drivers, picture
from tests.journeys.test_pages import RUN, WIDTH
from tests.journeys.ways import written
from tests.world import PASSWORD

pytestmark = pytest.mark.parametrize("size", ["desktop"])


class Machine:
    """One browser profile on one machine: its process may die, what it keeps stays."""

    def __init__(self, browser, base: str, profile: Path) -> None:
        self.kind, self.base, self.profile = browser.browser_type, base, profile
        self.start()

    def start(self) -> None:
        self.context = self.kind.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=FLAGS, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1280, "height": 900},
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()

    def kill(self) -> None:
        """End the browser as a power cut does: no event reaches any page."""
        mine = str(self.profile).encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                if b"chrom" in (line := (folder / "cmdline").read_bytes()) and mine in line:
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                continue
        with contextlib.suppress(Error):
            self.context.close()
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)

    def sign_in(self, username: str) -> None:
        self.page.goto(self.base + "/dang-nhap")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("form button[type=submit]:has-text('Đăng nhập')")
        self.page.wait_for_url(lambda url: "dang-nhap" not in url)

    def sign_out(self) -> None:
        self.page.click("[data-cv-menu] summary")
        self.page.click("button:has-text('Đăng xuất')")
        self.page.wait_for_url("**/dang-nhap*")

    def today(self):
        """The page, once the worker stands behind it and has kept it."""
        self.page.goto(self.base + "/hom-nay")
        for _ in range(5):  # an installation that broke off is begun again by the next page
            if self.page.evaluate("navigator.serviceWorker.controller !== null"):
                break
            self.page.wait_for_timeout(2000)
            self.page.goto(self.base + "/hom-nay")
        self.until("navigator.serviceWorker.controller !== null")
        self.page.goto(self.base + "/hom-nay")
        self.until("caches.match('/hom-nay/chon-san', {cacheName: 'cv-own'}).then((kept) => Boolean(kept))")
        return self.page

    def unplug(self) -> None:
        """No network, for the page and for its worker, which learns of it a moment later."""
        self.context.set_offline(True)
        if self.page.evaluate("navigator.serviceWorker.controller !== null && document.body.dataset.cvWho"):
            self.until(
                "fetch('/hom-nay/tim?text=').then((a) => a.text()).then((t) => t.includes('Đang mất mạng'))"
            )

    def until(self, script: str) -> None:
        """Wait until a page's script says so (Playwright's own way would need eval, which the page forbids)."""
        for _ in range(300):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(script)

    def write(self, text: str, option: str) -> None:
        """A typed line: its option of the list is chosen, which records it."""
        self.page.fill("#ghi-ten", text)
        self.page.locator("#ghi-danh-sach [data-cv-complete]").wait_for()
        self.page.locator(f"#ghi-danh-sach [role=option]:has-text('{option}')").first.click()

    def waits(self, count: int) -> None:
        self.page.locator(".outbox li").nth(count - 1).wait_for()
        assert self.page.locator(".outbox li").count() == count


@pytest.fixture
def machine(browser, live_server, stage, tmp_path):
    opened = Machine(browser, live_server.url, tmp_path / "profile")
    yield opened
    opened.kill()


@pytest.fixture
def meeting(stage):
    return make_event(
        title="Họp giao ban phòng", day=clock.today(), starts_at=dt.time(8), ends_at=dt.time(9),
        person_ids=[stage.lan.pk], by=stage.actor("hanh"), at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def devices_agree(monkeypatch):
    """The server's clock stands still in 2026; a device's runs: here its time counts as sane."""
    monkeypatch.setattr("congvu.base.devices.OLDEST", dt.timedelta(days=9000))
    monkeypatch.setattr("congvu.base.devices.AHEAD", dt.timedelta(days=9000))


def offline_day(machine: Machine) -> None:
    """Two typed lines and a suggestion, from the kept page, without a network."""
    machine.sign_in("lan")
    machine.today()
    machine.unplug()
    page = machine.page
    page.goto(machine.base + "/hom-nay")
    page.locator(".outbox:has-text('Bản lúc')").wait_for()
    machine.write("cong van tra loi 1g15", "Soạn công văn trả lời cơ quan khác")
    machine.waits(1)
    assert page.input_value("#ghi-ten") == ""
    machine.write("don kho luu tru 45p", "“don kho luu tru”")
    machine.waits(2)
    page.click("ul.suggestions li:has-text('Họp giao ban phòng') button:has-text('Ghi')")
    machine.waits(3)
    page.locator("ul.suggestions li:has-text('Họp giao ban phòng')").wait_for(state="hidden")
    assert "Đang mất mạng. 3 mục đã lưu trên máy này, sẽ tự gửi khi có mạng." in page.inner_text(".outbox")
    assert not Entry.objects.exists()


def test_a_day_without_network_survives_the_browser(machine, stage, meeting, devices_agree, size):
    offline_day(machine)
    machine.kill()
    machine.start()
    machine.sign_in("minh")  # another person on the same machine
    page = machine.today()
    assert page.locator(".outbox").count() == 0
    assert not Entry.objects.exists()
    machine.sign_out()
    machine.sign_in("lan")
    page.goto(machine.base + "/hom-nay")
    page.locator("text=Đã có mạng, đã gửi 3 mục chờ.").or_(page.locator("li.block").nth(2)).first.wait_for()
    page.locator("li.block").nth(2).wait_for()
    lines = list(Entry.objects.order_by("pk"))
    assert [line.minutes for line in lines] == [75, 45, 60]
    assert all(line.person_id == stage.lan.pk and line.device_at for line in lines)
    page.goto(machine.base + "/hom-nay")
    page.locator("li.block").first.wait_for()
    assert page.locator(".outbox").count() == 0
    assert Entry.objects.count() == 3


def test_it_is_sent_as_soon_as_the_network_is_back(machine, stage, meeting, devices_agree, size):
    offline_day(machine)
    machine.context.set_offline(False)
    machine.page.locator("text=Đã có mạng, đã gửi 3 mục chờ.").wait_for()
    machine.page.locator("li.block").nth(2).wait_for()
    assert Entry.objects.count() == 3


def test_an_ended_session_keeps_the_line(machine, stage, meeting, size):
    machine.sign_in("lan")
    page = machine.today()
    machine.context.clear_cookies()
    page.click("ul.suggestions li:has-text('Họp giao ban phòng') button:has-text('Ghi')")
    page.locator(".outbox:has-text('Phiên đã hết. 1 mục')").wait_for()
    page.click(".outbox a:has-text('Đăng nhập')")
    machine.sign_in("lan")
    page.goto(machine.base + "/hom-nay")
    page.locator("li.block").first.wait_for()
    assert Entry.objects.get().minutes == 60


def test_a_shift_without_network(machine, stage, devices_agree, size, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    drivers(stage)
    machine.sign_in("hai")
    page = machine.today()
    page.goto(machine.base + "/ca")
    machine.until("caches.match('/ca', {cacheName: 'cv-own'}).then((kept) => Boolean(kept))")
    machine.unplug()
    page.goto(machine.base + "/ca")
    page.click("button:has-text('Lốp, phanh, đèn')")
    page.locator(".duty-row.done:has-text('Lốp')").wait_for()
    page.click("button[aria-label='Thêm một lượt']")
    page.locator(".outbox li:has-text('Chưa gửi')").nth(1).wait_for()
    page.locator(".duty-dial output:has-text('1')").wait_for()
    page.locator("summary", has_text="Báo việc bất thường").click()
    (tmp_path / "anh.jpg").write_bytes(picture().read())
    page.set_input_files("#anh-ODD", str(tmp_path / "anh.jpg"))
    page.click("button:has-text('Báo'):not(:has-text('bất thường'))")
    machine.waits(3)
    page.context.grant_permissions(["microphone"])
    more = page.locator("details.duty-more[open]")
    more.get_by_role("button", name="Ghi âm").click()
    more.get_by_role("button", name="Dừng ghi 0:01").wait_for()
    page.click("button:text-is('Báo')")
    machine.waits(4)
    page.click("button:has-text('Xong ca')")
    machine.waits(5)
    assert page.locator(".outbox li b").all_inner_texts()[0] == "Lốp, phanh, đèn"
    machine.kill()
    machine.start()
    machine.sign_in("hai")
    machine.page.get_by_text("Đã xong ca lúc").wait_for()
    taps = list(Tap.objects.order_by("pk"))
    assert [tap.kind for tap in taps] == ["TICK", "COUNT", "ODD", "ODD"]
    assert all(tap.device_at for tap in taps)
    assert taps[2].photo_sha256
    assert taps[3].voice_type == "audio/webm"
    assert DutyShift.objects.get().state == "FINISHED"


def test_an_overlap_written_elsewhere_shows_both(machine, stage, size):
    machine.sign_in("lan")
    page = machine.today()
    machine.unplug()
    machine.write("don kho luu tru 8g-9g", "“don kho luu tru”")
    machine.waits(1)
    written(stage, title="Họp chi bộ", starts_at=dt.time(8, 30), ends_at=dt.time(9, 30), minutes=60)
    machine.context.set_offline(False)
    page.locator(".outbox li:has-text('Trùng 30 phút với “Họp chi bộ”')").wait_for()
    page.reload()
    page.locator("li.block:has-text('Họp chi bộ')").wait_for()
    page.click(".outbox button:has-text('Sửa')")
    machine.write("don kho luu tru 7g30-8g30", "“don kho luu tru”")
    page.locator("li.block").nth(1).wait_for()
    page.locator(".outbox").wait_for(state="detached")
    assert sorted(Entry.objects.values_list("minutes", flat=True)) == [60, 60]


def readable(page) -> None:
    """No fault of axe, in both schemes, at the width of a screen and of a phone at 400 %."""
    before = page.viewport_size
    for scheme, width in (("light", before["width"]), ("dark", before["width"]), ("light", 320)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": before["height"]})
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN)
        assert found == [], [(f["id"], f["nodes"][0]["html"][:200]) for f in found]
        assert page.evaluate(WIDTH) <= width + 1, width
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)


def reached(page, text: str) -> bool:
    """Whether Tab, from the top of the page, comes to the button of the strip with this text."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "t => { const e = document.activeElement; return Boolean(e.closest('.outbox')) && e.textContent.includes(t); }",
            text,
        ):
            return True
    return False


def test_the_strip_the_queue_and_a_conflict_are_for_everybody(machine, stage, size):
    machine.sign_in("lan")
    page = machine.today()
    machine.unplug()
    page.goto(machine.base + "/hom-nay")
    page.locator(".outbox:has-text('Bản lúc')").wait_for()
    readable(page)
    page.fill("#ghi-ten", "don kho luu tru 8g-9g")
    page.locator("#ghi-danh-sach [data-cv-complete]").wait_for()
    assert "thời gian và số lượng được đọc khi gửi" in page.inner_text("#ghi-danh-sach")
    readable(page)
    machine.write("don kho luu tru 8g-9g", "“don kho luu tru”")
    machine.waits(1)
    assert page.locator(".outbox [role=status]").is_visible()
    readable(page)
    written(stage, title="Họp chi bộ", starts_at=dt.time(8, 30), ends_at=dt.time(9, 30), minutes=60)
    machine.context.set_offline(False)
    page.locator(".outbox li:has-text('Trùng 30 phút với “Họp chi bộ”')").wait_for()
    readable(page)
    assert reached(page, "Sửa")
    assert reached(page, "Bỏ")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Bỏ hẳn mục này"
    readable(page)
    page.keyboard.press("Enter")
    page.locator(".outbox").wait_for(state="detached")
    assert Entry.objects.count() == 1


def test_an_ended_session_is_said_to_everybody(machine, stage, meeting, size):
    machine.sign_in("lan")
    page = machine.today()
    machine.context.clear_cookies()
    page.click("ul.suggestions li:has-text('Họp giao ban phòng') button:has-text('Ghi')")
    page.locator(".outbox:has-text('Phiên đã hết. 1 mục')").wait_for()
    readable(page)
    assert reached(page, "Đăng nhập")


def test_signing_out_leaves_nothing_to_read(machine, stage, size):
    machine.sign_in("lan")
    page = machine.today()
    machine.sign_out()
    machine.unplug()
    page.goto(machine.base + "/hom-nay")
    page.locator("h1:has-text('Đang mất mạng')").wait_for()
    assert page.locator("#ngay").count() == 0


def test_a_photo_leaves_the_device_small_and_bare(machine, stage, size):
    machine.sign_in("lan")
    page = machine.today()
    big = page.evaluate(
        """async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1200 });
            canvas.getContext("2d").fillRect(0, 0, 2400, 1200);
            const file = new File([await new Promise((done) => canvas.toBlob(done, "image/png"))], "truc.png", { type: "image/png" });
            const chosen = new DataTransfer();
            chosen.items.add(file);
            const input = document.querySelector("#ghi input[type=file]");
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
            while (input.files[0].type !== "image/jpeg") await new Promise((done) => setTimeout(done, 50));
            const picture = await createImageBitmap(input.files[0]);
            return [input.files[0].name, picture.width, picture.height];
        }"""
    )
    assert big == ["truc.jpg", 1600, 800]
