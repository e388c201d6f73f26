"""The screens in a real browser: nothing spills, nothing is inaccessible, scripts do what they say."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error

pytestmark = pytest.mark.browser
SCREENS = ["/today", "/review", "/score", "/login", "/first", "/catalogue", "/gallery", "/404"]
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('cv-keep:'))"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def until(page, condition: str) -> None:
    """Wait for a condition. (Playwright's own way evaluates text, which the page's CSP forbids.)"""
    for _ in range(80):
        with suppress(Error):  # a page on its way to the next has no answer
            if page.evaluate(condition):
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {condition}")


@pytest.mark.parametrize("path", SCREENS)
def test_nothing_spills_sideways(visit, path):
    page = visit(path)
    for width in (1440, 900, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing(visit, path, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(path, width=width, scheme=scheme)
    if path == "/today":
        page.fill("#id_product-tim", "ho")
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert [(v["id"], v["nodes"][0]["html"][:90]) for v in found["violations"]] == []
    assert len(found["passes"]) > 10
    if folder := os.environ.get("CONGVU_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"ui-{path[1:]}-{width}-{scheme}.png"), full_page=True)


@pytest.mark.parametrize("path", ["/today", "/review", "/catalogue"])
def test_targets_on_a_phone_are_large_enough(visit, path):
    page = visit(path, width=390)
    small = page.evaluate(
        """[...document.querySelectorAll("a.button, button, summary, .chip, .bottom-nav a, .nav-item")]
        .filter((e) => e.offsetParent && !e.closest("[hidden], .toast"))
        .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
        .filter(([, box]) => box.height < 40 || box.width < 24).map(([html]) => html)"""
    )
    assert small == []


class TestToday:
    def test_cold_page_is_light_and_asks_little(self, visit, site):
        visit("/today").wait_for_selector("#id_product-tim")
        # Set-up writes what a module imports at once into it (ui/storage.py); this site serves the sources.
        asked = [path for path in site.asked if "/fonts/" not in path and "/combobox-" not in path]
        assert len(asked) <= 8, " ".join(asked)

    def test_finds_without_marks_and_records_only_on_enter(self, visit):
        page = visit("/today")
        page.wait_for_selector("#id_product-tim")
        page.keyboard.press("n")
        until(page, "document.activeElement.id === 'id_product-tim'")
        page.keyboard.type("thau dau")
        assert page.locator("[role=option]").all_inner_texts()[0].startswith("Đấu thầu")
        assert page.get_attribute("#id_product-tim", "aria-expanded") == "true"
        page.keyboard.press("Tab")
        page.wait_for_selector("[role=listbox]", state="hidden")
        assert page.input_value("#id_product") == ""

        page.fill("#id_product-tim", "thau")
        page.press("#id_product-tim", "Enter")
        assert page.input_value("#id_product") == "3"

    def test_arrow_keys_move_and_escape_closes(self, visit):
        page = visit("/today")
        page.click("#id_product-tim")
        page.press("#id_product-tim", "ArrowDown")
        active = page.get_attribute("#id_product-tim", "aria-activedescendant")
        assert page.get_attribute(f"#{active}", "aria-selected") == "true"
        assert page.locator("[role=option][aria-selected=true]").count() == 1
        page.press("#id_product-tim", "Escape")
        assert page.is_hidden("[role=listbox]")

    def test_marks_that_are_typed_are_meant(self, visit):
        page = visit("/today")
        page.fill("#id_product-tim", "hộ")
        assert "Không có mục nào khớp" in page.inner_text("[role=listbox]")

    def test_composing_keys_do_nothing(self, visit):
        page = visit("/today")
        page.fill("#id_product-tim", "thau")
        page.evaluate(
            """document.querySelector("#id_product-tim").dispatchEvent(
            new KeyboardEvent("keydown", {key: "Enter", code: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
        )
        assert page.input_value("#id_product") == ""

    def test_two_thousand_options_are_filtered_at_once(self, visit):
        page = visit("/today")
        page.wait_for_selector("#id_product-tim")
        took = page.evaluate(
            """async () => {
            const { finder } = await import("/static/ui/js/combobox-select.js");
            const find = finder(Array.from({ length: 2100 }, (_, i) => `CCVC-${i} Thẩm định hồ sơ đấu thầu lần ${i}`));
            const begin = performance.now();
            for (let i = 0; i < 20; i += 1) find("dau thau 2099", 40);
            return (performance.now() - begin) / 20; }"""
        )
        assert took < 20

    def test_works_without_script(self, visit):
        page = visit("/today", script=False)
        assert page.is_visible("select#id_product")
        page.click("summary")
        assert page.is_visible("text=Đăng xuất")


class TestForms:
    def test_double_click_sends_once(self, visit, site):
        page = visit("/login")
        reached = page.evaluate(
            """async () => {
            const form = document.querySelector(".sign-in-form"), button = form.querySelector(".button.primary");
            let count = 0;
            document.addEventListener("submit", (event) => { count += 1; event.stopPropagation(); });
            form.requestSubmit(button);
            form.requestSubmit(button);
            return [count, button.getAttribute("aria-busy")]; }"""
        )
        assert reached == [1, "true"]
        page.wait_for_timeout(500)
        assert len(site.posted) == 1

    def test_text_survives_an_expired_session(self, visit, site):
        page = visit("/today")
        page.fill("#id_product-tim", "thau")
        page.press("#id_product-tim", "Enter")
        until(page, KEPT + ".length === 1")
        site.instead["/today"] = "403_csrf"
        page.evaluate("document.querySelector('form.quick-add').requestSubmit()")
        page.wait_for_selector(".error-page, main.plain-page")
        until(page, f"sessionStorage.getItem({KEPT}[0]).includes('\"lost\":true')")
        site.instead.clear()

        page.goto(page.url)
        until(page, "document.querySelector('#id_product').value === '3'")
        assert page.input_value("#id_product-tim").startswith("Đấu thầu")

    def test_text_that_arrived_is_forgotten(self, visit):
        page = visit("/today")
        page.fill("#id_product-tim", "thau")
        page.press("#id_product-tim", "Enter")
        until(page, KEPT + ".length === 1")
        page.evaluate("document.querySelector('form.quick-add').requestSubmit()")
        until(page, KEPT + ".length === 0")

    def test_server_toast_is_spoken_once_and_can_be_closed(self, visit):
        page = visit("/today")
        page.evaluate(
            "document.body.dispatchEvent(new CustomEvent('cv-toast', {detail: {text: 'Đã gửi <b>.'}}))"
        )
        page.wait_for_selector("[role=status] .toast")
        assert page.inner_text("[role=status] .toast span") == "Đã gửi <b>."
        page.click(".toast button")
        assert page.locator(".toast").count() == 0


class TestFrame:
    def test_theme_changes_at_once_and_is_told_to_the_server(self, visit, site):
        site.instead["/theme"] = "404"
        page = visit("/today")
        page.click("summary")
        page.wait_for_timeout(200)
        with page.expect_request("**/theme"):
            page.click("button[value=dark]")
        assert page.get_attribute("html", "data-theme") == "dark"
        assert site.posted[0]["theme"] == ["dark"]

    def test_dialog_opens_on_its_field_and_closes(self, visit):
        page = visit("/gallery")
        page.click("text=Mở hộp thoại")
        until(page, "document.activeElement.name === 'reason'")
        page.click("dialog [data-cv-close] >> nth=1")
        assert page.evaluate("document.querySelector('dialog').open") is False

    def test_dialog_is_reachable_without_script(self, visit):
        page = visit("/gallery", script=False)
        page.click("text=Mở hộp thoại")
        assert page.is_visible("dialog textarea")

    def test_whole_navigation_on_a_phone_without_script(self, visit):
        page = visit("/today", width=390, script=False)
        assert page.is_hidden("nav.sidebar")
        page.click(".bottom-nav a:last-child")
        assert page.is_visible("nav.sidebar >> text=Duyệt nhật ký")
        page.click(".sidebar-close")
        assert page.is_hidden("nav.sidebar")

    def test_search_comes_with_ctrl_k(self, visit):
        page = visit("/today")
        page.keyboard.press("Control+k")
        page.wait_for_url("**/catalogue")

    def test_single_keys_can_be_switched_off(self, visit):
        page = visit("/today")
        page.wait_for_selector("#id_product-tim")
        page.evaluate("document.body.dataset.cvKeysOff = ''")
        page.keyboard.press("n")
        page.wait_for_timeout(200)
        assert page.evaluate("document.activeElement.id") != "id_product-tim"

    def test_print_has_only_the_paper(self, visit):
        page = visit("/score")
        page.emulate_media(media="print")
        assert page.is_hidden("nav.sidebar")
        assert page.is_hidden(".topbar")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Times New Roman"')
