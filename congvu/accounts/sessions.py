"""Sessions in the database, read by one prepared statement: every request asks for its own."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from congvu.base.prepared import Prepared

_SESSION = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data", "expire_date"
    ),
    str,
    dt.datetime,
)


class SessionStore(DatabaseStore):
    """As Django's, which signs what it keeps and refuses what has expired."""

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()  # noqa: TID251 - as the framework wrote the expiry
        found = _SESSION.first(self.session_key, now)
        if found is None:
            self._session_key = None
            return None
        return Session(session_key=self.session_key or "", session_data=found[0], expire_date=found[1])
