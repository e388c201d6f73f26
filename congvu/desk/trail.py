"""The audit trail as sentences; newest first, paged by number."""

from __future__ import annotations

from typing import Any

from congvu.audit.models import AuditEvent
from congvu.audit.trail import KINDS
from congvu.org.models import Person
from congvu.ui import words

SIZE = 50
ROOMS = {
    "accounts": "Tài khoản",
    "appeals": "Kiến nghị",
    "assignments": "Giao việc",
    "audit": "Nhật ký hệ thống",
    "catalogue": "Danh mục",
    "diary": "Nhật ký",
    "imports": "Nhập dữ liệu",
    "notifications": "Lời nhắc",
    "org": "Cơ quan",
    "review": "Xác nhận",
    "scoring": "Kỳ và điểm",
    "sync": "Đồng bộ",
    "worktime": "Lịch làm việc",
}


def trail_page(organ_id: int | None, *, before: str = "", what: str = "") -> dict[str, Any]:
    """Fifty events of one organ: number, time, who, the kind of thing done, for whom.

    The event's content stays closed here: a technical administrator sees that a diary was
    confirmed, not what it said or scored.
    """
    rows = AuditEvent.objects.filter(organ_id=organ_id or 0).order_by("-seq")
    if what in ROOMS:
        rows = rows.filter(what__startswith=f"{what}.")
    if before.isdigit() and len(before) < 18:
        rows = rows.filter(seq__lt=int(before))
    events = list(rows[: SIZE + 1])
    more = len(events) > SIZE
    events = events[:SIZE]
    names = _names(events)
    lines = [
        {
            "seq": e.seq,
            "at": e.at,
            "who": names.get(e.by, e.by),
            "acting_for": names.get(e.acting_for, ""),
            "owner": names.get(e.owner, ""),
            "room": ROOMS.get(e.what.split(".")[0], ""),
            "title": words.addressed(KINDS[e.what].title) if e.what in KINDS else e.what,
            "digest": e.digest[:12],
        }
        for e in events
    ]
    return {
        "lines": lines,
        "rooms": ROOMS,
        "chosen": what,
        "all_chosen": what not in ROOMS,
        "next_before": more,
        "next_text": f"{events[-1].seq}&viec={what}" if more else "",
    }


def _names(events: list[AuditEvent]) -> dict[str, str]:
    keys = {k for e in events for k in (e.by, e.owner, e.acting_for) if k.startswith("person:")}
    ids = [int(k.split(":")[1]) for k in keys]
    found = {
        f"person:{p}": name for p, name in Person.objects.filter(pk__in=ids).values_list("pk", "full_name")
    }
    return {"system": "Hệ thống", **found}
