"""A whole small year: opened, organisations first, met, decided within the cap, closed, one decision replaced."""

from __future__ import annotations

from congvu.base import clock
from congvu.rating import commands
from congvu.rating.models import Decision, Dossier, Year
from congvu.rating.states import YearState
from tests.journeys.ways import said
from tests.rating import steps
from tests.rating.steps import (
    COMMON,
    FACTS,
    PAPER,
    RESULTS,
    dossier,
    party,
    unit_decided,
    unit_rated,
    written,
)
from tests.scoring import steps as scoring


def sign(page, number: str = "12/QĐ-SNV") -> None:
    page.fill("#id_number", number)
    page.fill("#id_signed_on", "2026-11-19")
    page.fill("#id_signer", "Lê Minh Tâm")


def test_a_whole_year_with_a_replaced_decision(visit, stage):
    scoring.published(stage)
    binh, tam, hanh, lan = (visit(who) for who in ("binh", "tam", "hanh", "lan"))

    page = binh.go("/nam")
    page.click("button:has-text('Mở năm 2026')")
    said(page, "Đã mở năm xếp loại 2026")
    page = binh.go("/nam/2026")
    page.click("button:has-text('Mở tự xếp loại')")
    said(page, "Đã chuyển bước")
    year = Year.objects.get()

    page = lan.go("/nam")
    page.click("section:has(#cua-toi) a:has-text('Năm 2026')")
    said(page, "Hoàn thành xuất sắc nhiệm vụ")
    page.click("a:has-text('Tự xếp loại')")
    page.check("input[name=level][value=T]")
    page.fill("#id_words", "Hoàn thành việc được giao, còn một lần chậm.")
    page.click("button:has-text('Lưu')")
    said(page, "Đã ghi mức tự xếp loại")

    page = hanh.go("/nam/2026/to-chuc")
    page.click("a:has-text('Phòng Công chức, viên chức')")
    page.click("a:has-text('Tự đánh giá')")
    for part, points in (("common", COMMON), ("results", RESULTS)):
        for key, value in points.items():
            page.fill(f"#id_{part}_{key}", str(value))
    for key, value in FACTS.items():
        if value is not False:
            page.fill(f"#id_fact_{key}", str(value))
    page.check("input[name=level][value=XS]")
    page.click("button:has-text('Lưu')")
    said(page, "Đã ghi tự đánh giá của tổ chức")
    hanh.shot("to-chuc")

    page = tam.go(f"/nam/2026/to-chuc/{steps.unit(stage, year, 'ccvc').pk}")
    page.click("a:has-text('Quyết định')")
    page.check("input[name=level][value=XS]")
    sign(page)
    page.click("button:has-text('Quyết định')")
    said(page, "Ba cách đọc")
    page.check("input[name=level][value=T]")
    page.fill("#id_reason", "Trong tỷ lệ của cơ quan")
    page.click("button:has-text('Quyết định')")
    said(page, "Đã ghi quyết định xếp loại tổ chức")
    for key in ("vp", "root"):
        unit_rated(stage, year, key)
        unit_decided(stage, year, key)

    page = binh.go("/nam/2026")
    page.click("button:has-text('Chuyển sang họp')")
    said(page, "Đã chuyển bước")
    page = hanh.go("/nam/2026/bien-ban")
    page.click("a:has-text('Ghi biên bản')")
    for name, value in (
        ("chair", "Nguyễn Thị Hạnh"),
        ("secretary", "Trần Ngọc Lan"),
        ("invited", "3"),
        ("present", "3"),
    ):
        page.fill(f"#id_{name}", value)
    page.fill("#id_words", "Các ý kiến nhất trí mức hoàn thành tốt.")
    page.click("button:has-text('Lưu')")
    said(page, "Đã ghi biên bản")
    for key in ("root", "vp"):
        written(stage, year, key)
    page = tam.go("/nam/2026/bien-ban")
    for _ in range(3):
        page.locator("button:has-text('Xác nhận')").first.click()
        said(page, "Đã xác nhận biên bản")
        page = tam.go("/nam/2026/bien-ban")
    party(stage, year, "tam", "son", "thu")
    page = binh.go(f"/nam/2026/ho-so/{dossier(year, stage.hanh).pk}")
    page.click("a:has-text('Ghi nhận xét của cấp ủy')")
    page.fill("#id_body", "Đảng ủy Sở Nội vụ")
    page.fill("#id_words", "Gương mẫu, giữ đoàn kết.")
    page.fill("#id_document", "03-NX/ĐU")
    page.fill("#id_document_on", "2026-11-18")
    page.click("button:has-text('Lưu')")
    said(page, "Đã ghi nhận xét của cấp ủy")
    page = binh.go("/nam/2026")
    page.click("button:has-text('Chuyển sang quyết định')")
    said(page, "Đã chuyển bước")

    page = tam.go("/nam/2026/ty-le")
    said(page, "phải chọn")
    tam.shot("ty-le")
    page = tam.go(f"/nam/2026/ho-so/{dossier(year, stage.lan).pk}")
    page.click("a:has-text('Quyết định')")
    sign(page)
    page.check("input[name=level][value=T]")
    page.click("button:has-text('Quyết định')")
    said(page, "Mức khác gợi ý")
    tam.shot("quyet-dinh")
    page.fill("#id_reason", "Tập thể thống nhất, trong tỷ lệ của cơ quan")
    page.click("button:has-text('Quyết định')")
    said(page, "Đã ghi quyết định xếp loại")
    for row in Dossier.objects.filter(year=year).exclude(person=stage.lan):
        commands.decide(
            dossier_id=row.pk, level="T", reason="Trong tỷ lệ của cơ quan", at=clock.now(),
            by=stage.actor("binh" if row.authority_id is None else "tam"), **PAPER,
        )  # fmt: skip

    page = binh.go("/nam/2026")
    binh.shot("nam")
    page.click("button:has-text('Khép năm')")
    said(page, "Đã chuyển bước")
    assert Year.objects.get().state == YearState.CLOSED

    page = binh.go(f"/nam/2026/ho-so/{dossier(year, stage.lan).pk}")
    page.click("a:has-text('Thay quyết định')")
    page.check("input[name=level][value=HT]")
    sign(page, "20/QĐ-SNV")
    page.fill("#id_reason", "Theo kết luận kiểm tra số 7/KL-SNV")
    page.fill("#id_replaced_reason", "Phát hiện khuyết điểm chưa được tính")
    page.click("button:has-text('Thay quyết định')")
    said(page, "đã được thay")
    binh.shot("ho-so")
    held = Decision.objects.filter(dossier__person=stage.lan).order_by("pk")
    assert [(row.level, row.is_in_force) for row in held] == [("T", False), ("HT", True)]

    page = lan.go("/nam")
    said(page, "Hoàn thành nhiệm vụ")
