"""What is said after a form posted without JavaScript."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import RequestFactory

from congvu.ui.flash import MOST, NewestStorage


def _posted(sentence: str, cookie: str) -> str:
    request = RequestFactory().post("/")
    request.COOKIES[NewestStorage.cookie_name] = cookie
    request._messages = NewestStorage(request)  # type: ignore[attr-defined]
    messages.success(request, sentence)
    response = HttpResponse()
    request._messages.update(response)  # type: ignore[attr-defined]
    return response.cookies[NewestStorage.cookie_name].value


def test_only_the_newest_few_wait_and_each_is_said_once():
    cookie = ""
    for number in range(20):
        cookie = _posted(f"Đã ghi {number}.", cookie)
    request = RequestFactory().get("/")
    request.COOKIES[NewestStorage.cookie_name] = cookie
    request._messages = NewestStorage(request)  # type: ignore[attr-defined]
    assert [str(m) for m in get_messages(request)] == [f"Đã ghi {n}." for n in range(20 - MOST, 20)]
    response = HttpResponse()
    request._messages.update(response)  # type: ignore[attr-defined]
    assert response.cookies[NewestStorage.cookie_name].value == ""
