"""The first steps: once after activation, each may be left and taken up, none is asked twice."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.accounts.commands import issue_code
from congvu.accounts.models import User
from congvu.base import clock
from congvu.catalogue.queries import favourites
from congvu.notifications.queries import choice_of
from congvu.org.models import Posting
from congvu.policy.facts import SYSTEM, Subject

NEW = "con bò vàng gặm cỏ non"


@pytest.fixture
def newcomer(world):
    """Lan as she comes in with her code for the first time."""
    user = world.lan.user
    user.set_unusable_password()
    user.save()
    code = issue_code(
        user_id=user.pk, subject=Subject(organ_id=world.organ.pk, owner_id=world.lan.pk), by=SYSTEM,
        at=clock.now(),
    )  # fmt: skip
    client = Client()
    assert client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": NEW})["Location"] == "/"
    return client


def lead(client: Client) -> str:
    """Where home leads in the end."""
    return client.get("/", follow=True).redirect_chain[-1][0]


def first_run(world) -> tuple[str, int]:
    user = User.objects.get(pk=world.lan.user_id)
    return user.first_run, user.first_step


def test_after_activation_home_leads_through_three_steps_and_then_to_the_day(newcomer, world):
    assert lead(newcomer) == "/bat-dau/1"
    page = newcomer.get("/bat-dau/1").content.decode()
    for fact in (
        "Chuyên viên quản lý công chức",
        "Phòng Công chức, viên chức",
        "Nguyễn Thị Hạnh",
        "Võ Thanh Bình",
    ):
        assert fact in page
    assert newcomer.post("/bat-dau/1")["Location"] == "/bat-dau/2"
    chosen = [world.products[c].pk for c in ("DC.02", "HS.01")]
    assert newcomer.post("/bat-dau/2", {"products": chosen})["Location"] == "/bat-dau/3"
    assert [p.code for p in favourites(world.lan.pk)] == ["DC.02", "HS.01"]
    page = newcomer.get("/bat-dau/3").content.decode()
    assert "người xác nhận của ngày đó" in page
    assert newcomer.post("/bat-dau/3", {"remind_at": "16:00"})["Location"] == "/"
    assert f"{choice_of(world.lan.pk).remind_at:%H:%M}" == "16:00"
    assert first_run(world) == ("DONE", 3)
    assert lead(newcomer) == "/hom-nay"


def test_who_left_half_way_is_taken_up_where_she_was(newcomer, world):
    newcomer.post("/bat-dau/1")
    assert lead(newcomer) == "/bat-dau/2"
    assert newcomer.get("/viec").status_code == 200
    newcomer.post("/bat-dau/2", {"products": []})
    assert lead(newcomer) == "/bat-dau/3"


def test_skipping_is_for_good_but_the_menu_leads_back(newcomer, world):
    newcomer.post("/bat-dau/1")
    assert newcomer.post("/bat-dau/bo-qua")["Location"] == "/"
    assert lead(newcomer) == "/hom-nay"
    assert 'href="/bat-dau"' in newcomer.get("/viec").content.decode()
    assert newcomer.get("/bat-dau")["Location"] == "/bat-dau/2"
    assert first_run(world) == ("DONE", 1)


def test_a_new_code_for_an_old_user_asks_nothing_again(world):
    code = issue_code(
        user_id=world.lan.user_id, subject=Subject(organ_id=world.organ.pk, owner_id=world.lan.pk), by=SYSTEM,
        at=clock.now(),
    )  # fmt: skip
    client = Client()
    client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": NEW})
    assert lead(client) == "/hom-nay"


def test_looking_writes_nothing(newcomer, world):
    for path in ("/bat-dau", "/bat-dau/1", "/bat-dau/2", "/bat-dau/3", "/bat-dau/3"):
        newcomer.get(path)
    assert first_run(world) == ("DUE", 0)


class TestChoosing:
    def test_a_sixth_is_refused_with_what_was_chosen_kept(self, newcomer, world):
        everything = [p.pk for p in world.products.values()]
        response = newcomer.post("/bat-dau/2", {"products": everything})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Chọn nhiều nhất 5 việc. Đang chọn 6." in page
        assert page.count(" checked") == 6
        assert first_run(world)[1] == 0

    def test_searching_keeps_what_was_chosen_and_writes_nothing(self, newcomer, world):
        chosen = world.products["DC.01"].pk
        response = newcomer.post("/bat-dau/2", {"products": [chosen], "q": "nang luong", "tim": "1"})
        page = response.content.decode()
        assert response.status_code == 200
        assert f'value="{chosen}" checked' in page
        assert "Thấy 1 việc với “nang luong”" in page
        assert favourites(world.lan.pk) == ()

    def test_odd_numbers_are_no_choice(self, newcomer, world):
        response = newcomer.post("/bat-dau/2", {"products": ["x", "-1", "9" * 30, "²"]})
        assert response["Location"] == "/bat-dau/3"
        other = newcomer.post("/bat-dau/2", {"products": ["999999"]})
        assert other.status_code == 422

    def test_an_hour_that_is_none_is_refused(self, newcomer, world):
        assert newcomer.post("/bat-dau/3", {"remind_at": "nửa đêm"}).status_code == 422
        assert first_run(world) == ("DUE", 0)


@pytest.mark.parametrize(
    ("who", "text"),
    [("hanh", "Mở hàng duyệt"), ("binh", "Mở trang nhập dữ liệu"), ("vui", "Mở trang nhập dữ liệu")],
)
def test_heads_and_keepers_have_a_third_step_of_their_own(world, who, text):
    client = Client()
    client.force_login(world.people[who].user)
    assert text in client.get("/bat-dau/3").content.decode()
    client.force_login(world.lan.user)
    assert text not in client.get("/bat-dau/3").content.decode()


def test_who_is_posted_nowhere_learns_whom_to_ask(newcomer, world):
    Posting.objects.filter(person=world.lan).delete()
    page = newcomer.get("/bat-dau/1").content.decode()
    assert "chưa được bố trí" in page
    assert "Võ Thanh Bình" in page
    assert newcomer.get("/bat-dau/2").status_code == 200


@pytest.mark.parametrize("path", ["/bat-dau/0", "/bat-dau/4", "/bat-dau/99999999999999999999"])
def test_there_are_three_steps(newcomer, path):
    assert newcomer.get(path).status_code == 404


def test_a_user_who_is_nobody_at_work_has_no_steps(world, client):
    user = User.objects.create(username="ai-do", created_at=clock.now(), first_run="DUE")
    client.force_login(user)
    assert client.get("/bat-dau").status_code == 404
    assert client.get("/")["Location"] == "/tai-khoan"
