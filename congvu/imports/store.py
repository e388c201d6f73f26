"""Uploaded files while they wait: `files/imports/<sha256>` in the data folder, for its owner only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from congvu.base.errors import Unreadable

GONE = "Tệp đã nạp không còn trên máy chủ; đồng chí nạp lại tệp."


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def put(raw: bytes) -> str:
    """Keep the bytes; returns their SHA-256. The same bytes are kept once."""
    sha256 = hashlib.sha256(raw).hexdigest()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(name, folder / sha256)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sha256


def get(sha256: str) -> bytes:
    """The bytes again. Raises: Unreadable when they are gone or were changed."""
    try:
        raw = (_folder() / sha256).read_bytes()
    except OSError:
        raise Unreadable(GONE) from None
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise Unreadable(GONE)
    return raw


def drop(sha256: str) -> None:
    """Forget the bytes."""
    (_folder() / sha256).unlink(missing_ok=True)
