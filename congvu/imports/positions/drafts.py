"""Descriptions being read, and the judgement which of them can be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from congvu.imports.positions.values import (
    Group,
    LegacyGroup,
    ParsedPosition,
    ParsedPositions,
    ParsedRequirement,
    ParsedTask,
)
from congvu.imports.results import Rejected

LONGEST_CODE, LONGEST_NAME, LONGEST_NUMBER = 40, 500, 12

_GROUPS_BY_CODE = (
    ("LĐQL", Group.LEADERSHIP, LegacyGroup.LEADERSHIP),
    ("LDQL", Group.LEADERSHIP, LegacyGroup.LEADERSHIP),
    ("NVCN", Group.PROFESSIONAL, LegacyGroup.SPECIALISED),
    ("CMDC", Group.PROFESSIONAL, LegacyGroup.SHARED),
    ("HTPV", Group.SUPPORT, LegacyGroup.SUPPORT),
)


@dataclass(slots=True)
class Task:
    """A task while its rows come in; tables break in the middle of sentences."""

    number: str
    area: tuple[str, ...]
    work: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A description while its blocks come in."""

    ordinal: int
    group: tuple[Group, LegacyGroup] | None
    name: str = ""
    code: str = ""
    goal: tuple[str, ...] = ()
    tasks: list[Task] = field(default_factory=list)
    authority: tuple[str, ...] = ()
    requirements: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    stray_rows: int = 0

    @property
    def label(self) -> str:
        return self.code[:40] or self.name[:80] or f"Bản mô tả thứ {self.ordinal}"


def _group_of(draft: Draft) -> tuple[Group, LegacyGroup] | None:
    """The group that the title of the part names, else the one that the code tells."""
    if draft.group is not None:
        return draft.group
    code = draft.code.upper()
    return next(((group, legacy) for sign, group, legacy in _GROUPS_BY_CODE if sign in code), None)


def judged(drafts: Sequence[Draft], sha256: str) -> ParsedPositions:
    """Accept each description that has code, name, tasks and group; name what is unclear in it."""
    accepted: list[ParsedPosition] = []
    rejected: list[Rejected] = []
    notices: list[Rejected] = []
    seen: dict[str, int] = {}
    prefixes = Counter(_prefix(draft.code) for draft in drafts if draft.code)
    usual = prefixes.most_common(1)[0][0] if prefixes else ""
    for draft in drafts:
        problems = _problems(draft, seen)
        seen.setdefault(draft.code.upper(), draft.ordinal)
        group = _group_of(draft)
        if problems or group is None:
            rejected.append(Rejected(draft.label, draft.ordinal, _sentence(problems), draft.code.upper()))
            continue
        position = _position(draft, *group)
        accepted.append(position)
        unclear = _unclear(draft, position, usual)
        if unclear:
            notices.append(Rejected(draft.label, draft.ordinal, _sentence(unclear)))
    return ParsedPositions(tuple(accepted), tuple(rejected), tuple(notices), len(drafts), sha256)


def _problems(draft: Draft, seen: dict[str, int]) -> list[str]:
    problems = []
    if not draft.code:
        problems.append("thiếu mã vị trí việc làm")
    elif len(draft.code) > LONGEST_CODE:
        problems.append(f"mã vị trí dài quá {LONGEST_CODE} chữ")
    elif first := seen.get(draft.code.upper()):
        problems.append(f"mã {draft.code} đã có ở bản mô tả thứ {first}")
    if not draft.name:
        problems.append("thiếu tên vị trí việc làm")
    elif len(draft.name) > LONGEST_NAME:
        problems.append(f"tên vị trí dài quá {LONGEST_NAME} chữ")
    if not draft.tasks:
        problems.append("không đọc được nhiệm vụ nào trong bảng công việc")
    if _group_of(draft) is None:
        problems.append("không rõ nhóm vị trí (lãnh đạo, chuyên môn hay hỗ trợ)")
    return problems


def _unclear(draft: Draft, position: ParsedPosition, usual: str) -> list[str]:
    unclear = []
    if _prefix(draft.code) != usual:
        unclear.append(f"mã {draft.code} khác đầu mã {usual} của các vị trí khác trong tệp")
    if not position.goal:
        unclear.append("thiếu mục tiêu vị trí việc làm")
    bare = [task.number for task in position.tasks if task.work and not task.criteria]
    if bare:
        unclear.append(f"nhiệm vụ {', '.join(bare)} không có tiêu chí hoàn thành")
    nameless = [task.number for task in position.tasks if not task.area]
    if nameless:
        unclear.append(f"nhiệm vụ {', '.join(nameless)} không có tên")
    again = [number for number, count in Counter(task.number for task in position.tasks).items() if count > 1]
    if again:
        unclear.append(f"số thứ tự {', '.join(again)} dùng cho nhiều nhiệm vụ")
    if draft.stray_rows:
        unclear.append(f"{draft.stray_rows} hàng đứng trước nhiệm vụ đầu tiên nên bị bỏ qua")
    return unclear


def _position(draft: Draft, group: Group, legacy: LegacyGroup) -> ParsedPosition:
    return ParsedPosition(
        ordinal=draft.ordinal,
        code=draft.code,
        name=draft.name,
        group=group,
        legacy_group=legacy,
        goal="\n".join(draft.goal),
        tasks=tuple(
            ParsedTask(task.number[:LONGEST_NUMBER], " ".join(task.area), task.work, task.criteria)
            for task in draft.tasks
        ),
        authority=draft.authority,
        requirements=tuple(ParsedRequirement(label, lines) for label, lines in draft.requirements),
    )


def _prefix(code: str) -> str:
    """The code without its last part: "TP-NVCN-01" -> "TP-NVCN"."""
    return code.upper().rpartition("-")[0]


def _sentence(problems: Sequence[str]) -> str:
    joined_ = "; ".join(problems)
    return f"{joined_[:1].upper()}{joined_[1:]}."
