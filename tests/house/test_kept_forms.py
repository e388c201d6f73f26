"""A session that ends in mid-form loses nothing: every form that takes a text is kept in the tab."""

from __future__ import annotations

import re
from pathlib import Path

import congvu

ROOMS = Path(congvu.__file__).parent
FORM = re.compile(r"<form\b([^>]*(?:%}[^>]*)*)>(.*?)</form>", re.DOTALL)
TYPED = re.compile(r"<textarea|type=\"text\"|\{% (?:field|control)\b")
FREE = {
    "accounts/activate.html": "a password and a code are never kept",
    "accounts/sign_in.html": "a password is never kept",
    "accounts/profile.html": "choices only",
    "imports/upload.html": "a file only; a browser never gives it back",
    "notifications/choice.html": "choices only",
}


def test_every_form_with_a_text_is_kept() -> None:
    bare = [
        name
        for path in sorted(ROOMS.glob("*/templates/**/*.html"))
        if (name := path.as_posix().split("/templates/")[1]) not in FREE
        for head, body in FORM.findall(path.read_text())
        if 'method="post"' in head and "data-cv-keep" not in head and TYPED.search(body)
    ]
    assert not bare, f"give these forms data-cv-keep: {bare}"


def test_the_exceptions_are_there() -> None:
    assert all(list(ROOMS.glob(f"*/templates/{name}")) for name in FREE)
