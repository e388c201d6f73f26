"""The export as data: docs/reference/sync.schema.json says what each field means. No database writes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from congvu.base import clock
from congvu.org.models import Organ
from congvu.rating.models import Decision
from congvu.scoring.models import Card, Period

SCHEMA = "congvu-sync-1"


def of_period(period: Period, organ: Organ, cards: Iterable[Card]) -> dict[str, Any]:
    """Published results of a period; `run`, `person`, `unit` of each card are read."""
    return {
        "schema": SCHEMA,
        "kind": "PERIOD",
        "organ": _organ(organ),
        "period": {
            "code": period.code,
            "kind": period.kind,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "version": period.version,
            "published_at": _moment(period.published_at),
            "pack": {"id": period.pack_id, "sha256": period.pack_sha256},
        },
        "results": [_result(card) for card in cards],
    }


def of_year(year: int, organ: Organ, decisions: Sequence[Decision]) -> dict[str, Any]:
    """Decisions on persons; `dossier.person`, `dossier.unit`, `replaces` are read."""
    return {
        "schema": SCHEMA,
        "kind": "YEAR",
        "organ": _organ(organ),
        "year": year,
        "decisions": [
            {
                "staff_code": each.dossier.person.staff_code,
                "full_name": each.dossier.person.full_name,
                "unit": each.dossier.unit.name,
                "title": each.dossier.title,
                "duty": each.dossier.duty,
                "level": each.level,
                "decision": {
                    "number": each.number,
                    "signed_on": each.signed_on.isoformat(),
                    "signer": each.signer,
                },
                "replaces": each.replaces.number if each.replaces else None,
            }
            for each in decisions
            if each.dossier is not None
        ],
    }


def written(export: dict[str, Any]) -> tuple[str, str]:
    """The bytes that are sent, as text, and their SHA-256: the same export gives the same bytes."""
    text = json.dumps(export, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def _organ(organ: Organ) -> dict[str, str]:
    return {"code": organ.code, "name": organ.name}


def _moment(at: dt.datetime | None) -> str | None:
    return clock.local(at).isoformat(timespec="seconds") if at else None


def _result(card: Card) -> dict[str, Any]:
    run = card.run
    result = run.result if run else {}
    total = result.get("total")
    return {
        "staff_code": card.person.staff_code,
        "full_name": card.person.full_name,
        "unit": card.unit.name,
        "title": card.title,
        "duty": card.duty,
        "status": "SCORED" if total else "INSUFFICIENT_DATA",
        "common_points": result.get("common") if total else None,
        "result_points": result.get("result_points") if total else None,
        "total_points": total,
        "level": result.get("level") if total else None,
        "run": {"number": run.number, "sha256": run.sha256} if run else None,
    }
