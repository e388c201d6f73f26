"""`congvu verify`: every chain of events and every stored score, recomputed."""

from __future__ import annotations

import argparse
from typing import Any

from . import prepare
from .say import tell, tell_json


def run(chosen: argparse.Namespace) -> int:
    prepare.data_there()
    found = differences()
    if chosen.json:
        tell_json(found)
        return 0 if found["ok"] else 1
    tell(
        f"Chuỗi sự kiện: {found['chains']}, sự kiện: {found['events']}, nội dung đã xóa theo luật: {found['erased']}."
    )
    if found["erased_without_decision"]:
        tell(f"Lưu ý: {found['erased_without_decision']} nội dung bị xóa mà không có sự kiện ghi quyết định.")
    if found["ok"]:
        tell("Mọi thứ khớp.")
        return 0
    for each in found["differences"]:
        tell(f"Khác: {each['sentence']}")
    return 1


def differences() -> dict[str, Any]:
    """What both verifiers say, chains first; each chain names its first difference."""
    from congvu.audit.verify import verify_chains
    from congvu.org.models import Organ

    report = verify_chains()
    names = dict(Organ.objects.values_list("pk", "code"))
    found: list[dict[str, Any]] = [
        {
            "what": "chain",
            "organ": names.get(d.organ_id, "" if d.organ_id else "hệ thống"),
            "seq": d.seq,
            "code": d.code,
            "sentence": f"{_chain(names, d.organ_id)}, sự kiện số {d.seq}: {d.sentence}.",
        }
        for d in report.differences
    ]
    from congvu.parallel.verify import verify_scores
    from congvu.scoring.verify import verify_runs

    found += [{"what": "score", "sentence": sentence} for sentence in (*verify_runs(), *verify_scores())]
    return {
        "ok": not found,
        "chains": report.chains,
        "events": report.events,
        "erased": report.erased,
        "erased_without_decision": report.erased_without_decision,
        "differences": found,
    }


def _chain(names: dict[int, str], organ_id: int) -> str:
    if organ_id == 0:
        return "Chuỗi của hệ thống"
    return f"Chuỗi của cơ quan {names.get(organ_id, f'số {organ_id}')}"
