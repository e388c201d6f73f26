"""Mẫu số 02 and the list of a year: the words of the annex, what a decision rested on, who may have them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from docx import Document
from python_calamine import CalamineWorkbook

from congvu.base.errors import Denied, Missing
from congvu.rating import commands
from congvu.reports import pdf
from congvu.reports.mau02 import words
from congvu.reports.mau02.document import document
from congvu.reports.mau02.page import page, printed
from congvu.reports.mau02.slip import slip
from congvu.reports.yearlist import COLUMNS, year_list
from tests.conftest import NOON
from tests.rating import steps
from tests.rating.steps import DAY, PAPER, closed, dossier, opened


def of(world, year, name="lan", by="binh"):
    return slip(2026, dossier(year, world.people[name]).pk, viewer=world.actor(by))


def texts(content: bytes) -> list[str]:
    doc = Document(BytesIO(content))
    cells = [cell.text for table in doc.tables for row in table.rows for cell in row.cells]
    return [p.text for p in doc.paragraphs] + cells


class TestWords:
    def test_every_text_of_the_annex_is_there_in_its_order(self, world):
        found = [text for text in texts(document(of(world, opened(world)))) if text.strip()]
        for text in (
            "Mẫu số 02", words.TITLE, "Năm 2026", words.PART_1, words.PART_2, f"{words.PART_3}1", f"{words.PART_4}2",
            f"1 {words.NOTES[0]}", f"2 {words.NOTES[1]}", "Tháng", words.MEAN, "12",
        ):  # fmt: skip
            assert text in found, text
        order = [found.index(text) for text in (words.TITLE, words.PART_1, words.PART_2, f"{words.PART_3}1")]
        assert order == sorted(order)
        boxes = [text for text in found if text.startswith(words.OPEN_BOX)]
        assert boxes == [
            f"☐ {name}"
            for name in (
                "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ",
                "Không hoàn thành nhiệm vụ",
            )
        ] * 2  # fmt: skip

    def test_the_page_holds_the_same(self, world):
        html = page(of(world, opened(world)))
        for text in (words.TITLE, words.PART_4, "100,00", "☐ Hoàn thành tốt nhiệm vụ", words.NOTES[1]):
            assert text in html


class TestContent:
    def test_twelve_months_with_where_a_score_came_from(self, world):
        year = opened(world)
        lan = dossier(year, world.lan)
        commands.note_period(
            dossier_id=lan.pk, code="2026-09", is_worked=True, score=Decimal("75.555"), origin="Sở Y tế",
            document="15/BC", document_on=DAY, by=world.actor("binh"), at=NOON,
        )  # fmt: skip
        found = of(world, year)
        assert len(found.rows) == 12
        assert (found.rows[8].score, found.rows[8].note) == ("75,56", "Sở Y tế, 15/BC")
        assert (found.rows[9].score, found.rows[9].note, found.rows[0].score) == ("100,00", "", "")
        assert found.mean == "87,78"

    def test_a_decided_one_prints_what_the_decision_rested_on(self, world):
        year = closed(world)
        old = dossier(year, world.lan).decisions.get()
        new = commands.replace_decision(
            decision_id=old.pk, level="HT", reason="Theo kết luận 7/KL", replaced_reason="Phát hiện khuyết điểm",
            measures="Khắc phục hạn chế\nTheo dõi thêm", by=world.actor("binh"), at=NOON,
            **(PAPER | {"number": "20/QĐ-SNV"}),
        )  # fmt: skip
        found = of(world, year)
        assert [box.is_ticked for box in found.decided] == [False, False, True, False]
        assert not any(box.is_ticked for box in found.own)
        assert (found.authority, found.authority_date) == (new.signer, DAY)
        assert "20/QĐ-SNV" in found.foot
        assert "thay quyết định số 12/QĐ-SNV" in found.foot
        assert "☒ Hoàn thành nhiệm vụ" in texts(document(found))
        assert "Theo dõi thêm" in texts(document(found))

    @pytest.mark.skipif(bool(pdf.missing()), reason="needs Pango")
    def test_it_prints(self, world):
        assert printed(of(world, opened(world))).startswith(b"%PDF")


class TestWho:
    def test_herself_her_head_and_the_personnel_body(self, world):
        year = opened(world)
        for by in ("lan", "hanh", "tam", "binh"):
            assert of(world, year, by=by).person == "Trần Ngọc Lan"
        for by in ("minh", "thu", "vui", "dung"):
            with pytest.raises(Missing):
                of(world, year, by=by)

    def test_files_over_http(self, world):
        call_command("createcachetable", verbosity=0)
        year = opened(world)
        client = Client()
        client.force_login(world.binh.user)
        answer = client.get(f"/nam/2026/ho-so/{dossier(year, world.lan).pk}/mau-02.docx")
        assert answer.content[:2] == b"PK"
        assert "mau-02_2026_CB004.docx" in answer["Content-Disposition"]
        assert client.get("/nam/2026/danh-sach.xlsx").content[:2] == b"PK"


class TestList:
    def test_one_row_a_person_with_the_decision_in_force(self, world):
        year = closed(world)
        found = year_list(world.actor("binh"), 2026)
        rows = CalamineWorkbook.from_filelike(BytesIO(found.content)).get_sheet_by_index(0).to_python()
        assert rows[0] == [title for title, _ in COLUMNS]
        assert len(rows) == 10
        lan = next(row for row in rows if row[2] == "Trần Ngọc Lan")
        assert lan[6:11] == [
            100.0,
            "Hoàn thành xuất sắc nhiệm vụ",
            "",
            "Hoàn thành tốt nhiệm vụ",
            "12/QĐ-SNV",
        ]
        signed = lan[11]
        assert (signed.date() if isinstance(signed, datetime) else signed) == DAY
        assert len(found.people) == steps.Dossier.objects.filter(year=year).count()

    def test_it_is_the_personnel_body_s(self, world):
        opened(world)
        with pytest.raises(Denied):
            year_list(world.actor("tam"), 2026)
        with pytest.raises(Missing):
            year_list(world.actor("vui"), 2026)
