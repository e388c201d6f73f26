"""Strict reading of parsed TOML: right types, known keys, and a message that says where."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar, cast

from rulebook.errors import PackError
from rulebook.numbers import is_usable

Choice = TypeVar("Choice", bound=StrEnum)
_MISSING: Final = object()
MOST_ENTRIES: Final = 500
"""Entries of a list in a pack; the longest of a shipped calendar has a tenth of it."""

MOST_WHOLE: Final = 100_000
"""The largest count that a pack may name."""


UNKNOWN: Final = "?"
"""What a template writes where the province has to fill in a value."""


class Table:
    """A table whose keys are taken one by one; `end` refuses the keys nobody took.

    Where `unknown` is a list, "?" is taken for any value and its place is added to the list;
    the stand-in that is returned is never shown and never counted with.
    """

    def __init__(
        self, data: object, where: str, sources: Collection[str], unknown: list[str] | None = None
    ) -> None:
        if not isinstance(data, Mapping):
            raise PackError(f"{where}: phải là một bảng.")
        self.where = where
        self._left: dict[str, object] = dict(data)
        self._sources = sources
        self._unknown = unknown

    def has(self, key: str) -> bool:
        return key in self._left

    def keys(self) -> tuple[str, ...]:
        """The keys that nobody took yet, in their order."""
        return tuple(self._left)

    def text(self, key: str) -> str:
        return self._text(self._take(key), key)

    def text_or(self, key: str, default: str) -> str:
        return self.text(key) if key in self._left else default

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(each, key) for each in self._list(key))

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        return self.texts(key) if key in self._left else ()

    def number(self, key: str) -> Decimal:
        return self._number(self._take(key), key)

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        return tuple(self._number(each, key) for each in self._list(key))

    def number_or_none(self, key: str) -> Decimal | None:
        return self.number(key) if key in self._left else None

    def whole(self, key: str) -> int:
        number = self.number(key)
        if number != number.to_integral_value() or number > MOST_WHOLE:
            raise PackError(f"{self.where}.{key}: phải là số nguyên từ 0 đến {MOST_WHOLE}.")
        return int(number)

    def flag(self, key: str) -> bool:
        value = self._left.pop(key, False)
        if type(value) is not bool:
            raise PackError(f"{self.where}.{key}: phải là true hoặc false.")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if self._is_unknown(value, key):
            return date.max
        if not isinstance(value, date) or isinstance(value, datetime):
            raise PackError(f"{self.where}.{key}: phải là một ngày như 2026-01-01.")
        return value

    def day_or_none(self, key: str) -> date | None:
        return self.day(key) if key in self._left else None

    def source(self) -> str:
        key = self.text("source")
        if key not in self._sources:
            raise PackError(
                f"{self.where}.source: không có nguồn “{key}” trong sources.toml"
                " và trong mục sources của bộ quy tắc."
            )
        return key

    def choice(self, value: str, kind: type[Choice]) -> Choice:
        if value not in kind.__members__:
            raise PackError(f"{self.where}: “{value}” phải là một trong {', '.join(kind)}.")
        return kind(value)

    def table(self, key: str) -> "Table":
        return Table(self._take(key), f"{self.where}.{key}", self._sources, self._unknown)

    def tables(self, key: str) -> tuple["Table", ...]:
        return tuple(
            Table(each, f"{self.where}.{key}[{index}]", self._sources, self._unknown)
            for index, each in enumerate(self._list(key))
        )

    def tables_or_none(self, key: str) -> tuple["Table", ...]:
        return self.tables(key) if key in self._left else ()

    def end(self) -> None:
        """Raises: PackError when keys are left that no rule reads."""
        if self._left:
            raise PackError(f"{self.where}: không hiểu khóa “{min(self._left)}”.")

    def _take(self, key: str) -> object:
        value = self._left.pop(key, _MISSING)
        if value is _MISSING:
            raise PackError(f"{self.where}.{key}: còn thiếu.")
        return value

    def _is_unknown(self, value: object, key: str) -> bool:
        if self._unknown is None or value != UNKNOWN:
            return False
        self._unknown.append(f"{self.where}.{key}")
        return True

    def _list(self, key: str) -> list[object]:
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise PackError(f"{self.where}.{key}: phải là danh sách có ít nhất một mục.")
        if len(value) > MOST_ENTRIES:
            raise PackError(f"{self.where}.{key}: danh sách dài quá {MOST_ENTRIES} mục.")
        return cast(list[object], value)

    def _text(self, value: object, key: str) -> str:
        self._is_unknown(value, key)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise PackError(f"{self.where}.{key}: phải là chữ, không thừa dấu cách ở hai đầu.")
        return value

    def _number(self, value: object, key: str) -> Decimal:
        if self._is_unknown(value, key):
            return Decimal(1)
        number = Decimal(value) if type(value) is int else value
        if not isinstance(number, Decimal) or not is_usable(number):
            raise PackError(f"{self.where}.{key}: phải là số không âm, không quá 30 chữ số trước dấu phẩy.")
        return number
