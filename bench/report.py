"""One table of what was measured: value, floor, ratio, target, met or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.load import Figures
from bench.weight import Weight

P95_MS = 150
COLUMNS = ("", "Công Vụ", "floor", "ratio", "target", "", "p50", "p95", "req/s", "KiB", "note")

DRIVEN: tuple[tuple[str, str, str, float | None], ...] = (
    ("add", "add a line, all checks and audit", "create", 2.0),
    ("add_drawn", "add a line, the day drawn again", "create", None),
    ("today", "“Hôm nay”", "week", 1.7),
    ("my_month", "my month (/diem)", "", None),
    ("my_tasks", "my tasks (/viec)", "", None),
    ("queue", "queue of 30 people (/duyet)", "team_month", 1.5),
    ("search", "catalogue search, folded", "search", 0.1),
    ("catalogue", "catalogue page, searched", "search", None),
    ("board", "period board of the organ", "quarter", None),
)
"""Operation of ours, what it is, the floor's counterpart and the highest ratio aimed at."""


@dataclass(frozen=True)
class Row:
    """One line of the table; `met` is None where nothing is aimed at or nothing was measured."""

    what: str
    value: str
    floor: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None
    figures: Figures | None = None
    note: str = ""


def driven(ours: Mapping[str, Figures], floor: Mapping[str, Figures]) -> list[Row]:
    """CPU-ms a request, server and database together."""
    rows = []
    for name, what, against, most in DRIVEN:
        mine = ours.get(name)
        if mine is None or not mine.requests:
            rows.append(Row(what, "-", note=f"not answered: {(mine.problem if mine else '')[:60]!r}"))
            continue
        base = floor.get(against)
        ratio = mine.cost / base.cost if base and base.cost else None
        rows.append(
            Row(
                what,
                f"{mine.cost:.1f} ms",
                f"{base.cost:.1f} {against}" if base else "",
                f"{ratio:.2f}" if ratio is not None else "",
                f"≤ {most:g} × floor" if most else "",
                ratio <= most if ratio is not None and most else None,
                mine,
                f"{mine.failed} failed: {mine.problem[:60]!r}" if mine.failed else "",
            )
        )
    return rows


def worst_page(ours: Mapping[str, Figures]) -> Row:
    answered = {name: f for name, f in ours.items() if f.requests}
    if not answered:
        return Row("slowest page, p95", "-")
    name = max(answered, key=lambda n: answered[n].p95)
    most = answered[name].p95
    foreign = max(f.foreign for f in answered.values())
    note = f"{name}; others used up to {foreign:.1f} cores"
    return Row("slowest page, p95", f"{most:.0f} ms", "", "", f"< {P95_MS} ms", most < P95_MS, note=note)


def imported(found: Mapping[str, float]) -> list[Row]:
    rate = found["rows"] / found["seconds"]
    bare = found["rows"] / found["bare"]
    part = rate / bare
    note = f"{found['rows']} rows, {found['created']} created; 371 rows: {found['real'] * 1000:.0f} ms"
    return [
        Row(
            "catalogue import, validated",
            f"{rate:,.0f} rows/s",
            "",
            "",
            "≥ 2,000 rows/s",
            rate >= 2000,
            note=note,
        ),
        Row(
            "the same beside bulk_create",
            f"{rate:,.0f}",
            f"{bare:,.0f}",
            f"{part:.2f}",
            "≥ 0.25",
            part >= 0.25,
        ),
    ]


def scored(found: Mapping[str, float]) -> list[Row]:
    ratio = found["ours"] / found["sql"]
    who = f"{found['people']:,.0f} people"
    note = (
        f"{found['right']} of {found['checked']} equal to the explained score digit for digit, "
        f"{found['alike']:,.0f} to SQL's; without writing back {found['read']:.1f} s"
    )
    return [
        Row(
            f"month's scores of {who}",
            f"{found['ours']:.1f} s",
            "",
            "",
            "≤ 5 s CPU",
            found["ours"] <= 5 and found["right"] == found["checked"],
            note=note,
        ),
        Row(
            "the same beside SQL, both written back",
            f"{found['ours']:.1f} s",
            f"{found['sql']:.1f} s",
            f"{ratio:.2f}",
            "≤ 2",
            ratio <= 2,
        ),
        Row(
            f"twelve months of {who}, by the clock",
            f"{found['year']:.1f} s",
            "",
            "",
            "< 60 s",
            found["year"] < 60,
            note="one month's rows scored and written back twelve times, by one process",
        ),
    ]


def weighed(found: Weight) -> list[Row]:
    kib = found.bytes / 1024
    heaviest = ", ".join(f"{name} {size / 1024:.0f}" for name, size in found.listed)
    fonts = f"fonts apart: {found.font_requests}, {found.font_bytes / 1024:.0f} KiB"
    return [
        Row("“Hôm nay”, cold cache", f"{kib:.0f} KiB", "", "", "≤ 80 KiB", kib <= 80, note=heaviest),
        Row("requests of it", f"{found.requests}", "", "", "≤ 8", found.requests <= 8, note=fonts),
    ]


def remembered(before: tuple[float, float], after: tuple[float, float]) -> list[Row]:
    """Memory of the server's processes before and after a hundred lists, (RSS, PSS) in MiB."""
    growth = (after[1] - before[1]) / before[1] * 100 if before[1] else 0
    note = f"RSS {after[0]:.0f} MiB; the starting process counted"
    return [
        Row(
            "server memory, 2 workers (PSS)",
            f"{after[1]:.0f} MiB",
            "",
            "",
            "≤ 200 MiB",
            after[1] <= 200,
            note=note,
        ),
        Row("growth after 100 lists", f"{growth:.1f} %", "", "", "< 10 %", growth < 10),
    ]


def text(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    lines = [_line(COLUMNS), _line(["---"] * len(COLUMNS))]
    for row in rows:
        f = row.figures
        more = (f"{f.p50:.0f}", f"{f.p95:.0f}", f"{f.rate:.0f}", f"{f.kib:.1f}") if f else ("", "", "", "")
        verdict = {True: "met", False: "NOT MET", None: ""}[row.met]
        lines.append(_line((row.what, row.value, row.floor, row.ratio, row.target, verdict, *more, row.note)))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
