"""Many lines at once: a week pasted from a spreadsheet."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from congvu.base.errors import DomainError
from congvu.diary.lines import Line
from congvu.policy.facts import Actor

from .entries import add_entry


@dataclass(frozen=True)
class NewLine:
    """One line to write; `number` names its row to the person."""

    number: int
    on: dt.date
    line: Line
    client_id: uuid.UUID


class NotAll(DomainError):
    """Some rows cannot be written, so none was; `refused` holds row number and sentence."""

    def __init__(self, refused: Sequence[tuple[int, str]]) -> None:
        super().__init__(
            f"{len(refused)} dòng chưa ghi được nên chưa dòng nào được ghi. Sửa các dòng đánh dấu rồi ghi lại."
        )
        self.refused = tuple(refused)


@transaction.atomic
def add_lines(*, person_id: int, rows: Sequence[NewLine], by: Actor, at: dt.datetime) -> int:
    """Ghi nhiều mục một lần: tất cả hoặc không mục nào. Returns how many lines stand written.

    A row whose key is known stays the line it is (the same rows may be pasted again).
    Raises: NotAll with a sentence for each row that `add_entry` refuses; Denied.
    Records: diary.entry.added for each.
    """
    refused: list[tuple[int, str]] = []
    for row in rows:
        try:
            with transaction.atomic():
                add_entry(
                    person_id=person_id, on=row.on, line=row.line, client_id=row.client_id, by=by, at=at
                )
        except DomainError as error:
            refused.append((row.number, error.sentence))
    if refused:
        raise NotAll(refused)
    return len(rows)
