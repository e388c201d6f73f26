from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from congvu.ui import fontfiles, fonts


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    target = tmp_path_factory.mktemp("static")
    assert fonts.build_fonts(target) is True
    return target


def test_second_time_does_nothing(built):
    assert fonts.build_fonts(built) is False


def test_files_are_small_and_complete(built):
    files = [built / path for path in fontfiles.preloads()]
    assert sum(f.stat().st_size for f in files) < 64 * 1024
    letters = set().union(*(TTFont(f).getBestCmap() for f in files))
    assert {ord(c) for c in "ẨỄỖỮẶỢỶđĐươ0123456789′−–“”"} <= letters


def test_weight_stays_variable_and_digits_can_be_equal(built):
    font = TTFont(built / "ui/fonts/inter-latin.woff2")
    assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "SIL Open Font" in font["name"].getDebugName(13)


def test_unfinished_build_is_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_small_font", lambda: b"")
    monkeypatch.setattr(fonts, "_woff2", lambda whole, ranges: b"font")
    folder = tmp_path / "ui/fonts"
    folder.mkdir(parents=True)
    (folder / "recipe.txt").write_text("of an older version", encoding="utf-8")

    assert fonts.build_fonts(tmp_path) is True
    assert (folder / "inter-latin.woff2").read_bytes() == b"font"
    assert fonts.build_fonts(tmp_path) is False


def test_pages_do_without(draw, monkeypatch):
    fontfiles.font_stylesheet.cache_clear()
    monkeypatch.setattr(fontfiles.finders, "find", lambda path: None)
    monkeypatch.setattr(fontfiles.staticfiles_storage, "exists", lambda path: False)
    assert draw("{% font_links %}") == ""
    fontfiles.font_stylesheet.cache_clear()


def test_pages_ask_for_both_parts_early(draw, monkeypatch):
    fontfiles.font_stylesheet.cache_clear()
    monkeypatch.setattr(fontfiles.finders, "find", lambda path: "/somewhere")
    html = draw("{% font_links %}")
    assert html.count('rel="preload"') == 2
    assert "ui/fonts/inter.css" in html
    fontfiles.font_stylesheet.cache_clear()
