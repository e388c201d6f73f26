"""Lines are moved and stretched on the timeline, by mouse and by keyboard alike."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.diary.models import Entry
from tests.journeys.ways import written


@pytest.fixture
def line(stage) -> Entry:
    return written(stage, title="Thẩm định hồ sơ", minutes=None, starts_at=dt.time(8), ends_at=dt.time(10))


def times(line: Entry) -> tuple[str, str]:
    line.refresh_from_db()
    assert line.starts_at is not None
    assert line.ends_at is not None
    return f"{line.starts_at:%H:%M}", f"{line.ends_at:%H:%M}"


def block(page, line: Entry):
    return page.locator(f"#muc-{line.pk}")


def moved(page, act) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/gio")) as answer:
        act()
    assert answer.value.status == 200
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")


def test_by_keyboard(visit, line, size):
    page = visit("lan").go("/hom-nay?xem=gio")
    opener = block(page, line).locator("a")
    opener.focus()
    moved(page, lambda: [page.keyboard.press("Alt+ArrowDown") for _ in range(3)])
    assert times(line) == ("08:15", "10:15")
    assert block(page, line).locator("a").evaluate("e => e === document.activeElement"), "the focus stays"
    moved(page, lambda: [page.keyboard.press("Alt+Shift+ArrowUp") for _ in range(6)])
    assert times(line) == ("08:15", "09:45")


def test_by_mouse(visit, line, size):
    page = visit("lan").go("/hom-nay?xem=gio")
    if page.viewport_size["width"] < 721:
        assert block(page, line).is_visible(), "the phone has the list; times are changed in the line's form"
        return

    def drag(from_y: float, by: float):
        box = block(page, line).bounding_box()
        x, y = box["x"] + box["width"] / 3, box["y"] + from_y * box["height"]
        y += 3 if from_y == 0 else -3 if from_y == 1 else 0
        page.mouse.move(x, y)
        page.wait_for_timeout(300)
        page.mouse.down()
        page.mouse.move(x, y + by / 2)
        page.mouse.move(x, y + by)
        page.mouse.up()

    moved(page, lambda: drag(0.5, 6.5 * 6))
    assert times(line) == ("08:30", "10:30")
    moved(page, lambda: drag(1, 6.5 * 3))
    assert times(line) == ("08:30", "10:45")
    moved(page, lambda: drag(0, -6.5 * 2))
    assert times(line) == ("08:20", "10:45")


def test_ctrl_d_copies_the_row_and_asks_for_the_time(visit, line, size):
    page = visit("lan").go("/hom-nay?xem=gio")
    block(page, line).locator("a").focus()
    page.keyboard.press("Control+d")
    page.wait_for_url("**/hom-nay*chep=*")
    assert page.locator("#ghi-ten").input_value() == "Thẩm định hồ sơ"
    assert page.locator("#ghi-gio").input_value() == ""
    page.locator("#ghi-gio:focus").wait_for()
    page.keyboard.type("30p")
    page.keyboard.press("Enter")
    page.locator("li.block:not(.proposed)").nth(1).wait_for()
    assert sorted(Entry.objects.values_list("minutes", flat=True)) == [30, 120]
