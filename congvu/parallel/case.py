"""The case of a second pack from the tasks of the first: what tasks can tell is never entered again.

Pure: no database. Percent and points as the pack writes them; numbers of a case are text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from congvu.org.models import Posting
from congvu.scoring.compute import in_order, item_json, written
from rulebook.evaluate import evaluate
from rulebook.model import Field
from rulebook.pack import Pack, Status

if TYPE_CHECKING:
    from congvu.assignments.queries import FeedItem

INSUFFICIENT = "INSUFFICIENT_DATA"
LEADERS = (Posting.Duty.HEAD.value, Posting.Duty.DEPUTY.value)
_LEADERS_ONLY = ("LEADER_MANAGER",)
TASKS, DONE, LATE, FLAWED = "tasks", "done", "late", "flawed"
"""Facts beside the score that a period's tasks tell; a pack that names them gets them counted."""


def why_not(pack: Pack) -> str:
    """Why this pack cannot run beside another over the same tasks; empty where it can."""
    if pack.work is None or not pack.applies.is_parallel:
        return "Bộ này không phải bộ chạy song song."
    if pack.work.evidence is None:
        return "Bộ này chưa nêu cách lấy số liệu từ việc nên phải nhập việc hai lần."
    if pack.status is Status.TEMPLATE or pack.to_fill:
        return f"Bộ này là mẫu, còn {len(pack.to_fill)} giá trị phải điền."
    if pack.status is Status.CLOSED:
        return "Bộ này đã đóng, chỉ dùng cho kỳ cũ."
    return ""


def holds_for(pack: Pack, duty: str) -> bool:
    """Whether a person of that duty gets a sheet."""
    if tuple(pack.applies.subjects) == _LEADERS_ONLY:
        return duty in LEADERS
    return duty in pack.applies.roles


def counted(pack: Pack, items: Sequence[FeedItem]) -> dict[str, int]:
    """The facts of the pack that the tasks tell: counts of tasks, of a part handed over none."""
    known = {each.key for each in pack.rating.facts}
    own = [item for item in items if not item.handed_over]
    told = {
        TASKS: len(own),
        DONE: sum(item.done >= item.assigned for item in own),
        LATE: sum(any(item.late) or item.done < item.assigned for item in own),
        FLAWED: sum(any(item.errors) for item in own),
    }
    return {key: count for key, count in told.items() if key in known} if own else {}


def asked_inputs(pack: Pack, duty: str) -> tuple[Field, ...]:
    """What somebody enters beside the criteria, because no task tells it."""
    assert pack.work is not None
    made = pack.work.evidence.formulas if pack.work.evidence else {}
    return tuple(
        each for each in pack.work.inputs if each.key not in made and (not each.roles or duty in each.roles)
    )


def asked_facts(pack: Pack, duty: str) -> tuple[Field, ...]:
    """Facts that the authority enters; those about a unit only for who leads one."""
    known = (TASKS, DONE, LATE, FLAWED)
    facts = tuple(each for each in pack.rating.facts if each.key not in known)
    if duty in LEADERS:
        return facts
    needed = {name for level in pack.levels for c in level.conditions if not c.roles or duty in c.roles
              for name in c.when.names}  # fmt: skip
    return tuple(each for each in facts if each.key in needed)


def case_of(pack: Pack, duty: str, items: Sequence[FeedItem], given: Mapping[str, Any]) -> dict[str, Any]:
    """The case as `congvu rules evaluate --pack ID` reads it.

    `given`: "common" by criterion, inputs by key, "facts", "forced"; numbers as text.
    """
    case: dict[str, Any] = {
        "role": duty,
        "common": dict(given["common"]),
        "evidence": [item_json(item) for item in in_order(items)],
    }
    case |= {
        each.key: given[each.key] for each in asked_inputs(pack, duty) if given.get(each.key) is not None
    }
    facts = {**counted(pack, items), **{k: v for k, v in given.get("facts", {}).items() if v is not None}}
    if facts:
        case["facts"] = {key: written(Decimal(value)) for key, value in facts.items()}
    if given.get("forced"):
        case["forced"] = list(given["forced"])
    return case


def result_of(pack: Pack, case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer with its steps. Raises: BadCase, one Vietnamese sentence."""
    return evaluate(pack, dict(case))


def total_of(result: Mapping[str, Any]) -> Decimal | None:
    """Points; None where there is not enough data."""
    return Decimal(str(result["total"])) if result.get("total") is not None else None
