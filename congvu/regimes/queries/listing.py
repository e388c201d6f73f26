"""Which packs there are, which of them the organ lives by, and who may open what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from congvu.base.dated import on
from congvu.base.errors import Missing
from congvu.org.queries import root_subject, rules_row
from congvu.policy.actions import Action
from congvu.policy.decide import can, check, refusal
from congvu.policy.facts import Actor, Subject
from congvu.regimes.models import RuleText, Use
from congvu.regimes.packs import first_pack, pack_of
from congvu.regimes.rules import begins_a_period, why_not_scored
from congvu.ui.addresses import address
from congvu.ui.words import full_date
from rulebook import loader
from rulebook.errors import RuleError
from rulebook.pack import STATUS_WORDS, Pack, Status

SHORT_STATUS = {
    Status.OFFICIAL: ("chính thức", "leaf"),
    Status.PARTIAL: ("theo nguồn thứ cấp", "amber"),
    Status.DRAFT: ("dự thảo", "amber"),
    Status.CLOSED: ("đã đóng", "outline"),
    Status.TEMPLATE: ("mẫu phải điền", "plum"),
}
SUBJECTS = {
    "CIVIL_SERVANT": "công chức",
    "LEADER_MANAGER": "cán bộ lãnh đạo, quản lý",
    "PUBLIC_EMPLOYEE": "viên chức",
    "PARTY_STAFF": "cán bộ cơ quan Đảng",
    "ENTERPRISE": "người làm việc ở doanh nghiệp",
    "CADRE": "cán bộ",
}


@dataclass(frozen=True)
class PackLine:
    """One pack of the list. `text_id` None: shipped. `why_not`: why periods cannot be scored by it."""

    id: str
    text_id: int | None
    version: int
    title: str
    status: str
    status_long: str
    tone: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    subjects: str
    area: str
    is_used: bool
    why_not: str
    problem: str
    decision: str
    url: str

    @property
    def validity(self) -> str:
        """From when and until when, as words."""
        since = full_date(self.valid_from) if self.valid_from else "ngày phải điền"
        last = full_date(self.valid_to - dt.timedelta(days=1)) if self.valid_to else ""
        return f"từ {since}" + (f" đến hết {last}" if last else "")

    @property
    def key(self) -> str:
        """How a form names it."""
        return str(self.text_id) if self.text_id is not None else self.id


@dataclass(frozen=True)
class UseRow:
    """One span of the organ's history of packs. `state`: PAST, NOW or FUTURE."""

    id: int
    pack_id: str
    title: str
    url: str
    valid_from: dt.date
    valid_to: dt.date | None
    state: str
    is_first: bool
    decision: str
    decision_on: dt.date | None
    signer: str
    orders: str
    may_cancel: bool


@dataclass(frozen=True)
class RegimesPage:
    """The page "Bộ quy tắc". Empty refusals mean the viewer may."""

    uses: tuple[UseRow, ...]
    added: tuple[PackLine, ...]
    shipped: tuple[PackLine, ...]
    why_not_add: str
    may_try: bool

    @property
    def may_compare(self) -> bool:
        return len(self.added) + len(self.shipped) > 1


def organ_subject(viewer: Actor) -> Subject:
    """The viewer's organ as what is acted on. Raises Missing for someone who works in none."""
    if viewer.organ_id is None:
        raise Missing("Không tìm thấy trang này.")
    whole = root_subject(viewer.organ_id)
    if not can(viewer, Action.REGIME_VIEW, whole):
        raise Missing("Không tìm thấy trang này.")
    return whole


def sees_all(viewer: Actor, whole: Subject) -> bool:
    """Whether the viewer reads every pack, not only those in use: who keeps them, who tries them."""
    return can(viewer, Action.REGIME_KEEP, whole) or can(viewer, Action.TRIAL_RUN, whole)


def listing(viewer: Actor, *, today: dt.date) -> RegimesPage:
    """Uses of the organ, packs it added, packs that are shipped; others see those in use only."""
    whole = organ_subject(viewer)
    organ_id = viewer.organ_id or 0
    uses = list(Use.objects.filter(organ_id=organ_id).order_by("-valid_from"))
    packs = shown_packs(viewer)
    lines = {(each.id, each.text_id): each for each in packs}
    may_switch = can(viewer, Action.REGIME_SWITCH, whole)
    return RegimesPage(
        uses=tuple(_use(use, lines, today, may_switch) for use in uses),
        added=tuple(each for each in packs if each.text_id is not None),
        shipped=tuple(each for each in packs if each.text_id is None),
        why_not_add=refusal(viewer, Action.REGIME_KEEP, whole),
        may_try=can(viewer, Action.TRIAL_RUN, whole),
    )


