"""An officer's day: accept, record, send, take back, send again."""

from __future__ import annotations

from congvu.assignments.models import Delivery, Share
from congvu.diary.models import Entry
from tests.journeys.ways import given_task, said, submit, write_line


def test_day_of_an_officer(visit, stage):
    share = given_task(stage)
    lan = visit("lan")
    page = lan.go("/viec")
    lan.shot("viec-cua-toi")
    page.click("button:has-text('Nhận việc')")
    said(page, "Đang làm")
    assert Share.objects.get(pk=share.pk).state == "ACCEPTED"

    page = lan.go("/hom-nay")
    lan.shot("hom-nay-goi-y")
    page.click("a[aria-label^='Sửa rồi ghi: Trả lời Sở Y tế']")
    write_line(page, duration="1g30", quantity="1", document="456/SNV-CCVC")
    write_line(page, text="Họp giao ban phòng", duration="30p")
    lan.shot("hom-nay")
    line, other = Entry.objects.order_by("pk")
    assert (line.share_id, line.quantity, line.minutes) == (share.pk, 1, 90)
    assert line.evidence.get().label == "456/SNV-CCVC"
    assert (other.title, other.product_id, other.minutes) == ("Họp giao ban phòng", None, 30)

    submit(page)
    lan.shot("hom-nay-da-gui")
    assert Delivery.objects.get().state == "HANDED_IN"

    page.click("button:has-text('Rút lại')")
    page.locator("#gui-ngay").wait_for()
    assert Entry.objects.filter(state="DRAFT").count() == 2
    submit(page)
    assert Entry.objects.filter(state="SUBMITTED").count() == 2
    assert Delivery.objects.filter(state="HANDED_IN").count() == 1
