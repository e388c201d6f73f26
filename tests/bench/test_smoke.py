"""The benchmark itself: its rows, its organ, its table. Nothing here measures speed."""

from __future__ import annotations

import datetime as dt
import itertools
import os

import pytest

from bench import gen, procs, report
from bench.load import Figures

LAST = dt.date(2026, 11, 20)
PEOPLE = 40


@pytest.fixture
def loaded(db):
    """Forty people with ten lines each, straight into the tables."""
    from bench import lived, organ
    from bench.sink import Sink

    sink = Sink()
    cast = organ.build(sink, PEOPLE, gen.working_days(LAST)[0])
    life = lived.Life(sink, cast, LAST)
    for person, rows in itertools.groupby(gen.rows(PEOPLE, PEOPLE * 100, LAST), key=lambda row: row[0]):
        life.live(person, list(rows))
    lived.periods(sink, cast, LAST)
    sink.flush()
    return cast


class TestRows:
    def test_are_the_same_every_time_and_survive_the_file(self, tmp_path):
        gen.write(tmp_path / "rows.csv", 4, 80, LAST)

        assert list(gen.read(tmp_path / "rows.csv")) == list(gen.rows(4, 80, LAST))

    def test_end_with_the_last_working_day(self):
        days = gen.working_days(dt.date(2026, 11, 22))

        assert (len(days), days[-1]) == (gen.DAYS, LAST)
        assert all(d.weekday() < 5 for d in days)


class TestOrgan:
    def test_every_row_became_a_line_of_its_day(self, loaded):
        from congvu.diary.models import Day, Entry

        assert Entry.objects.count() == Day.objects.count() == PEOPLE * 100
        assert not Entry.objects.exclude(day__day__isnull=False).exists()
        assert set(Entry.objects.values_list("state", flat=True)) == {"DRAFT", "SUBMITTED", "CONFIRMED"}

    def test_the_queue_waits_for_the_one_whom_the_law_names(self, loaded):
        from congvu.diary.models import Day
        from congvu.org.queries import confirmers

        waiting = dict(Day.objects.filter(state="SUBMITTED").values_list("person_id", "confirmer_id"))

        assert waiting
        assert waiting == {p: c for p, c in confirmers(range(1, PEOPLE + 1), on=LAST).items() if p in waiting}

    def test_a_month_gives_five_items_a_person_and_a_score(self, loaded):
        from congvu.assignments.queries import feed
        from congvu.scoring.bulk import month_scores
        from congvu.scoring.models import Period

        period = Period.objects.get(pk=1)
        lines = feed(range(1, PEOPLE + 1), period.first, period.last)
        scores = month_scores(period)

        assert {len(items) for items in lines.values()} == {5}
        assert len(scores) == PEOPLE
        assert all(brief.total is not None and 30 < brief.total <= 100 for brief in scores.values())

    def test_hand_ins_say_the_same_as_their_lines(self, loaded):
        from congvu.assignments.models import Delivery
        from congvu.diary.models import Entry

        lines = {e.origin: e for e in Entry.objects.exclude(share=None)}
        found = list(Delivery.objects.exclude(origin=""))

        assert found
        assert all(
            (lines[d.origin].share_id, lines[d.origin].quantity, lines[d.origin].worked_on)
            == (d.share_id, d.quantity, d.finished_on)
            for d in found
        )


class TestProcesses:
    def test_the_tree_of_this_process_uses_memory_and_time(self):
        rss, pss = procs.memory([os.getpid()])

        assert os.getpid() in procs.tree(os.getpid())
        assert rss >= pss > 1
        assert procs.cpu([os.getpid()]) > 0


class TestTable:
    def figures(self, cpu: float, **other: float) -> Figures:
        kept = {"requests": 10, "failed": 0, "rate": 1, "p50": 1, "p95": 20, "pg": 0, "kib": 1, "foreign": 0}
        return Figures(**{**kept, "cpu": cpu, **other})  # type: ignore[arg-type]

    def test_says_met_and_not_met_by_the_ratio_of_one_run(self):
        rows = {
            r.what: r
            for r in report.driven(
                {"add": self.figures(3.0, pg=1.5), "today": self.figures(9)},
                {"create": self.figures(2), "week": self.figures(6)},
            )
        }

        assert (
            rows["add a line, all checks and audit"].ratio,
            rows["add a line, all checks and audit"].met,
        ) == (
            "2.25",
            False,
        )
        assert rows["“Hôm nay”"].met is True
        assert "NOT MET" in report.text(list(rows.values()))

    def test_a_page_that_did_not_answer_is_neither(self):
        row = report.driven({"queue": self.figures(0, requests=0)}, {})[5]

        assert (row.value, row.met) == ("-", None)
        assert "not answered" in row.note
