"""Reading about the installation and its sign-ins."""

from __future__ import annotations

import datetime as dt
import ipaddress

from django.db import connection
from django.http import HttpRequest

from . import codes
from .models import EntryCode, Installation, User

LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


def is_sample() -> bool:
    """Whether the first start marked this folder as sample data, on SQLite."""
    return connection.vendor == "sqlite" and Installation.objects.filter(is_sample=True).exists()


def sample_is_open(request: HttpRequest) -> bool:
    """Whether this visitor may sign in as a sample person by one click.

    Only in sample data, only on SQLite, and only from this very machine: the connection, the
    name asked for and the absence of any proxy's mark must all say so.
    """
    if any(name in request.META for name in FORWARDED) or not _is_loopback(
        request.META.get("REMOTE_ADDR", "")
    ):
        return False
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return name in LOCAL_NAMES and is_sample()


def _is_loopback(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback


def setup_is_open(token: str, *, at: dt.datetime) -> bool:
    """Whether this set-up link would be taken now."""
    return EntryCode.objects.filter(
        purpose=EntryCode.Purpose.SETUP, digest=codes.digest(token), used_at__isnull=True, expires_at__gt=at
    ).exists()


def has_users() -> bool:
    return User.objects.exists()
