"""The sign-in page against those who do not belong: guesses, redirects, fixation, old sessions."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from congvu.accounts import commands
from congvu.accounts.models import User
from congvu.audit.models import AuditEvent
from tests.world import PASSWORD

URL = "/dang-nhap"
ENGLISH = re.compile(
    r"\b(?:password|username|sign in|log ?in|this field|required|invalid|too many|attempts?)\b", re.I
)


def words(response) -> str:
    """What a person reads: the page without its markup."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", text)


def guess(client: Client, username: str = "lan", password: str = "sai mật khẩu", **extra):
    return client.post(URL, {"username": username, "password": password}, **extra)


class TestComingIn:
    def test_the_right_password_opens_the_home_page(self, world, client):
        response = guess(client, password=PASSWORD)

        assert (response.status_code, response["Location"]) == (303, "/")
        assert client.session["_auth_user_id"] == str(world.lan.user_id)
        event = AuditEvent.objects.get(what="accounts.user.signed_in")
        assert (event.by, event.organ_id) == (f"person:{world.lan.pk}", world.organ.pk)

    @pytest.mark.parametrize("written", ["LAN", " lan ", "Lan"])
    def test_the_name_may_be_typed_in_any_case(self, world, client, written):
        assert guess(client, written, PASSWORD).status_code == 303

    def test_the_session_gets_a_new_key(self, world, client):
        session = client.session
        session["mark"] = "before"
        session.save()
        before = session.session_key
        guess(client, password=PASSWORD)
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_the_session_ends_with_the_browser_or_after_eight_hours(self, world, client):
        guess(client, password=PASSWORD)
        assert client.cookies["sessionid"]["expires"] == ""
        with time_machine.travel("2026-11-24 08:00+07:00", tick=False) as clock:
            guess(client, password=PASSWORD)
            client.post("/dang-xuat")
            guess(client, password=PASSWORD)
            clock.shift(8 * 3600 - 60)
            assert client.get("/tai-khoan").status_code == 200
            clock.shift(120)
            assert client.get("/tai-khoan").status_code == 302

    def test_cookies_are_closed_to_script_and_other_sites(self, world, client):
        guess(client, password=PASSWORD)
        for name in ("sessionid",):
            assert client.cookies[name]["httponly"]
            assert client.cookies[name]["samesite"] == "Lax"

    def test_who_is_in_goes_on(self, world, client):
        client.force_login(world.lan.user)
        response = client.get(URL + "?next=/viec")
        assert (response.status_code, response["Location"]) == (303, "/viec")


