"""A day in few keys and few taps: what is counted is keys and taps, not seconds."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.base import clock
from congvu.diary.commands import add_recurring, make_event
from congvu.diary.models import Day, Entry
from congvu.diary.recurring import Pattern
from tests.journeys.ways import given_task


class Hands:
    """Counts every key and every tap. A letter is one key, Ctrl+Enter is one."""

    def __init__(self, page) -> None:
        self.page, self.keys, self.taps = page, 0, 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        for letter in text:
            self.press(letter if letter != " " else "Space")

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).locator("visible=true").first.click()

    def recorded(self, count: int) -> None:
        """Wait until so many lines stand on the page, and its scripts are at rest."""
        self.page.locator("li.block:not(.proposed)").nth(count - 1).wait_for()
        self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")


@pytest.fixture
def usual_day(stage):
    """Two meetings, a task and a recurring duty: four proposals."""
    today, lan, hanh = clock.today(), stage.actor("lan"), stage.actor("hanh")
    for title, start in (("Họp giao ban phòng", 8), ("Tập huấn phần mềm", 10)):
        make_event(
            title=title, day=today, starts_at=dt.time(start), ends_at=dt.time(start + 1),
            person_ids=[stage.lan.pk], by=hanh, at=clock.now(),
        )  # fmt: skip
    given_task(stage, accepted=True)
    add_recurring(
        person_id=stage.lan.pk, title="Trực một cửa", pattern=Pattern.weekly([today.weekday()]),
        valid_from=today, by=lan, at=clock.now(),
    )  # fmt: skip
    return stage


def test_a_usual_day_by_keyboard(visit, usual_day):
    page = visit("lan").go("/hom-nay")
    hands = Hands(page)
    hands.press("s")
    hands.press("Enter")
    hands.recorded(1)
    hands.press("Enter")
    hands.recorded(2)
    for count in (3, 4):
        before = hands.keys
        hands.type("1g")
        hands.press("Enter")
        hands.recorded(count)
        assert hands.keys - before <= 3, "a suggested line"
    before = hands.keys
    page.locator("body").focus()
    page.evaluate("document.activeElement.blur()")
    hands.press("n")
    hands.type("dc.05 45p")
    hands.press("Enter")
    hands.recorded(5)
    assert hands.keys - before <= 12, "a typed line"
    hands.press("Control+Enter")
    page.locator("#gui-ngay").wait_for(state="detached")
    assert hands.keys <= 26, hands.keys
    assert Day.objects.get(person=usual_day.lan).state == "SUBMITTED"
    minutes = list(Entry.objects.order_by("pk").values_list("minutes", flat=True))
    assert minutes == [60, 60, 60, 60, 45]


def test_a_suggested_line_by_thumb(visit, usual_day):
    page = visit("lan").go("/hom-nay")
    hands = Hands(page)
    hands.tap("button[aria-label^='Ghi Họp giao ban phòng']")
    hands.recorded(1)
    hands.tap("button[aria-label='Ghi Trực một cửa, 1g']")
    hands.recorded(2)
    assert hands.taps == 2
    assert list(Entry.objects.order_by("pk").values_list("title", "minutes")) == [
        ("Họp giao ban phòng", 60), ("Trực một cửa", 60),
    ]  # fmt: skip


def test_a_dismissed_suggestion_is_taken_back(visit, usual_day):
    page = visit("lan").go("/hom-nay")
    page.click("button[aria-label='Bỏ gợi ý: Trực một cửa']")
    page.locator("button:has-text('Hoàn tác')").wait_for()
    assert page.locator("button[aria-label='Bỏ gợi ý: Trực một cửa']").count() == 0
    page.click("button:has-text('Hoàn tác')")
    page.locator("button[aria-label='Bỏ gợi ý: Trực một cửa']").wait_for()


def test_enter_waits_for_the_list_of_what_was_typed(visit, stage):
    """A fast typist presses Enter before the answer is there: the line is of what stands in the box."""
    page = visit("lan").go("/hom-nay")
    page.click("#ghi-ten")
    page.locator("#ghi-danh-sach [role=option]").first.wait_for()
    page.keyboard.type("dc.05 45p")
    page.keyboard.press("Enter")
    page.locator("li.block").first.wait_for()
    entry = Entry.objects.get()
    assert entry.product is not None
    assert (entry.product.code, entry.minutes) == ("DC.05", 45)
