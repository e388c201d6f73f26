"""Pages of one line: correct, prove, read as another."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AccessLog
from congvu.diary.commands import attach_evidence, settle_entry
from congvu.diary.states import EntryStep
from congvu.worktime.models import Closing
from tests.diary.makers import PDF, signed_in, text_of

from .makers import NOON, YESTERDAY, Upload, assign, send, write


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


class TestEntry:
    def change(self, entry, **values):
        return {
            "version": entry.version,
            "what": "off",
            "text": "x",
            "title": entry.title,
            "duration": "30p",
        } | values

    def test_a_change_is_saved_as_a_new_version(self, world):
        entry = write(world)
        client = signed_in(world)
        assert client.post(f"/hom-nay/muc/{entry.pk}", self.change(entry, title="Đã đổi")).status_code == 303
        page = text_of(client.get(f"/hom-nay/muc/{entry.pk}"))
        assert "bản 2" in page
        assert "Bản trước" in page
        assert "Họp giao ban phòng" in page

    @pytest.mark.parametrize("htmx", [False, True])
    def test_a_stale_change_shows_both_and_keeps_the_text(self, world, htmx):
        entry = write(world)
        client = signed_in(world)
        client.post(f"/hom-nay/muc/{entry.pk}", self.change(entry, note="Bản của cửa sổ một"))
        response = client.post(
            f"/hom-nay/muc/{entry.pk}", self.change(entry, note="Bản của cửa sổ hai"),
            headers={"HX-Request": "true"} if htmx else {},
        )  # fmt: skip
        page = text_of(response)
        assert response.status_code == 409
        assert "vừa được sửa lúc 12:00 ngày 19/11" in page
        assert "Bản của cửa sổ một" in page
        assert ">Bản của cửa sổ hai</textarea>" in page
        assert 'name="version" value="2"' in page

    def test_a_refused_change_keeps_the_text(self, world):
        entry = write(world)
        response = signed_in(world).post(
            f"/hom-nay/muc/{entry.pk}", self.change(entry, duration="13 giờ", note="Còn đây")
        )
        assert response.status_code == 422
        assert "không quá 12 giờ" in text_of(response)
        assert "Còn đây" in text_of(response)

    @pytest.mark.parametrize("who", ["minh", "hanh", "tam", "vui", "dung"])
    def test_others_do_not_see_the_writers_page(self, world, who):
        entry = write(world)
        send(world)
        client = signed_in(world, who)
        assert client.get(f"/hom-nay/muc/{entry.pk}").status_code == 404
        for name in ("", "/bo", "/minh-chung"):
            assert (
                client.post(f"/hom-nay/muc/{entry.pk}{name}", {"version": 1, "document": "1"}).status_code
                == 404
            )

    def test_removing_goes_back_to_the_day(self, world):
        entry = write(world, on=YESTERDAY)
        client = signed_in(world)
        assert client.post(f"/hom-nay/muc/{entry.pk}/bo", {"version": "x"}).status_code == 422
        response = client.post(f"/hom-nay/muc/{entry.pk}/bo", {"version": 1})
        assert (response.status_code, response["Location"]) == (303, "/hom-nay/2026-11-18")

    def test_a_returned_line_says_who_why_and_what_to_do(self, world):
        entry = write(world)
        send(world)
        settle_entry(
            entry_id=entry.pk, version=1, outcome=EntryStep.RETURN, reason="Kèm giúp tờ trình", by=world.actor("hanh"), at=NOON
        )  # fmt: skip
        client = signed_in(world)
        assert "Đồng chí Nguyễn Thị Hạnh trả lại" in text_of(client.get("/hom-nay"))
        page = text_of(client.get(f"/hom-nay/muc/{entry.pk}"))
        assert "Kèm giúp tờ trình" in page
        assert client.post(f"/hom-nay/muc/{entry.pk}/minh-chung", {"document": "12/TTr"}).status_code == 303
        assert client.post("/hom-nay/2026-11-19/gui").status_code == 303

    def test_an_adjusted_line_shows_the_value_the_reason_and_the_task(self, world):
        share = assign(world)
        entry = write(world, share_id=share.pk, minutes=180)
        send(world)
        settle_entry(
            entry_id=entry.pk, version=1, outcome=EntryStep.ADJUST, minutes=120, reason="Hai hồ sơ tính riêng",
            by=world.actor("hanh"), at=NOON,
        )  # fmt: skip
        page = text_of(signed_in(world).get("/hom-nay"))
        assert "xác nhận 120 phút (đã ghi 180)" in page
        assert "Hai hồ sơ tính riêng" in page
        assert f'href="/viec/{share.task_id}"' in page

    def test_a_locked_line_says_why_and_has_no_form(self, world):
        entry = write(world)
        Closing.objects.create(
            organ=world.organ, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30), cutoff_on=YESTERDAY
        )
        page = text_of(signed_in(world).get(f"/hom-nay/muc/{entry.pk}"))
        assert "đã chốt" in page
        assert "Bỏ mục này" not in page


class TestEvidence:
    @pytest.fixture
    def file(self, world):
        entry = write(world)
        return attach_evidence(
            entry_id=entry.pk, file=Upload('to "trình".pdf', PDF), by=world.actor("lan"), at=NOON
        )

    def test_the_file_is_saved_never_run(self, world, file):
        response = signed_in(world).get(f"/minh-chung/{file.pk}")
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize(("who", "status"), [("hanh", 200), ("tam", 200), ("minh", 404), ("thu", 404), ("vui", 404), ("dung", 404)])  # fmt: skip
    def test_only_who_may_opens_it_and_is_logged(self, world, file, who, status):
        send(world)
        response = signed_in(world, who).get(f"/minh-chung/{file.pk}")
        assert response.status_code == status
        list(response.streaming_content) if status == 200 else None
        assert AccessLog.objects.filter(viewer_id=world.people[who].pk).count() == (1 if status == 200 else 0)

    def test_the_file_of_a_draft_is_the_writers_only(self, world, file):
        assert signed_in(world, "hanh").get(f"/minh-chung/{file.pk}").status_code == 404

    def test_a_link_has_no_file(self, world, file):
        link = attach_evidence(entry_id=file.entry_id, url="https://a.vn", by=world.actor("lan"), at=NOON)
        assert signed_in(world).get(f"/minh-chung/{link.pk}").status_code == 404

    def test_removed_from_a_draft(self, world, file):
        assert signed_in(world, "minh").post(f"/minh-chung/{file.pk}/bo").status_code == 404
        client = signed_in(world)
        assert client.post(f"/minh-chung/{file.pk}/bo").status_code == 303
        assert "Chưa có minh chứng" in text_of(client.get(f"/hom-nay/muc/{file.entry_id}"))

    def test_a_refused_piece_keeps_the_other_boxes(self, world, file):
        response = signed_in(world).post(
            f"/hom-nay/muc/{file.entry_id}/minh-chung", {"link": "khong-phai", "document": ""}
        )
        assert response.status_code == 422
        assert 'value="khong-phai"' in text_of(response)


class TestDayOfAnother:
    @pytest.mark.parametrize(("who", "status"), [("hanh", 200), ("tam", 200), ("minh", 404), ("thu", 404), ("binh", 404), ("vui", 404), ("dung", 404)])  # fmt: skip
    def test_only_the_confirmer_and_heads_above_read_it_and_are_logged(self, world, who, status):
        write(world, title="Đã gửi")
        day = send(world)
        write(world, title="Còn nháp")
        response = signed_in(world, who).get(f"/nhat-ky/{world.lan.pk}/2026-11-19")
        assert response.status_code == status
        logged = AccessLog.objects.filter(
            viewer_id=world.people[who].pk, subject=f"diary.day:{day.pk}"
        ).count()
        assert logged == (1 if status == 200 else 0)
        if status == 200:
            assert "Đã gửi" in text_of(response)
            assert "Còn nháp" not in text_of(response)

    def test_one_look_at_her_own_is_not_logged(self, world):
        write(world)
        signed_in(world).get(f"/nhat-ky/{world.lan.pk}/2026-11-19")
        assert not AccessLog.objects.exists()
