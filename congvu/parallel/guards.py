"""What the commands of this room ask first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.base.errors import Missing, OutOfRange, Stale
from congvu.org.guards import span
from congvu.policy.facts import Subject
from congvu.regimes.packs import pack_of
from congvu.scoring.compute import written
from rulebook.errors import RuleError
from rulebook.pack import Pack

from . import case
from .models import Adoption, Sheet


def subject_of(sheet: Sheet) -> Subject:
    """The sheet as the policy sees it; `sheet.unit` is read."""
    return Subject(
        organ_id=sheet.organ_id,
        unit_path=sheet.unit.path,
        owner_id=sheet.person_id,
        decider_id=sheet.authority_id,
    )


def lock_sheet(sheet_id: int) -> Sheet:
    """The sheet with unit and adoption, locked. Raises: Missing."""
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("unit", "adoption", "score")
    sheet = rows.filter(pk=sheet_id).first()
    if sheet is None:
        raise Missing("Không tìm thấy phiếu này.")
    return sheet


def check_version(sheet: Sheet, version: int) -> None:
    """Raises: Stale when somebody saved the sheet after the page was opened."""
    if version != sheet.version:
        raise Stale(
            "Phiếu này vừa được người khác lưu. Những gì đồng chí nhập còn ở đây; "
            "tải lại trang để xem bản mới rồi lưu lại."
        )


def pack_behind(adoption: Adoption) -> Pack:
    """The pack that was adopted. Raises: Missing."""
    try:
        return pack_of(adoption.pack_id, adoption.pack_sha256)
    except RuleError as error:
        raise Missing(str(error)) from error


def not_to_come(day: dt.date, at: dt.datetime) -> None:
    """Raises: OutOfRange for a decision of a day to come."""
    span(day, None)
    if day > clock.local(at).date():
        raise OutOfRange("Ngày của quyết định chưa đến. Kiểm tra lại ngày.", field="decision_on")


def read(
    pack: Pack,
    duty: str,
    common: Mapping[str, Decimal],
    inputs: Mapping[str, Decimal],
    facts: Mapping[str, Decimal | None] | None = None,
    forced: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What was entered, as text; nothing that the pack does not ask for."""
    given: dict[str, Any] = {
        "common": {code: written(common[code]) for code in pack.criteria_of(duty) if code in common}
    }
    given |= {f.key: written(inputs[f.key]) for f in case.asked_inputs(pack, duty) if f.key in inputs}
    if facts is not None:
        asked = case.asked_facts(pack, duty)
        given["facts"] = {f.key: written(value) for f in asked if (value := facts.get(f.key)) is not None}
        given["forced"] = [each.code for each in pack.rating.forced if each.code in forced]
    return given
