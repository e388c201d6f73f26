"""A parsed catalogue against the list that the organ has: what would be proposed."""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from congvu.base.errors import DomainError
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.specs import TITLES, ItemSpec, checked, code_key, coefficient_of
from congvu.catalogue.states import EditionState
from congvu.imports.catalogue.values import ListKind, ParsedCatalogue, ParsedItem
from congvu.imports.cells import key
from congvu.imports.plan import Change, Outcome, Plan, PlanRow, differing, shown
from congvu.imports.results import Rejected
from congvu.org.models import Position, Unit
from congvu.ui import words

LEADERSHIP_SECTION = "Lãnh đạo, quản lý"
_COMPARED = [name for name in TITLES if name not in ("code", "scopes")]
_TOLD = [name for name in _COMPARED if name != "coefficient"]


@dataclass(frozen=True)
class CataloguePlan:
    """The preview and what the commands of the catalogue need to carry it out.

    `baseline` is the list compared with; `revises`: it is still proposed and gets brought up to
    the file, else a new edition is proposed.
    """

    plan: Plan
    specs: tuple[ItemSpec, ...]
    name: str
    standard_score: Decimal
    standard_code: str
    baseline: Edition | None

    @property
    def revises(self) -> bool:
        """Whether the open proposal is changed instead of a new one made."""
        return self.baseline is not None and self.baseline.state == EditionState.PROPOSED

    @property
    def changes_head(self) -> bool:
        """Whether the standard product itself differs."""
        old = self.baseline
        return old is None or (old.standard_score, old.standard_code) != (
            self.standard_score,
            self.standard_code,
        )


def plan_catalogue(organ_id: int | None, parsed: ParsedCatalogue, file_name: str) -> CataloguePlan:
    """Compare by code with the newest list that was not withdrawn, the open proposal first.

    What a file does not say stays as people set it: norm, evidence, and the unit of measure when
    the cell is empty; the units and positions of an item that has some. An item whose row was
    rejected stays as it was. Four queries.
    """
    baseline = _baseline(organ_id)
    scopes = _Scopes(organ_id)
    if baseline is not None:
        return _compared(parsed, file_name, baseline, scopes)
    # A first list depends on nothing that people edit item by item: preview and import share it.
    about = (parsed.sha256, parsed.standard_score, file_name, scopes.facts())
    if _first_plan.get(about) is None:
        _first_plan.clear()
        _first_plan[about] = _compared(parsed, file_name, None, scopes)
    return _first_plan[about]


_first_plan: dict[tuple[object, ...], CataloguePlan] = {}


def _compared(
    parsed: ParsedCatalogue, file_name: str, baseline: Edition | None, scopes: _Scopes
) -> CataloguePlan:
    present = _products(baseline)
    refused = {one.key for one in parsed.rejected if one.key}
    specs: list[ItemSpec] = []
    rows: list[PlanRow] = []
    rejected = list(parsed.rejected)
    for item in parsed.items:
        before = present.get(item.key)
        try:
            spec = _checked(scopes.spec(item, before), parsed)
        except DomainError as error:
            rejected.append(Rejected(item.sheet, item.row, error.sentence, item.key))
            refused.add(item.key)
            continue
        specs.append(spec)
        rows.append(_row(item, spec, before, parsed.standard_score, scopes))
    taken = {spec.key for spec in specs}
    for code, product in present.items():
        if code in refused:
            specs.append(_spec_of(product))
        elif code not in taken:
            rows.append(PlanRow(Outcome.REMOVED, "", 0, product.code, product.detail))
    standard_code = _standard_code(parsed, specs, baseline)
    return CataloguePlan(
        Plan(
            read=parsed.read,
            rows=tuple(rows),
            rejected=tuple(sorted(rejected, key=lambda one: (one.sheet, one.row))),
            problems=parsed.criteria.problems,
            notices=tuple(scopes.notices(parsed.items)),
            target=_target(baseline),
            facts=_facts(parsed, standard_code),
        ),
        tuple(specs),
        _name(parsed, file_name),
        parsed.standard_score,
        standard_code,
        baseline,
    )


_recent: OrderedDict[tuple[str, Decimal], dict[ItemSpec, ItemSpec]] = OrderedDict()
_RECENT = 2


def _checked(spec: ItemSpec, parsed: ParsedCatalogue) -> ItemSpec:
    """The item, cleaned and checked; the preview and the applying of one file ask the same.

    Raises: DomainError.
    """
    known = _recent.get((parsed.sha256, parsed.standard_score))
    if known is None:
        known = _recent[parsed.sha256, parsed.standard_score] = {}
        while len(_recent) > _RECENT:
            _recent.popitem(last=False)
    found = known.get(spec)
    if found is None:
        found = known[spec] = checked(spec, parsed.standard_score)
    return found


