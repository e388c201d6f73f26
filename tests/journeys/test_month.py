"""A month of the personnel body: opened, scored, confirmed, locked, published, and read down to the article."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal

from docx import Document

from congvu.base import clock
from congvu.diary.models import Entry
from congvu.reports import pdf
from congvu.review.commands import confirm_entry
from congvu.scoring.commands import confirm_card, self_score
from congvu.scoring.models import Card, Period
from tests.journeys.ways import given_task, said, sent, written
from tests.scoring.steps import FULL

SELF_DAY = clock.at(dt.date(2026, 11, 30), 15)
CONFIRM_DAY = clock.at(dt.date(2026, 12, 2), 9)
AFTER_CUTOFF = clock.at(dt.date(2026, 12, 7), 8)
GOOD = (Decimal(1), "Đúng hạn, có sáng kiến, nội bộ đoàn kết")


def _month_of_work(world) -> None:
    """Lan: 1 of 2 answers (coefficient 5) in time; Hạnh: 1 report (12) in time. All confirmed."""
    by_lan = given_task(world, accepted=True)
    by_hanh = given_task(world, "hanh", "DC.05", "1", by="tam", title="Báo cáo quý", accepted=True)
    for who, share, judge in (("lan", by_lan, "hanh"), ("hanh", by_hanh, "tam")):
        line = written(world, who, share_id=share.pk, quantity=Decimal(1), minutes=90, title=share.task.title)
        sent(world, who)
        line = Entry.objects.get(pk=line.pk)
        confirm_entry(entry_id=line.pk, version=line.version, by=world.actor(judge), at=clock.now())


def _press(page, label: str) -> None:
    page.locator(".period-acts button", has_text=label).click()


def _file(page, label: str) -> bytes:
    with page.expect_download() as taken:
        page.click(f"a:has-text('{label}')")
    return taken.value.path().read_bytes()


def test_month_from_opening_to_the_printed_form(visit, stage):
    _month_of_work(stage)
    page = visit("binh").go("/ky")
    page.click("button:has-text('tháng 11 năm 2026')")
    said(page, "Đã mở kỳ")
    period = Period.objects.get(first=dt.date(2026, 11, 1))
    card = {name: Card.objects.get(period=period, person=stage.people[name]) for name in ("lan", "hanh")}

    with clock.frozen(SELF_DAY):
        page = visit("binh").go(f"/ky/{period.code}")
        _press(page, "Mở tự chấm điểm")
        said(page, "Đã mở tự chấm điểm.")
        lan = visit("lan")
        page = lan.go("/diem")
        page.click("a:has-text('Tự chấm mười tiêu chí chung')")
        for code, points in FULL.items():
            page.fill(f"input[name='{code}']", f"{points.normalize():f}".replace(".", ","))
        page.fill("textarea[name=strengths]", "Làm đúng hạn, phối hợp tốt.")
        page.fill("textarea[name=weaknesses]", "Một công văn chưa xong trong kỳ.")
        lan.shot("tu-cham")
        page.click("button:has-text('Lưu điểm tự chấm')")
        said(page, "Đã lưu điểm tự chấm.")
        self_score(
            card_id=card["hanh"].pk, points=FULL, strengths="Đúng hạn", weaknesses="Chưa có",
            by=stage.actor("hanh"), at=SELF_DAY,
        )  # fmt: skip

    with clock.frozen(CONFIRM_DAY):
        page = visit("binh").go(f"/ky/{period.code}")
        _press(page, "Chuyển sang xác nhận")
        said(page, "Đã chuyển sang xác nhận.")
        hanh = visit("hanh")
        page = hanh.go("/phieu")
        page.click("main a:has-text('Trần Ngọc Lan')")
        page.click("a:has-text('Điền theo điểm tự chấm')")
        page.fill("input[name='I.1']", "2")
        page.fill("input[name='I.2']", "2")
        page.fill("textarea[name=comment]", "Hoàn thành việc chính; một công văn chưa xong.")
        with page.expect_response(lambda r: r.request.method == "POST") as refused:
            page.click("button:has-text('Xác nhận phiếu')")
        assert refused.value.status == 422
        assert page.input_value("input[name='I.1']") == "2"
        hanh.shot("xac-nhan-phieu")
        page.fill("textarea[name=difference_reason]", "Hai lần đi họp muộn trong tháng, đã nhắc.")
        page.click("button:has-text('Xác nhận phiếu')")
        said(page, "Đã xác nhận phiếu.")
        confirm_card(
            card_id=card["hanh"].pk, points=FULL, comment="Tốt.", ratios={"d": GOOD, "dd": GOOD, "e": GOOD},
            difference_reason="", by=stage.actor("tam"), at=CONFIRM_DAY,
        )  # fmt: skip

    with clock.frozen(AFTER_CUTOFF):
        binh = visit("binh")
        page = binh.go(f"/ky/{period.code}")
        binh.shot("ky")
        _press(page, "Khóa kỳ")
        said(page, "Đã khóa kỳ")
        page = visit("tam").go(f"/ky/{period.code}")
        _press(page, "Công bố")
        said(page, "Đã công bố kỳ.")

        lan = visit("lan")
        page = lan.go(f"/diem/{period.code}")
        lan.shot("diem-cua-toi")
        # common 30 - 3 - 3; a, b, c all 5 of the 10 standard units that were assigned
        assert page.inner_text(".score-total b") == "59,00"
        page.click("a.component:has-text('Số lượng')")
        said(page, "5 ÷ 10 = 0,5")
        page.click(".works td a:has-text('Trả lời Sở Y tế')")
        said(page, "Nguyễn Thị Hạnh xác nhận")
        assert "khoản 2 Điều 14" in page.inner_text(".origin .law >> nth=-1")
        lan.shot("goc-con-so")
        page.click("a:has-text('Mở dòng nhật ký')")
        said(page, "Trả lời Sở Y tế về tuyển dụng")

        page = lan.go(f"/phieu/{card['lan'].pk}")
        text = "\n".join(p.text for p in Document(io.BytesIO(_file(page, "Tải DOCX"))).paragraphs)
        assert "Trần Ngọc Lan" in text
        assert re.search(r"59(,00)?\b", text)
        if not pdf.missing():
            assert _file(page, "Tải PDF").startswith(b"%PDF-")
