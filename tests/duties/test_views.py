"""Pages of duties: every button, without script and with htmx, and what strangers get."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from congvu.accounts.models import User
from congvu.duties.models import DutyShift, Item, Tap, Template
from congvu.org.models import PositionTask

from .making import (
    MONDAY,
    OIL,
    PEOPLE,
    TIRES,
    TODAY,
    TRIP,
    drivers,
    driving,
    item,
    picture,
    sound,
    touch,
    worked,
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_(client, world):
    def sign_in(name: str):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def tap(client, kind, label="", day=TODAY, **more):
    data = {"kind": kind, "client_id": str(uuid.uuid4()), "shift": "", **more}
    if label:
        data["item"] = item(label).pk
    return client.post(reverse("duties:tap", args=[day]), data)


class TestMine:
    def test_a_usual_shift_is_two_posts(self, world, as_):
        drivers(world)
        client = as_("hai")
        page = client.get("/ca").content.decode()
        assert "Tất cả như thường lệ" in page
        number = re.search(r'name="client_id" value="([^"]+)"', page)[1]
        client.post(reverse("duties:usual", args=[TODAY]), {"client_id": number, "shift": ""})
        done = client.post(reverse("duties:finish", args=[TODAY]), {"shift": ""})

        assert done.status_code == 303
        assert DutyShift.objects.get().state == "FINISHED"
        assert "Chờ đồng chí Đặng Thu xác nhận" in client.get("/ca").content.decode()

    def test_every_way_of_touching(self, world, as_):
        drivers(world)
        client = as_("hai")
        tap(client, "TICK", TIRES)
        tap(client, "COUNT", PEOPLE, amount="1")
        tap(client, "START", TRIP, to="Xã An Hòa", to_other="", **{"from": "Cơ quan"})
        assert Tap.objects.get(kind="START").text == "Cơ quan → Xã An Hòa"
        assert "Đang chạy" in client.get("/ca").content.decode()
        tap(client, "STOP", TRIP)
        tap(client, "OTHER", choice="Rửa xe", text="xe số 2")
        tap(client, "ODD", choice="Hỏng xe", photo=picture())
        assert Tap.objects.get(kind="OTHER").text == "Rửa xe. xe số 2"
        page = client.get("/ca").content.decode()
        shot = Tap.objects.get(kind="ODD")
        assert reverse("duties:photo", args=[shot.pk]) in page
        answer = client.get(reverse("duties:photo", args=[shot.pk]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")

    def test_a_voice_note_is_played_in_parts_and_only_the_shift_may_ask_for_the_microphone(self, world, as_):
        drivers(world)
        client = as_("hai")
        tap(client, "ODD", voice=sound())
        shift = client.get("/ca")
        assert shift["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self)"
        assert client.get("/hom-nay")["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
        address = reverse("duties:voice", args=[Tap.objects.get().pk])
        assert address in shift.content.decode()
        whole = client.get(address)
        assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (
            200,
            "audio/wav",
            "bytes",
        )
        assert "sandbox" in whole["Content-Security-Policy"]
        size = len(whole.content)
        for asked, start, end in (
            ("bytes=0-1", 0, 1),
            ("bytes=4-", 4, size - 1),
            ("bytes=-3", size - 3, size - 1),
        ):
            part = client.get(address, headers={"Range": asked})
            assert (part.status_code, part["Content-Range"]) == (206, f"bytes {start}-{end}/{size}")
            assert part.content == whole.content[start : end + 1]
        assert client.get(address, headers={"Range": f"bytes={size}-"}).status_code == 416
        assert client.get(address, headers={"Range": "bytes=-"}).content == whole.content
        assert as_("lan").get(address).status_code == 404

    def test_a_refused_voice_note_says_why(self, world, as_):
        drivers(world)
        answer = tap(as_("hai"), "ODD", text="Hỏng xe", voice=picture())
        assert answer.status_code == 422
        assert "không phải tiếng" in answer.content.decode()
        assert "microphone=(self)" in answer["Permissions-Policy"]

    def test_htmx_gets_the_shift_alone_and_a_refusal_keeps_what_was_typed(self, world, as_):
        drivers(world)
        client = as_("hai")
        url = reverse("duties:tap", args=[TODAY])
        data = {"kind": "ODD", "client_id": str(uuid.uuid4()), "shift": "", "text": "x" * 201}
        answer = client.post(url, data, headers={"HX-Request": "true"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "<html" not in page
        assert "Rút gọn" in page
        assert "x" * 201 in page

    def test_undo_and_the_wrong_number(self, world, as_):
        drivers(world)
        made = touch(world, "TICK", TIRES)
        client = as_("hai")
        assert tap(client, "TICK", OIL, client_id="không phải số").status_code == 422
        client.post(reverse("duties:undo", args=[made.pk]), {"client_id": str(uuid.uuid4())})
        assert Tap.objects.filter(kind="UNDO", undoes=made).exists()
        assert (
            as_("thu")
            .post(reverse("duties:undo", args=[made.pk]), {"client_id": str(uuid.uuid4())})
            .status_code
            == 404
        )

    def test_days_that_are_not_due_say_so(self, world, as_):
        drivers(world)
        page = as_("hai").get("/ca/2026-11-15").content.decode()
        assert "Không cần ghi" in page
        assert "Xong ca" in page

    def test_someone_without_a_template_is_sent_to_the_diary(self, world, as_):
        drivers(world)
        page = as_("lan").get("/ca").content.decode()
        assert "chưa có mẫu ca" in page
        assert as_("lan").get("/").url == reverse("diary:today")
        assert as_("lan").get("/ca/2026-01-05").status_code == 404

    def test_support_staff_begin_with_their_shift(self, world, as_):
        drivers(world)
        assert world.hai.user.first_run != User.FirstRun.DUE
        client = as_("hai")
        assert client.get("/").url == reverse("duties:mine")
        page = client.get("/ca").content.decode()
        assert page.index("Ca của tôi") < page.index("Hôm nay")

    def test_reads_do_not_grow_with_touches(self, world, as_, django_assert_max_num_queries):
        drivers(world)
        client = as_("hai")
        touch(world, "COUNT", PEOPLE)
        client.get("/ca")
        with django_assert_max_num_queries(60) as few:
            client.get("/ca")
        for _ in range(20):
            touch(world, "COUNT", PEOPLE)
        with django_assert_max_num_queries(len(few)):
            client.get("/ca")

    def test_the_page_is_light(self, world, as_):
        drivers(world)
        assert len(as_("hai").get("/ca").content) < 60 * 1024


class TestWeek:
    def test_one_button_confirms_a_week(self, world, as_):
        drivers(world)
        driving(world, "1")
        worked(world, MONDAY, 2)
        client = as_("thu")
        page = client.get("/duyet-ca").content.decode()
        assert "Đỗ Văn Hải" in page
        assert "vượt việc được giao" in page
        client.post(reverse("duties:confirm", args=[world.hai.pk, MONDAY]), {"accept": ["LX.01"], "team": ""})
        assert DutyShift.objects.get().state == "CONFIRMED"
        assert [c["is_counted"] for c in DutyShift.objects.get().approval.counted] == [True, True]

    def test_a_cell_opens_in_place_and_is_logged(self, world, as_):
        from congvu.audit.models import AccessLog

        drivers(world)
        shift = worked(world, MONDAY, 1)
        client = as_("thu")
        answer = client.get(f"/duyet-ca?tuan={MONDAY}&ca={shift.pk}", headers={"HX-Request": "true"})
        page = answer.content.decode()
        assert "<html" not in page
        assert "Trả lại ca này" in page
        assert AccessLog.objects.filter(subject=shift.origin).exists()

    def test_returning_with_a_ready_sentence(self, world, as_):
        drivers(world)
        shift = worked(world, MONDAY, 1)
        client = as_("thu")
        refused = client.post(reverse("duties:return", args=[shift.pk]), {"reason": "Sai"})
        assert refused.status_code == 422
        client.post(reverse("duties:return", args=[shift.pk]), {"template": "1"})
        shift.refresh_from_db()
        assert (shift.state, shift.reason.startswith("Số đếm")) == ("RETURNED", True)
        assert "Ca này bị trả lại" in as_("hai").get(f"/ca/{MONDAY}").content.decode()

    def test_strangers_see_nobody_and_open_nothing(self, world, as_):
        drivers(world)
        shift = worked(world, MONDAY, 1)
        for name in ("lan", "dung", "hai"):
            client = as_(name)
            assert (
                "Xác nhận cả tuần"
                not in client.get(f"/duyet-ca?tuan={MONDAY}&ca={shift.pk}").content.decode()
            )
            if name != "hai":
                assert (
                    client.post(reverse("duties:return", args=[shift.pk]), {"template": "1"}).status_code
                    == 404
                )
            answer = client.post(reverse("duties:confirm", args=[world.hai.pk, MONDAY]), {})
            assert answer.status_code in (404, 422)
        assert DutyShift.objects.get().state == "FINISHED"

    def test_the_navigation_counts(self, world, as_):
        drivers(world)
        worked(world, MONDAY, 1)
        assert "Duyệt ca" in as_("thu").get("/hom-nay").content.decode()
        assert "Duyệt ca" not in as_("hanh").get("/hom-nay").content.decode()


class TestTemplates:
    def test_a_head_makes_one_and_builds_it_from_the_description(self, world, as_):
        position = world.positions["LX"]
        for n, work in enumerate(["Kiểm tra an toàn xe; vệ sinh xe", "Đưa đón cán bộ khi có yêu cầu."]):
            PositionTask.objects.create(
                organ=world.organ, position=position, number=f"2.{n}", area="Lái xe", work=work, sort=n
            )
        client = as_("thu")
        client.post("/mau-ca/moi", {
            "name": "Lái xe", "duty": "DRIVER", "position_id": position.pk, "unit_id": world.units["vp"].pk,
            "places": "Sở Y tế\nXã An Hòa\n", "others": "", "oddities": "Hỏng xe",
        })  # fmt: skip
        template = Template.objects.get()
        assert template.places == ["Sở Y tế", "Xã An Hòa"]
        page = client.get(f"/mau-ca/{template.pk}/ban-mo-ta").content.decode()
        assert page.count('name="keep-') == 3
        assert client.post(f"/mau-ca/{template.pk}/ban-mo-ta", {}).status_code == 422
        client.post(
            f"/mau-ca/{template.pk}/ban-mo-ta",
            {"keep-0": "1", "label-0": "An toàn xe", "kind-0": "CHECK", "keep-2": "1", "kind-2": "COUNTER"},
        )
        assert list(Item.objects.order_by("sort").values_list("label", "kind")) == [
            ("An toàn xe", "CHECK"), ("Đưa đón cán bộ khi có yêu cầu", "COUNTER"),
        ]  # fmt: skip

    def test_rows_are_added_changed_and_dropped(self, world, as_):
        template = drivers(world)
        client = as_("binh")
        row = {
            "label": "Ca trực",
            "kind": "CHECK",
            "per_product": "5",
            "product_id": world.products["LX.01"].pk,
        }
        client.post(f"/mau-ca/{template.pk}/dong", row)
        made = Item.objects.get(label="Ca trực")
        assert (made.per_product, made.is_usual) == (5, False)
        client.post(
            f"/mau-ca/dong/{made.pk}", {**row, "label": "Ca trực an toàn", "is_usual": "on", "sort": "0"}
        )
        made.refresh_from_db()
        assert (made.label, made.is_usual, made.sort) == ("Ca trực an toàn", True, 0)
        client.post(f"/mau-ca/dong/{made.pk}/bo")
        made.refresh_from_db()
        assert not made.is_active
        refused = client.post(
            f"/mau-ca/{template.pk}/dong", {"label": "Đếm", "kind": "COUNTER", "per_product": "1"}
        )
        assert refused.status_code == 422

    def test_others_neither_see_nor_change(self, world, as_):
        template = drivers(world)
        for name in ("lan", "hai", "dung", "vui"):
            client = as_(name)
            for path in ("/mau-ca", f"/mau-ca/{template.pk}", f"/mau-ca/{template.pk}/ban-mo-ta"):
                assert client.get(path).status_code == 404 or (name == "dung" and path == "/mau-ca")
            assert client.post(f"/mau-ca/{template.pk}/thoi").status_code == 404
        hanh = as_("hanh")
        assert hanh.get(f"/mau-ca/{template.pk}").status_code == 200
        assert hanh.post(f"/mau-ca/{template.pk}/thoi").status_code == 422 or Template.objects.get().is_active
        assert Template.objects.get().is_active
