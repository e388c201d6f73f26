"""A product is missing: the officer asks from her diary, a colleague needs it too, the personnel body answers."""

from __future__ import annotations

from congvu.catalogue.models import Need, Wish
from tests.journeys.ways import said, written


def test_ask_from_the_diary_and_be_answered(visit, stage):
    entry = written(stage, title="Trực tổng đài một cửa", minutes=60)
    lan = visit("lan")
    page = lan.go(f"/hom-nay/muc/{entry.pk}")
    page.click("a:has-text('đề nghị bổ sung vào danh mục')")
    assert page.input_value("input[name=title]") == "Trực tổng đài một cửa"
    page.fill("input[name=unit_of_measure]", "buổi")
    page.fill("input[name=times_a_month]", "4")
    page.fill("textarea[name=why]", "Được phân công trực hằng tuần.")
    lan.shot("de-nghi-bo-sung")
    page.click("button:has-text('Gửi đề nghị')")
    said(page, "Chờ xem xét")
    wish = Wish.objects.get()
    assert wish.origin == f"diary.entry:{entry.pk}"

    minh = visit("minh")
    page = minh.go("/danh-muc/can-them")
    page.click("button:has-text('Tôi cũng cần')")
    said(page, "Đã tính tôi")
    assert Need.objects.get().person_id == stage.minh.pk

    binh = visit("binh")
    page = binh.go("/danh-muc")
    page.click("a:has-text('Xem và trả lời')")
    said(page, "2 người cần")
    binh.shot("de-nghi-cho-tra-loi")
    page.check("input[name=cach][value=dung]")
    page.fill("input[name=ma]", "DC.05")
    page.fill("input[name=loi]", "Ghi vào mục này, số lượng là buổi.")
    page.click("button:has-text('Trả lời')")
    said(page, "Không có đề nghị nào chờ trả lời")

    page = lan.go("/danh-muc/can-them")
    said(page, "Dùng mục đã có")
    page.click("a:has-text('DC.05')")
    page.click("button:has-text('Ghim vào việc hay làm')")
    said(page, "Bỏ ghim")
