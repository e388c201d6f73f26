"""Read models that combine rooms: the frame of a page, the search."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.accounts.models import Installation
from congvu.assignments.models import Share
from congvu.assignments.queries import count_sent_plans, plans_to_confirm
from congvu.assignments.states import OPEN_SHARES
from congvu.base import clock
from congvu.base.memo import remembered
from congvu.base.prepared import MANY, Count, Prepared, counts
from congvu.diary.models import Day, Entry
from congvu.diary.states import DayState, EntryState
from congvu.duties.queries import count_shifts_to_confirm, duty_frame
from congvu.notifications.queries import count_unread
from congvu.org.queries import delegations_for, organ_words, place
from congvu.parallel.queries import is_concerned
from congvu.policy.facts import Actor, Role
from congvu.review.queries import count_to_answer
from congvu.scoring.queries import count_to_confirm, count_to_self_score
from congvu.worktime.queries import count_waiting


@dataclass(frozen=True)
class Frame:
    """Numbers wait for this person; nothing here is about others."""

    organ_name: str = ""
    title_line: str = ""
    is_sample: bool = False
    delegation: str | None = None
    open_tasks: int = 0
    lines_to_confirm: int = 0
    cards_to_confirm: int = 0
    cards_to_self_score: int = 0
    leaves_to_decide: int = 0
    shifts_to_confirm: int = 0
    has_duty: bool = False
    leads_duties: bool = False
    unread: int = 0
    talks_to_answer: int = 0
    confirms: bool = False
    plans_to_confirm: int = 0
    second_pack: bool = False
    bottom: tuple[str, ...] = ("diary:today", "assignments:mine", "scoring:mine", "catalogue:list")


def frame_of(actor: Actor) -> Frame:
    """The frame for one page: a fixed number of small indexed queries."""
    is_sample = _is_sample()
    if actor.person_id is None or actor.organ_id is None:
        return Frame(is_sample=is_sample)
    today = clock.today()
    stands_for = [actor.person_id, *{h.for_person_id for h in actor.roles if h.for_person_id}]
    spot = place(actor.person_id, on=today)
    leads, personnel = actor.holds_any(Role.HEAD, Role.DEPUTY), actor.holds_any(Role.PERSONNEL)
    me = actor.person_id
    confirmed, open_tasks, own_cards, shifts, unread, talks, plans = counts(
        [
            Count(_CONFIRMED, (stands_for,)),
            Count(_OPEN_TASKS, (me,)),
            count_to_self_score(me),
            count_shifts_to_confirm(actor),
            count_unread(me),
            count_to_answer(actor),
            count_sent_plans(actor),
        ]
    )
    confirms = leads or bool(confirmed)
    # Most people confirm nobody, and these two are the joins.
    lines, cards = counts([Count(_LINES, (stands_for, me)), count_to_confirm(actor)]) if confirms else (0, 0)
    duties = duty_frame(actor, spot)
    return Frame(
        organ_name=organ_words(actor.organ_id)[0],
        title_line=f"{spot.title}, {spot.unit_name}" if spot else "",
        is_sample=is_sample,
        delegation=_band(actor),
        open_tasks=open_tasks,
        lines_to_confirm=lines,
        cards_to_confirm=cards,
        cards_to_self_score=own_cards,
        leaves_to_decide=count_waiting(actor, on=today) if confirms or personnel else 0,
        shifts_to_confirm=shifts,
        has_duty=duties.has_template,
        leads_duties=duties.leads_duties,
        unread=unread,
        talks_to_answer=talks,
        confirms=confirms,
        plans_to_confirm=len(plans_to_confirm(actor, on=today)) if plans and confirms else 0,
        second_pack=is_concerned(actor),
        bottom=_bottom(confirms=confirms, has_duty=duties.has_template),
    )


def _bottom(*, confirms: bool, has_duty: bool) -> tuple[str, ...]:
    """The four places under the thumb on a phone."""
    first = "duties:mine" if has_duty else "diary:today"
    if confirms:
        return (first, "assignments:mine", "review:queue", "scoring:mine")
    return (first, "assignments:mine", "scoring:mine", "diary:today" if has_duty else "catalogue:list")


_OPEN_TASKS = Prepared(
    lambda person_id: Share.objects.filter(person_id=person_id, state__in=OPEN_SHARES).values_list("pk"), int
)
_CONFIRMED = Prepared(lambda people: Day.objects.filter(confirmer_id__in=people).values_list("pk")[:1], MANY)
_LINES = Prepared(
    lambda confirmers, person_id: (
        Entry.objects.filter(
            state=EntryState.SUBMITTED,
            day__confirmer_id__in=confirmers,
            day__state__in=(DayState.SUBMITTED, DayState.DRAFT, DayState.RETURNED),
        )
        .exclude(person_id=person_id)
        .values_list("pk")
    ),
    MANY,
    int,
)


@remembered
def _is_sample() -> bool:
    """The first start writes the mark before anyone looks; it never changes afterwards."""
    return Installation.objects.filter(is_sample=True).exists()


def _band(actor: Actor) -> str | None:
    givers = {h.for_person_id for h in actor.roles if h.for_person_id}
    if not givers:
        return None
    rows = delegations_for(actor.person_id or 0, on=clock.today())
    parts = [
        f"{r.form.lower()} đồng chí {r.giver}" + (f" đến hết {r.last:%d/%m/%Y}" if r.last else "")
        for r in rows
    ]
    return "Đang làm thay: " + "; ".join(parts) if parts else None
