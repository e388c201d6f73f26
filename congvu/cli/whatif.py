"""`congvu rules whatif`: another pack against the frozen inputs of a past period; nothing is written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from rulebook import loader, tool
from rulebook.errors import RuleError, UnknownPack
from rulebook.pack import Pack

from . import prepare
from .say import Refused, tell, tell_json

if TYPE_CHECKING:
    from congvu.scoring.packtrial import Change


def run(chosen: argparse.Namespace) -> int:
    """Say who would change level, by how much and why."""
    try:
        pack, data = _shipped_or_file(chosen.pack)
        _data_there(chosen.pack if pack is None else "")
        found = _found(chosen, pack, data)
    except RuleError as error:
        raise Refused(str(error), code=2) from None
    if chosen.json:
        tell_json(found)
        return 0
    tell(f"Kỳ {found['period']}, {found['unit']}: {found['people']} người, {found['moved']} người đổi điểm,"
         f" {found['levels']} người đổi mức. Chỉ thử, không ghi gì.")  # fmt: skip
    for line in tool.lines_of({"rules": found["rules"]}):
        tell(line)
    for each in found["changes"]:
        before, after = each["before"], each["after"]
        why = ", ".join(f"{one['name']} {one['before']} → {one['after']}" for one in each["why"])
        tell(f"- {each['name']} ({each['staff_code']}), {each['unit']}: "
             f"{before['total']} {before['level']} → {after['total']} {after['level']}; {why}")  # fmt: skip
    return 0


def _shipped_or_file(name: str) -> tuple[Pack | None, dict[str, Any]]:
    """The pack and its parsed TOML; nothing where the name may be that of a pack in the data folder.

    Raises: Unreadable, PackError; UnknownPack for what cannot be an id.
    """
    try:
        return loader.pack_or_file(name), loader.pack_data(name)
    except UnknownPack:
        if not name or len(name) > 64 or not name.replace("-", "").isalnum():
            raise
        return None, {}


def _data_there(unknown: str) -> None:
    """Raises: UnknownPack where only the data folder could know the pack and there is none; Refused."""
    try:
        prepare.data_there()
    except Refused:
        if unknown:
            loader.pack(unknown)
        raise


def _found(chosen: argparse.Namespace, pack: Pack | None, data: dict[str, Any]) -> dict[str, Any]:
    from congvu.org.models import Organ, Unit
    from congvu.regimes.models import RuleText
    from congvu.regimes.packs import data_of, pack_of
    from congvu.scoring import packtrial
    from congvu.scoring.models import Period

    organs = Organ.objects.filter(code=chosen.organ) if chosen.organ else Organ.objects.all()
    unit = Unit.objects.filter(organ__in=organs, code=chosen.unit)
    if len(unit) != 1:
        raise Refused("Không có đúng một đơn vị mang mã này; có nhiều cơ quan thì thêm --organ.", code=2)
    if pack is None:
        kept = RuleText.objects.filter(organ=unit[0].organ, pack_id=chosen.pack).order_by("-version").first()
        if kept is None:
            raise UnknownPack(f"Không có bộ quy tắc “{chosen.pack}”, cả bộ có sẵn và bộ cơ quan đã thêm.")
        pack, data = pack_of(kept.pack_id, kept.sha256), data_of(kept.pack_id, kept.sha256)
    period = Period.objects.filter(organ=unit[0].organ, code=chosen.period).first()
    if period is None:
        raise Refused("Cơ quan này không có kỳ đó; kỳ viết như 2026-11 hoặc 2026-q4.", code=2)
    pasts = packtrial.pasts_of(period)
    if not pasts:
        raise Refused("Kỳ này chưa có điểm nào được lưu, hãy khóa kỳ trước.", code=2)
    after = packtrial.tried(pasts, pack)
    inside = [p for p, past in pasts.items() if past.unit_path.startswith(unit[0].path)]
    changes = [each for p in inside if (each := packtrial.change_of(pasts[p], after[p]))]
    return {
        "period": period.code,
        "unit": unit[0].code,
        "before": period.pack_id,
        "after": pack.id,
        "people": len(inside),
        "moved": len(changes),
        "levels": sum(each.changes_level for each in changes),
        "rules": tool.differences(data_of(period.pack_id, period.pack_sha256), data),
        "changes": [_said(each) for each in changes],
    }


def _said(change: Change) -> dict[str, Any]:
    return {
        "staff_code": change.past.staff_code,
        "name": change.past.name,
        "unit": change.past.unit,
        "before": {"total": change.total_before, "level": change.level_before},
        "after": {"total": change.total_after, "level": change.level_after},
        "by": change.by,
        "why": [{"name": name, "before": before, "after": after} for name, before, after in change.why],
    }
