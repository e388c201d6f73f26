"""Trying another pack on a closed period: what is asked, and what would have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.base import clock
from congvu.base.errors import DomainError, Incomplete, Missing, OutOfRange
from congvu.org.models import Unit
from congvu.org.queries import unit_choices
from congvu.policy.actions import Action
from congvu.policy.decide import can
from congvu.policy.facts import Actor
from congvu.regimes.packs import data_of, pack_of
from congvu.regimes.queries import PackLine, shown_packs, text_in_organ
from congvu.scoring.guards import organ_subject
from congvu.scoring.models import Period
from congvu.scoring.packtrial import Change, Past, change_of, pasts_of, tried
from congvu.scoring.queries.trial import CLOSED
from congvu.scoring.whatif import LEAST
from congvu.ui.words import addressed
from rulebook import loader, problems, tool
from rulebook.errors import RuleError
from rulebook.pack import Pack

SHOWN = 100
"""People on the page; those who change level first, then the largest changes."""
MOST_DIFFERENCES = 50
NAMES = {
    "a": "số lượng", "b": "chất lượng", "c": "tiến độ", "d": "kết quả đơn vị",
    "result_ratio": "tỷ lệ kết quả", "result_points": "điểm kết quả", "common": "tiêu chí chung",
}  # fmt: skip
NO_SCORE = "chưa đủ dữ liệu"


@dataclass(frozen=True)
class AskedPack:
    """What was chosen: period code, unit id, key of a pack (id, or number of an added one), or a text."""

    period: str = ""
    unit: str = ""
    pack: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.period


@dataclass(frozen=True)
class Reason:
    """A number of the score that moved; ratios in percent, points as they are."""

    name: str
    before: Decimal | None
    after: Decimal | None
    is_ratio: bool


@dataclass(frozen=True)
class Moved:
    """One person of the result. `by`: points, None without a total before or after."""

    card_id: int
    person_id: int
    name: str
    unit: str
    total_before: Decimal | None
    total_after: Decimal | None
    level_before: str
    level_after: str
    by: Decimal | None
    reasons: tuple[Reason, ...]

    @property
    def changes_level(self) -> bool:
        return self.level_before != self.level_after


@dataclass(frozen=True)
class LevelCount:
    """How many people reach a level before and after."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class PackTrial:
    """The result with what it stands on. Not shown for fewer than five people."""

    period: Period
    unit: str
    before: str
    before_sha256: str
    after: str
    after_sha256: str
    people: int
    moved: int
    levels: int
    counts: tuple[LevelCount, ...]
    changes: tuple[Moved, ...]
    rules: tuple[tuple[str, str, str], ...]
    rules_total: int

    @property
    def is_shown(self) -> bool:
        return self.people >= LEAST


@dataclass(frozen=True)
class PackTrialPage:
    """The form, and the result or the sentences why there is none."""

    asked: AskedPack
    periods: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    packs: tuple[tuple[str, str], ...]
    trial: PackTrial | None
    sentences: tuple[str, ...]


def pack_trial_page(viewer: Actor, asked: AskedPack) -> PackTrialPage:
    """The page of trials for the personnel body and the head of the organ. Raises Missing."""
    organ_id = viewer.organ_id
    if organ_id is None or not can(viewer, Action.TRIAL_RUN, organ_subject(organ_id)):
        raise Missing("Trang này của cơ quan tổ chức, cán bộ và người đứng đầu cơ quan.")
    periods = list(Period.objects.filter(organ_id=organ_id, state__in=CLOSED).order_by("-first"))
    packs = shown_packs(viewer)
    trial: PackTrial | None = None
    sentences: tuple[str, ...] = ()
    if not asked.is_empty:
        try:
            trial = _trial(viewer, asked, periods, packs)
        except _WrongText as error:
            sentences = error.found
        except (DomainError, RuleError) as error:
            sentences = (addressed(str(error)),)
    return PackTrialPage(
        asked,
        tuple((p.code, p.label) for p in periods),
        tuple((str(pk), name) for pk, name in unit_choices(organ_id, on=clock.today())),
        tuple((each.key, _named(each)) for each in packs),
        trial,
        sentences,
    )


class _WrongText(Exception):
    """A pack for the trial that is not right: every problem."""

    def __init__(self, found: tuple[str, ...]) -> None:
        self.found = found
        super().__init__(*found[:1])


def _named(line: PackLine) -> str:
    return f"{line.id}, bản {line.version}" if line.text_id is not None else line.id


