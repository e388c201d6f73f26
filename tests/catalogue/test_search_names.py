"""What is named so comes before what only its section mentions."""

from __future__ import annotations

from decimal import Decimal

from congvu.base.text import fold, words
from congvu.catalogue.queries.index import _item


def item(code: str, section: str, detail: str):
    search = fold(f"{code} {section} {detail}")
    return _item((1, code, section, "", detail, "", "", 1, Decimal(5), Decimal(1), None, "", 1, search))


def test_a_word_of_the_section_is_no_name():
    letter = item("DC.01", "Soạn thảo, tổng hợp", "Soạn văn bản hành chính")
    meeting = item("DC.07", "Soạn thảo, tổng hợp", "Chuẩn bị nội dung cuộc họp")
    assert letter.begins_with(words("hop"))
    assert not letter.is_named(words("hop"))
    assert meeting.is_named(words("hop"))
    assert meeting.is_named(words("dc.07"))
