"""What several journeys do in the same way."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

from congvu.assignments.commands import ShareSpec, accept_share, assign_task
from congvu.base import clock
from congvu.diary.commands import add_entry, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry
from tests.world import World


def given_task(world: World, who: str = "lan", product: str = "DC.02", quantity: str = "2", **more):
    """A task of one person, given by Hạnh; its part. `deadline`, `title`, `by` and `accepted` may be told."""
    person = world.people[who]
    task = assign_task(
        organ_id=world.organ.pk, unit_id=world.units["ccvc"].pk, product_id=world.products[product].pk,
        title=more.get("title", "Trả lời Sở Y tế về tuyển dụng"), quantity=Decimal(quantity), standard="",
        deadline=more.get("deadline", clock.today()), origin="PLAN", origin_ref="", accountable_id=person.pk,
        shares=[ShareSpec(person_id=person.pk, role="LEAD", percent=Decimal(100))], client_id=uuid.uuid4(),
        by=world.actor(more.get("by", "hanh")), at=clock.now(),
    )  # fmt: skip
    share = task.shares.get()
    if more.get("accepted"):
        accept_share(share_id=share.pk, by=world.actor(who), at=clock.now())
    return share


def written(world: World, who: str = "lan", **line) -> Entry:
    """A line of today by command."""
    return add_entry(
        person_id=world.people[who].pk, on=clock.today(), line=Line(**({"minutes": 30} | line)),
        client_id=uuid.uuid4(), by=world.actor(who), at=clock.now(),
    )  # fmt: skip


def sent(world: World, who: str = "lan") -> Day:
    """Today of a person, sent to her confirmer by command."""
    day = Day.objects.get(person=world.people[who], day=clock.today())
    return submit_day(day_id=day.pk, excess_reason="", by=world.actor(who), at=clock.now())


def write_line(page, *, text: str = "", duration: str, quantity: str = "", document: str = "") -> None:
    """The form of "Hôm nay": say what (unless it stands there), how long, perhaps how much, and record."""
    count = page.locator("li.block").count()
    if text:
        page.fill("#ghi-ten", text)
        page.click("#ghi-danh-sach [role=option]:has-text('ngoài danh mục')")
    page.fill("#ghi-gio", duration)
    details = page.locator("#ghi details")
    if (quantity or document) and details.get_attribute("open") is None:
        details.locator("summary").click()
    if quantity:
        page.fill("#ghi input[name=quantity]", quantity)
    if document:
        page.fill("#ghi input[name=document]", document)
    page.click("#ghi button:has-text('Ghi')")
    page.locator("li.block").nth(count).wait_for()


def submit(page) -> None:
    """Press the button that this size of screen shows; the day is sent when its form is gone."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("button:visible", has_text=re.compile("^Gửi (nhật ký|ngày)")).first.click()
    page.locator("#gui-ngay").wait_for(state="detached")


def said(page, sentence: str) -> None:
    """Wait until the page says a sentence."""
    page.get_by_text(sentence).first.wait_for()


def until(page, script: str, argument=None) -> None:
    """Wait until a script answers true. Playwright's own waiting would evaluate text in the page,
    which the page's content policy forbids."""
    for _ in range(200):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")
