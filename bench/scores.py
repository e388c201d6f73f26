"""A month's scores of many people from rows, beside SQL's group-by: `python -m bench.scores PEOPLE`.

Both read the same rows and write one number a person back. SQL only sums what was assigned, what
was done and the points of the criteria; Công Vụ also weighs every error and delay, cap and ratio.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from decimal import Decimal

from congvu.cli import prepare

BASE = 10_000_000
ORGAN = 2
ITEMS = 5
ROUNDS = 3
CHECKED = 100
GROUP_BY = """
SELECT c.id, w.assigned, w.done, m.points FROM scoring_card c
JOIN (SELECT s.person_id, SUM(t.coefficient * s.percent * s.quantity) AS assigned,
             SUM(t.coefficient * s.percent * s.quantity_done) AS done
      FROM assignments_share s JOIN assignments_task t ON t.id = s.task_id
      WHERE s.organ_id = %s AND s.deadline BETWEEN %s AND %s GROUP BY s.person_id) w ON w.person_id = c.person_id
JOIN (SELECT k.card_id, SUM(k.self_points) AS points FROM scoring_mark k JOIN scoring_card d ON d.id = k.card_id
      WHERE d.period_id = %s GROUP BY k.card_id) m ON m.card_id = c.id
WHERE c.period_id = %s
"""


def main(people: int, postmaster: int | None) -> None:
    prepare.django()
    from django.db import transaction

    from congvu.scoring.bulk import month_scores
    from congvu.scoring.models import Period

    with transaction.atomic():
        last = _load(people)
    from bench.sink import settle

    settle()
    period = Period.objects.get(organ_id=ORGAN)

    def group_by() -> list[tuple[int, int]]:
        rows = _rows(GROUP_BY, [ORGAN, str(period.first), str(last), period.pk, period.pk])
        return [(row[0], int(row[3]) + 7000 * int(row[2]) // int(row[1])) for row in rows]

    def ours() -> list[tuple[int, int]]:
        found = month_scores(period)
        return [(pk, int(brief.total.scaleb(4))) for pk, brief in found.items() if brief.total is not None]

    _scratch()
    measured = {
        "sql": _timed(lambda: _write_back(group_by()), postmaster),
        "ours": _timed(lambda: _write_back(ours()), postmaster),
        "read": _timed(lambda: month_scores(period), postmaster),
    }
    right, checked = _compared(period)
    print(
        json.dumps({**measured, "people": people, "scored": len(ours()), "right": right, "checked": checked})
    )


def _rows(sql: str, values: list[object]) -> list[tuple[int, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _scratch() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_score (card_id bigint PRIMARY KEY, total bigint)")


def _write_back(totals: Iterable[tuple[int, int]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM bench_score")
        cursor.executemany("INSERT INTO bench_score VALUES (%s, %s)", list(totals))


def _timed(work: Callable[[], object], postmaster: int | None) -> float:
    """CPU seconds of this process and of the database, the median of some rounds."""
    from bench import procs

    roots = [postmaster] if postmaster else []
    found = []
    for _ in range(ROUNDS):
        mine, theirs = time.process_time(), procs.cpu(roots)
        work()
        found.append(time.process_time() - mine + procs.cpu(roots) - theirs)
    return round(statistics.median(found), 2)


def _compared(period) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """How many of a sample equal the explained computation, digit for digit."""
    from congvu.scoring import compute
    from congvu.scoring.bulk import month_scores
    from congvu.scoring.facts import facts_of, pack_of
    from congvu.scoring.models import Card

    every = list(Card.objects.filter(period=period).order_by("pk"))
    sample = every[:: max(1, len(every) // CHECKED)][:CHECKED]
    facts = facts_of(sample, period)
    bulk = month_scores(period, person_ids=[c.person_id for c in sample])
    pack = pack_of(period)
    same = [bulk[c.pk].total == compute.figures(pack, facts[c.pk].inputs(period)).total for c in sample]
    return sum(same), len(same)


def _load(people: int) -> dt.date:
    """Another organ with a month's work, shares and marks; keys far from the first organ's."""
    from bench import gen, lived
    from bench.sink import Sink
    from congvu.assignments.models import Delivery, Share, Task
    from congvu.base import clock
    from congvu.catalogue.models import Edition, Product
    from congvu.org.models import Organ, Person, Rules, Unit
    from congvu.scoring.models import Period
    from rulebook import loader

    month = lived.months(clock.today())[1]
    at = clock.at(month.first, 8)
    sink = Sink()
    sink.add(Organ(id=ORGAN, code="BENCH2", name="Tỉnh Sông Mây", short_name="Tỉnh"))
    sink.add(Rules(organ_id=ORGAN))
    sink.add(Unit(id=BASE, organ_id=ORGAN, code="T", name="Tỉnh", path=f"/{BASE}/", valid_from=month.first))
    sink.add(
        Edition(
            id=ORGAN,
            organ_id=ORGAN,
            number=1,
            name="Danh mục",
            standard_score=Decimal(5),
            proposed_at=at,
            proposed_by="system",
        )
    )
    sink.add(
        Product(
            id=BASE,
            organ_id=ORGAN,
            edition_id=ORGAN,
            code="X",
            task="Việc",
            detail="Việc",
            group=1,
            score=Decimal(5),
            coefficient=Decimal(1),
            search_text="x viec",
        )
    )
    sink.add(
        Period(
            id=BASE,
            organ_id=ORGAN,
            code=str(month),
            kind=Period.Kind.MONTH,
            first=month.first,
            last=month.last,
            cutoff_on=month.last,
            pack_id=lived.PACK,
            pack_sha256=loader.pack(lived.PACK).sha256,
            cap="TOTAL",
            opened_at=at,
            opened_by="system",
        )
    )
    for number in range(people):
        pk = BASE + number
        duty = {0: "HEAD", 1: "DEPUTY"}.get(number % gen.TEAM, "STAFF")
        name = f"Nguyễn Văn {number}"
        sink.row(
            Person,
            id=pk,
            organ_id=ORGAN,
            staff_code=f"{number}",
            full_name=name,
            sort_key=name,
            search_text=name,
        )
        lived.card(
            sink,
            pk=pk,
            organ=ORGAN,
            period=BASE,
            person=pk,
            unit=BASE,
            authority=BASE + number // gen.TEAM * gen.TEAM,
            duty=duty,
            scored_on=month.last,
        )
        for item in range(ITEMS):
            key = BASE + number * ITEMS + item
            count = 1 + (number + item) % 3
            deadline = month.first + dt.timedelta(days=3 + (number * 7 + item * 5) % 24)
            day = deadline + dt.timedelta(days=int((number + item) % 11 == 0))
            done = count if (number + item) % 9 else count - 1
            sink.row(
                Task,
                id=key,
                organ_id=ORGAN,
                unit_id=BASE,
                product_id=BASE,
                title="Việc",
                quantity=count,
                coefficient=Decimal(1 + (number * 3 + item) % 40) / 8,
                deadline=deadline,
                accountable_id=pk,
                assigned_at=at,
                assigned_by="system",
            )
            is_done = done == count
            closing = (
                {"closed_at": at, "closed_by": "system", "state": "DONE"}
                if is_done
                else {"state": "ACCEPTED"}
            )
            sink.row(
                Share,
                id=key,
                organ_id=ORGAN,
                task_id=key,
                person_id=pk,
                percent=100 if item else 60,
                quantity=count,
                quantity_done=done,
                deadline=deadline,
                **closing,
            )
            if done:
                sink.row(
                    Delivery,
                    id=key,
                    organ_id=ORGAN,
                    share_id=key,
                    quantity=done,
                    quantity_claimed=done,
                    finished_on=day,
                    handed_in_at=at,
                    state="MET",
                    errors=[int((number + item) % 13 == 0), *[0] * (done - 1)],
                    late=[int(day > deadline)] * done,
                    judged_at=at,
                    judged_by="system",
                )
    sink.flush()
    return month.last


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
