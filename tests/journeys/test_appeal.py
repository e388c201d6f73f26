"""An appeal walked in the browser: lodged, received, prepared, decided, corrected."""

from __future__ import annotations

from congvu.appeals.models import Appeal
from congvu.base import clock
from tests.appeals.making import GROUNDS, WANTED, card_of, corrected, scored
from tests.journeys.ways import said

PDF = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nbien ban\n%%EOF"}


def test_an_appeal_from_the_card_to_the_new_result(visit, stage, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    period = scored(stage)
    lan, binh, thu, tam = visit("lan"), visit("binh"), visit("thu"), visit("tam")

    page = lan.go(f"/phieu/{card_of(stage).pk}")
    page.click("a:has-text('Kiến nghị'):visible >> nth=-1")
    said(page, "Giải quyết thế nào")
    page.fill("#id_grounds", GROUNDS)
    page.set_input_files("#id_file", PDF)
    page.click("button:has-text('Gửi kiến nghị')")
    said(page, "Chưa điền mục này")
    assert page.input_value("#id_grounds") == GROUNDS
    page.fill("#id_wanted", WANTED)
    page.set_input_files("#id_file", PDF)
    page.click("button:has-text('Gửi kiến nghị')")
    said(page, "Đã gửi kiến nghị")
    said(page, "Chờ tiếp nhận")
    appeal = Appeal.objects.get()

    page = binh.go("/kien-nghi")
    said(page, "Chờ đồng chí xử lý")
    page = binh.go(f"/kien-nghi/{appeal.pk}")
    binh.shot("kien-nghi")
    page.click("a:has-text('Tiếp nhận, giao người')")
    page.evaluate(
        "id => { const box = document.querySelector('[name=preparer_id]'); box.value = id }",
        str(stage.thu.pk),
    )
    page.click("button:has-text('Tiếp nhận')")
    said(page, "Đang chuẩn bị")

    page = thu.go(f"/kien-nghi/{appeal.pk}")
    page.click("a:has-text('Ghi buổi làm việc')")
    page.fill("#id_people", "Người kiến nghị, người chấm điểm")
    page.fill("#id_notes", "Hai bên trình bày về tiến độ của việc thẩm định.")
    page.click("button:has-text('Ghi')")
    said(page, "Đã ghi buổi làm việc")
    page.click("a:has-text('Trình giải quyết')")
    page.fill("#id_findings", "Hồ sơ cho thấy việc xong đúng hạn.")
    page.select_option("#id_proposal", "CHANGE")
    page.click("button:has-text('Trình')")
    said(page, "Chờ quyết định")

    page = tam.go(f"/kien-nghi/{appeal.pk}")
    page.click("a:has-text('Quyết định')")
    page.select_option("#id_outcome", "CHANGE")
    page.fill("#id_reason", "Chấm lại tiêu chí chung theo hồ sơ.")
    page.click("button:has-text('Quyết định')")
    said(page, "Chờ sửa kết quả")
    said(page, "Đến kỳ để sửa")
    tam.shot("kien-nghi-quyet-dinh")

    corrected(stage, period)
    page = binh.go(f"/kien-nghi/{appeal.pk}")
    page.click("button:has-text('Ghi đã sửa')")
    said(page, "Đã sửa kết quả")
    page = lan.go(f"/kien-nghi/{appeal.pk}")
    said(page, "Tổng điểm sau khi chấm lại")
    lan.shot("kien-nghi-xong")
    appeal.refresh_from_db()
    assert appeal.state == "CHANGED"
    assert clock.local(appeal.decided_at).date() <= appeal.due_on
