"""From points and facts to a suggested level. Ratings are decided by people.

A level needs its points and its conditions. Where the points suffice and a condition fails, the
first level downwards whose conditions hold is taken, its upper bound ignored; where none fits,
there is no suggestion and people decide with a reason (gap G4).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rulebook.errors import BadCase
from rulebook.exact import decimal_of
from rulebook.explain import Explained
from rulebook.formula import Formula, NoValue, Value, holds
from rulebook.model import Condition, Forced, Level, Rating
from rulebook.pack import HUNDRED


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition of one level: true, false, or None where a fact is not given."""

    level: str
    text: str
    holds: bool | None
    source: str

    def as_dict(self) -> dict[str, object]:
        return {"level": self.level, "text": self.text, "holds": self.holds, "source": self.source}


@dataclass(frozen=True, slots=True)
class Rated:
    """A suggestion: the level (empty where people must decide), and everything that led to it."""

    level: str
    by_points: str
    checked: tuple[Checked, ...]
    forced: tuple[Forced, ...]
    undecided: str

    def steps(self, total: Fraction, rating: Rating) -> tuple[Explained, ...]:
        """The words of the suggestion."""
        at = next(i for i, each in enumerate(rating.levels) if each.code == self.by_points)
        level = rating.levels[at]
        upper = f" đến dưới {rating.levels[at - 1].at_least.value}" if at else ""
        found = [
            Explained(
                name="Mức điểm",
                formula=f"{level.name}: từ {level.at_least.value}{upper} điểm",
                inputs={"tổng điểm": decimal_of(total)},
                value=level.code,
                source=level.at_least.source,
            )
        ]
        words = {True: "đạt", False: "không đạt", None: "chưa có dữ liệu"}
        found += [
            Explained(
                name=f"Điều kiện của mức {each.level}",
                formula=each.text,
                inputs={},
                value=words[each.holds],
                source=each.source,
            )
            for each in self.checked
        ]
        found += [
            Explained(
                name="Trường hợp quyết định mức" if each.level else "Trường hợp giới hạn mức",
                formula=each.text,
                inputs={"mã": each.code},
                value=each.level or f"không trên {each.at_most}",
                source=each.source,
            )
            for each in self.forced
        ]
        if self.level != self.by_points:
            found.append(
                Explained(
                    name="Mức gợi ý",
                    formula="theo điều kiện và trường hợp kèm theo điểm",
                    inputs={"mức theo điểm": self.by_points},
                    value=self.level or self.undecided,
                    source=self.forced[0].source if self.forced else "CONGVU/G4",
                )
            )
        return tuple(found)


def band_of(rating: Rating, total: Fraction) -> Level:
    """The band of a total, compared exactly. Raises: BadCase outside 0 to 100."""
    if not 0 <= total <= HUNDRED:
        raise BadCase("Tổng điểm phải từ 0 đến 100.")
    return next(level for level in rating.levels if total >= level.at_least.value)


def rate(
    rating: Rating,
    total: Fraction,
    role: str,
    facts: Mapping[str, Value],
    codes: Collection[str] = (),
) -> Rated:
    """Suggest a level.

    Units: points of 100. `facts` by name, those of the pack's figures are added; `codes` are
    forced cases that people established.
    Raises: BadCase for a total outside 0 to 100 or a case that is not of this role.
    """
    known: dict[str, Value] = {key: Fraction(each.value) for key, each in rating.figures.items()}
    known |= facts
    by_points = band_of(rating, total)
    forced = _forced(rating, role, known, codes)
    at, checked, undecided = _by_conditions(rating, by_points, role, known)
    order = [level.code for level in rating.levels]
    decided = [order.index(each.level) for each in forced if each.level]
    if decided:
        at, undecided = max(decided), ""
    bounds = [order.index(each.at_most) for each in forced if each.at_most]
    if not undecided:
        at = max([at, *bounds])
    return Rated("" if undecided else order[at], by_points.code, checked, forced, undecided)


def _by_conditions(
    rating: Rating, by_points: Level, role: str, known: Mapping[str, Value]
) -> tuple[int, tuple[Checked, ...], str]:
    """The place of the level, what was checked, and why no level fits."""
    checked: list[Checked] = []
    start = rating.levels.index(by_points)
    for at in range(start, len(rating.levels)):
        level = rating.levels[at]
        if at == len(rating.levels) - 1 and at != start:
            break
        results = [(each, _check(each.when, known)) for each in level.conditions if _concerns(each, role)]
        checked += [Checked(level.code, each.text, result, each.source) for each, result in results]
        if not any(result is False for _, result in results):
            return at, tuple(checked), ""
    return (
        len(rating.levels) - 1,
        tuple(checked),
        f"Đủ điểm mức {by_points.code} nhưng không mức nào đủ điều kiện; người có thẩm quyền quyết định và ghi lý do.",
    )


def _forced(
    rating: Rating, role: str, known: Mapping[str, Value], codes: Collection[str]
) -> tuple[Forced, ...]:
    found = []
    for each in rating.forced:
        concerns = not each.roles or role in each.roles
        if each.code in codes and not concerns:
            raise BadCase(f"forced: {each.code} không áp dụng cho {role}.")
        if concerns and (each.code in codes or (each.when and _check(each.when, known))):
            found.append(each)
    return tuple(found)


def _concerns(condition: Condition, role: str) -> bool:
    return not condition.roles or role in condition.roles


def _check(condition: Formula, known: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds; None where a fact of it is not given."""
    if any(name not in known for name in condition.names):
        return None
    try:
        return holds(condition, known)
    except NoValue:
        return None