def shown_packs(viewer: Actor) -> list[PackLine]:
    """Every pack that the viewer may read, added ones first. Three queries."""
    whole = organ_subject(viewer)
    organ_id = viewer.organ_id or 0
    used: set[tuple[str, int | None]] = set(
        Use.objects.filter(organ_id=organ_id).values_list("pack_id", "text_id")
    )
    if not used and (first := first_pack(rules_row(organ_id).pack, dt.date.max)):
        used = {(first.id, None)}
    found = [
        _added(row, (row.pack_id, row.pk) in used)
        for row in RuleText.objects.filter(organ_id=organ_id).defer("text").order_by("pack_id", "-version")
    ]
    found += [
        _shipped(loader.pack(each), (each, None) in used)
        for each in sorted(loader.every_pack_id(), key=lambda each: ((each, None) not in used, each))
    ]
    return found if sees_all(viewer, whole) else [each for each in found if each.is_used]


def _shipped(pack: Pack, is_used: bool) -> PackLine:
    return _line(pack, is_used, address("regimes:pack", pack.id))


def _added(row: RuleText, is_used: bool) -> PackLine:
    url = address("regimes:text", row.pk)
    decision = f"{row.decision_number}, {row.decision_on:%d/%m/%Y}"
    try:
        pack = pack_of(row.pack_id, row.sha256)
    except RuleError as error:
        return PackLine(
            row.pack_id, row.pk, row.version, row.title, "không đọc được", str(error), "seal", None, None, "",
            "", is_used, str(error), str(error), decision, url,
        )  # fmt: skip
    return _line(pack, is_used, url, row, decision)


def _line(pack: Pack, is_used: bool, url: str, row: RuleText | None = None, decision: str = "") -> PackLine:
    status, tone = SHORT_STATUS[pack.status]
    return PackLine(
        id=pack.id,
        text_id=row.pk if row else None,
        version=row.version if row else 1,
        title=pack.title,
        status=status,
        status_long=STATUS_WORDS[pack.status],
        tone=tone,
        valid_from=None if pack.valid_from == dt.date.max else pack.valid_from,
        valid_to=pack.valid_to,
        subjects=", ".join(SUBJECTS[each] for each in pack.applies.subjects),
        area=pack.applies.area,
        is_used=is_used,
        why_not=why_not_scored(pack),
        problem="",
        decision=decision,
        url=url,
    )


def _use(use: Use, lines: dict[tuple[str, int | None], PackLine], today: dt.date, may_switch: bool) -> UseRow:
    line = lines.get((use.pack_id, use.text_id))
    state = "FUTURE" if use.valid_from > today else "NOW" if use.covers(today) else "PAST"
    return UseRow(
        id=use.pk, pack_id=use.pack_id, title=line.title if line else use.pack_id,
        url=line.url if line else "", valid_from=use.valid_from, valid_to=use.valid_to, state=state,
        is_first=use.is_first, decision=use.decision_number, decision_on=use.decision_on, signer=use.signer,
        orders=use.orders,
        may_cancel=may_switch and state == "FUTURE" and use.opened_to is None and not use.is_first,
    )  # fmt: skip


def pack_in_force(organ_id: int, day: dt.date) -> tuple[str, str]:
    """Id and hash of the pack that the organ lives by on a day; what it began with where none is noted."""
    found = Use.objects.filter(on(day), organ_id=organ_id).values_list("pack_id", "pack_sha256").first()
    if found:
        return found
    pack = first_pack(rules_row(organ_id).pack, day) or loader.pack(rules_row(organ_id).pack)
    return pack.id, pack.sha256


def next_free_day(viewer: Actor, *, today: dt.date) -> dt.date:
    """The first day from today on which another pack may begin: the first of a period not opened yet."""
    rules = rules_row(viewer.organ_id or 0)
    taken = Use.objects.filter(organ_id=rules.organ_id).aggregate(last=Max("opened_to"))["last"]
    day = max(today, taken or today)
    while not begins_a_period(day, rules.period_kind):
        day += dt.timedelta(days=1)
    return day


def text_in_organ(viewer: Actor, text_id: int) -> RuleText:
    """A pack that the viewer's organ added and that she may read. Raises Missing."""
    whole = organ_subject(viewer)
    row = RuleText.objects.filter(pk=text_id, organ_id=viewer.organ_id or 0).first()
    if row is None or not (sees_all(viewer, whole) or row.uses.exists()):
        raise Missing("Không có bộ quy tắc này.")
    return row


def use_of(viewer: Actor, use_id: int) -> Use:
    """A use that the viewer may take back. Raises Missing, Denied."""
    check(viewer, Action.REGIME_SWITCH, organ_subject(viewer))
    use = Use.objects.filter(pk=use_id, organ_id=viewer.organ_id or 0).first()
    if use is None:
        raise Missing("Không có quyết định này.")
    return use
