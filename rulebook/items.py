"""Assigned products of one person and their sums in standard units, exact."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext

from rulebook.errors import BadCase
from rulebook.model import Figure
from rulebook.numbers import EXACT, is_usable
from rulebook.pack import Pack

Counts = tuple[int, ...]
_ZERO = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of assigned products, with the verdicts on them.

    `coefficient` is standard units per product, the share of the person already in it or in the
    quantities; `assigned` and `done` are products. `errors` (major content errors) and `late`
    hold one count per finished product; the last product weighs the fraction when `done` is not
    whole; empty means none on any. `waived_*` are the counts whose objective cause the authority
    confirmed. `extra` is work outside the initial plan: its `assigned` does not count and does
    not bound `done`. `handed_over` was given to someone else: counts as assigned, never as done.
    Raises: BadCase when the facts contradict each other.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2, Điều 18 khoản 1 điểm d.
    """

    coefficient: Decimal
    assigned: Decimal
    done: Decimal
    errors: Counts = ()
    late: Counts = ()
    waived_errors: Counts = ()
    waived_late: Counts = ()
    extra: bool = False
    handed_over: bool = False

    def __post_init__(self) -> None:
        for name in ("coefficient", "assigned", "done"):
            if not is_usable(getattr(self, name)):
                raise BadCase(f"{name}: phải là số không âm.")
        if self.coefficient == 0:
            raise BadCase("coefficient: phải lớn hơn 0.")
        if self.extra and self.handed_over:
            raise BadCase("handed_over: việc làm thêm (extra) không thể là việc đã chuyển.")
        if self.handed_over and self.done:
            raise BadCase("done: việc đã chuyển cho người khác phải ghi 0.")
        if not self.extra and self.done > self.assigned:
            raise BadCase("done: không được lớn hơn assigned; phần vượt ghi thành dòng extra.")
        if self.errors or self.waived_errors:
            self._check_counts("errors", self.errors, self.waived_errors)
        if self.late or self.waived_late:
            self._check_counts("late", self.late, self.waived_late)

    def _check_counts(self, name: str, counts: Counts, waived: Counts) -> None:
        for label, each in ((name, counts), (f"waived_{name}", waived)):
            if each and len(each) != products(self.done):
                raise BadCase(f"{label}: phải có một số đếm cho mỗi sản phẩm đã xong.")
            if any(type(count) is not int or count < 0 for count in each):
                raise BadCase(f"{label}: số lần phải là số nguyên không âm.")
        for index, excused in enumerate(waived):
            if excused > (counts[index] if counts else 0):
                raise BadCase(f"waived_{name}: không được nhiều hơn {name}.")


def products(done: Decimal) -> int:
    """How many finished products have a count of their own; a fraction is one more."""
    return int(done.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class Sums:
    """Standard units of a period, exact: assigned, done, of good quality, on time."""

    assigned: Decimal
    done: Decimal
    quality: Decimal
    timeliness: Decimal

    @property
    def surplus(self) -> Decimal:
        """Units done beyond those assigned, kept although the cap cuts their points."""
        return max(_ZERO, EXACT.subtract(self.done, self.assigned))


def sums_of(items: Iterable[Item], pack: Pack) -> Sums:
    """Add up the items in standard units.

    Units: standard units, exact; no rounding and no order of items can change them.
    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 1 và 2, Điều 18 khoản 1 điểm d.
    """
    assigned = done = quality = timeliness = _ZERO
    with localcontext(EXACT):
        for item in items:
            if not item.extra:
                assigned += item.coefficient * item.assigned
            if item.done:
                units = item.coefficient * item.done
                done += units
                quality += quality_units(item, pack) if item.errors else units
                timeliness += timely_units(item, pack) if item.late else units
    return Sums(assigned, done, quality, timeliness)


def quality_units(item: Item, pack: Pack) -> Decimal:
    """Standard units of an item that are left after its content errors, exact.

    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm b; repetition and floor: CONGVU/G10.
    """
    return _kept(item, item.errors, item.waived_errors, pack.error)


def timely_units(item: Item, pack: Pack) -> Decimal:
    """Standard units of an item that are left after its delays, exact.

    Source: NĐ 335/2025/NĐ-CP, Điều 14 khoản 2 điểm c; repetition and floor: CONGVU/G10.
    """
    return _kept(item, item.late, item.waived_late, pack.late)


def _kept(item: Item, counts: Counts, waived: Counts, deduction: Figure) -> Decimal:
    with localcontext(EXACT):
        each_time = deduction.value.scaleb(-2)
        last = len(counts) - 1
        kept = item.done
        for index, count in enumerate(counts):
            if charged := count - (waived[index] if waived else 0):
                part = item.done - last if index == last else _ONE
                kept -= part * min(_ONE, each_time * charged)
        return item.coefficient * kept
