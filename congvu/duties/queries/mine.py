"""The page of the person on duty: one shift, ready to touch."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from congvu.base import clock
from congvu.base.errors import Missing
from congvu.base.text import initials
from congvu.duties.counting import Tally, tally
from congvu.duties.models import DutyShift, Item, Tap, Template
from congvu.duties.states import SHIFT, ShiftState, ShiftStep
from congvu.org.queries import place
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.policy.facts import Actor, Subject
from congvu.ui import words
from congvu.worktime.models import Shift as RotaShift
from congvu.worktime.queries import DayPlan, recording, working_minutes

from .counts import standing, template_id_of
from .months import MonthCount, month_counts

ONE_DAY = dt.timedelta(days=1)
BACK = 31
"""Days that one may go back to."""


@dataclass(frozen=True)
class Row:
    """One row of the shift. `tap` is the tick, or the last touch, that may be taken back."""

    item: Item
    done: int
    when: str
    tap_id: int | None
    photos: int
    month: str = ""

    @property
    def next_point(self) -> str:
        """The point or hour of the next round; empty when the list is through."""
        return self.item.points[self.done] if self.done < len(self.item.points) else ""

    @property
    def spots(self) -> list[tuple[str, str]]:
        """(point, mark) of every round: done, next, or ahead."""
        marks = ["done"] * self.done + ["next"]
        return [(p, marks[n] if n < len(marks) else "") for n, p in enumerate(self.item.points)]


@dataclass(frozen=True)
class Section:
    """Rows under one heading; `kind` says how they are drawn."""

    title: str
    kind: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> str:
        """ "3 trên 4" for rows to tick."""
        return f"{sum(bool(r.done) for r in self.rows)} trên {len(self.rows)}" if self.kind == "CHECK" else ""


@dataclass(frozen=True)
class LoggedTap:
    """One touch as the log of the shift shows it."""

    id: int
    what: str
    when: str
    device: str
    icon: str
    has_photo: bool
    has_voice: bool
    is_usual: bool


@dataclass(frozen=True)
class DutyPage:
    """A shift of the viewer, or a day of hers without one."""

    day: dt.date
    person_id: int
    person_name: str
    title: str
    template: Template | None
    plan: DayPlan
    names: tuple[str, ...]
    name: str
    shift: DutyShift | None
    sections: tuple[Section, ...] = ()
    running: Row | None = None
    running_text: str = ""
    running_since: str = ""
    log: tuple[LoggedTap, ...] = ()
    percent: int = 0
    usual_left: int = 0
    unfinished: dt.date | None = None
    why_closed: str = ""
    confirmer: str = ""
    is_today: bool = True
    month: str = ""

    @property
    def may_record(self) -> bool:
        """Whether touching the page does something."""
        return not self.why_closed and SHIFT.may(self.state, ShiftStep.RECORD)

    @property
    def state(self) -> str:
        return self.shift.state if self.shift else ShiftState.OPEN

    @property
    def initials(self) -> str:
        return initials(self.person_name)

    @property
    def before(self) -> dt.date:
        return self.day - ONE_DAY

    @property
    def after(self) -> dt.date:
        return self.day + ONE_DAY

    @property
    def new_id(self) -> str:
        """A fresh client number: every form has its own, a repeated one does nothing twice."""
        return str(uuid.uuid4())


def duty_template_id(person_id: int, *, on: dt.date) -> int | None:
    """The template of the person's place on that day: whether support mode is hers."""
    return template_id_of(place(person_id, on=on))


