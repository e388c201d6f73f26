"""The words of a score: every number with its formula, inputs and source."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rulebook.explain import Explained
from rulebook.items import Item, Sums, quality_units, timely_units
from rulebook.model import Figure
from rulebook.numbers import EXACT, quotient
from rulebook.pack import Cap, Pack

ND = "ND335-2025"


def of_items(items: Sequence[Item], sums: Sums, pack: Pack) -> Iterator[Explained]:
    """From the products to the four sums in standard units (Điều 14, Điều 18 khoản 1 điểm d)."""
    numbered = [(f"việc {number}", item) for number, item in enumerate(items, 1)]
    finished = [(name, item) for name, item in numbered if item.done]
    yield Explained(
        name="Số đơn vị được giao",
        formula="tổng của hệ số × số lượng được giao; việc làm thêm không tính",
        inputs={
            name: EXACT.multiply(item.coefficient, item.assigned) for name, item in numbered if not item.extra
        },
        value=sums.assigned,
        source=f"{ND}/14/1",
    )
    yield Explained(
        name="Số đơn vị hoàn thành",
        formula="tổng của hệ số × số lượng hoàn thành, kể cả việc làm thêm",
        inputs={name: EXACT.multiply(item.coefficient, item.done) for name, item in finished},
        value=sums.done,
        source=f"{ND}/18/1/d" if any(item.extra for item in items) else f"{ND}/14/1",
    )
    for name, item in finished:
        if any(item.errors):
            yield _deducted(
                f"Chất lượng của {name}",
                item,
                item.errors,
                item.waived_errors,
                pack.error,
                quality_units(item, pack),
            )
        if any(item.late):
            yield _deducted(
                f"Tiến độ của {name}",
                item,
                item.late,
                item.waived_late,
                pack.late,
                timely_units(item, pack),
            )
    yield Explained(
        name="Số đơn vị đạt chất lượng",
        formula="tổng số đơn vị còn lại sau khi trừ lỗi nội dung",
        inputs={name: quality_units(item, pack) for name, item in finished},
        value=sums.quality,
        source=pack.error.source,
    )
    yield Explained(
        name="Số đơn vị đạt tiến độ",
        formula="tổng số đơn vị còn lại sau khi trừ chậm",
        inputs={name: timely_units(item, pack) for name, item in finished},
        value=sums.timeliness,
        source=pack.late.source,
    )


def of_ratios(sums: Sums, cap: Cap) -> Iterator[Explained]:
    """The ratios a, b, c of Điều 14 khoản 2, and their cuts when the organ chose that cap."""
    named = (
        ("a", "số lượng", "hoàn thành", sums.done),
        ("b", "chất lượng", "đạt chất lượng", sums.quality),
        ("c", "tiến độ", "đạt tiến độ", sums.timeliness),
    )
    for key, about, what, units in named:
        yield Explained(
            name=f"Tỷ lệ {about} ({key})",
            formula=f"số đơn vị {what} ÷ số đơn vị được giao",
            inputs={f"số đơn vị {what}": units, "số đơn vị được giao": sums.assigned},
            value=quotient(units, sums.assigned),
            source=f"{ND}/14/2/{key}",
        )
    if cap is Cap.RATIO:
        for key, about, _, units in named:
            yield Explained(
                name=f"Tỷ lệ {about} ({key}) sau khi chặn",
                formula=f"nhỏ hơn trong hai số {key} và 1",
                inputs={key: quotient(units, sums.assigned)},
                value=quotient(min(units, sums.assigned), sums.assigned),
                source="CONGVU/G1",
            )


def of_leadership(leadership: Mapping[str, Decimal], pack: Pack, *, is_deputy: bool) -> Iterator[Explained]:
    """The ratios d, đ, e, which people decide (Điều 15 khoản 3; deputies: khoản 4)."""
    for key, value in leadership.items():
        component = pack.leader[key]
        yield Explained(
            name=f"{component.text} ({component.name})",
            formula="theo kết luận của cấp có thẩm quyền",
            inputs={component.name: value},
            value=value,
            source=f"{ND}/15/4" if is_deputy else component.source,
        )


def of_mean(
    ratios: Mapping[str, Decimal], uncapped: Decimal, capped: Decimal, pack: Pack
) -> Iterator[Explained]:
    """The mean of Điều 16, and the maximum of the part (Điều 12 khoản 3)."""
    yield Explained(
        name="Điểm tỷ lệ kết quả thực hiện nhiệm vụ",
        formula=f"({' + '.join(ratios)}) ÷ {len(ratios)}",
        inputs=ratios,
        value=uncapped,
        source=f"{ND}/16/{1 if len(ratios) == 3 else 2}",
    )
    yield Explained(
        name="Điểm tỷ lệ kết quả sau khi chặn",
        formula="nhỏ hơn trong hai số điểm tỷ lệ và 1",
        inputs={"điểm tỷ lệ": uncapped},
        value=capped,
        source=pack.results.source,
    )


def of_points(
    ratio: Decimal,
    result_points: Decimal,
    common: Decimal | Mapping[str, Decimal],
    common_points: Decimal,
    total: Decimal,
    pack: Pack,
) -> Iterator[Explained]:
    """The two parts in points and their sum (Điều 12 khoản 2, Điều 17 khoản 1)."""
    yield Explained(
        name="Điểm tiêu chí kết quả thực hiện nhiệm vụ",
        formula=f"điểm tỷ lệ × {pack.results.value}",
        inputs={"điểm tỷ lệ": ratio},
        value=result_points,
        source=f"{ND}/17/1",
    )
    yield Explained(
        name="Điểm tiêu chí chung",
        formula="tổng điểm các tiêu chí chung",
        inputs=(
            {"tổng điểm": common}
            if isinstance(common, Decimal)
            else {code: common[code] for code in pack.criteria}
        ),
        value=common_points,
        source=pack.common.source,
    )
    yield Explained(
        name="Tổng điểm theo dõi, đánh giá",
        formula="điểm tiêu chí chung + điểm tiêu chí kết quả",
        inputs={"điểm tiêu chí chung": common_points, "điểm tiêu chí kết quả": result_points},
        value=total,
        source=f"{ND}/17/1",
    )


def of_level(pack: Pack, code: str, total: Decimal) -> Explained:
    """Why this level and not the next (Điều 20); a band of points, not the year's rating."""
    at = next(index for index, level in enumerate(pack.levels) if level.code == code)
    level = pack.levels[at]
    upper = f" đến dưới {pack.levels[at - 1].at_least.value}" if at else ""
    return Explained(
        name="Mức điểm",
        formula=f"{level.name}: từ {level.at_least.value}{upper} điểm",
        inputs={"tổng điểm": total},
        value=code,
        source=level.at_least.source,
    )


def _deducted(
    name: str,
    item: Item,
    counts: tuple[int, ...],
    waived: tuple[int, ...],
    deduction: Figure,
    units: Decimal,
) -> Explained:
    return Explained(
        name=name,
        formula=(
            f"hệ số × tổng theo từng sản phẩm của (1 − {deduction.value}% × số lần bị tính), "
            "mỗi sản phẩm thấp nhất là 0"
        ),
        inputs={
            "hệ số": item.coefficient,
            "số lượng hoàn thành": item.done,
            "số lần": counts,
            **({"số lần có nguyên nhân khách quan được xác nhận": waived} if any(waived) else {}),
        },
        value=units,
        source=deduction.source,
    )
