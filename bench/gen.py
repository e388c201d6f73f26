"""The common rows: people in teams of 30, 250 working days, lines spread over them. Deterministic."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

DAYS = 250
TEAM = 30
ACTIVITIES = 8
COLUMNS = ("user", "team", "day", "minutes", "activity", "text")
VERBS = (
    "soạn thảo", "rà soát", "thẩm định", "tiếp nhận", "trình ký", "tổng hợp", "kiểm tra", "tham mưu", "phối hợp",
    "hướng dẫn",
)  # fmt: skip
NOUNS = (
    "báo cáo quý", "công văn trả lời", "tờ trình", "kế hoạch tháng", "hồ sơ một cửa", "văn bản đến", "biên bản họp",
    "quyết định", "đơn thư công dân", "số liệu thống kê",
)  # fmt: skip
PLACES = (
    "phòng Nội vụ", "UBND xã", "phòng Tài chính", "Sở Nội vụ", "Văn phòng UBND", "phòng Tư pháp", "phòng Kinh tế",
    "phòng Văn hóa",
)  # fmt: skip

Row = tuple[int, int, dt.date, int, int, str]


def working_days(last: dt.date, count: int = DAYS) -> list[dt.date]:
    """The `count` days from Monday to Friday that end with `last` or before it."""
    found: list[dt.date] = []
    day = last
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day -= dt.timedelta(days=1)
    return found[::-1]


def rows(people: int, lines: int, last: dt.date) -> Iterator[Row]:
    """Lines ordered by person and day; minutes are whole minutes."""
    chance = random.Random(9)
    days = working_days(last)
    each = lines // people
    for person in range(people):
        chosen = (
            chance.sample(range(DAYS), each)
            if each <= DAYS
            else [chance.randrange(DAYS) for _ in range(each)]
        )
        for index in sorted(chosen):
            minutes = chance.choice((30, 60, 90, 120, 180, 240))
            activity = chance.randrange(ACTIVITIES)
            words = f"{chance.choice(VERBS)} {chance.choice(NOUNS)} {chance.choice(PLACES)}"
            yield (
                person,
                person // TEAM,
                days[index],
                minutes,
                activity,
                f"{words} số {chance.randrange(1, 5000)}",
            )


def write(path: Path, people: int, lines: int, last: dt.date) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(rows(people, lines, last))


def read(path: Path) -> Iterator[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        for r in csv.DictReader(file):
            day = dt.date.fromisoformat(r["day"])
            yield int(r["user"]), int(r["team"]), day, int(r["minutes"]), int(r["activity"]), r["text"]
