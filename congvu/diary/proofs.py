"""Evidence as it comes with a line: exactly one of a file, a link, the number of a document."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.base.files import Upload


@dataclass(frozen=True)
class Proof:
    """One piece of evidence, not yet checked."""

    file: Upload | None = None
    url: str = ""
    document: str = ""
