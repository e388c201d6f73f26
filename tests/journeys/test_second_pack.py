"""A head under two packs: the Party's quarter from the same tasks, in the browser."""

from __future__ import annotations

from congvu.parallel.models import Score, Sheet
from congvu.parallel.states import SheetState
from tests.journeys.ways import said
from tests.scoring.steps import work


def _all_met(page) -> None:
    for radio in page.locator("input[type=radio][name^='c-']:not([value='0'])").all():
        radio.check()


def test_from_the_decision_to_a_score_that_is_taken_back(visit, stage):
    work(stage, stage.hanh)
    page = visit("binh").go("/bo-quy-tac")
    page.click("a:has-text('Đánh giá song song')")
    said(page, "Chưa áp dụng bộ nào song song")
    page.click("a:has-text('Áp dụng song song')")
    page.select_option("#id_pack", "party-366-hd02")
    page.fill("#id_valid_from", "2026-10-01")
    page.fill("#id_decision_number", "15-QĐ/TU")
    page.fill("#id_decision_on", "2026-09-25")
    page.fill("#id_signer", "Bí thư Tỉnh ủy")
    page.click("button:has-text('Áp dụng song song')")
    said(page, "Đã ghi quyết định áp dụng song song")
    page.click("button:has-text('Mở phiếu quý IV')")
    said(page, stage.hanh.full_name)

    hanh = visit("hanh")
    page = hanh.go("/song-song")
    page.click(f"a:has-text('{stage.hanh.full_name}')")
    said(page, "không nhập lại")
    page.fill("#id_i-D", "80")
    page.click("button:has-text('Ghi phần tự chấm')")
    said(page, "Chọn một ô")
    assert page.input_value("#id_i-D") == "80"
    _all_met(page)
    page.click("button:has-text('Ghi phần tự chấm')")
    said(page, "Đã ghi phần tự chấm")
    hanh.shot("phieu-song-song")

    tam = visit("tam")
    sheet = Sheet.objects.get(person=stage.hanh)
    page = tam.go(f"/song-song/phieu/{sheet.pk}")
    page.click("button:has-text('Chấm phiếu')")
    said(page, "96,50")
    tam.shot("phieu-song-song-da-cham")
    page.click("a:has-text('Lấy lại để chấm lại')")
    page.fill("#id_reason", "Ghi nhầm phần D của quý")
    page.click("button:has-text('Lấy lại')")
    said(page, "Các lần chấm trước")
    sheet.refresh_from_db()
    assert (sheet.state, Score.objects.count()) == (SheetState.SELF_DONE, 1)
