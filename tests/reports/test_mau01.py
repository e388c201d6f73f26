"""Mẫu 01: every text of the annex, the right numbers in the right places, DOCX and PDF alike."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from congvu.base.errors import Missing
from congvu.reports import pdf
from congvu.reports.mau01 import words
from congvu.reports.mau01.document import document
from congvu.reports.mau01.page import page, printed
from congvu.reports.mau01.slip import slip
from congvu.scoring.models import Run
from tests.scoring import steps
from tests.scoring.steps import FULL, card, confirmed, opened, self_scored, to_confirm, to_self, work

needs_pango = pytest.mark.skipif(bool(pdf.missing()), reason=f"needs the Debian packages {pdf.PACKAGES}")

ANNEX = [
    ("TT", "Tiêu chí chấm điểm", "Điểm tối đa", "Điểm do cá nhân tự chấm"),
    ("(1)", "(2)", "(3)", "(4)"),
    ("I", "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ và ý thức kỷ luật, kỷ cương trong thực thi công vụ", "10", "9,25"),
    ("1", "Phẩm chất chính trị, phẩm chất đạo đức, văn hóa thực thi công vụ", "5", "4,25"),
    ("2", "Ý thức kỷ luật, kỷ cương trong thực thi công vụ", "5", "5"),
    ("II", "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm; khả năng đáp ứng yêu cầu thực thi nhiệm vụ được giao; tinh thần trách nhiệm trong thực thi công vụ; thái độ phục vụ người dân, doanh nghiệp và khả năng phối hợp với đồng nghiệp", "10", "10"),
    ("1", "Năng lực chuyên môn, nghiệp vụ theo yêu cầu của vị trí việc làm", "2,5", "2,5"),
    ("2", "Khả năng đáp ứng yêu cầu thực thi nhiệm vụ được giao thường xuyên, đột xuất", "2,5", "2,5"),
    ("3", "Tinh thần trách nhiệm trong thực thi công vụ", "2,5", "2,5"),
    ("4", "Thái độ phục vụ người dân, doanh nghiệp và khả năng phối hợp với đồng nghiệp", "2,5", "2,5"),
    ("III", "Năng lực đổi mới, sáng tạo, dám nghĩ, dám làm, dám chịu trách nhiệm vì lợi ích chung trong thực thi công vụ", "10", "10"),
    ("1", "Có sản phẩm, giải pháp đột phá, sáng tạo đem lại giá trị, hiệu quả thiết thực, tác động tích cực đến kết quả thực hiện nhiệm vụ của cơ quan, tổ chức, đơn vị.", "2,5", "2,5"),
    ("2", "Sẵn sàng tham gia thực hiện nhiệm vụ chính trị đặc biệt quan trọng, nhiệm vụ có tính chất đột xuất, phức tạp hoặc trong điều kiện khó khăn.", "2,5", "2,5"),
    ("3", "Có tinh thần chịu trách nhiệm trước kết quả công việc; chủ động nhận trách nhiệm khi có sai sót và có biện pháp khắc phục rõ ràng, cụ thể.", "2,5", "2,5"),
    ("4", "Chủ động đưa ra quyết định trong phạm vi thẩm quyền, không né tránh; có tinh thần tiên phong trong thực hiện những nhiệm vụ mới.", "2,5", "2,5"),
    ("Tổng cộng", "Tổng cộng", "30", "29,25"),
]  # fmt: skip
"""The table of the annex, written out here and not read from the pack."""

OWN = FULL | {"I.1": Decimal("4.25")}


@pytest.fixture
def scored(world):
    """Lan: 3 of 4 products done; her own 29.25, the authority's 28."""
    work(world, world.lan, assigned="4", done="3", late=[0, 0, 1])
    steps.named_above(world)
    period = opened(world)
    to_self(world, period)
    self_scored(world, period, "lan", OWN)
    to_confirm(world, period)
    confirmed(world, period, "lan", FULL | {"I.1": Decimal(3)})
    return card(period, world.lan)


