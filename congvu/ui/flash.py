"""What is said once on the next page, after a form posted without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage

MOST = 3


class NewestStorage(CookieStorage):
    """In the signed cookie only, the newest few: who posts on without looking collects no pile."""

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        left: list[Any] = super()._store(messages[-MOST:], response, *args, **kwargs)  # type: ignore[misc]
        return left
