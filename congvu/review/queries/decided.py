"""The viewer's own latest decision, with the way back."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.base.errors import Missing
from congvu.policy.facts import Actor
from congvu.review.models import Confirmation

DONE = {
    Confirmation.Outcome.CONFIRMED: "Đã xác nhận",
    Confirmation.Outcome.ADJUSTED: "Đã điều chỉnh",
    Confirmation.Outcome.RETURNED: "Đã trả lại",
}


@dataclass(frozen=True)
class Undoable:
    """A decision that the viewer made; the command says whether it can still be taken back."""

    id: int
    sentence: str


def undoable(confirmation_id: int, *, viewer: Actor) -> Undoable | None:
    """The viewer's own decision while it stands; None for anything else. One statement."""
    found = (
        Confirmation.objects.filter(
            pk=confirmation_id,
            confirmer_id=viewer.person_id or 0,
            undone_at=None,
            accepted_at=None,
            talk=None,
        )
        .values_list("outcome", "entry__title", "entry__state")
        .first()
    )
    if found is None or found[2] != found[0]:
        return None
    return Undoable(confirmation_id, f"{DONE[Confirmation.Outcome(found[0])]} “{found[1]}”.")


def latest_own(entry_id: int, *, viewer: Actor) -> int:
    """The viewer's own decision that stands on a line; 0 when there is none."""
    found = (
        Confirmation.objects.filter(entry_id=entry_id, confirmer_id=viewer.person_id or 0, undone_at=None)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return found or 0


def entry_of(confirmation_id: int, *, viewer: Actor) -> int:
    """The line of the viewer's own decision. Raises Missing."""
    found = (
        Confirmation.objects.filter(pk=confirmation_id, confirmer_id=viewer.person_id or 0)
        .values_list("entry_id", flat=True)
        .first()
    )
    if found is None:
        raise Missing("Không có quyết định này.")
    return found
