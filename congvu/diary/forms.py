"""What was posted, read into a line. Every refusal names its field and says what to write."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from decimal import Decimal

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from congvu.base.errors import Incomplete, OutOfRange
from congvu.base.text import clean

from .duration import Duration, parse, parse_clock
from .lines import HUNDRED, Line
from .models import Entry
from .proofs import Proof
from .queries import OFF
from .quick import Quick, read

_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")


def line_from(post: QueryDict) -> Line:
    """The line of a posted form. Raises OutOfRange and Incomplete, each with its field."""
    typed = _typed(post)
    product_id, share_id, title = _what(post, typed.what)
    length = next((v for v in reversed(post.getlist("duration")) if clean(v[:200])), "")
    duration = parse(length) if clean(length[:200]) else typed.duration
    starts = _clock(post, "starts_at")
    ends = _clock(post, "ends_at")
    if duration and duration.starts_at:
        starts, ends = _agreed(duration, starts, ends)
    return Line(
        title=title,
        product_id=product_id,
        share_id=share_id,
        quantity=_or(number(post.get("quantity", ""), "quantity"), typed.quantity or Decimal(0)),
        minutes=duration.minutes if duration else None,
        starts_at=starts,
        ends_at=ends,
        kind=_choice(post, "kind", Entry.Kind.values, Entry.Kind.REGULAR),
        role=_choice(post, "role", Entry.Role.values, Entry.Role.LEAD),
        percent=_or(number(post.get("percent", ""), "percent"), HUNDRED),
        note=post.get("note", ""),
        event_id=_event(post),
        said="" if post.get("settled") else typed.what,
    )


def proofs_from(post: QueryDict, files: MultiValueDict) -> tuple[Proof, ...]:  # type: ignore[type-arg]
    """The evidence that came with a form; nothing when all its boxes are empty."""
    found = [Proof(file=file) for file in files.getlist("file")]
    if url := clean(post.get("link", "")[:2000]):
        found.append(Proof(url=url))
    if document := clean(post.get("document", "")[:2000]):
        found.append(Proof(document=document))
    return tuple(found)


def client_id_from(post: QueryDict) -> uuid.UUID:
    """The key that the page made, so that a second click is the same line. Raises Incomplete."""
    try:
        return uuid.UUID(post.get("client_id", ""))
    except ValueError:
        raise Incomplete("Trang này đã cũ. Tải lại trang rồi ghi lại.") from None


def one_proof(post: QueryDict, files: MultiValueDict) -> Proof:  # type: ignore[type-arg]
    """The one piece of evidence of its own form. Raises Incomplete when there is none or several."""
    found = proofs_from(post, files)
    if len(found) != 1:
        raise Incomplete("Kèm một tệp, hoặc ghi một liên kết, hoặc ghi một số văn bản.", field="file")
    return found[0]


def whole(text: str, field: str) -> int:
    """A whole number such as "120". Raises Incomplete."""
    text = clean(text[:40])
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Incomplete("Ghi một số nguyên, ví dụ 120.", field=field)
    return int(text)


def number(text: str, field: str) -> Decimal | None:
    """A number with a decimal comma or point, None when empty. Raises OutOfRange."""
    text = clean(text[:40])
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise OutOfRange(
            "Ghi số như 6 hoặc 1,5: nhiều nhất hai chữ số thập phân, không dùng dấu chấm hàng nghìn.",
            field=field,
        )
    return Decimal(text.replace(",", "."))


def _typed(post: QueryDict) -> Quick:
    """The typed line; only its words where the text is that of a chosen option (`settled`)."""
    text = post.get("text", "")
    if post.get("settled"):
        return Quick(what=text)
    timed = any(clean(v[:200]) for v in post.getlist("duration"))
    try:
        return read(text, timed=timed)
    except OutOfRange:
        # Two lengths in the text do no harm where the boxes of their own say which is meant.
        if timed:
            return Quick(what=text)
        raise


def _event(post: QueryDict) -> int | None:
    value = post.get("event", "")
    return int(value) if re.fullmatch(r"[0-9]{1,15}", value) else None


def _what(post: QueryDict, typed: str) -> tuple[int | None, int | None, str]:
    """(product, task share, title) of what was chosen."""
    title = post.get("title", "")
    value = next((v for v in reversed(post.getlist("what")) if v), "")
    kind, _, given = value.partition(":")
    if kind in ("product", "share") and re.fullmatch(r"[0-9]{1,15}", given):
        return (int(given), None, title) if kind == "product" else (None, int(given), title)
    if value == OFF:
        return None, None, title or typed
    if clean(post.get("text", "")[:2000]):
        raise Incomplete("Chọn đúng việc trong danh sách.", field="what")
    raise Incomplete("Ghi việc đã làm: gõ tên việc hoặc mã, rồi chọn trong danh sách.", field="what")


def _clock(post: QueryDict, field: str) -> dt.time | None:
    try:
        return parse_clock(post.get(field, ""))
    except OutOfRange as error:
        raise OutOfRange(error.sentence, field=field) from error


def _agreed(
    duration: Duration, starts: dt.time | None, ends: dt.time | None
) -> tuple[dt.time | None, dt.time | None]:
    """A range in the duration box beside clock times: they must say the same."""
    if starts not in (None, duration.starts_at) or ends not in (None, duration.ends_at):
        raise OutOfRange(
            "Khoảng giờ ở ô thời gian khác giờ bắt đầu, kết thúc bên dưới. Giữ một trong hai.",
            field="duration",
        )
    return duration.starts_at, duration.ends_at


def span_from(post: QueryDict) -> tuple[dt.time, dt.time]:
    """Start and end of a moved line. Raises Incomplete and OutOfRange."""
    starts, ends = _clock(post, "starts_at"), _clock(post, "ends_at")
    if starts is None or ends is None:
        raise Incomplete("Ghi giờ bắt đầu và giờ kết thúc.", field="starts_at")
    return starts, ends


def _choice(post: QueryDict, field: str, allowed: list[str], usual: str) -> str:
    value = post.get(field) or usual
    if value not in allowed:
        raise OutOfRange("Chọn một giá trị trong danh sách.", field=field)
    return value


def _or(value: Decimal | None, usual: Decimal) -> Decimal:
    return usual if value is None else value
