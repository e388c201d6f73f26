"""Reading the trail: who opened what."""

from __future__ import annotations

from collections.abc import Iterable

from .models import AccessLog


def opened_by(viewer_id: int, subjects: Iterable[str]) -> set[str]:
    """Those of `subjects` that this person has opened, one query."""
    return set(
        AccessLog.objects.filter(viewer_id=viewer_id, subject__in=list(subjects)).values_list(
            "subject", flat=True
        )
    )


def opened_by_another(owner_id: int, subjects: Iterable[str]) -> bool:
    """Whether anyone but the owner has opened any of them."""
    return AccessLog.objects.filter(owner_id=owner_id, subject__in=list(subjects)).exists()
