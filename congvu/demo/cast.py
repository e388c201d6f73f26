"""Who works in the sample organ: sixty invented people, the same for every build."""

from __future__ import annotations

import random
from dataclasses import dataclass

from congvu.base.text import fold

from . import data


@dataclass(frozen=True)
class Member:
    """One person of the sample: where, as what, and how fully she works (1 = a usual month)."""

    number: int
    full_name: str
    username: str
    unit: str
    position: str
    duty: str = "STAFF"
    load: float = 1.0
    roles: tuple[str, ...] = ()

    @property
    def staff_code(self) -> str:
        return f"SM{self.number:03}"


ROOT = "SNV"
OVERLOADED, WITH_ROOM = 7, 9
OFFICE = (
    [
        ("LD-03", "HEAD", ()),
        ("LD-04", "DEPUTY", ()),
        ("CM-07", "STAFF", ("PERSONNEL",)),
        ("CM-07", "STAFF", ("ADMIN",)),
    ]
    + [("CM-08", "STAFF", ())] * 2
    + [("CM-09", "STAFF", ())] * 2
    + [("PV-01", "STAFF", ())] * 3
    + [("PV-02", "STAFF", ())] * 3
    + [("PV-03", "STAFF", ())] * 2
)
SIZES = {"CCVC": 7, "TCBM": 7, "XDCQ": 7, "CCHC": 7, "TTPC": 7, "LDVL": 6}


def cast() -> tuple[Member, ...]:
    """Sixty members: three at the top, sixteen in the office, seven or six in each division."""
    draw = random.Random(335)
    names = _names(draw)
    spots: list[tuple[str, str, str, tuple[str, ...]]] = [(ROOT, "LD-01", "HEAD", ())]
    spots += [(ROOT, "LD-02", "DEPUTY", ())] * 2
    for unit, size in SIZES.items():
        if unit == "TCBM":
            spots += [("VP", position, duty, roles) for position, duty, roles in OFFICE]
        spots += [(unit, "LD-03", "HEAD", ()), (unit, "LD-04", "DEPUTY", ())]
        spots += [(unit, data.STAFF_POSITION[unit], "STAFF", ())] * (size - 2)
    members = []
    taken: set[str] = set()
    for number, (unit, position, duty, roles) in enumerate(spots, 1):
        name = next(names)
        members.append(
            Member(
                number,
                name,
                _username(name, taken),
                unit,
                position,
                duty,
                load=_load(unit, number),
                roles=roles,
            )
        )
    return tuple(members)


def _names(draw: random.Random):  # type: ignore[no-untyped-def]
    seen = {""}
    count = 0
    while True:
        count += 1
        if count == 6:
            yield data.LONGEST
            continue
        female = draw.random() < 0.48
        middle, given = (data.MIDDLE_F, data.GIVEN_F) if female else (data.MIDDLE_M, data.GIVEN_M)
        name = f"{draw.choice(data.FAMILY)} {draw.choice(middle)} {draw.choice(given)}"
        if name.split()[-1] + name.split()[0] not in seen:
            seen.add(name.split()[-1] + name.split()[0])
            yield name


def _username(name: str, taken: set[str]) -> str:
    """ "Nguyễn Thị Hạnh" -> "hanhnt", with a number when taken."""
    parts = fold(name).split()
    stem = parts[-1] + "".join(p[0] for p in parts[:-1])
    username, n = stem, 1
    while username in taken:
        n += 1
        username = f"{stem}{n}"
    taken.add(username)
    return username


def _load(unit: str, number: int) -> float:
    """One officer carries far too much, one has room: leaders must be able to see it."""
    if unit == "CCVC" and number == OVERLOADED:
        return 1.9
    if unit == "CCVC" and number == WITH_ROOM:
        return 0.5
    return 1.0