def duty_page(day: dt.date, asked: str, *, viewer: Actor) -> DutyPage:
    """The viewer's shift of a day; `asked` names one of several. A fixed number of queries.

    Raises: Missing when she was posted nowhere, or for days that are too far.
    """
    person_id, today = viewer.person_id or 0, clock.today()
    spot = place(person_id, on=day)
    if spot is None or not today - BACK * ONE_DAY <= day <= today + ONE_DAY:
        raise Missing("Không có ca này.")
    recorded = {
        s.name: s
        for s in DutyShift.objects.filter(person_id=person_id, day=day).select_related(
            "template", "confirmer"
        )
    }
    names = _names(person_id, day, recorded)
    name = asked if asked in names else names[0]
    shift = recorded.get(name)
    template_id = shift.template_id if shift else template_id_of(spot)
    template = Template.objects.filter(pk=template_id).first() if template_id else None
    plan = working_minutes(person_id, day, day)[day]
    taken = recording(spot.organ_id, day, today=today)
    page = DutyPage(
        day=day, person_id=person_id, person_name=viewer.name, title=spot.title, template=template, plan=plan, names=names, name=name,
        shift=shift, unfinished=_unfinished(person_id, day), is_today=day == today,
        why_closed="" if taken.is_open and day <= today else (words.addressed(taken.sentence) or "Ca này chưa tới ngày."),
        confirmer=shift.confirmer.full_name if shift and shift.confirmer else "",
    )  # fmt: skip
    return _filled(page) if template else page


def photo_of(tap_id: int, *, viewer: Actor) -> Tap:
    """A tap with a photo that the viewer may see. Raises: Missing."""
    return _seen(tap_id, "photo_sha256", "Không có ảnh này.", viewer)


def voice_of(tap_id: int, *, viewer: Actor) -> Tap:
    """A tap with a voice note that the viewer may hear. Raises: Missing."""
    return _seen(tap_id, "voice_sha256", "Không có lời nhắn này.", viewer)


def _seen(tap_id: int, digest: str, sentence: str, viewer: Actor) -> Tap:
    tap = Tap.objects.select_related("shift__unit").filter(pk=tap_id).exclude(**{digest: ""}).first()
    if tap is None:
        raise Missing(sentence)
    shift = tap.shift
    check(
        viewer,
        Action.DUTY_VIEW,
        Subject(shift.organ_id, shift.unit.path, owner_id=shift.person_id, decider_id=shift.confirmer_id),
    )
    return tap


def day_of_tap(tap_id: int, *, viewer: Actor) -> tuple[dt.date, str]:
    """(day, shift name) of the viewer's own tap. Raises: Missing."""
    row = (
        Tap.objects.filter(pk=tap_id, person_id=viewer.person_id or 0)
        .values_list("shift__day", "shift__name")
        .first()
    )
    if row is None:
        raise Missing("Không có lần ghi này.")
    return row[0], row[1]


def own_shift_id(day: dt.date, name: str, *, viewer: Actor) -> int:
    """The recorded shift of the viewer. Raises: Missing."""
    found = DutyShift.objects.filter(person_id=viewer.person_id or 0, day=day, name=name).values_list(
        "pk", flat=True
    )
    if (pk := found.first()) is None:
        raise Missing("Chưa ghi gì ở ca này.")
    return pk


def logged(taps: list[Tap]) -> tuple[LoggedTap, ...]:
    """Taps as lines with their times, the newest last."""
    return tuple(
        LoggedTap(
            id=t.pk,
            what=_what(t),
            when=words.clock_time(clock.local(t.tapped_at)),
            device=_device(t),
            icon=ICONS[Tap.Kind(t.kind)],
            has_photo=bool(t.photo_sha256),
            has_voice=bool(t.voice_sha256),
            is_usual=t.is_usual,
        )
        for t in taps
    )


ICONS = {
    Tap.Kind.TICK: "check", Tap.Kind.COUNT: "plus", Tap.Kind.START: "play", Tap.Kind.STOP: "flag",
    Tap.Kind.ROUND: "footprints", Tap.Kind.OTHER: "plus", Tap.Kind.ODD: "triangle-alert", Tap.Kind.PHOTO: "camera",
}  # fmt: skip


def _what(tap: Tap) -> str:
    label = tap.item.label if tap.item else tap.get_kind_display()
    if tap.kind == Tap.Kind.COUNT:
        label += ": thêm một" if tap.amount > 0 else ": bớt một"
    elif tap.kind in (Tap.Kind.START, Tap.Kind.STOP, Tap.Kind.PHOTO):
        label += f", {tap.get_kind_display()[0].lower()}{tap.get_kind_display()[1:]}"
    return f"{label}: {tap.text}" if tap.text else label


