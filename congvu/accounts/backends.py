"""Who is behind a session: allauth's checks, with the row read by one prepared statement."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS

from congvu.base.prepared import Prepared

from .models import User

_NAMES = tuple(f.attname for f in User._meta.concrete_fields)
_USER = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*_NAMES), int)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        """The user, None when there is none or she may no longer sign in."""
        row = _USER.first(int(user_id))
        if row is None:
            return None
        user = User.from_db(DEFAULT_DB_ALIAS, _NAMES, row)
        return user if self.user_can_authenticate(user) else None