def _trial(
    viewer: Actor, asked: AskedPack, periods: Sequence[Period], packs: Sequence[PackLine]
) -> PackTrial:
    period = next((p for p in periods if p.code == asked.period), None)
    if period is None:
        raise Incomplete("Chọn một kỳ đã khóa.")
    unit = _unit(period.organ_id, asked.unit)
    pack, data = _pack(viewer, asked, packs)
    pasts = pasts_of(period)
    after = tried(pasts, pack)
    inside = {p: past for p, past in pasts.items() if past.unit_path.startswith(unit.path)}
    changes = [each for p, past in inside.items() if (each := change_of(past, after[p]))]
    old = pack_of(period.pack_id, period.pack_sha256)
    rules = tool.differences(data_of(period.pack_id, period.pack_sha256), data)
    is_shown = len(inside) >= LEAST
    return PackTrial(
        period=period,
        unit=unit.name,
        before=old.id,
        before_sha256=period.pack_sha256,
        after=pack.id,
        after_sha256=pack.sha256,
        people=len(inside),
        moved=len(changes),
        levels=sum(each.changes_level for each in changes),
        counts=_counts(inside, after, old, pack) if is_shown else (),
        changes=_shown(changes, old, pack) if is_shown else (),
        rules=tuple((str(c["at"]), _said(c["before"]), _said(c["after"])) for c in rules[:MOST_DIFFERENCES]),
        rules_total=len(rules),
    )


def _unit(organ_id: int, typed: str) -> Unit:
    """The chosen unit; the whole organ where none is chosen."""
    units = Unit.objects.filter(organ_id=organ_id)
    if not typed:
        return units.get(parent=None)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise OutOfRange("Không có đơn vị này.")
    found = units.filter(pk=int(typed)).first()
    if found is None:
        raise OutOfRange("Không có đơn vị này.")
    return found


def _pack(viewer: Actor, asked: AskedPack, packs: Sequence[PackLine]) -> tuple[Pack, Mapping[str, Any]]:
    """The chosen pack and its parsed text; a pasted text goes before the choice."""
    if asked.text.strip():
        pack, found = problems.found_in(asked.text, "Tệp")
        if pack is None:
            raise _WrongText(found)
        return pack, loader.text_data(asked.text, "Tệp")
    line = next((each for each in packs if each.key == asked.pack), None)
    if line is None:
        raise Incomplete("Chọn một bộ quy tắc, hoặc dán nội dung của bộ muốn thử.")
    sha256 = text_in_organ(viewer, line.text_id).sha256 if line.text_id is not None else ""
    return pack_of(line.id, sha256), data_of(line.id, sha256)


def _counts(
    inside: Mapping[int, Past], after: Mapping[int, Mapping[str, Any]], old: Pack, new: Pack
) -> tuple[LevelCount, ...]:
    names = {each.code: each.name for each in (*old.levels, *new.levels)}
    before = [past.result.get("level") for past in inside.values()]
    now = [after[person].get("level") for person in inside]
    found = [LevelCount(name, before.count(code), now.count(code)) for code, name in names.items()]
    rest = len(inside)
    left = LevelCount(
        NO_SCORE.capitalize(), rest - sum(c.before for c in found), rest - sum(c.after for c in found)
    )
    return tuple(each for each in (*found, left) if each.before or each.after)


def _shown(changes: Sequence[Change], old: Pack, new: Pack) -> tuple[Moved, ...]:
    """Level changes first, then by how much; as many as fit a page."""
    before = {each.code: each.name for each in old.levels}
    after = {each.code: each.name for each in new.levels}
    ordered = sorted(changes, key=lambda each: (not each.changes_level, -abs(Decimal(each.by or 0))))
    return tuple(_moved(each, before, after) for each in ordered[:SHOWN])


def _moved(change: Change, before: Mapping[str, str], after: Mapping[str, str]) -> Moved:
    return Moved(
        card_id=change.past.card_id,
        person_id=change.past.person_id,
        name=change.past.name,
        unit=change.past.unit,
        total_before=_number(change.total_before),
        total_after=_number(change.total_after),
        level_before=before.get(change.level_before or "", NO_SCORE),
        level_after=after.get(change.level_after or "", NO_SCORE),
        by=_number(change.by),
        reasons=tuple(
            Reason(NAMES[name], _number(old), _number(new), name not in ("common", "result_points"))
            for name, old, new in change.why
            if name != "result_ratio"
        ),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _said(value: object) -> str:
    return "–" if value is None else str(value)
