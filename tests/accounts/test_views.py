"""Activation and one's own account in the browser."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.accounts.commands import issue_code
from congvu.accounts.models import User
from tests.world import PASSWORD

from .test_sign_in import words

NEW = "con bò vàng gặm cỏ non"


@pytest.fixture
def code(world, about, noon) -> str:
    return issue_code(user_id=world.lan.user_id, subject=about("lan"), by=world.actor("binh"), at=noon)


class TestActivate:
    def test_the_code_opens_the_account(self, world, client, code):
        response = client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": NEW})
        assert (response.status_code, response["Location"]) == (303, "/")
        assert client.session["_auth_user_id"] == str(world.lan.user_id)
        assert User.objects.get(pk=world.lan.user_id).check_password(NEW)

    def test_a_refused_form_keeps_the_code_and_not_the_password(self, world, client, code):
        response = client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": "khác hẳn"})
        assert response.status_code == 422
        assert "Hai lần gõ mật khẩu chưa giống nhau." in words(response)
        assert code in response.content.decode()
        assert NEW not in response.content.decode()

    def test_other_sessions_of_hers_end(self, world, client, code):
        old = Client()
        old.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
        assert old.get("/tai-khoan").status_code == 200
        client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": NEW})
        assert old.get("/tai-khoan").status_code == 302
        assert client.get("/tai-khoan").status_code == 200

    def test_guessing_codes_is_stopped(self, world, client, code):
        for _ in range(30):
            assert (
                client.post("/kich-hoat", {"code": "22-22", "password": NEW, "repeated": NEW}).status_code
                == 422
            )
        response = client.post("/kich-hoat", {"code": code, "password": NEW, "repeated": NEW})
        assert response.status_code == 429
        assert "Chờ 15 phút" in words(response)
        assert not User.objects.get(pk=world.lan.user_id).check_password(NEW)

    def test_many_right_codes_from_one_office_are_fine(self, world, client, about, noon):
        for name in ("lan", "minh", "hai", "thu"):
            made = issue_code(
                user_id=world.people[name].user_id, subject=about(name), by=world.actor("binh"), at=noon
            )
            done = Client().post("/kich-hoat", {"code": made, "password": NEW, "repeated": NEW})
            assert done.status_code == 303, words(done)


class TestOwnAccount:
    def test_strangers_sign_in_first(self, db, client):
        assert client.get("/tai-khoan")["Location"] == "/dang-nhap?next=/tai-khoan"

    def test_changing_the_password_keeps_this_session_and_ends_the_others(self, world):
        here, there = Client(), Client()
        for each in (here, there):
            each.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
        key = here.session.session_key
        done = here.post("/tai-khoan/mat-khau", {"old": PASSWORD, "password": NEW, "repeated": NEW})
        assert done.status_code == 303
        assert here.session.session_key != key
        assert "Đã đổi mật khẩu" in words(here.get("/tai-khoan"))
        assert there.get("/tai-khoan").status_code == 302

    def test_a_wrong_old_password_is_said_beside_it(self, world, client):
        client.force_login(world.lan.user)
        response = client.post("/tai-khoan/mat-khau", {"old": "sai", "password": NEW, "repeated": NEW})
        assert response.status_code == 422
        assert "Mật khẩu hiện tại chưa đúng." in words(response)
        assert NEW not in response.content.decode()

    def test_preferences_are_saved_and_shown(self, world, client):
        client.force_login(world.lan.user)
        assert (
            client.post("/tai-khoan/giao-dien", {"theme": "dark", "shortcuts_off": "on"}).status_code == 303
        )
        page = client.get("/tai-khoan").content.decode()
        assert 'data-theme="dark"' in page
        assert User.objects.get(pk=world.lan.user_id).shortcuts_off

    def test_a_forged_theme_is_refused_with_a_sentence(self, world, client):
        client.force_login(world.lan.user)
        response = client.post("/tai-khoan/giao-dien", {"theme": "neon"})
        assert response.status_code == 422
        assert "Chọn một trong ba màu giao diện." in words(response)

    def test_the_first_administrator_without_a_person_sees_the_account_too(self, db, client, noon):
        user = User.objects.create(username="mot.minh", created_at=noon)
        client.force_login(user)
        assert client.get("/tai-khoan").status_code == 200
