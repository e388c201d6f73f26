"""Whether a pack counts literally as NĐ 335 does, so that the fast path may score with it.

The fast path (`rulebook.items`, `rulebook.results`) takes the percents, maxima, allowed values
and levels from the pack; the shape of its formulas is written in Python. This module is the
comparison between both: a pack that differs in any formula goes to `rulebook.engine`.
"""

from fractions import Fraction
from typing import Final

from rulebook.model import FieldKind, Spread
from rulebook.pack import Pack

_FIELDS: Final = {
    "coefficient": FieldKind.NUMBER,
    "assigned": FieldKind.NUMBER,
    "done": FieldKind.NUMBER,
    "errors": FieldKind.COUNTS,
    "late": FieldKind.COUNTS,
    "waived_errors": FieldKind.COUNTS,
    "waived_late": FieldKind.COUNTS,
    "extra": FieldKind.FLAG,
    "handed_over": FieldKind.FLAG,
}
_DEDUCTIONS: Final = {
    "error": ("done", "errors", "waived_errors", "good", Spread.PRODUCT, Fraction(0)),
    "late": ("done", "late", "waived_late", "timely", Spread.PRODUCT, Fraction(0)),
}
_SUMS: Final = {
    "assigned_units": ("coefficient * assigned", "extra == 0"),
    "done_units": ("coefficient * done", ""),
    "quality_units": ("coefficient * good", ""),
    "timely_units": ("coefficient * timely", ""),
}
_COMPONENTS: Final = {
    "a": "done_units / assigned_units",
    "b": "quality_units / assigned_units",
    "c": "timely_units / assigned_units",
}
_RULES: Final = {
    ("extra == 0", "done <= assigned"),
    ("handed_over == 1", "done == 0 and extra == 0"),
}
_STAFF: Final = ("a", "b", "c")
_LEADER: Final = (*_STAFF, "d", "dd", "e")
_MEANS: Final = {"STAFF": _STAFF, "HEAD": _LEADER, "DEPUTY": _LEADER}


def is_followed_by(pack: Pack) -> bool:
    """Source: NĐ 335/2025/NĐ-CP, Điều 14, 15, 16 và 18 khoản 1 điểm d."""
    work = pack.work
    if work is None or pack.to_fill or work.bonus or work.rounding or work.lines or work.rules:
        return False
    if work.frames or set(pack.leader) != {"d", "dd", "e"} or len(work.inputs) != len(pack.leader):
        return False
    if any(each.parts for each in pack.criteria.values()):
        return False
    if any(group.roles for group in pack.groups) or any(level.conditions for level in pack.levels):
        return False
    fields = (*work.inputs, *work.fields)
    if any(
        each.may_not_apply or each.places is not None or each.least is not None or each.most is not None
        for each in fields
    ):
        return False
    if pack.marking.step or pack.marking.marking != "GRADED" or pack.marking.not_applicable != "REFUSE":
        return False
    if any(term.rounding or not term.is_capped for term in work.components):
        return False
    return (
        {each.key: each.kind for each in work.fields} == _FIELDS
        and {
            each.name: (each.of, each.counts, each.waived, each.gives, each.spread, each.floor)
            for each in work.deductions
        }
        == _DEDUCTIONS
        and {each.key: (each.of.written, each.when.written if each.when else "") for each in work.sums}
        == _SUMS
        and {each.key: each.formula.written for each in work.components} == _COMPONENTS
        and {(each.when.written if each.when else "", each.must.written) for each in work.item_rules}
        == _RULES
        and {role: each.mean_of for each in work.formulas for role in each.roles} == _MEANS
    )
