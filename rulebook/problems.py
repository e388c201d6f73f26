"""All that is wrong with a pack from outside, not only what is met first: for the one who writes it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from rulebook import loader
from rulebook.errors import PackError, RuleError
from rulebook.pack import Pack
from rulebook.places import line_of
from rulebook.reading import parts_of, sources_known

MOST: Final = 20
"""Problems that are said at once."""

_SENTENCE: Final = re.compile(r"^[^:]*?\.(?P<place>[A-Za-z_][^: ]*)(?P<rest>: .*)$", re.DOTALL)


def found_in(written: str, where: str) -> tuple[Pack | None, tuple[str, ...]]:
    """The pack of a text, or every problem as a sentence with its line where that is known.

    What depends on another part is checked only when each part is right on its own.
    """
    try:
        return loader.pack_text(written, where), ()
    except RuleError as error:
        first = str(error)
    try:
        data = loader.text_data(written, where)
    except RuleError:
        return None, (first,)
    said = dict.fromkeys((first, *_of_parts(data, where)))
    return None, tuple(_with_line(each, written) for each in list(said)[:MOST])


def _of_parts(data: Mapping[str, Any], where: str) -> Iterator[str]:
    """What each part of the text says on its own."""
    try:
        known = sources_known(data, where, loader.sources())
    except PackError:
        return
    for read in parts_of(data, where, known):
        if sentence := _refusal(read):
            yield sentence


def _refusal(read: Callable[[], object]) -> str:
    try:
        read()
    except PackError as error:
        return str(error)
    return ""


def _with_line(sentence: str, written: str) -> str:
    match = _SENTENCE.match(sentence)
    line = line_of(written, match["place"]) if match else None
    if match is None or line is None:
        return sentence
    return f"Dòng {line}, {match['place']}{match['rest']}"
