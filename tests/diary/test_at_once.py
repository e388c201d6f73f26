"""Two people, or two clicks, at the same moment. SQLite lets one writer in after the other."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from congvu.base.errors import DomainError, InvalidStep, Stale
from congvu.diary.commands import edit_entry, recall_day, submit_day
from congvu.diary.lines import Line
from congvu.diary.models import Day, Entry
from congvu.diary.states import EntryState
from congvu.review.commands import confirm_entry, return_entry
from congvu.review.models import Confirmation

from .makers import NOON, TODAY, send, write

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts together; the refusal of each, None where it was done."""
    outcomes: list[DomainError | None] = [None] * len(acts)
    together = connection.vendor == "postgresql"
    gate = threading.Barrier(len(acts))

    def run(number):
        try:
            if together:
                gate.wait(10)
            acts[number]()
        except DomainError as error:
            outcomes[number] = error
        finally:
            if together:
                connection.close()

    if together:
        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    else:
        for number in range(len(acts)):
            run(number)
    return outcomes


def test_a_double_click_on_an_empty_day_writes_one_line(world):
    key = uuid.uuid4()
    assert at_once(*[lambda: write(world, client_id=key)] * 4) == [None] * 4
    assert (Entry.objects.count(), Day.objects.count()) == (1, 1)


def test_of_two_changes_to_one_line_the_second_is_told(world):
    entry = write(world)

    def change(note):
        return lambda: edit_entry(
            entry_id=entry.pk,
            version=1,
            line=Line(title="x", minutes=5, note=note),
            by=world.actor("lan"),
            at=NOON,
        )

    outcomes = at_once(change("một"), change("hai"))
    assert sorted(type(o).__name__ for o in outcomes) == ["NoneType", "Stale"]
    assert any(isinstance(o, Stale) for o in outcomes)
    assert entry.versions.count() == 1


def test_two_lines_at_the_same_clock_time_do_not_both_get_in(world):
    times = {"minutes": None, "starts_at": dt.time(8), "ends_at": dt.time(9)}
    outcomes = at_once(lambda: write(world, title="A", **times), lambda: write(world, title="B", **times))
    assert sum(o is None for o in outcomes) == 1
    assert Entry.objects.count() == 1


def test_of_two_decisions_one_stands(world):
    entry = write(world)
    send(world)
    common = {"entry_id": entry.pk, "version": 1, "at": NOON}
    outcomes = at_once(
        lambda: confirm_entry(by=world.actor("hanh"), **common),
        lambda: return_entry(by=world.actor("hanh"), reason="Kèm giúp tờ trình", **common),
    )
    assert sum(isinstance(o, InvalidStep) for o in outcomes) == 1
    assert Confirmation.objects.count() == 1


def test_taking_back_and_confirming_do_not_both_happen(world):
    entry = write(world)
    day = send(world)
    outcomes = at_once(
        lambda: recall_day(day_id=day.pk, by=world.actor("lan"), at=NOON),
        lambda: confirm_entry(entry_id=entry.pk, version=1, by=world.actor("hanh"), at=NOON),
    )
    assert sum(o is None for o in outcomes) == 1
    entry.refresh_from_db()
    assert entry.state in (EntryState.DRAFT, EntryState.CONFIRMED)
    assert Confirmation.objects.exists() == (entry.state == EntryState.CONFIRMED)


def test_sending_twice_sends_once(world):
    write(world)
    day = Day.objects.get(day=TODAY)
    outcomes = at_once(*[lambda: submit_day(day_id=day.pk, by=world.actor("lan"), at=NOON)] * 2)
    assert sum(o is None for o in outcomes) == 1
