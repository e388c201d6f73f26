"""House rules of the look: templates, styles, scripts, icons, errors."""

from __future__ import annotations

import gzip
import re
import unicodedata
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from congvu.ui import errors
from congvu.ui.icons import icon_paths

ROOT = Path(__file__).resolve().parents[2] / "congvu"
UI = ROOT / "ui"
COMPONENTS = sorted((UI / "templates/ui/components").glob("*.html"))
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
STYLES = sorted((UI / "static/ui/css").rglob("*.css"))
SCRIPTS = sorted((UI / "static/ui/js").glob("*.js"))
relative = lambda path: str(path.relative_to(ROOT))  # noqa: E731


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda p: p.stem)
def test_component_says_what_it_takes(path):
    head = path.read_text(encoding="utf-8").split("{% endcomment %}")[0]
    assert head.startswith("{% comment %}\n")
    assert re.search(r"^(Required|Optional): ", head, re.M)


def test_every_component_has_a_tag():
    tags = "".join(p.read_text(encoding="utf-8") for p in (UI / "templatetags").glob("_*.py"))
    drawn = set(re.findall(r'draw\(\s*"(\w+)"', tags))
    assert drawn == {p.stem for p in COMPONENTS}


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_icons_of_templates_exist(path):
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r'{% icon "([^"]+)"', text) + re.findall(r'\bicon="([^"]+)"', text):
        assert icon_paths(name)


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.is_relative_to(UI)], ids=relative)
def test_template_carries_no_style_script_or_unsafe_text(path):
    text = path.read_text(encoding="utf-8")
    assert "|safe" not in text
    assert not re.search(r"\sstyle=|<style|<script(?![^>]* src=)|\son[a-z]+=", text)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_style_stays_with_what_chrome_109_knows(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    for word in ("color-mix(", "light-dark(", "[popover]", "text-transform: uppercase", "&"):
        assert word not in text, word
    depth, rule = 0, False
    for piece in re.findall(r"[^{}]*[{}]", text):
        if piece.endswith("}"):
            depth, rule = depth - 1, False
            continue
        assert not rule, f"nested rule: {piece.strip()[:60]}"
        depth += 1
        rule = (
            not piece.strip().startswith("@") and "%" not in piece and piece.strip() not in {"to {", "from {"}
        )
    assert depth == 0


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_style_uses_only_known_tokens(path):
    tokens = set(re.findall(r"(--[a-z0-9-]+):", (UI / "static/ui/css/app.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", path.read_text(encoding="utf-8"))) <= tokens


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_lines_are_high_enough_for_stacked_marks(path):
    heights = re.findall(r"line-height: ([\d.]+);", path.read_text(encoding="utf-8"))
    one_line_marks = {"1"}  # counters and letters in a circle: digits and initials only
    assert all(h in one_line_marks or float(h) >= 1.3 for h in heights)


def test_global_style_is_small():
    assert len(gzip.compress((UI / "static/ui/css/app.css").read_bytes(), 9)) <= 12 * 1024


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_script_is_a_short_module_that_never_evaluates(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    text = text.replace('swap: "outerHTML"', "")  # htmx's name for what the server has drawn
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write|\.style\b", text)
    for name in re.findall(r'["\']\./([\w-]+\.js)["\']', text):
        assert (path.parent / name).exists()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.forbidden, 404),
        (errors.too_large, 413),
        (errors.too_many, 429),
        (errors.server_error, 500),
    ],
)
def test_error_page_is_plain_vietnamese_without_the_path(view, status):
    response = view(RequestFactory().get("/ho-so-rieng"))
    text = response.content.decode()
    assert response.status_code == status
    assert 'lang="vi"' in text
    assert text.count("<h1>") == 1
    assert "data-cv-lost" in text
    assert "ho-so-rieng" not in text
    assert not re.search(r"Not Found|Forbidden|Error|CSRF", text)


def test_closed_and_absent_are_one_page():
    closed, absent = (
        view(RequestFactory().get("/x")).content for view in (errors.forbidden, errors.not_found)
    )
    assert closed == absent


def test_old_form_leads_back_to_its_page():
    request = RequestFactory().get("/x", headers={"referer": "http://testserver/hom-nay"})
    assert 'href="http://testserver/hom-nay"' in errors.csrf_failure(request).content.decode()


def test_htmx_swaps_refusals_and_runs_no_code():
    text = render_to_string("ui/base_plain.html", {"messages": []}, request=None)
    assert '"code":"422|409","swap":true' in text
    assert '"allowEval":false' in text