def _baseline(organ_id: int | None) -> Edition | None:
    if organ_id is None:
        return None
    editions = Edition.objects.filter(organ_id=organ_id).exclude(state=EditionState.WITHDRAWN)
    newest = list(editions.order_by("-number")[:20])
    return next((e for e in newest if e.state == EditionState.PROPOSED), newest[0] if newest else None)


def _products(edition: Edition | None) -> dict[str, Product]:
    if edition is None:
        return {}
    rows = Product.objects.filter(edition=edition).order_by("sort", "pk").prefetch_related("scopes")
    return {code_key(product.code): product for product in rows}


class _Scopes:
    """Whose an item is: the unit that the file names, the leadership positions, or everybody."""

    def __init__(self, organ_id: int | None) -> None:
        self.is_known = organ_id is not None
        self.units = {unit.pk: unit for unit in _units(organ_id)}
        self.by_name: dict[str, list[int]] = {}
        self.meant: dict[str, tuple[int, ...]] = {}
        for unit in self.units.values():
            for name in {key(unit.name), key(unit.short_name), key(unit.code)} - {""}:
                self.by_name.setdefault(name, []).append(unit.pk)
        self.positions = {position.pk: position for position in _positions(organ_id)}
        self.leadership = tuple(
            pk for pk, one in self.positions.items() if one.group == Position.Group.LEADERSHIP
        )

    def facts(self) -> tuple[object, ...]:
        """All that a plan reads of the units and positions."""
        units = tuple((u.pk, u.name, u.short_name, u.code) for u in self.units.values())
        return self.is_known, units, tuple((p.pk, p.name, p.group) for p in self.positions.values())

    def unit_of(self, name: str) -> tuple[int, ...]:
        """The one unit of that name; none when there is none or several."""
        told = self.meant.get(name)
        if told is None:
            found = self.by_name.get(key(name), []) if name else []
            told = self.meant[name] = (found[0],) if len(found) == 1 else ()
        return told

    def spec(self, item: ParsedItem, before: Product | None) -> ItemSpec:
        """The item as it would be proposed."""
        section = {ListKind.LEADERSHIP: LEADERSHIP_SECTION, ListKind.COMMON: ""}.get(
            item.kind, item.unit_name
        )
        units = self.unit_of(item.unit_name) if item.kind is ListKind.SPECIALISED else ()
        positions = self.leadership if item.kind is ListKind.LEADERSHIP else ()
        spec = ItemSpec(
            code=before.code if before else item.code,
            task=item.task,
            detail=item.detail,
            output=item.output,
            unit_of_measure=item.unit_of_measure,
            section=section,
            group=item.group,
            score=item.score,
            frame_low=item.frame_low,
            frame_high=item.frame_high,
            note=item.note,
            is_shared=item.kind is ListKind.COMMON,
            unit_ids=units,
            position_ids=positions,
        )
        return spec if before is None else _keep(spec, before)

    def names(self, unit_ids: Iterable[int | None], position_ids: Iterable[int | None]) -> str:
        """The scopes as people read them."""
        found = [self.units[pk].name for pk in unit_ids if pk in self.units]
        found += [self.positions[pk].name for pk in position_ids if pk in self.positions]
        return ", ".join(sorted(found))

    def notices(self, items: Iterable[ParsedItem]) -> list[Rejected]:
        """One line for each office of the file that is no unit here."""
        counted: dict[str, list[ParsedItem]] = {}
        for item in items:
            if self.is_known and item.unit_name and not self.unit_of(item.unit_name):
                counted.setdefault(item.unit_name, []).append(item)
        return [
            Rejected(
                first.sheet,
                first.row,
                f"Cơ quan chưa có đơn vị “{name}”; {words.number(len(found))} mục của đơn vị này vẫn được nhận, "
                "nhưng chỉ thấy khi tìm kiếm cho đến khi chọn đơn vị.",
            )
            for name, found in counted.items()
            for first in found[:1]
        ]


def _units(organ_id: int | None) -> list[Unit]:
    if organ_id is None:
        return []
    return list(Unit.objects.filter(organ_id=organ_id, valid_to=None).order_by("path"))


def _positions(organ_id: int | None) -> list[Position]:
    return [] if organ_id is None else list(Position.objects.filter(organ_id=organ_id).order_by("code"))


