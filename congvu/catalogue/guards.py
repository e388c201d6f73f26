"""What a command of the catalogue asks before it acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congvu.audit.trail import Kind, record
from congvu.base.errors import Incomplete, InvalidStep, Missing, OutOfRange
from congvu.base.text import clean
from congvu.catalogue.models import Edition
from congvu.catalogue.queries import organ_subject, propose_subject
from congvu.catalogue.states import EditionState
from congvu.org.models import Position, Unit
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor

FIXED = "Danh mục đã quyết định không sửa được. Đồng chí đề xuất một bản mới."


def may(by: Actor, action: Action, organ_id: int) -> None:
    """Raises Denied. A leader of any unit of the organ may propose."""
    proposing = action is Action.EDITION_PROPOSE
    check(by, action, propose_subject(by, organ_id) if proposing else organ_subject(organ_id))


def lock_edition(edition_id: int) -> Edition:
    """The edition, locked. Raises Missing."""
    edition = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id).first()
    if edition is None:
        raise Missing("Không có danh mục này.")
    return edition


def must_be_open(edition: Edition) -> None:
    """Raises InvalidStep unless items may still be changed."""
    if edition.state == EditionState.DECIDED:
        raise InvalidStep(FIXED)
    if edition.state != EditionState.PROPOSED:
        label = edition.get_state_display()
        raise InvalidStep(
            f"Danh mục đang ở trạng thái “{label}” nên không sửa mục được. Trả lại trước khi sửa."
        )


def tell(kind: Kind, edition: Edition, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    """Record an event of an edition."""
    record(kind, f"catalogue.edition:{edition.pk}", by=by, at=at, organ_id=edition.organ_id, **data)


def text_of(value: str, what: str, *, field: str, longest: int, lines: bool = False) -> str:
    """Cleaned text that must be there. Raises Incomplete or OutOfRange."""
    value = clean(value, lines=lines)
    if not value:
        raise Incomplete(f"Đồng chí ghi {what}.", field=field)
    if len(value) > longest:
        raise OutOfRange(f"Đồng chí rút gọn {what} còn nhiều nhất {longest} ký tự.", field=field)
    return value


def own_scopes(organ_id: int, unit_ids: set[int], position_ids: set[int]) -> None:
    """Raises OutOfRange unless every unit and position is the organ's."""
    if Unit.objects.filter(organ_id=organ_id, pk__in=unit_ids).count() != len(unit_ids):
        raise OutOfRange("Có đơn vị không thuộc cơ quan này.", field="unit_ids")
    if Position.objects.filter(organ_id=organ_id, pk__in=position_ids).count() != len(position_ids):
        raise OutOfRange("Có vị trí việc làm không thuộc cơ quan này.", field="position_ids")
