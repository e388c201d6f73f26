"""A personnel officer with a new decision: add a pack, try it on a closed month, switch it on."""

from __future__ import annotations

from congvu.regimes.models import RuleText, Use
from tests.journeys.ways import said
from tests.regimes.texts import EASIER, easier
from tests.scoring import steps
from tests.scoring.steps import work


def test_a_new_decision_from_the_file_to_its_first_day(visit, stage):
    work(stage, stage.lan, product="DC.02", assigned="4", done="3")
    steps.locked(stage)
    binh = visit("binh")

    page = binh.go("/bo-quy-tac")
    page.click("a:has-text('Thêm bộ quy tắc')")
    page.fill("#id_text", easier(good=85))
    page.fill("#id_decision_number", "1234/QĐ-UBND")
    page.fill("#id_decision_on", "2026-11-18")
    page.click("button:has-text('Kiểm tra và thêm')")
    said(page, "phải giảm dần")
    assert EASIER in page.input_value("#id_text")
    assert not RuleText.objects.exists()

    page.fill("#id_text", easier())
    page.click("button:has-text('Kiểm tra và thêm')")
    said(page, "Đã thêm bộ quy tắc")
    page.click(f"a:has-text('{EASIER}')")
    said(page, "Từ 80 điểm")

    page.click("a:has-text('Thử trên kỳ đã khóa')")
    page.click("aside button:has-text('Thử')")
    said(page, "Ai đổi, vì sao")
    binh.shot("thu-bo-quy-tac")
    assert not Use.objects.filter(pack_id=EASIER).exists()

    text = RuleText.objects.get()
    page = binh.go(f"/bo-quy-tac/cua-co-quan/{text.pk}")
    page.click("a:has-text('Áp dụng từ ngày')")
    assert page.input_value("#id_valid_from") == "2026-12-01"
    page.fill("#id_decision_number", "1240/QĐ-UBND")
    page.fill("#id_decision_on", "2026-11-18")
    page.fill("#id_signer", "Chủ tịch UBND tỉnh")
    page.click("button:has-text('Áp dụng')")
    said(page, "sắp áp dụng")
    binh.shot("bo-quy-tac")
    use = Use.objects.get(pack_id=EASIER)
    assert (use.valid_from.isoformat(), use.text_id) == ("2026-12-01", text.pk)
