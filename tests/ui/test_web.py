from __future__ import annotations

import json

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpResponse
from django.urls import path

from congvu.base.errors import Denied, DomainError, Missing, Stale
from congvu.policy.actions import Action
from congvu.ui.web import Refusal, answer, attempt, page

FRAGMENT = "ui/components/badge.html"


def refuse(error: DomainError):
    def command(**_: object) -> None:
        raise error

    return command


@page("GET", public=True)
def open_page(request, number: int):
    return _body(request, number)


@page("GET", action=Action.DESK_OPEN)
def form_page(request, number: int):
    return _body(request, number)


def _body(request, number: int) -> HttpResponse:
    typed = request.typed.get("note", "") if request.typed else ""
    return HttpResponse(
        f"số {number}|{request.method}|{request.GET.get('xem', '')}|{request.refusal}|{typed}|{request.path}"
    )


urlpatterns = [path("trang/<int:number>", open_page)]


@pytest.mark.urls(__name__)
class TestPage:
    def test_carries_its_action(self):
        assert form_page.action is Action.DESK_OPEN
        assert form_page.public is False
        assert form_page.__name__ == "form_page"

    def test_must_name_an_action_or_be_public(self):
        with pytest.raises(TypeError, match="names its action"):
            page("GET")
        assert page("GET", public=True)(form_page).public is True

    def test_other_methods_are_refused_and_head_goes_with_get(self, visit):
        assert form_page(visit("post"), number=1).status_code == 405
        assert form_page(visit("head"), number=1).status_code == 200

    def test_a_number_wider_than_the_column_is_no_row(self, visit):
        assert open_page(visit("get"), number=2**63 - 1).status_code == 200
        with pytest.raises(Http404):
            open_page(visit("get"), number=2**63)

    def test_strangers_are_sent_to_sign_in_and_back(self, visit):
        response = form_page(visit("get", "/trang/1?xem=2", signed_in=False), number=1)
        assert response.status_code == 302
        assert response["Location"] == "/dang-nhap?next=/trang/1%3Fxem%3D2"

    def test_a_post_after_the_session_ended_goes_back_to_the_page_it_came_from(self, visit):
        view = page("POST", action=Action.DESK_OPEN)(form_page)
        request = visit("post", "/gui", signed_in=False, referer="http://testserver/hom-nay?xem=gio")
        assert view(request, number=1)["Location"] == "/dang-nhap?next=/hom-nay%3Fxem%3Dgio"

    def test_foreign_referer_is_not_followed(self, visit):
        view = page("POST", action=Action.DESK_OPEN)(form_page)
        request = visit("post", "/gui", signed_in=False, referer="https://elsewhere.example/x")
        assert view(request, number=1)["Location"] == "/dang-nhap?next=/"

    def test_htmx_is_told_to_leave_the_page(self, visit):
        headers = {"hx-request": "true", "hx-current-url": "http://testserver/hom-nay"}
        response = form_page(visit(signed_in=False, **headers), number=1)
        assert response.status_code == 401
        assert response["HX-Redirect"] == "/dang-nhap?next=/hom-nay"

    @pytest.mark.parametrize("error", [Missing("Không có."), Denied("Không được.")])
    def test_what_is_closed_looks_like_what_is_not_there(self, visit, error):
        def view(request):
            raise error

        with pytest.raises(Http404):
            page("GET", action=Action.DESK_OPEN)(view)(visit())


class TestAttempt:
    def test_done_is_an_empty_refusal(self):
        called = {}
        assert not attempt(lambda **k: called.update(k), day_id=3)
        assert called == {"day_id": 3}

    def test_refusal_is_the_sentence_with_its_status_and_field(self):
        refusal = attempt(refuse(DomainError("Ghi lý do.", field="reason")))
        assert (refusal, refusal.status, refusal.field) == ("Ghi lý do.", 422, "reason")
        assert attempt(refuse(Stale("Vừa có người sửa."))).status == 409

    def test_missing_is_404(self):
        with pytest.raises(Http404):
            attempt(refuse(Missing("Không có.")))

    def test_mistakes_of_ours_are_not_hidden(self):
        with pytest.raises(ZeroDivisionError):
            attempt(lambda: 1 / 0)


@pytest.mark.urls(__name__)
class TestAnswer:
    def post(self, visit, **headers):
        request = visit("post", "/gui", {"note": "đã gõ"}, signed_in=False, **headers)
        request._messages = FallbackStorage(request)
        return request

    def test_browser_is_sent_to_the_page_with_a_message(self, visit):
        request = self.post(visit)
        response = answer(request, FRAGMENT, page="/trang/5", done="Đã gửi.")
        assert (response.status_code, response["Location"]) == (303, "/trang/5")
        assert [str(m) for m in request._messages] == ["Đã gửi."]

    def test_refused_browser_sees_the_page_with_what_was_typed(self, visit):
        response = answer(self.post(visit), FRAGMENT, page="/trang/5?xem=gio", refusal=Refusal("Kỳ đã khóa."))
        assert response.status_code == 422
        assert response.content.decode() == "số 5|GET|gio|Kỳ đã khóa.|đã gõ|/trang/5"

    def test_stale_edit_is_409(self, visit):
        refusal = attempt(refuse(Stale("Vừa có người sửa.")))
        assert answer(self.post(visit), FRAGMENT, page="/trang/5", refusal=refusal).status_code == 409

    def test_refusal_on_an_unknown_page_is_404(self, visit):
        with pytest.raises(Http404):
            answer(self.post(visit), FRAGMENT, page="/khong-co", refusal="Không.")

    def test_htmx_gets_the_fragment(self, visit):
        response = answer(
            self.post(visit, **{"hx-request": "true"}),
            FRAGMENT,
            page="/trang/5",
            done="Đã gửi.",
            text="Xong <",
        )
        assert response.status_code == 200
        assert 'class="badge">Xong &lt;</span>' in response.content.decode()
        assert json.loads(response["HX-Trigger"]) == {"cv-toast": {"text": "Đã gửi."}}
        assert response["Vary"] == "HX-Request"

    def test_refused_htmx_gets_the_fragment_with_422_and_no_toast(self, visit):
        response = answer(
            self.post(visit, **{"hx-request": "true"}),
            FRAGMENT,
            page="/trang/5",
            refusal="Không.",
            done="Đã gửi.",
        )
        assert response.status_code == 422
        assert "HX-Trigger" not in response

    def test_boosted_request_is_a_browser(self, visit):
        headers = {"hx-request": "true", "hx-boosted": "true"}
        assert answer(self.post(visit, **headers), FRAGMENT, page="/trang/5").status_code == 303
