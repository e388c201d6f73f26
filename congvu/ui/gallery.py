"""Sample values for the gallery. All names, codes and numbers are invented."""

from __future__ import annotations

from typing import Any


def context() -> dict[str, Any]:
    """What gallery.html draws."""
    return {}
