"""What `congvu rules list, show, check, diff` answer: packs as plain values, and as lines to read."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from rulebook import loader
from rulebook.exact import decimal_of
from rulebook.model import Field, FieldKind
from rulebook.pack import STATUS_WORDS, Pack

LABELS: Final = {
    "ok": "hợp lệ", "id": "mã", "title": "tên", "status": "tình trạng", "status_text": "nghĩa là",
    "valid_from": "từ ngày", "valid_to": "đến trước ngày", "scores": "chấm điểm được",
    "sha256": "mã kiểm", "to_fill": "còn phải điền", "assumptions": "giả định", "at": "chỗ",
    "applies": "áp dụng", "subjects": "đối tượng", "organs": "cơ quan", "area": "phạm vi",
    "roles": "vai trò", "parallel": "chạy song song", "refines": "cụ thể hóa", "periods": "kỳ",
    "weights": "hai phần", "common": "tiêu chí chung", "results": "kết quả", "criteria": "tiêu chí",
    "maximum": "tối đa", "case": "trường của hồ sơ", "items": "trường của mỗi dòng", "key": "khóa",
    "kind": "kiểu", "required": "bắt buộc", "options": "giá trị", "value": "số", "source": "nguồn",
    "figures": "con số", "unit": "đơn vị", "formulas": "công thức", "formula": "công thức",
    "levels": "mức", "name": "tên", "at_least": "từ", "conditions": "điều kiện",
    "forced": "trường hợp quyết định mức", "not_rated": "không xếp loại", "deadlines": "thời hạn",
    "working_days": "ngày làm việc", "days": "ngày", "on_day": "ngày", "forms": "mẫu phiếu",
    "principles": "nguyên tắc", "sources": "nguồn", "article": "điều khoản", "quote": "nội dung",
    "is_law": "trích nguyên văn", "before": "trước", "after": "sau", "same": "giống nhau",
    "changes": "khác ở", "readings": "ba cách hiểu", "applied": "áp dụng", "reading": "cách hiểu",
    "allowed": "được phép", "over": "vượt", "due": "hạn", "skipped": "ngày bỏ qua", "date": "ngày",
    "reason": "vì", "rules": "quy tắc khác ở", "GOOD_ONLY": "trên số tốt", "GOOD_OR_BETTER": "trên số từ tốt",
    "TOTAL_RATED": "trên tổng số xếp loại",
}  # fmt: skip
"""What the keys of an answer are called on a terminal."""

_FIRST: Final = ("code", "key", "at", "date", "text", "article")
"""Keys whose value says enough without a name."""

MOST_CHANGES: Final = 2_000
"""Changes that a comparison names; two packs that differ in more have nothing in common."""


def listing() -> list[dict[str, object]]:
    """Every shipped pack in one line each."""
    return [_headline(loader.pack(each)) for each in loader.every_pack_id()]


def checked(pack: Pack) -> dict[str, object]:
    """What a check found: the pack is consistent; a template says what is left to fill in."""
    return {
        "ok": True,
        **_headline(pack),
        "to_fill": [{"at": each.at, "text": each.text} for each in pack.to_fill],
        "assumptions": [{"at": each.at, "text": each.text} for each in pack.assumptions],
    }


def described(pack: Pack) -> dict[str, object]:
    """A pack for reading: its parts with their sources spelt out."""
    work = pack.work
    return {
        **_headline(pack),
        "applies": {
            "subjects": list(pack.applies.subjects),
            "organs": list(pack.applies.organs),
            "area": pack.applies.area,
            "roles": list(pack.applies.roles),
            "parallel": pack.applies.is_parallel,
            "refines": pack.applies.refines or None,
        },
        "periods": [kind.value for kind in pack.periods],
        "weights": {"common": str(pack.common.value), "results": str(pack.results.value)} if work else None,
        "criteria": [
            {
                "code": each.code,
                "maximum": str(each.maximum.value),
                "text": each.text,
                "roles": list(group.roles),
            }
            for group in pack.groups
            for each in group.criteria
        ],
        "case": [_field(each) for each in work.inputs] if work else [],
        "items": [_field(each) for each in work.fields] if work else [],
        "figures": {
            key: {"value": str(each.value), "unit": each.unit, "source": each.source}
            for key, each in (work.figures.items() if work else ())
        },
        "formulas": [
            {"roles": list(each.roles), "formula": formula_words(pack, at), "source": each.source}
            for at, each in enumerate(work.formulas if work else ())
        ],
        "levels": [
            {
                "code": each.code,
                "name": each.name,
                "at_least": str(each.at_least.value) if work else None,
                "conditions": [one.text for one in each.conditions],
            }
            for each in pack.levels
        ],
        "forced": [{"code": each.code, "text": each.text} for each in pack.rating.forced],
        "not_rated": [{"code": each.code, "text": each.text} for each in pack.rating.unrated],
        "deadlines": [
            {
                "code": each.code,
                "text": each.text,
                "working_days": each.working_days,
                "days": each.days,
                "on_day": each.on_day or None,
                "source": each.source,
            }
            for each in pack.deadlines
        ],
        "forms": [{"code": each.code, "text": each.text} for each in pack.forms],
        "principles": [each.text for each in pack.principles],
        "assumptions": [{"at": each.at, "text": each.text} for each in pack.assumptions],
        "to_fill": [{"at": each.at, "text": each.text} for each in pack.to_fill],
        "sources": {
            each.key: {"article": each.article, "quote": each.quote, "is_law": each.is_law}
            for each in sorted(_sources_named(pack), key=lambda source: source.key)
        },
    }


def page_of(pack: Pack) -> str:
    """The reference page of one pack: what its case holds, its formulas, levels and open points."""
    work, head = pack.work, _headline(pack)
    until = f" đến trước {head['valid_to']}" if head["valid_to"] else ""
    lines = [f"## `{pack.id}`", "", f"{pack.title}.", ""]
    lines += [f"{STATUS_WORDS[pack.status].capitalize()}. Từ {head['valid_from'] or '?'}{until}.", ""]
    if work:
        fields = [("hồ sơ", each) for each in work.inputs] + [("`items[]`", each) for each in work.fields]
        fields += [("`facts`", each) for each in pack.rating.facts]
        lines += ["| Ở | Trường | Kiểu | Nghĩa |", "|---|---|---|---|"]
        lines += [
            f"| {where} | `{each.key}`{_needed(each, where)} | {_kind_words(each)} | {each.text} |"
            for where, each in fields
        ]
        if work.frames:
            codes = ", ".join(f"`{each.code}`" for each in work.frames)
            lines.append(f"| hồ sơ | `frame` | một trong {codes} | Khung trọng số của vị trí |")
        if work.frame_room:
            lines.append(
                "| hồ sơ | `frame_weights` (tùy chọn) | đối tượng | Trọng số được chỉnh quanh khung |"
            )
        if work.axes:
            codes = ", ".join(f"`{each.code}` {each.maximum.value}" for each in work.axes)
            lines.append(f"| hồ sơ | `axes` (thay cho `items`) | điểm, tối đa {codes} | Chấm theo trục |")
        if work.evidence:
            made = ", ".join(f"`{key}` = `{each.shown}`" for key, each in work.evidence.formulas.items())
            lines.append(
                f"| hồ sơ | `evidence` (thay cho {', '.join(f'`{key}`' for key in work.evidence.formulas)}) |"
                f" các dòng `items` của `{work.evidence.pack}` | {made} |"
            )
        for name, listed in (("forced", pack.rating.forced), ("not_rated", pack.rating.unrated)):
            if listed:
                name = "forced` của `congvu rules year" if pack.follows_decree else name
                codes = ", ".join(f"`{each.code}`" for each in listed)
                lines.append(f"| hồ sơ | `{name}` (tùy chọn) | danh sách mã | {codes} |")
        lines.append("")
        lines += [
            f"* Kết quả của {', '.join(each.roles)}: `{formula_words(pack, at)}`"
            for at, each in enumerate(work.formulas)
        ]
        lines += [f"* `{each.key}` = `{each.formula.shown}`: {each.text}" for each in work.lines]
        lines += [f"* `{each.key}` = tổng `{each.of.shown}`: {each.text}" for each in work.sums]
        lines += [f"* `{each.key}` = `{each.formula.shown}`: {each.text}" for each in work.components]
    lines += [f"* {each.at}: {each.text}" for each in pack.assumptions]
    lines += [f"* Còn phải điền `{each.at}`: {each.text}." for each in pack.to_fill]
    return "\n".join(lines) + "\n"


def _needed(field: Field, where: str) -> str:
    return " (tùy chọn)" if field.is_optional or where == "`facts`" else ""


def _kind_words(field: Field) -> str:
    roles = f"; chỉ {', '.join(field.roles)}" if field.roles else ""
    if field.options:
        return (
            "một trong " + ", ".join(f"`{each.code}` ({plain(each.value)})" for each in field.options) + roles
        )
    words = {
        "NUMBER": "số",
        "COUNT": "số nguyên",
        "COUNTS": "số đếm từng sản phẩm",
        "FLAG": "true hoặc false",
    }
    most = f", không quá {field.most}" if field.most is not None else ""
    above = ", trên 0" if field.above_zero else ""
    above += f", nhiều nhất {field.places} chữ số thập phân" if field.places is not None else ""
    absent = ' hoặc `"K/AD"`' if field.may_not_apply else ""
    return words[field.kind.value] + above + most + absent + roles


def formula_words(pack: Pack, at: int) -> str:
    """One formula of the result as people write it."""
    work = pack.work
    assert work is not None
    each = work.formulas[at]
    if each.formula:
        return each.formula.shown + ("" if each.in_points else f" × {pack.results.value}")
    if each.weights:
        return " + ".join(f"{weight} × {key}" for key, weight in each.weights.items())
    return f"({' + '.join(each.mean_of)}) ÷ {len(each.mean_of)} × {pack.results.value}"


def compared(before: str, after: str) -> dict[str, object]:
    """Every value that differs between two packs, ids or files. Raises: as `loader.pack_or_file`."""
    one, other = loader.pack_or_file(before), loader.pack_or_file(after)
    changes = differences(loader.pack_data(before), loader.pack_data(after))
    return {"before": one.id, "after": other.id, "same": not changes, "changes": changes}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, object]]:
    """Every value that differs between the parsed TOML of two packs: at, before, after."""
    return list(islice(_changes("", before, after), MOST_CHANGES))


def lines_of(value: object, indent: int = 0) -> Iterator[str]:
    """An answer as lines for a terminal, its keys in Vietnamese; what is empty is left out."""
    space = "  " * indent
    if isinstance(value, Mapping):
        for key, each in value.items():
            if each in (None, "", [], {}):
                continue
            name = LABELS.get(key, key)
            if isinstance(each, Mapping | list):
                yield f"{space}{name}:"
                yield from lines_of(each, indent + 1)
            else:
                yield f"{space}{name}: {_said(each)}"
    elif isinstance(value, list):
        for each in value:
            yield f"{space}- {_said(each)}"
    else:
        yield f"{space}{_said(value)}"


def _headline(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "title": pack.title,
        "status": pack.status.value,
        "status_text": STATUS_WORDS[pack.status],
        "valid_from": None if pack.valid_from.year == 9999 else pack.valid_from.isoformat(),
        "valid_to": pack.valid_to.isoformat() if pack.valid_to else None,
        "scores": pack.work is not None and not pack.to_fill,
        "sha256": pack.sha256,
    }


def _field(field: Field) -> dict[str, object]:
    return {
        "key": field.key,
        "kind": field.kind.value,
        "text": field.text,
        "required": not field.is_optional and field.kind is not FieldKind.COUNTS,
        "roles": list(field.roles),
        "options": [
            {"code": each.code, "value": plain(each.value), "text": each.text} for each in field.options
        ],
        "source": field.source,
    }


def plain(value: Fraction) -> str:
    return format(decimal_of(value).normalize(), "f")


def _sources_named(pack: Pack) -> list[loader.Source]:
    keys = {*pack.sources, pack.source, pack.periods_source}
    keys |= {each.source for each in pack.deadlines} | {each.source for each in pack.forms}
    if work := pack.work:
        keys |= {each.source for each in (*work.inputs, *work.fields)}
        keys |= {each.source for each in work.sums} | {each.source for each in work.components}
        keys |= {each.source for each in work.formulas} | {each.source for each in work.figures.values()}
        keys |= {pack.common.source, pack.results.source, work.empty_source}
    keys |= {each.at_least.source for each in pack.levels} | {each.source for each in pack.rating.forced}
    return [loader.source_of(pack, key) for key in keys if key]


def _changes(at: str, before: object, after: object) -> Iterator[dict[str, object]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            here = f"{at}.{key}" if at else str(key)
            yield from _changes(here, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        one, other = _by_code(before), _by_code(after)
        for key in dict.fromkeys((*one, *other)):
            yield from _changes(f"{at}[{key}]", one.get(key), other.get(key))
    elif before != after:
        yield {"at": at, "before": _plain(before), "after": _plain(after)}


def _by_code(listed: list[Any]) -> dict[str, Any]:
    """Entries by their own code or key, so that one that moved is not a change."""
    found: dict[str, Any] = {}
    for index, each in enumerate(listed):
        name = each.get("code") or each.get("key") if isinstance(each, Mapping) else None
        found[str(name) if name and str(name) not in found else str(index)] = each
    return found


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, Mapping):
        parts = [
            each if key in _FIRST and isinstance(each, str) else f"{LABELS.get(key, key)} {_said(each)}"
            for key, each in value.items()
            if each not in (None, "", [], {}, False)
        ]
        return "; ".join(parts)
    return "trống" if value is None else str(value)
