"""A case of any pack: read against the fields that the pack names."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from rulebook import loader
from rulebook.errors import BadCase
from rulebook.formula import Value
from rulebook.given import an_object, choice, count, counts_of, flag, listed, number, shown
from rulebook.model import Field, FieldKind, Frame, Work
from rulebook.numbers import EXACT
from rulebook.pack import HUNDRED, Cap, Pack

NOT_APPLICABLE: Final = ("NA", "K/AD")
"""How a case writes "không áp dụng"."""

Held = Value | tuple[int, ...]
"""What one field of an item holds: a number, nothing, or one count per finished product."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person and one period, as a pack wants it; numbers are exact."""

    role: str
    common: Decimal | Mapping[str, Decimal | None]
    inputs: Mapping[str, Value]
    items: tuple[Mapping[str, Held], ...]
    evidence: tuple[Mapping[str, Held], ...] | None
    """Tasks of another pack, from which inputs are made."""
    axes: Mapping[str, Value] | None
    """Points by axis, where the case is marked by axes instead of products."""
    cap: Cap
    weights: Mapping[str, Fraction]
    facts: Mapping[str, Value]
    forced: tuple[str, ...]
    not_rated: tuple[str, ...]


def needs_role(pack: Pack) -> bool:
    """Whether the formula depends on the role, so that a case must name it."""
    work = pack.work
    return bool(work) and (len(work.formulas) > 1 or any(each.roles for each in work.inputs))  # type: ignore[union-attr]


def case_of(pack: Pack, given: object) -> Case:
    """Read a case from JSON against a pack. Raises: BadCase, one Vietnamese sentence."""
    work = pack.work
    if work is None:
        raise BadCase(f"Bộ quy tắc {pack.id} xếp loại bằng lời, không chấm điểm.")
    by_axes = bool(work.axes) and isinstance(given, dict) and "axes" in given
    required = ["common", *(["role"] if needs_role(pack) else [])]
    required += ["items"] if work.has_items and not by_axes else []
    known = {"role", "common", *(each.key for each in work.inputs)}
    known |= {"axes"} if work.axes else set()
    known |= {"evidence"} if work.evidence else set()
    known |= {"items"} if work.has_items else set()
    known |= {"options"} if pack.cap_is_open else set()
    known |= {"facts"} if pack.rating.facts else set()
    known |= {"forced"} if pack.rating.forced else set()
    known |= {"not_rated"} if pack.rating.unrated else set()
    known |= {"frame"} if work.frames else set()
    known |= {"frame_weights"} if work.frame_room else set()
    if work.frames and not by_axes:
        required.append("frame")
    top = an_object(given, "Hồ sơ", known, required=required)
    role = _role(pack, top.get("role", pack.applies.roles[0]))
    if by_axes and ("items" in top or "frame" in top):
        raise BadCase("Hồ sơ: ghi axes thì không ghi items và frame.")
    items = listed(top["items"], "items") if work.has_items and not by_axes else []
    if items and not work.least_items <= len(items) <= work.most_items:
        raise BadCase(f"items: phải có từ {work.least_items} đến {work.most_items} dòng.")
    options = an_object(top.get("options", {}), "options", ("cap",))
    return Case(
        role=role,
        common=_common(top["common"]),
        inputs=_inputs(work, top, role),
        evidence=_evidence(work, top),
        items=tuple(_item(work.fields, each, f"items[{at}]") for at, each in enumerate(items)),
        axes=_axes(work, top["axes"]) if by_axes else None,
        cap=choice(options["cap"], "options.cap", Cap) if "cap" in options else pack.cap,
        weights=_weights(pack, top) if work.frames and not by_axes else {},
        facts=facts_of(pack.rating.facts, top.get("facts", {})),
        forced=codes_of([each.code for each in pack.rating.forced], top.get("forced", []), "forced"),
        not_rated=codes_of(
            [each.code for each in pack.rating.unrated], top.get("not_rated", []), "not_rated"
        ),
    )


def facts_of(fields: tuple[Field, ...], given: object) -> dict[str, Value]:
    """The facts beside the score; those not given are left out. Raises: BadCase."""
    top = an_object(given, "facts", [each.key for each in fields])
    known = {each.key: each for each in fields}
    return {key: held(known[key], value, f"facts.{key}") for key, value in top.items()}


def codes_of(known: list[str], given: object, where: str) -> tuple[str, ...]:
    """Codes of the pack, each once. Raises: BadCase."""
    codes = listed(given, where)
    for code in codes:
        if not isinstance(code, str) or code not in known:
            raise BadCase(f"{where}: “{shown(code)}” phải là một trong {', '.join(known)}.")
    return tuple(dict.fromkeys(map(str, codes)))


def held(field: Field, value: object, where: str) -> Value:
    """The number that a field holds. Raises: BadCase."""
    if field.may_not_apply and value in NOT_APPLICABLE:
        return None
    if field.kind is FieldKind.FLAG:
        return Fraction(flag(value, where))
    if field.kind is FieldKind.CHOICE:
        return _chosen(field, value, where)
    found = Fraction(count(value, where)) if field.kind is FieldKind.COUNT else Fraction(number(value, where))
    if field.above_zero and not found:
        raise BadCase(f"{where}: phải lớn hơn 0.")
    if field.places is not None and (found * 10**field.places).denominator != 1:
        raise BadCase(f"{where}: có nhiều nhất {field.places} chữ số thập phân.")
    if field.least is not None and found < field.least:
        raise BadCase(f"{where}: phải từ {field.least} trở lên.")
    if field.most is not None and found > field.most:
        raise BadCase(f"{where}: không quá {field.most}.")
    return found


