"""Handing out a file that somebody attached: always saved, never run by the browser."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse

SANDBOX = "default-src 'none'; sandbox"


def saved(path: Path, name: str, content_type: str) -> FileResponse:
    """The file as an attachment that no cache keeps."""
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
