"""The formulas of a pack: a small language that is data. It is read here, never executed.

A formula names figures, inputs, sums and components, and joins them with + - * / and the
functions min, max, mean and weighted. A condition compares formulas and joins the comparisons
with `and`, `or`. There are no loops, no definitions and no way out; the only numbers that may be
written are 0, 1 and 100, since every other number has an article and so a name of its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rulebook.errors import BadCase, PackError

LONGEST: Final = 400
"""Characters of a formula; the longest of the shipped packs has a quarter of it."""

DEEPEST: Final = 12
"""Brackets inside brackets."""

WIDEST: Final = 4096
"""Bits of a numerator or denominator: a formula cannot grow a number without end."""

_TOKEN: Final = re.compile(
    r"\s*(?:([A-Za-z][A-Za-z0-9_]{0,39})|([0-9]+)|(<=|>=|==|!=|[-+*/(),<>]))", re.ASCII
)
_PLAIN: Final = {"0": Fraction(0), "1": Fraction(1), "100": Fraction(100)}
_FUNCTIONS: Final = ("min", "max", "mean", "weighted")
_WORDS: Final = ("and", "or")
RESERVED: Final = frozenset((*_FUNCTIONS, *_WORDS))
"""Words of the language, which no pack may use as a name."""

Value = Fraction | None
"""A number, or None for "không áp dụng"."""


class NoValue(Exception):
    """A quotient by zero, or a mean of nothing: the rule has no value to give."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its words as written, its tree, and the names it uses."""

    written: str
    tree: "Tree"
    names: tuple[str, ...]
    is_condition: bool

    @property
    def shown(self) -> str:
        """As people write it: × and ÷."""
        return self.written.replace("*", "×").replace("/", "÷").replace(">=", "≥").replace("<=", "≤")


Tree = Fraction | str | tuple[str, tuple["Tree", ...]]


def formula_of(written: str, where: str) -> Formula:
    """Read a formula with a number as its value. Raises: PackError that says where."""
    return _read(written, where, is_condition=False)


def condition_of(written: str, where: str) -> Formula:
    """Read a condition, true or false. Raises: PackError that says where."""
    return _read(written, where, is_condition=True)


def number(
    formula: Formula, values: Mapping[str, Value], weights: Mapping[str, Fraction] | None = None
) -> Fraction:
    """The exact value of a formula.

    `weights` are those of the chosen frame, for `weighted`.
    Raises: NoValue for a quotient by zero, a mean of nothing or a name that does not apply;
        BadCase when a number grows beyond all bounds.
    """
    found = _value(formula.tree, values, weights or {})
    if found is None:
        raise NoValue
    return found


def holds(formula: Formula, values: Mapping[str, Value]) -> bool:
    """Whether a condition is true. Raises: as `number`."""
    return _truth(formula.tree, values)


def order_of(formulas: Mapping[str, Formula], where: str) -> tuple[str, ...]:
    """The keys so that each comes after those it names.

    Raises: PackError naming a key that needs itself.
    """
    done: dict[str, None] = {}

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in done or key not in formulas:
            return
        if key in path:
            round_trip = " → ".join((*path[path.index(key) :], key))
            raise PackError(f"{where}.{key}: công thức tự gọi lại chính mình ({round_trip}).")
        for name in formulas[key].names:
            visit(name, (*path, key))
        done[key] = None

    for key in formulas:
        visit(key, ())
    return tuple(done)


def _read(written: str, where: str, *, is_condition: bool) -> Formula:
    if len(written) > LONGEST:
        raise PackError(f"{where}: công thức dài quá {LONGEST} ký tự.")
    reader = _Reader(_tokens(written, where), where)
    tree = reader.condition(0) if is_condition else reader.sum(0)
    reader.end()
    return Formula(written, tree, tuple(dict.fromkeys(reader.names)), is_condition)