def _device(tap: Tap) -> str:
    """The device's own time, when it differs by more than two minutes."""
    if tap.device_at is None or abs(tap.device_at - tap.tapped_at) <= dt.timedelta(minutes=2):
        return ""
    moment = clock.local(tap.device_at)
    return f"{words.clock_time(moment)} {words.short_date(moment)}"


def _names(person_id: int, day: dt.date, recorded: dict[str, DutyShift]) -> tuple[str, ...]:
    """The shifts of the day: those of the rota, then others that were recorded; "" for the day itself."""
    rota = (
        RotaShift.objects.filter(person_id=person_id, day=day).order_by("pk").values_list("name", flat=True)
    )
    return tuple(dict.fromkeys([*rota, *recorded])) or ("",)


def _unfinished(person_id: int, day: dt.date) -> dt.date | None:
    """An earlier day whose shift was begun or returned, and not sent."""
    return (
        DutyShift.objects.filter(
            person_id=person_id, day__lt=day, day__gte=day - BACK * ONE_DAY,
            state__in=[ShiftState.OPEN, ShiftState.RETURNED],
        )
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )  # fmt: skip


def _filled(page: DutyPage) -> DutyPage:
    """The page with its rows, from the template and the standing taps."""
    assert page.template is not None
    taps = standing([page.shift.pk]) if page.shift else []
    tallies = tally(taps)
    photos: dict[int, int] = {}
    for tap in taps:
        if tap.item_id and tap.photo_sha256:
            photos[tap.item_id] = photos.get(tap.item_id, 0) + 1
    items = [
        i
        for i in Item.objects.filter(template=page.template).order_by("sort", "pk")
        if i.is_active or i.pk in tallies
    ]
    monthly = {one.item_id: one.words for one in _monthly(page)}
    rows = [
        replace(
            _row(item, tallies.get(item.pk, Tally()), photos.get(item.pk, 0)), month=monthly.get(item.pk, "")
        )
        for item in items
    ]
    running = next((r for r in rows if r.item.pk in tallies and tallies[r.item.pk].running), None)
    started = tallies[running.item.pk].running if running else None
    wanted = [(min(r.done, 1), 1) for r in rows if r.item.kind == Item.Kind.CHECK]
    wanted += [
        (min(r.done, len(r.item.points)), len(r.item.points)) for r in rows if r.item.kind == Item.Kind.ROUND
    ]
    whole = sum(w for _, w in wanted)
    return replace(
        page,
        sections=tuple(_sections(rows)),
        running=running,
        running_text=started.text if isinstance(started, Tap) else "",
        running_since=words.clock_time(clock.local(started.tapped_at)) if isinstance(started, Tap) else "",
        log=logged(taps),
        month=f"tháng {page.day.month}",
        percent=100 * sum(d for d, _ in wanted) // whole if whole else 0,
        usual_left=sum(r.item.is_usual and not r.done for r in rows if r.item.kind == Item.Kind.CHECK),
    )


def _monthly(page: DutyPage) -> tuple[MonthCount, ...]:
    """What the month of the shift amounts to."""
    return month_counts([page.person_id], page.day).get(page.person_id, ())


def _row(item: Item, mine: Tally, photos: int) -> Row:
    last = mine.taps[-1] if mine.taps else None
    if not isinstance(last, Tap):
        return Row(item, mine.done, "", None, photos)
    return Row(item, mine.done, words.clock_time(clock.local(last.tapped_at)), last.pk, photos)


HEADINGS = {"CHECK": "Việc trong ca", "COUNTER": "Đếm nhanh", "TRIP": "Chuyến đi", "ROUND": "Tuần tra"}


def _sections(rows: list[Row]) -> list[Section]:
    """Rows in their order, cut where the heading or the way of recording changes."""
    found: list[Section] = []
    for row in rows:
        title = row.item.section or HEADINGS[row.item.kind]
        if found and (found[-1].title, found[-1].kind) == (title, row.item.kind):
            found[-1] = Section(title, row.item.kind, (*found[-1].rows, row))
        else:
            found.append(Section(title, row.item.kind, (row,)))
    return found
