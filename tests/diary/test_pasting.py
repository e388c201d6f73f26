"""A week pasted from a spreadsheet."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from congvu.base.errors import OutOfRange
from congvu.diary.models import Entry
from congvu.diary.pasted import day_of, rows_of

from .makers import TODAY, assign, write

WEEK = "\n".join(
    [
        "Ngày\tNội dung công việc\tThời gian\tSố lượng\tGhi chú",
        "16/11\tHọp giao ban\t8g-9g30\t\t",
        "\tDC.05 Báo cáo tuần\t45p\t1\tĐã gửi Sở",
        "17/11\tSoạn công văn cho Sở Y tế\t1,25\t\t",
    ]
)


def signed_in(world, who="lan") -> Client:
    client = Client()
    client.force_login(world.people[who].user, backend="congvu.accounts.backends.Backend")
    return client


def paste(world, text, write=True, who="lan", **more):
    return signed_in(world, who).post(
        "/hom-nay/dan-tuan", {"text": text, ("write" if write else "look"): "1"} | more
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19/11", dt.date(2026, 11, 19)),
        ("19/11/2026", dt.date(2026, 11, 19)),
        ("2026-11-19", dt.date(2026, 11, 19)),
        ("Thứ Hai 16/11", dt.date(2026, 11, 16)),
        ("thứ Ba", dt.date(2026, 11, 17)),
        ("T6", dt.date(2026, 11, 13)),
        ("hôm qua", dt.date(2026, 11, 18)),
        ("Chủ nhật", dt.date(2026, 11, 15)),
        ("31/02", None),
        ("ngày kia", None),
        ("31/12/9999", None),
        ("9999-12-31", None),
        ("1/1/1999", None),
    ],
)
def test_days_as_people_write_them(text, day):
    assert day_of(text, today=TODAY) == day


def test_in_january_a_day_of_december_is_of_last_year():
    assert day_of("29/12", today=dt.date(2027, 1, 5)) == dt.date(2026, 12, 29)


class TestRows:
    def test_titles_say_which_column_is_which(self):
        rows = rows_of("Thời gian\tViệc\tNgày\n45p\tHọp\t19/11", today=TODAY)
        assert [(r.day, r.what, r.duration and r.duration.minutes) for r in rows] == [(TODAY, "Họp", 45)]

    def test_an_empty_day_is_the_one_above(self):
        assert [r.day.day for r in rows_of(WEEK, today=TODAY)] == [16, 16, 17]

    def test_what_is_not_understood_says_so_in_its_row(self):
        rows = rows_of("19/11\tHọp\t1g5\n\tHọp\t45p\tnhiều", today=TODAY)
        assert "1g05 hay 1g50" in rows[0].sentence
        assert "số lượng" in rows[1].sentence

    @pytest.mark.parametrize("text", ["", "\n \n", "x\n" * 300, "y" * 200_000])
    def test_nothing_or_too_much_is_refused(self, text):
        with pytest.raises(OutOfRange):
            rows_of(text, today=TODAY)

    @given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
    def test_any_text_gives_rows_or_one_sentence(self, text):
        try:
            rows = rows_of(text, today=TODAY)
        except OutOfRange:
            return
        assert all(r.sentence or r.day for r in rows)


class TestPage:
    def test_nothing_is_written_before_the_second_button(self, world):
        page = paste(world, WEEK, write=False)
        assert page.status_code == 200
        assert not Entry.objects.exists()
        text = page.content.decode()
        assert "Ghi 3 mục" in text
        assert "DC.05" in text

    def test_rows_become_lines_of_their_days(self, world):
        assert paste(world, WEEK).status_code == 303
        found = list(
            Entry.objects.order_by("pk").values_list(
                "worked_on", "minutes", "product__code", "quantity", "note"
            )
        )
        assert [(d.day, m, c, q) for d, m, c, q, _ in found] == [
            (16, 90, None, 0), (16, 45, "DC.05", 1), (17, 75, None, 0),
        ]  # fmt: skip
        assert found[1][4] == "Đã gửi Sở"

    def test_pasted_again_nothing_is_written_twice(self, world):
        paste(world, WEEK)
        assert paste(world, WEEK).status_code == 303
        assert Entry.objects.count() == 3

    def test_two_equal_rows_are_two_lines(self, world):
        paste(world, "16/11\tTiếp dân\t30p\n16/11\tTiếp dân\t30p")
        assert Entry.objects.count() == 2

    def test_all_or_nothing_with_a_sentence_in_its_row(self, world):
        write(
            world,
            title="Họp sẵn",
            on=dt.date(2026, 11, 16),
            minutes=None,
            starts_at=dt.time(8),
            ends_at=dt.time(9),
        )
        page = paste(world, WEEK)
        assert page.status_code == 422
        assert Entry.objects.count() == 1
        text = page.content.decode()
        assert "Trùng" in text
        assert "Soạn công văn cho Sở Y tế" in text, "what was pasted is kept"

    def test_an_open_task_is_found_by_its_name(self, world):
        share = assign(world)
        paste(world, "19/11\tTrả lời Sở Y tế về tuyển dụng\t30p\t1")
        assert Entry.objects.get().share_id == share.pk

    def test_an_unknown_code_is_said(self, world):
        page = paste(world, "Ngày\tMã\tViệc\tThời gian\n19/11\tXX.99\tViệc\t30p")
        assert page.status_code == 422
        assert "không có mã XX.99" in page.content.decode()

    def test_a_spreadsheet_is_read_like_a_paste(self, world):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Ngày", "Việc", "Thời gian", "Số lượng"])
            sheet.write_number(
                1,
                0,
                (dt.date(2026, 11, 17) - dt.date(1899, 12, 30)).days,
                book.add_format({"num_format": "dd/mm/yyyy"}),
            )
            sheet.write_row(1, 1, ["Họp chi bộ", 1.25, ""])
            sheet.write_row(2, 1, ["Tiếp dân", "45p"])
        file = SimpleUploadedFile("tuan.xlsx", buffer.getvalue())
        page = paste(world, "", write=False, file=file)
        assert page.status_code == 200
        assert "17/11/2026\tHọp chi bộ\t1.25" in page.content.decode()
        assert "Ghi 2 mục" in page.content.decode()

    @pytest.mark.parametrize("raw", [b"%PDF-1.7", b"", b"\x00" * 50])
    def test_other_files_are_refused_and_the_text_is_kept(self, world, raw):
        page = paste(world, "19/11\tHọp\t30p", write=False, file=SimpleUploadedFile("x.xlsx", raw))
        assert page.status_code in (200, 422)
        assert "Họp" in page.content.decode()

    def test_with_a_person_of_another_organ_it_is_her_own_diary(self, world):
        paste(world, "19/11\tHọp\t30p", who="dung")
        assert Entry.objects.get().person_id == world.dung.pk
