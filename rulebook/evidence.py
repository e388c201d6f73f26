"""Inputs of one pack from the tasks of another: two packs over one set of tasks, nothing entered twice."""

from collections.abc import Mapping
from fractions import Fraction

from rulebook import loader
from rulebook.case import Case
from rulebook.exact import decimal_of
from rulebook.explain import Explained, Insufficient
from rulebook.formula import Value
from rulebook.formula import number as value_of
from rulebook.lines import components_of, lines_of, sum_steps, sums_of
from rulebook.model import Work


def inputs_of(work: Work, case: Case) -> tuple[dict[str, Value], list[Explained]]:
    """The inputs that the tasks make, with their steps; nothing where the case gives no tasks.

    Raises: NoValue when the tasks give nothing to divide by; BadCase naming a task.
    """
    if work.evidence is None or case.evidence is None:
        return {}, []
    base = _base(work)
    known: dict[str, Value] = {key: Fraction(each.value) for key, each in base.figures.items()}
    lines = lines_of(base, case.evidence, known, {}, "evidence")
    sums = sums_of(base, lines)
    named: Mapping[str, Value] = {**sums, **components_of(base, known | sums, {})}
    texts = {each.key: each.text for each in work.inputs}
    made: dict[str, Value] = {}
    steps = sum_steps(base, sums, len(lines))
    for key, formula in work.evidence.formulas.items():
        made[key] = value = value_of(formula, named)
        steps.append(
            Explained(
                name=f"{texts[key]} ({key})",
                formula=f"{formula.shown}, từ cùng các việc của {work.evidence.pack}",
                inputs={name: decimal_of(named[name] or Fraction(0)) for name in formula.names},
                value=decimal_of(value),
                source=work.evidence.source,
            )
        )
    return made, steps


def nothing(work: Work) -> Insufficient:
    """What is said where the tasks give nothing to divide by."""
    base = _base(work)
    return Insufficient(base.empty, base.empty_source)


def _base(work: Work) -> Work:
    assert work.evidence is not None
    base = loader.pack(work.evidence.pack).work
    assert base is not None
    return base
