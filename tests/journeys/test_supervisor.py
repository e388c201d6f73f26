"""A supervisor's queue: confirm, adjust, return; the officer corrects; unplanned work is accepted."""

from __future__ import annotations

from decimal import Decimal

from congvu.assignments.models import Delivery, Task
from congvu.diary.models import Entry
from tests.journeys.ways import given_task, said, sent, submit, written


def test_queue_of_a_supervisor(visit, stage, size):
    share = given_task(stage, accepted=True)
    lines = {
        "confirmed": written(stage, title="Trả lời Sở Y tế", share_id=share.pk, quantity=Decimal(1), minutes=90),
        "adjusted": written(stage, title="Họp giao ban phòng", minutes=60),
        "returned": written(stage, title="Đọc tài liệu", minutes=45),
        "unplanned": written(
            stage, title="Công văn gấp", product_id=stage.products["DC.01"].pk, quantity=Decimal(1)
        ),
    }  # fmt: skip
    sent(stage)
    state = lambda name: Entry.objects.get(pk=lines[name].pk).state  # noqa: E731

    hanh = visit("hanh")
    page = hanh.go("/duyet")
    hanh.shot("duyet")
    page.click("a.queue-item:has-text('Trả lời Sở Y tế')")
    page.locator("h2.entry-name", has_text="Trả lời Sở Y tế").wait_for()
    hanh.shot("duyet-muc")
    if size == "desktop":
        page.keyboard.press("1")
    else:
        page.click("footer.decision form[action$='/xac-nhan'] button")
    page.wait_for_url(lambda url: f"/duyet/{lines['confirmed'].pk}" not in url)
    assert state("confirmed") == "CONFIRMED"
    assert Delivery.objects.get().state == "MET"

    page = hanh.go(f"/duyet/{lines['adjusted'].pk}")
    page.click("footer.decision a[href='#dieu-chinh']")
    page.fill("#dieu-chinh input[name=minutes]", "45")
    page.fill("#dieu-chinh textarea[name=reason]", "Cuộc họp kết thúc lúc 8 giờ 45.")
    page.click("#dieu-chinh button:has-text('Lưu và sang mục sau')")
    page.wait_for_url(lambda url: f"/duyet/{lines['adjusted'].pk}" not in url)
    assert state("adjusted") == "ADJUSTED"

    page = hanh.go(f"/duyet/{lines['returned'].pk}")
    page.click("footer.decision a[href='#tra-lai']")
    page.fill("#tra-lai textarea[name=reason]", "Nêu rõ đọc tài liệu nào, để làm gì.")
    page.click("#tra-lai button:has-text('Trả lại và sang mục sau')")
    page.wait_for_url(lambda url: f"/duyet/{lines['returned'].pk}" not in url)
    assert state("returned") == "RETURNED"

    page = hanh.go(f"/duyet/{lines['unplanned'].pk}")
    page.locator("footer.decision form[action$='/xac-nhan'] input[name=accept_unplanned]").check()
    page.click("footer.decision form[action$='/xac-nhan'] button")
    page.wait_for_url(lambda url: f"/duyet/{lines['unplanned'].pk}" not in url)
    assert Task.objects.get(origin="UNPLANNED").shares.get().state == "DONE"

    lan = visit("lan")
    page = lan.go("/hom-nay")
    said(page, "Nêu rõ đọc tài liệu nào, để làm gì.")
    lan.shot("hom-nay-tra-lai")
    page.click("a:has-text('Bổ sung')")
    page.fill("#muc textarea[name=note]", "Đọc Nghị định 335/2025/NĐ-CP để chuẩn bị tập huấn.")
    page.click("#muc button:has-text('Lưu')")
    said(page, "bản 2")
    page = lan.go("/hom-nay")
    submit(page)
    assert (state("returned"), Entry.objects.get(pk=lines["returned"].pk).version) == ("SUBMITTED", 2)