def texts(content: bytes) -> tuple[list[str], list[list[tuple[str, ...]]]]:
    doc = Document(BytesIO(content))
    tables = [[tuple(c.text for c in row.cells) for row in t.rows] for t in doc.tables]
    return [p.text for p in doc.paragraphs], tables


class TestDocx:
    def test_every_text_of_the_annex_stands_in_its_place(self, world, scored):
        paragraphs, (head, criteria, signs) = texts(document(slip(scored.pk, viewer=world.actor("lan"))))

        assert criteria == ANNEX
        assert head == [
            (
                "SỞ NỘI VỤ TỈNH SÔNG MÂY\n-------",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------",
            )
        ]
        wanted = [
            "Mẫu số 01",
            "PHIẾU THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",
            "(Kỳ theo dõi, đánh giá: tháng 10 năm 2026)1",
            "Họ và tên: Trần Ngọc Lan",
            "Chức vụ, chức danh: Chuyên viên quản lý công chức",
            "Đơn vị công tác: Phòng Công chức, viên chức",
            "I. KẾT QUẢ THEO DÕI, ĐÁNH GIÁ THEO TIÊU CHÍ CHUNG",
            "II. TỔNG HỢP KẾT QUẢ THEO DÕI, ĐÁNH GIÁ CÔNG CHỨC",
            "1. Điểm tiêu chí chung: 28,00 (cá nhân tự chấm 29,25)",
            "2. Điểm tiêu chí kết quả thực hiện nhiệm vụ: 51,04",
            "3. Tổng điểm theo dõi, đánh giá công chức: 79,04",
            "4. Ưu điểm: Làm đúng hạn",
            "5. Hạn chế, khuyết điểm: Chưa có",
            "6. Ý kiến nhận xét của cấp có thẩm quyền theo dõi, đánh giá: Hoàn thành việc được giao.",
            "______________________",
            "1 Ghi rõ kỳ theo dõi là tháng/quý ... năm... .",
        ]
        assert [p for p in paragraphs if p.strip()] == wanted
        assert signs == [
            (
                "....., ngày 31 tháng 10 năm 2026\nCÔNG CHỨC TỰ ĐÁNH GIÁ\n(Ký tên, ghi rõ họ tên)",
                "....., ngày 02 tháng 11 năm 2026\nCẤP CÓ THẨM QUYỀN\nTHEO DÕI, ĐÁNH GIÁ\n(Ký tên, ghi rõ họ tên)",
            ),
            ("\n\n\nTrần Ngọc Lan", "\n\n\nNguyễn Thị Hạnh"),
        ]

    def test_page_and_type_are_those_of_an_official_paper(self, world, scored):
        doc = Document(BytesIO(document(slip(scored.pk, viewer=world.actor("lan")))))
        section = doc.sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        measures = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        assert [round(m.mm) for m in measures] == [20, 15, 20, 30]
        assert (doc.styles["Normal"].font.name, doc.styles["Normal"].font.size.pt) == ("Times New Roman", 13)
        bold = [
            r.text
            for row in doc.tables[1].rows[2:4]
            for c in row.cells
            for p in c.paragraphs
            for r in p.runs
            if r.bold
        ]
        assert bold == ["I", ANNEX[2][1], "10", "9,25"]

    def test_an_empty_slip_has_dots_and_no_made_up_number(self, world):
        period = opened(world)
        paragraphs, (_, criteria, signs) = texts(
            document(slip(card(period, world.minh).pk, viewer=world.actor("minh")))
        )
        assert [row[3] for row in criteria[2:]] == [""] * 14
        assert "1. Điểm tiêu chí chung:\t" in paragraphs
        assert (
            "3. Tổng điểm theo dõi, đánh giá công chức: chưa đủ dữ liệu, kỳ này chưa được giao việc"
            in paragraphs
        )
        assert signs[0][1].startswith("....., ngày....tháng.....năm.....\nCẤP CÓ THẨM QUYỀN")

    def test_line_breaks_and_signs_of_the_person_are_kept(self, world):
        steps.named_above(world)
        period = opened(world)
        to_self(world, period)
        from congvu.scoring import commands

        commands.self_score(
            card_id=card(period, world.lan).pk, points=OWN, strengths="Dòng một\nDòng <hai> & ba", weaknesses="",
            by=world.actor("lan"), at=steps.SELF_DAY,
        )  # fmt: skip
        found = slip(card(period, world.lan).pk, viewer=world.actor("lan"))
        paragraphs, _ = texts(document(found))
        assert "4. Ưu điểm: Dòng một" in paragraphs
        assert "Dòng <hai> & ba" in paragraphs
        assert "Dòng &lt;hai&gt; &amp; ba" in page(found)


