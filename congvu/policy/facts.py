"""The plain facts a decision needs: who acts, on what. No database, no Django."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """A right held in a unit on a date.

    HEAD and DEPUTY follow from a posting; PERSONNEL (cơ quan tham mưu về tổ chức, cán bộ) and
    ADMIN (quản trị kỹ thuật: keeps accounts and structure, sees no diary, score or opinion) are
    granted.
    """

    HEAD = "HEAD"
    DEPUTY = "DEPUTY"
    PERSONNEL = "PERSONNEL"
    ADMIN = "ADMIN"


@dataclass(frozen=True)
class Held:
    """One role, in the subtree of one unit. `for_person_id` is the giver of a delegation."""

    role: Role
    organ_id: int
    unit_path: str
    for_person_id: int | None = None
    form: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts, with the roles of the day, own and lent by delegation.

    `unit_path` is the unit of her main posting today.
    """

    user_id: int | None
    person_id: int | None
    organ_id: int | None
    name: str
    roles: tuple[Held, ...] = ()
    unit_path: str = ""
    is_system: bool = False

    def holds(self, role: Role, organ_id: int | None, unit_path: str, *, owner_id: int | None = None) -> bool:
        """The role reaches `unit_path`: it is held in that unit or in one above it.

        A role passed on by delegation does not reach the record of its giver (`owner_id`): who
        acts in her place is not thereby above her.
        """
        return any(
            h.role is role
            and h.organ_id == organ_id
            and unit_path.startswith(h.unit_path)
            and (owner_id is None or h.for_person_id != owner_id)
            for h in self.roles
        )

    def holds_any(self, *roles: Role) -> bool:
        return any(h.role in roles for h in self.roles)

    def stands_for(self, person_id: int | None) -> bool:
        """She is that person, or acts for that person by delegation."""
        if person_id is None:
            return False
        return person_id == self.person_id or any(h.for_person_id == person_id for h in self.roles)

    def without_delegations(self) -> Actor:
        return replace(self, roles=tuple(h for h in self.roles if h.for_person_id is None))

    @property
    def root_path(self) -> str:
        """Path of the root unit of her organ; empty when she is posted nowhere today."""
        parts = self.unit_path.split("/")
        return f"/{parts[1]}/" if len(parts) > 2 else ""

    @property
    def key(self) -> str:
        """Stable code written in the audit trail."""
        if self.is_system:
            return "system"
        return f"person:{self.person_id}" if self.person_id else f"user:{self.user_id}"


SYSTEM = Actor(user_id=None, person_id=None, organ_id=None, name="Hệ thống", is_system=True)


@dataclass(frozen=True)
class Subject:
    """What is acted on.

    owner_id: the person whose record it is. unit_path: the unit it belongs to on that day.
    decider_id: the one person whom Đ10 (or a named choice) makes confirmer or authority.
    participants: others who work on it (task shares).
    """

    organ_id: int | None
    unit_path: str = ""
    owner_id: int | None = None
    decider_id: int | None = None
    participants: tuple[int, ...] = ()
    managing_organ_id: int | None = None
