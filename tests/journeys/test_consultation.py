"""A proposed coefficient: views are asked for, people comment, the council votes unseen, the head decides."""

from __future__ import annotations

from congvu.base import clock
from congvu.catalogue.commands import appraise_edition
from congvu.catalogue.models import Edition, Vote
from tests.catalogue.making import propose
from tests.catalogue.test_consult import CHANGED
from tests.journeys.ways import said


def test_from_the_question_to_the_decision(visit, stage, size):
    draft = propose(stage, CHANGED)
    where = f"/danh-muc/{draft.pk}/gop-y"
    binh = visit("binh")
    page = binh.go(where)
    page.click("button:has-text('Mở lấy ý kiến')")
    said(page, "Chưa chọn ai.")
    page.fill("input[name=due_on]", "2026-11-25")
    page.select_option("select[name=people]", [str(stage.hanh.pk), str(stage.thu.pk)])
    page.click("button:has-text('Mở lấy ý kiến')")
    said(page, "Đã mở lấy ý kiến.")

    page = visit("lan").go(where)
    page.locator("table a", has_text="Soạn văn bản DC.02").click()
    page.fill("textarea[name=text]", "Việc này nay có mẫu sẵn, làm nhanh hơn.")
    page.click("button:has-text('Gửi góp ý')")
    said(page, "Việc này nay có mẫu sẵn")
    assert page.locator("button:has-text('Bỏ phiếu')").count() == 0, "no seat in the council"

    hanh = visit("hanh")
    page = hanh.go(where)
    said(page, "Chờ phiếu của đồng chí")
    hanh.shot("gop-y")
    page.locator("table a", has_text="Soạn văn bản DC.02").click()
    said(page, "Việc này nay có mẫu sẵn")
    page.check("input[name=choice][value=AGREE]")
    page.click("button:has-text('Bỏ phiếu')")
    page.locator("button:has-text('Đổi phiếu')").wait_for()
    assert "Quá nửa" not in page.content(), "nobody sees the others before the end"

    page = visit("thu").go(f"{where}/ma?ma=DC.02")
    page.check("input[name=choice][value=DISAGREE]")
    page.click("button:has-text('Bỏ phiếu')")
    page.locator(".field.invalid, .error, [aria-invalid=true]").first.wait_for()
    assert page.is_checked("input[name=choice][value=DISAGREE]")
    page.fill("textarea[name=reason]", "Chưa có số liệu thời gian.")
    page.click("button:has-text('Bỏ phiếu')")
    page.locator("button:has-text('Đổi phiếu')").wait_for()
    assert Vote.objects.count() == 2

    page = binh.go(where)
    page.click("button:has-text('Khép và hiện kết quả')")
    said(page, "Đã khép.")
    page.locator("table a", has_text="Soạn văn bản DC.02").click()
    said(page, "Chưa quá nửa đồng ý")
    binh.shot("gop-y-ket-qua")
    assert stage.thu.full_name not in page.inner_text("#hoi-dong >> xpath=ancestor::section"), (
        "votes are nameless"
    )

    appraise_edition(edition_id=draft.pk, note="Đủ, đúng.", by=stage.actor("binh"), at=clock.now())
    page = visit("tam").go(f"/danh-muc/{draft.pk}")
    page.click("#decide summary")
    page.fill("#decide input[name=number]", "283/QĐ-SNV")
    page.fill("#decide input[name=date]", "2026-11-19")
    page.fill("#decide input[name=signer]", "Lê Minh Tâm")
    page.fill("#decide input[name=valid_from]", "2027-01-01")
    page.click("#decide button:has-text('Quyết định')")
    page.locator("#decide[open] [aria-invalid=true]").wait_for()
    assert Edition.objects.get(pk=draft.pk).decided_at is None, "against the council only with a reason"
    page.fill("#decide textarea[name=reason]", "Số liệu quý III cho thấy việc này nhanh hơn.")
    page.click("#decide button:has-text('Quyết định')")
    said(page, "283/QĐ-SNV")
    assert Edition.objects.get(pk=draft.pk).decision_number == "283/QĐ-SNV"
    page = visit("lan").go(f"{where}/ma?ma=DC.02")
    said(page, "Số liệu quý III cho thấy")