def _chosen(field: Field, value: object, where: str) -> Fraction:
    """An option by its code in any case, or its number; 80 for 0.8 where forms write percent."""
    for option in field.options:
        if isinstance(value, str) and value.upper() == option.code.upper():
            return option.value
    words = ", ".join(f"{each.code} ({_plain(each.value)})" for each in field.options)
    try:
        found = Fraction(number(value, where))
    except BadCase:
        raise BadCase(f"{where}: phải là một trong {words}.") from None
    values = [each.value for each in field.options]
    if found in values:
        return found
    if field.or_percent and found / 100 in values:
        return found / 100
    raise BadCase(f"{where}: phải là một trong {words}.")


def _plain(value: Fraction) -> str:
    return format(EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


def _role(pack: Pack, value: object) -> str:
    if not isinstance(value, str) or value not in pack.applies.roles:
        raise BadCase(f"role: phải là một trong {', '.join(pack.applies.roles)}.")
    return value


def _common(value: object) -> Decimal | Mapping[str, Decimal | None]:
    if not isinstance(value, dict):
        return number(value, "common")
    found: dict[str, Decimal | None] = {}
    for code, each in value.items():
        found[code] = None if each in NOT_APPLICABLE else number(each, f"common.{shown(code)}")
    return found


def _evidence(work: Work, top: Mapping[str, Any]) -> tuple[Mapping[str, Held], ...] | None:
    if work.evidence is None or "evidence" not in top:
        return None
    base = loader.pack(work.evidence.pack).work
    assert base is not None
    rows = listed(top["evidence"], "evidence")
    return tuple(_item(base.fields, each, f"evidence[{at}]") for at, each in enumerate(rows))


def _inputs(work: Work, top: Mapping[str, Any], role: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    made = work.evidence.formulas if work.evidence and "evidence" in top else {}
    for field in work.inputs:
        if field.key in made:
            if field.key in top:
                raise BadCase(f"{field.key}: đã tính từ evidence thì không ghi.")
            continue
        if field.roles and role not in field.roles:
            if field.key in top:
                raise BadCase(f"{field.key}: không dùng cho {role}, chỉ dùng cho {', '.join(field.roles)}.")
        elif field.key in top:
            found[field.key] = held(field, top[field.key], field.key)
        elif not field.is_optional:
            raise BadCase(f"Hồ sơ: còn thiếu trường “{field.key}”.")
        else:
            found[field.key] = None if field.may_not_apply else Fraction(0)
    return found


def _item(fields: tuple[Field, ...], value: object, where: str) -> dict[str, Held]:
    required = [each.key for each in fields if not each.is_optional]
    given = an_object(value, where, [each.key for each in fields], required=required)
    found: dict[str, Held] = {}
    for field in fields:
        if field.kind is FieldKind.COUNTS:
            continue
        if field.key in given:
            found[field.key] = held(field, given[field.key], f"{where}.{field.key}")
        else:
            found[field.key] = None if field.may_not_apply else Fraction(0)
    for field in fields:
        if field.kind is FieldKind.COUNTS:
            of = number(given[field.of], f"{where}.{field.of}")
            found[field.key] = counts_of(given.get(field.key, 0), of, f"{where}.{field.key}")
    return found


def _axes(work: Work, given: object) -> dict[str, Value]:
    codes = [axis.code for axis in work.axes]
    top = an_object(given, "axes", codes, required=codes)
    found: dict[str, Value] = {}
    for axis in work.axes:
        where, value = f"axes.{axis.code}", top[axis.code]
        points = None if value in NOT_APPLICABLE else Fraction(number(value, where))
        if points is not None and points > axis.maximum.value:
            raise BadCase(f"{where}: phải từ 0 đến {axis.maximum.value} điểm.")
        found[axis.code] = points
    return found


def _weights(pack: Pack, top: Mapping[str, Any]) -> Mapping[str, Fraction]:
    """The weights of the chosen frame, or those that an organ set within the room around it."""
    work = pack.work
    assert work is not None
    frames: dict[str, Frame] = {each.code: each for each in work.frames}
    code = top["frame"]
    if not isinstance(code, str) or code not in frames:
        raise BadCase(f"frame: phải là một trong {', '.join(frames)}.")
    weights = frames[code].weights
    if "frame_weights" not in top or work.frame_room is None:
        return weights
    given = an_object(top["frame_weights"], "frame_weights", weights, required=list(weights))
    room = Fraction(work.frame_room.value) / Fraction(HUNDRED)
    chosen = {key: Fraction(number(each, f"frame_weights.{key}")) for key, each in given.items()}
    for key, weight in chosen.items():
        if abs(weight - weights[key]) > room:
            raise BadCase(
                f"frame_weights.{key}: chỉ được lệch khung {code} không quá {work.frame_room.value} điểm phần trăm."
            )
    if sum(chosen.values()) != 1:
        raise BadCase("frame_weights: phải cộng lại bằng 1.")
    return chosen
