"""One-time codes: eight pairs of signs that cannot be mistaken for each other."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 8
GROUP = 2


def new_code() -> str:
    """A fresh code such as "7K-4M-QT-2X-9D-HB-53-RV": 78 random bits, easy to read out and type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def new_token() -> str:
    """A token for a link: 256 random bits."""
    return secrets.token_urlsafe(32)


def typed(code: str) -> str:
    """What a person typed, as issued: any case, any spaces or dashes."""
    signs = "".join(c for c in code.upper() if c in ALPHABET)[: GROUPS * GROUP]
    return "-".join(signs[i : i + GROUP] for i in range(0, len(signs), GROUP))


def digest(code: str) -> str:
    """What is stored instead of the code."""
    return hashlib.sha256(code.encode()).hexdigest()