def _keep(spec: ItemSpec, before: Product) -> ItemSpec:
    """The item with what people set here and the file does not say."""
    kept: dict[str, Any] = {"norm_minutes": before.norm_minutes, "evidence": before.evidence}
    if not spec.unit_of_measure:
        kept["unit_of_measure"] = before.unit_of_measure
    chosen = list(before.scopes.all())
    if before.section == spec.section and (chosen or before.is_shared):
        kept["is_shared"] = before.is_shared
        kept["unit_ids"] = tuple(one.unit_id for one in chosen if one.unit_id)
        kept["position_ids"] = tuple(one.position_id for one in chosen if one.position_id)
    return dataclasses.replace(spec, **kept)


def _spec_of(product: Product) -> ItemSpec:
    columns = {name: getattr(product, name) for name in _TOLD}
    return _with_scopes(ItemSpec(code=product.code, **columns), product)


def _with_scopes(spec: ItemSpec, product: Product) -> ItemSpec:
    chosen = list(product.scopes.all())
    return dataclasses.replace(
        spec,
        unit_ids=tuple(one.unit_id for one in chosen if one.unit_id),
        position_ids=tuple(one.position_id for one in chosen if one.position_id),
    )


def _row(
    item: ParsedItem, spec: ItemSpec, before: Product | None, standard: Decimal, scopes: _Scopes
) -> PlanRow:
    names = scopes.names(spec.unit_ids, spec.position_ids)
    coefficient = coefficient_of(spec.score, standard)
    if before is None:
        changes = _first(spec, coefficient, names)
        return PlanRow(Outcome.CREATED, item.sheet, item.row, spec.code, spec.detail, changes)
    pairs = [(TITLES[name], getattr(before, name), getattr(spec, name)) for name in _TOLD]
    pairs.insert(_COMPARED.index("coefficient"), (TITLES["coefficient"], before.coefficient, coefficient))
    changes = differing(pairs)
    old = before.scopes.all()
    old_names = scopes.names((one.unit_id for one in old), (one.position_id for one in old))
    if old_names != names:
        changes = (*changes, Change(TITLES["scopes"], old_names, names))
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return PlanRow(outcome, item.sheet, item.row, spec.code, spec.detail, changes)


def _first(spec: ItemSpec, coefficient: Decimal, names: str) -> tuple[Change, ...]:
    """What a list of new items shows of each."""
    told = (
        (TITLES["group"], spec.group),
        (TITLES["score"], spec.score),
        (TITLES["coefficient"], coefficient),
        (TITLES["section"], spec.section),
        (TITLES["scopes"], "Dùng chung" if spec.is_shared else names),
    )
    return tuple(
        [Change(label, "", shown(value)) for label, value in told if value is not None and value != ""]
    )


def _standard_code(parsed: ParsedCatalogue, specs: Iterable[ItemSpec], baseline: Edition | None) -> str:
    """The standard product: as chosen before, as a note says, or the only item of that score; else open."""
    equal = {spec.key: spec for spec in specs if spec.score == parsed.standard_score}
    if baseline is not None and (kept := equal.get(code_key(baseline.standard_code))):
        return kept.code
    said = [spec for spec in equal.values() if key(spec.note).startswith("san pham chuan")]
    found = said or list(equal.values())
    return found[0].code if len(found) == 1 else ""


def _target(baseline: Edition | None) -> str:
    if baseline is None:
        return "Nhập xong sẽ có danh mục đề xuất đầu tiên của cơ quan."
    about = f"bản số {baseline.number}, “{baseline.name}”"
    if baseline.state == EditionState.PROPOSED:
        return f"Nhập xong, danh mục đang đề xuất ({about}) được cập nhật theo tệp."
    label = EditionState(baseline.state).label.lower()
    return f"So với {about} ({label}). Nhập xong sẽ có một danh mục đề xuất mới; bản cũ giữ nguyên."


def _facts(parsed: ParsedCatalogue, standard_code: str) -> tuple[tuple[str, str], ...]:
    told = parsed.decision
    by_sheet = [(f"Trang “{name}”", f"{words.number(count)} mục") for name, count in parsed.counts().items()]
    found = [
        ("Quyết định trong tệp", told.number),
        ("Ngày ký", shown(told.signed_on)),
        ("Cơ quan ban hành", told.issuer),
        ("Điểm của sản phẩm chuẩn", shown(parsed.standard_score)),
        ("Sản phẩm chuẩn", standard_code or "chọn sau, trước khi thẩm định"),
        *by_sheet,
        ("Trang không đọc", ", ".join(parsed.ignored_sheets)),
    ]
    return tuple((label, value) for label, value in found if value)


def _name(parsed: ParsedCatalogue, file_name: str) -> str:
    told = parsed.decision
    if not told.number:
        return f"Danh mục nạp từ tệp {file_name}"[:200]
    signed = f" ngày {words.full_date(told.signed_on)}" if told.signed_on else ""
    return f"Danh mục theo Quyết định {told.number}{signed}"[:200]
