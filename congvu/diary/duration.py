"""The forgiving duration box: "1g15", "1,25", "45p", "nửa buổi", "8g-9g30" -> minutes. Pure.

What could mean two things ("90", "1g5") is refused with the ways to write it: a wrong guess
would become a false record.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from congvu.base.errors import OutOfRange
from congvu.base.text import clean, fold

LONGEST = 60
DAY = 24 * 60
EXAMPLES = "1g15, 75p, 1,25, nửa buổi, 8g-9g30"

_NUMBER_WORDS = {
    "mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "muoi": "10",
}  # fmt: skip
# Units as people type them, with what Telex leaves behind when the typing tool is off.
_HOUR = r"(?:gi(?:o|ow|of|owf|ofw)|tie?e?nge?s?|hours?|hrs?|h|g)"
_MINUTE = r"(?:phu?u?ts?|minutes?|mins?|ph|p|m|')"
_HALF = r"(?:nu?w?[ar]?w?[ar]|nua)"
_SESSION = r"(?:bu?o?o?o?ir?|buoi)"
_TO = r"(?:-|~|den|toi|->)"

_CLOCK = rf"(?P<{{0}}h>[0-9]{{{{1,2}}}})\s*(?:(?P<{{0}}u>{_HOUR}|:)\s*(?P<{{0}}m>[0-9]{{{{2}}}})?\s*(?:{_MINUTE})?)?"
_RANGE = re.compile(rf"(?:tu(?:wf)?\s*)?{_CLOCK.format('a')}\s*{_TO}\s*{_CLOCK.format('b')}")
_HOURS_MINUTES = re.compile(rf"([0-9]{{1,3}})\s*{_HOUR}\s*([0-9]{{1,3}})\s*(?P<unit>{_MINUTE})?")
_COLON = re.compile(r"([0-9]{1,3})\s*:\s*([0-9]{1,2})")
_HOURS = re.compile(rf"([0-9]{{1,3}})(?:[.,]([0-9]{{1,2}}))?\s*{_HOUR}")
_DECIMAL = re.compile(r"([0-9]{1,3})[.,]([0-9]{1,2})")
_MINUTES = re.compile(rf"([0-9]{{1,4}})\s*{_MINUTE}")
_HOURS_AND_HALF = re.compile(rf"([0-9]{{1,3}})\s*{_HOUR}\s*(?:ruoi|ru?w?o?w?o?i[xr]?)")
_HALF_HOUR = re.compile(rf"{_HALF}\s*{_HOUR}")
_HALF_SESSION = re.compile(rf"{_HALF}\s*{_SESSION}")
_SESSIONS = re.compile(rf"([12])\s*{_SESSION}")
_BARE = re.compile(r"[0-9]{1,4}")

SPANS = tuple(
    re.sub(r"\?P<\w+>", "?:", form.pattern) if isinstance(form, re.Pattern) else form
    for form in (
        _RANGE, _HOURS_AND_HALF, _HOURS_MINUTES, _COLON, _HOURS, _MINUTES, _HALF_HOUR, _HALF_SESSION, _SESSIONS,
    )
)  # fmt: skip
"""The ways to write a length inside other text, the longest first; without groups of their own."""


@dataclass(frozen=True)
class Duration:
    """Whole minutes; start and end on the clock when a range was typed."""

    minutes: int
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None


def parse(text: str) -> Duration:
    """Minutes from what was typed, with clock times for a range.

    Decimal hours are rounded half up to whole minutes. Whether a line may be that long is the
    organ's rule, checked later; more than a day is absurd and refused here.
    Raises: OutOfRange (field "duration") with an example to follow.
    """
    typed = clean(unicodedata.normalize("NFKC", text[: LONGEST * 4]))
    if not typed:
        raise _refused(f"Ghi thời gian làm. Ví dụ: {EXAMPLES}.")
    if len(typed) > LONGEST:
        raise _refused(f"Thời gian chỉ cần vài chữ. Ví dụ: {EXAMPLES}.")
    plain = _plain(typed)
    if match := _RANGE.fullmatch(plain):
        return _between(match)
    minutes = _minutes(plain, typed)
    if not 0 < minutes <= DAY:
        raise _refused("Thời gian phải lớn hơn 0 và trong một ngày. Ví dụ: 1g15, 75p.")
    return Duration(minutes)


def _refused(sentence: str) -> OutOfRange:
    return OutOfRange(sentence, field="duration")


def _plain(typed: str) -> str:
    text = fold(typed)
    for sign in "–—−‒―":
        text = text.replace(sign, "-")
    for sign in "′’‘´`ʹ":
        text = text.replace(sign, "'")
    text = re.sub(r"[a-z]+", lambda m: _NUMBER_WORDS.get(m[0], m[0]), text)
    return text.strip(" .;")


def _minutes(plain: str, typed: str) -> int:
    if match := _HOURS_AND_HALF.fullmatch(plain):
        return int(match[1]) * 60 + 30
    if match := _HOURS_MINUTES.fullmatch(plain):
        return _hours_and_minutes(match[1], match[2], explicit=match["unit"] is not None)
    if match := _COLON.fullmatch(plain):
        return _hours_and_minutes(match[1], match[2], explicit=False)
    if match := _HOURS.fullmatch(plain) or _DECIMAL.fullmatch(plain):
        hours = Decimal(f"{match[1]}.{match[2] or 0}")
        return int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP))
    if match := _MINUTES.fullmatch(plain):
        return int(match[1])
    if _HALF_HOUR.fullmatch(plain):
        return 30
    if _HALF_SESSION.fullmatch(plain):
        return 120
    if match := _SESSIONS.fullmatch(plain):
        return int(match[1]) * 240
    if _BARE.fullmatch(plain):
        raise _refused(_which(int(plain)))
    raise _refused(f"Chưa hiểu “{typed}”. Ghi như một trong các cách này: {EXAMPLES}.")


def _hours_and_minutes(hours: str, minutes: str, *, explicit: bool) -> int:
    """`1g5` may be 1:05 or 1:50; `1g5p` says which."""
    if len(minutes) == 1 and not explicit:
        raise _refused(f"Ghi rõ {hours}g0{minutes} hay {hours}g{minutes}0.")
    if int(minutes) >= 60:
        raise _refused("Số phút sau giờ phải dưới 60. Ví dụ: 1g15, 0:45.")
    return int(hours) * 60 + int(minutes)


def _which(number: int) -> str:
    if number == 0:
        return "Thời gian phải lớn hơn 0. Ví dụ: 1g15, 75p."
    if number <= 12:
        return f"Ghi rõ {number}g (giờ) hay {number}p (phút)."
    hours, rest = divmod(number, 60)
    if number > DAY:
        return f"Thời gian phải trong một ngày. Ví dụ: {EXAMPLES}."
    return f"Ghi rõ {number}p hay {hours}g{rest:02d}."


def _between(match: re.Match[str]) -> Duration:
    if match["bu"] is None:
        raise _refused(f"Ghi rõ {int(match['ah'])}g-{int(match['bh'])}g nếu là giờ trong ngày.")
    starts, ends = _clock(match["ah"], match["am"]), _clock(match["bh"], match["bm"])
    minutes = minute_of(ends) - minute_of(starts)
    if minutes <= 0:
        raise _refused(
            "Giờ kết thúc phải sau giờ bắt đầu. Việc qua nửa đêm thì ghi thành hai mục, mỗi ngày một mục."
        )
    return Duration(minutes, starts, ends)


def _clock(hour: str, minute: str | None) -> dt.time:
    try:
        return dt.time(int(hour), int(minute or 0))
    except ValueError:
        raise _refused("Giờ trong ngày từ 0g đến 23g59. Ví dụ: 8g-9g30.") from None


def minute_of(time: dt.time) -> int:
    """Minutes after midnight."""
    return time.hour * 60 + time.minute


def time_of(minute: int) -> dt.time | None:
    """The clock time of a minute after midnight; None outside the day."""
    return dt.time(*divmod(minute, 60)) if 0 <= minute < DAY else None


def parse_clock(text: str) -> dt.time | None:
    """A clock time such as "8:45", "8g45", "8h", "08:45:00"; None when empty.

    Raises: OutOfRange (field "starts_at") with an example.
    """
    typed = _plain(clean(unicodedata.normalize("NFKC", text[:LONGEST])))
    if not typed:
        return None
    match = re.fullmatch(rf"([0-9]{{1,2}})\s*(?:{_HOUR}|:)\s*([0-9]{{2}})?(?::[0-9]{{2}})?", typed)
    if match and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return dt.time(int(match[1]), int(match[2] or 0))
    raise OutOfRange("Ghi giờ trong ngày như 8:45 hoặc 8g45.", field="starts_at")


def shown(time: dt.time) -> str:
    """ "8:45": the way times stand in sentences and lists."""
    return f"{time.hour}:{time.minute:02d}"