def _tokens(written: str, where: str) -> list[str]:
    found, at = [], 0
    while at < len(written.rstrip()):
        match = _TOKEN.match(written, at)
        if match is None:
            rest = "".join(c if c.isprintable() else "?" for c in written[at:].strip()[:20])
            raise PackError(f"{where}: không hiểu công thức từ “{rest}”.")
        found.append(match[0].strip())
        at = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens, never deeper than DEEPEST brackets."""

    def __init__(self, tokens: list[str], where: str) -> None:
        self._tokens, self._where = tokens, where
        self._at = 0
        self.names: list[str] = []

    def condition(self, depth: int) -> Tree:
        return self._row(depth, ("or",), lambda d: self._row(d, ("and",), self._comparison))

    def sum(self, depth: int) -> Tree:
        return self._row(depth, ("+", "-"), lambda d: self._row(d, ("*", "/"), self._factor))

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise self._wrong(f"thừa “{self._tokens[self._at]}”")

    def _row(self, depth: int, signs: tuple[str, ...], part: Callable[[int], Tree]) -> Tree:
        found = part(depth)
        while self._next() in signs:
            sign = self._take()
            found = (sign, (found, part(depth)))
        return found

    def _comparison(self, depth: int) -> Tree:
        left = self.sum(depth)
        sign = self._take()
        if sign not in ("<", "<=", ">", ">=", "==", "!="):
            raise self._wrong("điều kiện phải so sánh hai vế bằng <, <=, >, >=, == hoặc !=")
        return (sign, (left, self.sum(depth)))

    def _factor(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise self._wrong(f"lồng quá {DEEPEST} lớp ngoặc")
        word = self._take()
        if word == "(":
            inside = self.sum(depth + 1)
            self._close()
            return inside
        if word.isdecimal():
            if word not in _PLAIN:
                raise self._wrong(
                    f"số {word[:20]} phải là một con số có tên trong figures; chỉ viết thẳng 0, 1, 100"
                )
            return _PLAIN[word]
        if word in _FUNCTIONS:
            return self._call(word, depth)
        if not word[:1].isalpha() or word in _WORDS:
            raise self._wrong(f"thiếu một số hoặc một tên trước “{word}”" if word else "công thức dở dang")
        self.names.append(word)
        return word

    def _call(self, function: str, depth: int) -> Tree:
        if self._take() != "(":
            raise self._wrong(f"sau {function} phải là ngoặc mở")
        parts = [self.sum(depth + 1)]
        while self._next() == ",":
            self._take()
            parts.append(self.sum(depth + 1))
        self._close()
        if function == "weighted" and not all(type(part) is str for part in parts):
            raise self._wrong("weighted chỉ nhận các tên")
        return (function, tuple(parts))

    def _close(self) -> None:
        if self._take() != ")":
            raise self._wrong("thiếu ngoặc đóng")

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self._at += bool(token)
        return token

    def _wrong(self, what: str) -> PackError:
        return PackError(f"{self._where}: công thức sai, {what}.")


def _value(tree: Tree, values: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Value:
    if isinstance(tree, Fraction):
        return tree
    if isinstance(tree, str):
        return values[tree]
    sign, parts = tree
    if sign == "weighted":
        return _weighted([str(part) for part in parts], values, weights)
    found = [_value(part, values, weights) for part in parts]
    if sign == "mean":
        known = [each for each in found if each is not None]
        if not known:
            raise NoValue
        return _bounded(sum(known, Fraction(0)) / len(known))
    numbers = [each for each in found if each is not None]
    if len(numbers) < len(found):
        raise NoValue
    if sign in ("min", "max"):
        return min(numbers) if sign == "min" else max(numbers)
    left, right = numbers
    if sign == "/":
        if not right:
            raise NoValue
        return _bounded(left / right)
    return _bounded(left * right if sign == "*" else left + right if sign == "+" else left - right)


def _weighted(names: list[str], values: Mapping[str, Value], weights: Mapping[str, Fraction]) -> Fraction:
    """The weighted mean of what applies: the weights of the rest are scaled up to 1 again."""
    total = whole = Fraction(0)
    for name in names:
        value = values[name]
        if value is not None:
            total += weights[name] * value
            whole += weights[name]
    if not whole:
        raise NoValue
    return _bounded(total / whole)


def _truth(tree: Tree, values: Mapping[str, Value]) -> bool:
    assert isinstance(tree, tuple)
    sign, (left, right) = tree[0], (tree[1][0], tree[1][1])
    if sign == "and":
        return _truth(left, values) and _truth(right, values)
    if sign == "or":
        return _truth(left, values) or _truth(right, values)
    one, other = _value(left, values, {}), _value(right, values, {})
    if one is None or other is None:
        raise NoValue
    if sign in ("==", "!="):
        return (one == other) is (sign == "==")
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > WIDEST:
        raise BadCase("Một con số trong công thức lớn hoặc dài quá mức tính được.")
    return value
