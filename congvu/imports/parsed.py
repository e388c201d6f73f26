"""The parser of each kind behind one door; the last few results are kept, for pages of a preview."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from congvu.imports import store
from congvu.imports.archive import Limits
from congvu.imports.catalogue.criteria import criteria_of
from congvu.imports.catalogue.parse import parse_catalogue
from congvu.imports.catalogue.values import ParsedCatalogue
from congvu.imports.models import Batch
from congvu.imports.positions.parse import parse_positions
from congvu.imports.positions.values import ParsedPositions
from congvu.imports.staff.parse import parse_staff
from congvu.imports.staff.values import ParsedStaff
from congvu.regimes.packs import pack_of

DEFAULT_PACK = "nd335-2025"
Parsed = ParsedCatalogue | ParsedPositions | ParsedStaff


@dataclass(frozen=True)
class Question:
    """What the result depends on besides the bytes. `units` and `positions`: None = any is known."""

    kind: str
    pack: str = DEFAULT_PACK
    pack_sha256: str = ""
    standard_score: str = ""
    mapping: tuple[tuple[str, str], ...] = ()
    units: tuple[str, ...] | None = None
    positions: tuple[str, ...] | None = None


def limits() -> Limits:
    """Limits with the size that the settings allow."""
    return Limits(max_bytes=settings.UPLOAD_BYTES)


_recent: OrderedDict[tuple[str, Question], Parsed] = OrderedDict()
_RECENT = 4


def parse_stored(sha256: str, question: Question) -> Parsed:
    """What a stored file says; the pages of a preview ask again and again. Raises: Unreadable."""
    found = _recent.get((sha256, question))
    return found if found is not None else parse_new(store.get(sha256), question)


def parse_new(raw: bytes, question: Question) -> Parsed:
    """Read the bytes and keep the result at hand. Raises: Unreadable."""
    found = parse(raw, question)
    _recent[(found.sha256, question)] = found
    while len(_recent) > _RECENT:
        _recent.popitem(last=False)
    return found


def parse(raw: bytes, question: Question) -> Parsed:
    """Read the bytes. Raises: Unreadable."""
    if question.kind == Batch.Kind.CATALOGUE:
        score = Decimal(question.standard_score) if question.standard_score else None
        criteria = criteria_of(pack_of(question.pack, question.pack_sha256))
        return parse_catalogue(raw, criteria=criteria, standard_score=score, limits=limits())
    if question.kind == Batch.Kind.POSITIONS:
        return parse_positions(raw, limits=limits())
    return parse_staff(
        raw,
        mapping=dict(question.mapping),
        units=question.units,
        positions=question.positions,
        limits=limits(),
    )


def options_of(question_options: Mapping[str, Any]) -> dict[str, Any]:
    """The stored options as fields of a question."""
    mapping = question_options.get("mapping") or {}
    return {
        "standard_score": str(question_options.get("standard_score") or ""),
        "mapping": tuple(sorted((str(f), str(t)) for f, t in mapping.items())),
    }