class TestGuessing:
    def test_each_wrong_guess_says_how_many_are_left(self, world, client):
        for left in (4, 3, 2, 1):
            response = guess(client)
            assert response.status_code == 422
            assert f"Tên đăng nhập hoặc mật khẩu chưa đúng. Còn {left} lần thử; sau đó chờ 15 phút." in words(
                response
            )
        assert "Đã hết lượt thử với tên đăng nhập này. Chờ 15 phút" in words(guess(client))

    def test_after_five_the_right_password_is_refused_too_until_the_window_is_over(self, world, client):
        with time_machine.travel("2026-11-24 08:00+07:00", tick=False) as clock:
            for _ in range(5):
                guess(client)
            refused = guess(client, password=PASSWORD)
            assert refused.status_code == 429
            assert "Chờ 15 phút" in words(refused)
            clock.shift(14 * 60)
            assert "Chờ 1 phút" in words(guess(client, password=PASSWORD))
            clock.shift(61)
            assert guess(client, password=PASSWORD).status_code == 303

    def test_an_unknown_name_gets_the_same_answers(self, world, client):
        known, unknown = [], []
        for name, answers in (("lan", known), ("khong.co", unknown)):
            cache.clear()
            for _ in range(6):
                response = guess(client, name)
                answers.append((response.status_code, re.sub(r'value="[^"]*"', "", words(response)).split()))
        assert known == unknown

    def test_a_suspended_user_with_the_right_password_gets_the_same_answer_and_spends_an_attempt(
        self, world, client
    ):
        User.objects.filter(pk=world.lan.user_id).update(is_active=False)
        assert "Còn 4 lần thử" in words(guess(client, password=PASSWORD))
        assert "Còn 3 lần thử" in words(guess(client, password=PASSWORD))

    def test_a_right_sign_in_between_does_not_give_guesses_back(self, world, client):
        guess(client), guess(client)
        other = Client()
        assert guess(other, password=PASSWORD).status_code == 303
        assert "Còn 2 lần thử" in words(guess(client))

    def test_one_address_gets_twenty_wrong_guesses_over_all_names(self, world, client):
        for number in range(20):
            assert guess(client, f"nguoi{number}").status_code == 422
        response = guess(client, "minh", PASSWORD)
        assert response.status_code == 429
        assert "Mạng này đã thử sai quá nhiều lần. Chờ 5 phút" in words(response)
        assert guess(client, "minh", PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 303

    def test_a_forged_proxy_header_does_not_buy_more_guesses(self, world, client):
        for number in range(20):
            guess(client, f"nguoi{number}", HTTP_X_FORWARDED_FOR=f"10.1.0.{number}")
        assert guess(client, "minh", HTTP_X_FORWARDED_FOR="10.2.0.1").status_code == 429

    def test_behind_https_the_last_hop_counts(self, world, client, settings):
        settings.LOCAL = False
        for number in range(20):
            guess(client, f"nguoi{number}", HTTP_X_FORWARDED_FOR=f"10.1.0.{number}, 203.0.113.7")
        assert guess(client, "minh", HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 429
        assert guess(client, "minh", PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 303

    @pytest.mark.parametrize(
        ("username", "password"),
        [
            ("", ""),
            ("lan", ""),
            ("", "x"),
            ("l\x00an", "x"),
            ("a" * 5000, "x"),
            ("lan", "x" * 100_000),
            ("<script>", "'\"--"),
        ],
    )
    def test_hostile_input_gets_a_sentence(self, world, client, username, password):
        response = guess(client, username, password)
        assert response.status_code == 422
        assert "<script>" not in response.content.decode().replace("<script src", "")
        assert not ENGLISH.search(words(response)), words(response)

    def test_the_name_typed_is_kept_and_the_password_is_not(self, world, client):
        text = guess(client, "lan.sai", "mat-khau-bi-mat").content.decode()
        assert 'value="lan.sai"' in text
        assert "mat-khau-bi-mat" not in text


class TestWhereTo:
    @pytest.mark.parametrize("inside", ["/viec", "/hom-nay/2026-11-19?x=1", "/"])
    def test_back_to_a_page_of_ours(self, world, client, inside):
        response = client.post(URL, {"username": "lan", "password": PASSWORD, "next": inside})
        assert response["Location"] == inside

    @pytest.mark.parametrize(
        "outside",
        [
            "https://example.org/", "//example.org", "/\\example.org", "\\\\example.org", "javascript:alert(1)",
            "http:///example.org", "https:example.org", "\t//example.org", "/\t/example.org", "data:text/html,x",
            "http://testserver@example.org/", "/dang-xuat", "/dang-nhap?next=/dang-nhap",
        ],
    )  # fmt: skip
    def test_never_to_another_site(self, world, client, outside):
        response = client.post(URL, {"username": "lan", "password": PASSWORD, "next": outside})
        assert response["Location"] == "/"
        assert Client().get(URL, {"next": outside}).context["next"] == "/"

    def test_a_post_after_the_session_ended_comes_back_to_its_page(self, world, client):
        response = client.post(
            "/tai-khoan/giao-dien", {"theme": "dark"}, HTTP_REFERER="http://testserver/tai-khoan"
        )
        assert (response.status_code, response["Location"]) == (302, "/dang-nhap?next=/tai-khoan")
        page = client.get(response["Location"])
        assert "data-cv-lost" in page.content.decode()
        assert "Nội dung đã gõ còn giữ" in words(page)


class TestLeaving:
    def test_signing_out_is_a_post(self, world, client):
        client.force_login(world.lan.user)
        assert client.get("/dang-xuat").status_code == 405
        key = client.session.session_key
        response = client.post("/dang-xuat")
        assert response["Location"] == URL
        assert not Session.objects.filter(session_key=key).exists()
        assert "Đồng chí đã đăng xuất." in words(client.get(URL))

    def test_a_suspended_user_is_out_at_once(self, world, client, about, noon):
        client.force_login(world.lan.user)
        assert client.get("/tai-khoan").status_code == 200
        commands.suspend_user(
            user_id=world.lan.user_id,
            subject=about("lan"),
            reason="Nghỉ việc",
            by=world.actor("binh"),
            at=noon,
        )
        assert client.get("/tai-khoan").status_code == 302


class TestThePage:
    def test_no_english_is_shown(self, world, client):
        for response in (
            client.get(URL),
            guess(client),
            client.get("/kich-hoat"),
            client.post("/kich-hoat", {}),
        ):
            assert not ENGLISH.search(words(response)), words(response)

    @pytest.mark.parametrize("method", ["head", "options", "put", "delete"])
    def test_other_methods_are_answered_plainly(self, world, client, method):
        response = getattr(client, method)(URL)
        assert response.status_code == (200 if method == "head" else 405)

    def test_the_policy_for_content_is_strict(self, world, client):
        response = client.get(URL)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert {
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        } <= {part.strip() for part in policy.split(";")}
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        text = response.content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
        assert not re.search(r"\sstyle=|\son\w+=", text)

    def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(self, world, client):
        client.force_login(world.lan.user)
        assert "no-store" in client.get("/tai-khoan")["Cache-Control"]

    def test_a_form_without_its_seal_gets_a_friendly_page(self, world):
        response = guess(Client(enforce_csrf_checks=True), password=PASSWORD)
        assert response.status_code == 403
        assert "Trang này đã mở quá lâu" in words(response)

    def test_looking_at_the_page_writes_nothing(self, world, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get(URL, REMOTE_ADDR="10.0.0.1")
