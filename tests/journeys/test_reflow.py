"""The two pages of every day at 320 px and at 400 % zoom: nothing is cut off, nothing floats over what is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.duties.making import drivers
from tests.journeys.squeezed import SQUEEZED
from tests.journeys.ways import written

CUT = """() => [...document.querySelectorAll('main :is(a, button, input, h1, h2, p), .duty-bar button')]
  .filter((one) => one.checkVisibility() && !one.closest('.week, .pins, .visually-hidden') && one.type !== 'file')
  .filter((one) => { const box = one.getBoundingClientRect(); return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1); })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("height", [700, 256])
@pytest.mark.parametrize(("who", "path"), [("lan", "/hom-nay"), ("lan", "/hom-nay/su-kien"), ("hai", "/ca")])
def test_nothing_is_cut_off(visit, stage, who, path, height):
    if path == "/ca":
        drivers(stage)
    if who == "lan":
        written(stage, title="Thẩm định hồ sơ bổ nhiệm, điều động, luân chuyển, biệt phái công chức lãnh đạo")
    one = visit(who)
    one.page.set_viewport_size({"width": 320, "height": height})
    page = one.go(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT) == []
    if path == "/ca":
        page.locator(".duty-camera summary").first.click()
        assert page.evaluate(CUT) == []
    if height == 256:
        page.mouse.wheel(0, 400)
        expect(page.locator(".bottom-nav")).to_have_css("position", "static")


def test_what_is_squeezed_is_found(browser):
    """The look of test_pages.py at long names sees each fault, and nothing where there is none."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(
        "<main><p style='width:90px;overflow:hidden;white-space:nowrap'>Nguyễn Phước Quý Thụy Đoan Trang</p>"
        "<p style='width:90px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>Có dấu ba chấm khi bị cắt bớt</p>"
        "<p style='width:90px;white-space:nowrap'>Tên dài chạy ra ngoài ô của nó</p>"
        "<div style='height:20px'>Dòng trên</div><div style='margin-top:-14px;height:20px'>Dòng dưới</div></main>"
    )
    found = page.evaluate(SQUEEZED)
    assert [one.split(":")[0] for one in found] == ["cut", "leaves its box", "lies on other text"], found
    page.set_content("<main><p>Nguyễn Phước Quý Thụy Đoan Trang Nghiêng</p><p>Một dòng nữa</p></main>")
    assert page.evaluate(SQUEEZED) == []
    page.close()
