"""Leaders: the head gives work to the head of a division; the deputy's charge asks for time and gets it."""

from __future__ import annotations

import datetime as dt

from congvu.assignments.commands import ask_extension
from congvu.assignments.models import Extension, Task
from congvu.base import clock
from tests.journeys.ways import given_task, said

LATER = dt.date(2026, 11, 27)


def test_head_gives_work_by_the_form(visit, stage):
    tam = visit("tam")
    page = tam.go("/giao-viec")
    page.fill("#id_product_text", "bao cao dinh ky")
    page.click("#san-pham [role=option]:has-text('Báo cáo định kỳ')")
    page.fill("input[name=title]", "Báo cáo tổ chức bộ máy quý IV")
    page.fill("input[name=quantity]", "1")
    page.fill("input[name=deadline]", LATER.isoformat())
    person = page.locator(".share-row input[list=nguoi]").first
    person.fill(page.locator("datalist#nguoi option[value*='Nguyễn Thị Hạnh']").first.get_attribute("value"))
    tam.shot("giao-viec")
    page.click("form.form button:has-text('Giao việc')")
    page.wait_for_url(lambda url: "/giao-viec" not in url)
    said(page, "Báo cáo tổ chức bộ máy quý IV")
    task = Task.objects.get()
    assert (task.shares.get().person_id, task.deadline) == (stage.hanh.pk, LATER)

    hanh = visit("hanh")
    said(hanh.go("/viec"), "Báo cáo tổ chức bộ máy quý IV")


def test_deputy_decides_an_extension(visit, stage):
    share = given_task(stage, accepted=True)
    ask_extension(
        share_id=share.pk, new_deadline=LATER, reason="Chờ số liệu của Sở Y tế, dự kiến thứ tư có.",
        by=stage.actor("lan"), at=clock.now(),
    )  # fmt: skip
    son = visit("son")
    page = son.go(f"/viec/{share.task_id}")
    son.shot("viec-gia-han")
    page.click("summary:has-text('Quyết định')")
    page.check("details.act[open] input[name=granted][value='1']")
    page.click("details.act[open] button:has-text('Quyết định')")
    said(page, "27/11/2026")
    assert Extension.objects.get().state == "GRANTED"
    share.refresh_from_db()
    assert share.deadline == LATER
