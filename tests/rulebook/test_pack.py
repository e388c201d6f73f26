import tomllib
from copy import deepcopy
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from rulebook import loader
from rulebook.errors import PackError, UnknownPack
from rulebook.pack import Cap, digest
from rulebook.reading import pack_of

WRITTEN = files("rulebook").joinpath("packs/nd335-2025/pack.toml").read_text(encoding="utf-8")
DATA = tomllib.loads(WRITTEN, parse_float=Decimal)


def changed(path, value):
    """The shipped pack with one entry changed; None removes it."""
    data = deepcopy(DATA)
    *parents, last = path
    at = data
    for step in parents:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return data


REFUSED = [
    (("id",), "NĐ 335", "id"),
    (("valid_from",), "2026-01-01", "valid_from"),
    (("valid_from",), None, "valid_from: còn thiếu"),
    (("valid_to",), date(2026, 1, 1), "valid_to"),
    (("note",), "?", "không hiểu khóa “note”"),
    (("source",), "ND335-2025/99", "source"),
    (("weights", "common", "value"), 40, "weights"),
    (("weights", "results", "value"), 60, "weights"),
    (("weights", "common", "source"), "LUẬT", "weights.common.source"),
    (("weights", "common", "unit"), "", "weights.common.unit"),
    (("weights", "extra"), {}, "weights: không hiểu khóa “extra”"),
    (("deductions", "error", "value"), 0, "deductions.error"),
    (("deductions", "late", "value"), 101, "deductions.late"),
    (("deductions", "late", "value"), Decimal("NaN"), "deductions.late.value"),
    (("deductions", "late", "value"), Decimal("-1"), "deductions.late.value"),
    (("deductions", "late", "value"), True, "deductions.late.value"),
    (("deductions", "late", "value"), "25", "deductions.late.value"),
    (("inputs", 0, "options"), [], r"inputs\[0\].options"),
    (("inputs", 0, "options", 1, "value"), 1, r"inputs.d.options: phải giảm dần từ 1"),
    (("inputs", 1, "options", 0, "value"), Decimal("0.5"), "inputs.dd.options"),
    (("inputs", 2, "options", 1, "value"), 0, "inputs.e.options"),
    (("inputs", 2, "options", 0, "value"), 2, "inputs.e.options"),
    (("inputs", 2), None, r"formulas\[1\]: không có tên “e”"),
    (("inputs",), "d", "inputs: phải là danh sách"),
    (("cap", "value"), "NONE", "cap"),
    (("periods", "kinds"), ["WEEK"], "periods"),
    (("periods", "kinds"), ["MONTH", "MONTH"], "periods"),
    (("explanation", "difference", "value"), 0, "explanation"),
    (("levels", 0, "at_least", "value"), 70, "levels"),
    (("levels", 0, "at_least", "value"), 101, "levels"),
    (("levels", 3, "at_least", "value"), 10, "levels"),
    (("levels", 1, "code"), "XS", "levels"),
    (("levels",), [], "levels"),
    (("groups", 0, "maximum", "value"), 9, r"groups\[0\]"),
    (("groups", 1, "criteria", 0, "maximum", "value"), 3, r"groups\[1\]"),
    (("groups", 1, "criteria", 0, "maximum", "value"), 0, r"groups\[1\].criteria\[0\].maximum"),
    (("groups", 1, "criteria", 0, "code"), "I.1", "groups.criteria"),
    (("groups", 1, "criteria", 0, "text"), " x", r"groups\[1\].criteria\[0\].text"),
    (("groups", 1, "criteria", 0, "alternatives"), "yes", "alternatives"),
    (("groups", 1, "criteria", 0, "indicators"), [1], "indicators"),
    (("groups", 2), None, "groups"),
]


@pytest.mark.parametrize(("path", "value", "where"), REFUSED)
def test_inconsistent_pack_is_refused_and_says_where(path, value, where):
    with pytest.raises(PackError, match=f"^sai.toml.*{where}"):
        pack_of(changed(path, value), "sai.toml", loader.sources())


def test_the_shipped_pack_says_what_the_decree_says():
    pack = loader.pack("nd335-2025")

    assert (pack.common.value, pack.results.value) == (30, 70)
    assert (pack.error.value, pack.late.value, pack.cap) == (25, 25, Cap.TOTAL)
    assert [(level.code, level.at_least.value) for level in pack.levels] == [
        ("XS", 90), ("T", 70), ("HT", 50), ("KHT", 0),
    ]  # fmt: skip
    assert {code: each.maximum.value for code, each in pack.criteria.items()} == {
        "I.1": 5, "I.2": 5,
        "II.1": Decimal("2.5"), "II.2": Decimal("2.5"), "II.3": Decimal("2.5"),
        "II.4": Decimal("2.5"), "III.1": Decimal("2.5"), "III.2": Decimal("2.5"),
        "III.3": Decimal("2.5"), "III.4": Decimal("2.5"),
    }  # fmt: skip
    assert [code for code, each in pack.criteria.items() if each.alternatives] == ["II.4"]


def test_the_pack_is_chosen_by_the_day_of_the_period():
    assert loader.pack_on(date(2026, 11, 1)).id == "nd335-2025"
    with pytest.raises(UnknownPack, match="31/12/2025"):
        loader.pack_on(date(2025, 12, 31))


class TestDigest:
    def test_comments_and_spelling_of_numbers_do_not_count(self):
        respelt = WRITTEN.replace("value = 30,", "value = 30.0,") + "\n# ghi chú\n"

        assert digest(tomllib.loads(respelt, parse_float=Decimal)) == digest(DATA)
        assert loader.pack("nd335-2025").sha256 == digest(DATA)

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("weights", "common", "value"), Decimal("30.1")),
            (("valid_from",), date(2026, 1, 2)),
            (("groups", 0, "text"), "khác"),
            (("levels", 0, "at_least", "source"), "ND335-2025/20/2"),
        ],
    )
    def test_every_change_of_content_counts(self, path, value):
        assert digest(changed(path, value)) != digest(DATA)


class TestSources:
    def test_a_key_gives_article_and_words(self):
        source = loader.source("ND335-2025/14/2/b")

        assert source.article == "điểm b khoản 2 Điều 14 Nghị định 335/2025/NĐ-CP"
        assert "trừ 25% điểm chất lượng" in source.quote
        assert source.is_law
        assert not loader.source("CONGVU/G1").is_law

    def test_unknown_key_and_broken_list_are_refused(self):
        with pytest.raises(PackError, match="ND335-2025/0"):
            loader.source("ND335-2025/0")
        entry = {"kind": "LAW", "document": "x", "article": "x", "quote": "x"}
        for bad in ({"kind": "RUMOUR"}, {"quote": ""}, {"page": "1"}):
            with pytest.raises(PackError, match=r"s.toml\[K\]"):
                loader.sources_of({"K": entry | bad}, "s.toml")
