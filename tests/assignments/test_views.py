"""Pages of work: who sees them, what they say, what a refusal keeps."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.assignments import commands
from congvu.assignments.models import Cause, Extension, Share, Task

from .making import DUE, NOON, TODAY, finish, give, give_share, hand_in, judge


@pytest.fixture
def as_(world):
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.people[name].user)
        return client

    return sign_in


def url(name: str, *args: int) -> str:
    return reverse(f"assignments:{name}", args=args)


class TestMine:
    def test_groups_and_the_days_left(self, world, as_):
        give(world, title="Trả lời Sở Y tế")
        accepted = give_share(world, title="Báo cáo tháng", code="DC.05")
        commands.accept_share(share_id=accepted.pk, by=world.actor("lan"), at=NOON)
        hand_in(world, give_share(world, title="Thẩm định hồ sơ", code="HS.01"))

        page = as_("lan").get(url("mine")).content.decode()

        for words in (
            "Chờ nhận", "Đang làm", "Đã nộp, chờ kết luận", "Trả lời Sở Y tế", "Thứ Sáu 27/11, còn",
            "ngày làm việc", f"phan={accepted.pk}",
        ):  # fmt: skip
            assert words in page

    def test_empty(self, as_):
        assert "Chưa có việc nào được giao" in as_("lan").get(url("mine")).content.decode()

    def test_accepting(self, world, as_):
        share = give_share(world)
        assert as_("lan").post(url("accept", share.pk)).status_code == 303
        share.refresh_from_db()
        assert share.state == "ACCEPTED"


class TestTask:
    def test_doer_leader_and_personnel_see_it_strangers_do_not(self, world, as_):
        task = give(world)
        address = url("task", task.pk)
        for name in ("lan", "hanh", "tam", "son", "binh"):
            assert as_(name).get(address).status_code == 200, name
        for name in ("minh", "thu", "hai", "vui", "dung"):
            assert as_(name).get(address).status_code == 404, name
        assert Client().get(address).status_code == 302

    def test_opening_anothers_work_is_logged(self, world, as_):
        from congvu.audit.queries import opened_by

        task = give(world)
        as_("hanh").get(url("task", task.pk))
        subject = f"assignments.task:{task.pk}"
        assert opened_by(world.hanh.pk, [subject]) == {subject}

    def test_history_names_who_and_says_what(self, world, as_):
        share = give_share(world, quantity="2")
        finish(world, share)
        page = as_("lan").get(url("task", share.task_id)).content.decode()
        assert "Nguyễn Thị Hạnh" in page
        assert "nộp 1 sản phẩm, xong ngày 19/11/2026" in page

    def test_grey_buttons_say_why(self, world, as_):
        share = give_share(world)
        hand_in(world, share)
        page = as_("hanh").get(url("task", share.task_id)).content.decode()
        assert "Còn kết quả chờ kết luận." in page

    def test_missing_task(self, as_):
        assert as_("tam").get(url("task", 999_999)).status_code == 404
        assert as_("tam").get("/viec/99999999999999999999999").status_code == 404


POSTS = [
    "accept", "progress", "unable", "keep", "extend", "hand_over", "carry_over", "cancel", "cancel_task",
    "decide_extension", "propose_cause", "decide_cause", "rejudge",
]  # fmt: skip


@pytest.fixture
def everything(world):
    """One task with something for every address: the id behind each."""
    share = give_share(world, quantity="3")
    delivery = judge(world, hand_in(world, share), errors=[2], late=[1])
    cause = commands.propose_cause(
        delivery_id=delivery.pk, about=Cause.About.ERROR, product_index=0, count=1, reason="Mẫu biểu đổi",
        by=world.actor("lan"), at=NOON,
    )  # fmt: skip
    extension = commands.ask_extension(
        share_id=share.pk,
        new_deadline=dt.date(2026, 11, 30),
        reason="Chờ số liệu",
        by=world.actor("lan"),
        at=NOON,
    )
    ids = dict.fromkeys(POSTS, share.pk)
    return ids | {
        "cancel_task": share.task_id, "decide_extension": extension.pk, "propose_cause": delivery.pk,
        "decide_cause": cause.pk, "rejudge": delivery.pk,
    }  # fmt: skip


@pytest.mark.parametrize("name", POSTS)
class TestEveryPost:
    def test_rejects_get(self, everything, as_, name):
        assert as_("hanh").get(url(name, everything[name])).status_code == 405

    def test_strangers_get_404_and_change_nothing(self, everything, as_, name):
        before = list(Share.objects.values()), list(Task.objects.values())
        for stranger in ("minh", "dung", "vui"):
            posted = {
                "reason": "Thử", "note": "Thử", "granted": "1", "met": "1", "new_deadline": "2026-12-20",
                "deadline": "2026-12-20", "to_person": "Huỳnh Minh · CB005", "about": "ERROR", "product": "1",
                "count": "1",
            }  # fmt: skip
            assert as_(stranger).post(url(name, everything[name]), posted).status_code == 404
        assert before == (list(Share.objects.values()), list(Task.objects.values()))

    def test_nobody_signed_in(self, everything, name):
        assert Client().post(url(name, everything[name])).status_code == 302


class TestActs:
    def test_extension_asked_and_granted(self, world, as_):
        share = give_share(world)
        lan, hanh = as_("lan"), as_("hanh")
        posted = {
            "act": f"extend-{share.pk}",
            "new_deadline": "30/11/2026",
            "reason": "Chờ số liệu của Sở Y tế",
        }
        assert lan.post(url("extend", share.pk), posted).status_code == 303
        extension = Extension.objects.get()
        assert "Chờ số liệu của Sở Y tế" in hanh.get(url("task", share.task_id)).content.decode()
        hanh.post(url("decide_extension", extension.pk), {"granted": "1", "note": ""})
        share.refresh_from_db()
        assert share.deadline == dt.date(2026, 11, 30)

    def test_a_refused_form_keeps_what_was_typed(self, world, as_):
        share = give_share(world)
        posted = {"act": f"extend-{share.pk}", "new_deadline": "2026-11-20", "reason": "Một lý do đã gõ"}
        answer = as_("lan").post(url("extend", share.pk), posted)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Hạn mới phải sau 27/11/2026." in page
        assert "Một lý do đã gõ" in page
        assert f'id="extend-{share.pk}" open' in page

    def test_an_empty_form_says_which_box(self, world, as_):
        share = give_share(world)
        answer = as_("lan").post(url("unable", share.pk), {"act": f"unable-{share.pk}", "reason": ""})
        assert answer.status_code == 422
        assert "Chưa điền ô này." in answer.content.decode()

    def test_stale_version_is_409_and_keeps_the_text(self, world, as_):
        share = give_share(world)
        commands.accept_share(share_id=share.pk, by=world.actor("lan"), at=NOON)
        posted = {"act": f"cancel-{share.pk}", "version": "1", "reason": "Kế hoạch đổi"}
        answer = as_("hanh").post(url("cancel", share.pk), posted)
        assert answer.status_code == 409
        assert "vừa được người khác thay đổi" in answer.content.decode()
        assert "Kế hoạch đổi" in answer.content.decode()

    def test_handed_over_by_typed_name(self, world, as_):
        share = give_share(world)
        posted = {
            "to_person": "Huỳnh Minh · CB005",
            "deadline": "2026-11-27",
            "reason": "Lan đi học",
            "quantity": "",
        }
        assert as_("hanh").post(url("hand_over", share.pk), posted).status_code == 303
        assert Share.objects.get(taken_over_from=share).person == world.minh

    def test_verdict_corrected(self, world, as_):
        delivery = finish(world, give_share(world, quantity="2"), "2")
        posted = {
            "met": "1",
            "quantity": "2",
            "errors_each": "0 1",
            "late_each": "",
            "reason": "Sai số liệu ở bản thứ hai",
        }
        assert as_("hanh").post(url("rejudge", delivery.pk), posted).status_code == 303
        delivery.refresh_from_db()
        assert delivery.errors == [0, 1]

    @pytest.mark.parametrize("who", ["lan", "hanh", "tam"])
    def test_a_result_returned_with_an_error_is_shown(self, world, as_, who):
        share = give_share(world)
        judge(world, hand_in(world, share), met=False, errors=[1], major_error=True)
        assert "Trả lại" in as_(who).get(url("task", share.task_id)).content.decode()

    def test_htmx_gets_the_body_alone(self, world, as_):
        share = give_share(world)
        answer = as_("lan").post(url("accept", share.pk), headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
        assert "Đang làm" in answer.content.decode()


class TestUnit:
    def test_leaders_only(self, world, as_):
        give(world)
        assert "Trần Ngọc Lan" in as_("hanh").get(url("unit")).content.decode()
        assert as_("lan").get(url("unit")).status_code == 404
        assert "Trần Ngọc Lan" not in as_("thu").get(url("unit")).content.decode()

    def test_filters(self, world, as_):
        give(world, title="Việc của Lan")
        give(world, "minh", title="Việc của Minh")
        page = as_("hanh").get(url("unit"), {"nguoi": world.minh.pk}).content.decode()
        assert "Việc của Minh" in page
        assert "Việc của Lan" not in page
        for odd in ("x", "9" * 40, "-1"):
            assert as_("hanh").get(url("unit"), {"nguoi": odd, "sau": odd, "han": odd}).status_code == 200

    def test_pages_by_key_cover_everything_once(self, world, as_):
        from congvu.assignments.queries import unit_work

        for n in range(55):
            give(world, title=f"Việc {n:02}")
        seen, after = [], ""
        while True:
            found = unit_work(world.actor("hanh"), today=TODAY, after=after)
            seen += [r.title for r in found.rows]
            if not (after := found.after):
                break
        assert sorted(seen) == [f"Việc {n:02}" for n in range(55)]

    @pytest.mark.parametrize("name", ["unit", "mine"])
    def test_queries_do_not_grow(self, world, as_, name):
        client = as_("hanh" if name == "unit" else "lan")

        def count() -> int:
            with CaptureQueriesContext(connection) as seen:
                client.get(url(name))
            return len(seen)

        for _ in range(3):
            give(world)
        few = count()
        for _ in range(27):
            give(world)
        assert count() == few

    def test_queries_of_a_task_do_not_grow_with_its_people(self, world, as_):
        def count(task: Task) -> int:
            with CaptureQueriesContext(connection) as seen:
                as_("tam").get(url("task", task.pk))
            return len(seen)

        one = give(world)
        hand_in(world, one.shares.get())
        people = ["lan", "minh", "hai", "thu", "hanh"]
        many = give(
            world, by="tam", unit_id=world.units["root"].pk,
            shares=[
                commands.ShareSpec(world.people[p].pk, "LEAD" if p == "lan" else "SUPPORT", Decimal(20)) for p in people
            ],
        )  # fmt: skip
        for share in many.shares.all():
            hand_in(world, share)
        assert count(many) == count(one)


def typed(world, **more: str) -> dict[str, str]:
    return {
        "client_id": str(uuid.uuid4()), "product": str(world.products["DC.02"].pk), "title": "",
        "product_text": "DC.02 Soạn công văn trả lời cơ quan khác", "quantity": "2", "standard": "",
        "unit": str(world.units["ccvc"].pk), "deadline": "2026-11-27", "origin": "PLAN", "origin_ref": "KH 12",
        "person_1": "Trần Ngọc Lan · CB004", "role_1": "LEAD", "percent_1": "", "deadline_1": "",
        **more,
    }  # fmt: skip


class TestAssign:
    def test_page_and_strangers(self, as_):
        assert as_("hanh").get(url("assign")).status_code == 200
        assert as_("lan").get(url("assign")).status_code == 404

    def test_gives_the_work(self, world, as_):
        answer = as_("hanh").post(url("assign"), typed(world))
        task = Task.objects.get()
        assert answer.status_code == 303
        assert answer["Location"] == url("task", task.pk)
        assert (task.title, task.quantity, task.coefficient) == ("Soạn công văn trả lời cơ quan khác", 2, 5)

    def test_double_click_gives_one_task(self, world, as_):
        client, values = as_("hanh"), typed(world)
        assert client.post(url("assign"), values).status_code == 303
        assert client.post(url("assign"), values).status_code == 303
        assert Task.objects.count() == 1

    def test_two_people(self, world, as_):
        values = typed(
            world,
            percent_1="60",
            person_2="huỳnh minh",
            role_2="SUPPORT",
            percent_2="40",
            deadline_2="2026-11-25",
        )
        assert as_("hanh").post(url("assign"), values).status_code == 303
        assert [(s.percent, s.deadline.day) for s in Share.objects.order_by("pk")] == [(60, 27), (40, 25)]

    def test_product_by_words_without_script(self, world, as_):
        as_("hanh").post(url("assign"), typed(world, product="", product_text="cong van soan"))
        assert Task.objects.get().product.code == "DC.02"

    def test_several_products_are_offered(self, world, as_):
        answer = as_("hanh").post(url("assign"), typed(world, product="", product_text="soan"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Chọn một sản phẩm" in page
        again = typed(world, product="", product_text="soan", product_choice=str(world.products["DC.01"].pk))
        assert as_("hanh").post(url("assign"), again).status_code == 303
        assert Task.objects.get().product.code == "DC.01"

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"quantity": "0"}, "Số lượng phải lớn hơn 0."),
            ({"quantity": "NaN"}, "Điền một số"),
            ({"quantity": "9" * 40}, "Số này dài quá."),
            ({"deadline": "2026-11-18"}, "Hạn không được trước ngày giao."),
            ({"deadline": "hôm kia"}, "Điền ngày như 27/11/2026."),
            ({"person_1": "Người Lạ"}, "Không rõ người này."),
            ({"person_1": "Đặng Thu · CB006"}, "chỉ giao việc cho người thuộc đơn vị mình phụ trách"),
            ({"percent_1": "90"}, "phải cộng lại bằng 100%"),
            ({"role_1": "SUPPORT"}, "Mỗi việc có một người chủ trì"),
            ({"product_text": "không có đâu", "product": ""}, "Không có sản phẩm nào khớp"),
        ],
    )
    def test_refusals_keep_what_was_typed(self, world, as_, change, sentence):
        answer = as_("hanh").post(url("assign"), typed(world, title="Một tên việc đã gõ", **change))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert "Một tên việc đã gõ" in page
        assert not Task.objects.exists()

    def test_hostile_text(self, world, as_):
        values = typed(world, title="<script>x</script>\x00", origin_ref="a" * 5000)
        answer = as_("hanh").post(url("assign"), values)
        assert answer.status_code == 422
        assert "<script>x" not in answer.content.decode()

    def test_options_and_due_hint(self, world, as_):
        client = as_("hanh")
        assert "DC.05" in client.get(url("products"), {"product_text": "bao cao"}).content.decode()
        hint = client.get(url("due_hint"), {"deadline": "2026-11-26"}).content.decode()
        assert "Thứ Năm 26/11, còn" in hint
        assert DUE.year == 2026
        assert client.get(url("due_hint"), {"deadline": "x"}).content.decode().strip() == ""
