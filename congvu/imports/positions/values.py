"""What the importer of job descriptions hands on: frozen values, nothing of the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from congvu.imports.results import Rejected


class Group(StrEnum):
    """The three groups of job positions in force."""

    LEADERSHIP = "LEADERSHIP"
    PROFESSIONAL = "PROFESSIONAL"
    SUPPORT = "SUPPORT"


class LegacyGroup(StrEnum):
    """The older four groups, kept as data because the files still speak of them."""

    LEADERSHIP = "LEADERSHIP"
    SPECIALISED = "SPECIALISED"
    SHARED = "SHARED"
    SUPPORT = "SUPPORT"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class ParsedTask:
    """One task area: number as printed ("2.1"), area, concrete work and completion criteria.

    `work` and `criteria` hold one entry per paragraph, bullets removed. Both may be empty
    ("Thực hiện các nhiệm vụ khác do cấp trên phân công").
    """

    number: str
    area: str
    work: tuple[str, ...]
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedRequirement:
    """One line of section 5.1: what is required and how."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedPosition:
    """One job description. `ordinal` counts the descriptions of the file from 1."""

    ordinal: int
    code: str
    name: str
    group: Group
    legacy_group: LegacyGroup
    goal: str
    tasks: tuple[ParsedTask, ...]
    authority: tuple[str, ...]
    requirements: tuple[ParsedRequirement, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything but the place in the file, for the diff of a re-import."""
        content = asdict(self)
        del content["ordinal"]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedPositions:
    """The whole file. `notices` are accepted positions in which something is unclear.

    In `rejected` and `notices`, `sheet` names the position and `row` is its ordinal.
    """

    positions: tuple[ParsedPosition, ...]
    rejected: tuple[Rejected, ...]
    notices: tuple[Rejected, ...]
    read: int
    sha256: str
