"""What allauth asks us: nobody signs up by herself, every word is Vietnamese, attempts are counted.

Attempts are counted before the password is looked at and given back when it was right, so that a
burst of parallel guesses cannot slip through; within the window the right password is refused too.
An unknown name is counted and answered like a known one.
"""

from __future__ import annotations

import math
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from .models import User

APP, ACTION = "allauth.account", "login_failed"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
MACHINE = "Mạng này đã thử sai quá nhiều lần. Chờ {minutes} phút rồi thử lại."
LOCKED = "Đã hết lượt thử với tên đăng nhập này. Chờ {minutes} phút rồi thử lại."


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **dict.fromkeys(DefaultAccountAdapter.error_messages, "Chưa làm được. Tải lại trang rồi thử lại."),
        "account_inactive": WRONG,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LOCKED.format(minutes=15),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own notices are English; our views say what has to be said."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user, or None. A suspended user is like a wrong password, attempts included.

        Raises: ValidationError when no attempt is left.
        """
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user is not None:
            self._rollback_login_failed_rl_usage()
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ValidationError(self._locked(request, credentials), code="locked") from None

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind HTTPS the proxy tells who came (its own entry is the last); else the connection."""
        if not settings.LOCAL:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
            if told:
                return told[:60]
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"

    def wrong(self, request: HttpRequest, username: str) -> str:
        """The sentence after a wrong password, with the attempts that are left."""
        for rate, history in self._spent(request, {"username": username}):
            if rate.per == "key":
                left = rate.amount - len(history)
                minutes = math.ceil(rate.duration / 60)
                if left > 0:
                    return f"{WRONG} Còn {left} lần thử; sau đó chờ {minutes} phút."
                return f"{WRONG} {LOCKED.format(minutes=_wait(rate, history))}"
        return WRONG

    def _locked(self, request: HttpRequest, credentials: dict[str, Any]) -> str:
        for rate, history in self._spent(request, credentials):
            if len(history) >= rate.amount:
                sentence = LOCKED if rate.per == "key" else MACHINE
                return str(sentence.format(minutes=_wait(rate, history)))
        return str(self.error_messages["too_many_login_attempts"])

    def _spent(
        self, request: HttpRequest, credentials: dict[str, Any]
    ) -> list[tuple[ratelimit.Rate, list[float]]]:
        """Each limit with the moments of the attempts that still count, newest first."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        found = []
        for rate in ratelimit.get_rates(app=APP, action=ACTION):
            kept = cache.get(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key), [])
            found.append((rate, [moment for moment in kept if moment > time.time() - rate.duration]))
        return found


def _wait(rate: ratelimit.Rate, history: list[float]) -> int:
    """Whole minutes until the oldest attempt stops counting."""
    oldest = history[-1] if history else time.time()
    return max(1, math.ceil((oldest + rate.duration - time.time()) / 60))
