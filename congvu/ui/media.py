"""Sound in parts: players of some phones play nothing that does not come in parts (RFC 9110, 14)."""

from __future__ import annotations

import re

from django.http import HttpResponse

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def part_of(content: bytes, content_type: str, asked: str) -> HttpResponse:
    """The whole, the one part that `asked` (the header Range) names, or 416 when there is no such part."""
    found = _RANGE.fullmatch(asked)
    size = len(content)
    if not found or found.groups() == ("", ""):
        response = HttpResponse(content, content_type=content_type)
    else:
        first, last = found.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(size, int(last) + 1) if first and last else size
        if start >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = HttpResponse(content[start:end], content_type=content_type, status=206)
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response
