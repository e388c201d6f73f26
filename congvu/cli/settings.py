"""`congvu settings`: every CONGVU_ setting, what it means, what it is now."""

from __future__ import annotations

import argparse
import os
import re
from urllib.parse import urlsplit, urlunsplit

from congvu.config import env

from .say import tell, tell_json

HIDDEN = "(đã đặt, không in)"


def run(chosen: argparse.Namespace) -> int:
    rows = [
        {
            "name": s.name,
            "value": shown(s),
            "default": s.default,
            "meaning": s.meaning,
            "is_set": _is_set(s.name),
        }
        for s in env.ALL.values()
    ]
    if chosen.json:
        tell_json(rows)
        return 0
    for row in rows:
        tell(f"{row['name']} = {row['value'] or '(để trống)'}" + ("" if row["is_set"] else "   (mặc định)"))
        tell(f"    {row['meaning']}")
    tell("Giá trị dài hoặc bí mật có thể để trong tệp: đặt tên tệp vào <TÊN>_FILE.")
    return 0


def shown(setting: env.Setting) -> str:
    """The present value; a secret is not printed, nor the password in an address."""
    value = setting.value()
    if setting.name == env.SECRET.name:
        return HIDDEN if value else ""
    if setting.name in (env.DATABASE_URL.name, env.MAIL_URL.name) and value:
        return hide_password(value)
    return value


def hide_password(address: str) -> str:
    """The address with its password, in any part of it, replaced by stars."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return HIDDEN
    user, colon, _ = parts.netloc.rpartition("@")[0].partition(":")
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{user}{':***' if colon else ''}@{host}" if user or colon else host
    query = re.sub(r"((?:^|&)[^=&]*pass[^=&]*=)[^&]*", r"\1***", parts.query, flags=re.I)
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _is_set(name: str) -> bool:
    return name in os.environ or f"{name}_FILE" in os.environ