class TestFoot:
    def test_provisional_until_locked(self, world, scored):
        assert slip(scored.pk, viewer=world.actor("lan")).foot.endswith("Bản tạm tính, kỳ chưa khóa.")

    def test_rule_version_lock_day_and_integrity_line(self, world):
        period = steps.locked(world)
        one = card(period, world.lan)
        found = slip(one.pk, viewer=world.actor("lan")).foot
        assert re.fullmatch(
            r"Bộ quy tắc nd335-2025 \([0-9a-f]{8}\), khóa ngày 06/11/2026\. Mã kiểm [0-9A-F]{4}-[0-9A-F]{4}, khớp\.",
            found,
        )
        doc = Document(BytesIO(document(slip(one.pk, viewer=world.actor("lan")))))
        assert doc.sections[0].footer.paragraphs[0].text == found

    def test_a_changed_run_does_not_agree(self, world):
        period = steps.locked(world)
        one = card(period, world.lan)
        Run.objects.filter(pk=one.run_id).update(trace=one.run.trace | {"x": 1})
        assert slip(one.pk, viewer=world.actor("lan")).foot.endswith("không khớp.")


class TestRights:
    @pytest.mark.parametrize("name", ["lan", "hanh", "tam", "binh"])
    def test_owner_authority_heads_and_personnel_print(self, world, scored, name):
        assert slip(scored.pk, viewer=world.actor(name)).person == "Trần Ngọc Lan"

    @pytest.mark.parametrize("name", ["minh", "thu", "son", "vui", "dung"])
    def test_strangers_and_the_administrator_do_not(self, world, scored, name):
        with pytest.raises(Missing):
            slip(scored.pk, viewer=world.actor(name))


class TestPdf:
    @needs_pango
    @pytest.mark.pango
    def test_one_or_two_pages_with_the_same_texts(self, world, scored):
        found = slip(scored.pk, viewer=world.actor("lan"))
        content = printed(found)
        assert content.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type /Page\b", content)) in (1, 2) or len(content) > 10_000

    def test_the_page_holds_every_text_of_the_annex(self, world, scored):
        html = page(slip(scored.pk, viewer=world.actor("lan")))
        for row in ANNEX[:-1]:
            for text in row:
                assert f">{text}<" in html, text
        for text in (
            words.TITLE,
            words.COMMON,
            words.RESULTS,
            words.TOTAL,
            words.OPINION,
            words.NOTE,
            words.SIGN,
        ):
            assert text in html

    def test_without_pango_the_sentence_names_the_packages(self, monkeypatch):
        def absent(name):
            raise OSError(name)

        monkeypatch.setattr(pdf.ctypes, "CDLL", absent)
        monkeypatch.setattr(pdf.sys, "platform", "linux")
        pdf._ready.cache_clear()
        try:
            assert "libpango-1.0-0 libpangoft2-1.0-0" in pdf.missing()
            with pytest.raises(RuntimeError, match="libpango"):
                pdf.render("<p>", "")
        finally:
            pdf._ready.cache_clear()

    def test_nothing_is_loaded_from_outside(self):
        with pytest.raises(ValueError, match="nothing from outside"):
            pdf._nothing("https://example.org/x.png")
