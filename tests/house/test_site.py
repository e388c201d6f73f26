"""House rules about pages, models, templates and events."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from congvu.audit.trail import KINDS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "congvu").rglob("templates/**/*.html"))
OURS = [a for a in apps.get_app_configs() if a.name.startswith("congvu.")]


def callbacks(resolver: URLResolver | None = None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from callbacks(entry)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith("congvu."):
            yield entry


def test_every_page_names_its_action_or_is_public():
    bare = [
        str(e.pattern)
        for e in callbacks()
        if not (getattr(e.callback, "action", None) or getattr(e.callback, "public", False))
    ]
    assert bare == []


def test_public_pages_are_these_and_no_others():
    public = sorted(str(e.name) for e in callbacks() if getattr(e.callback, "public", False))
    known = {"login", "activate", "setup", "sample", "gallery", "health", "logout", "off"}
    known |= {"worker", "manifest", "offline", "pulse"}
    assert set(public) <= known, public


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: "/".join(p.parts[-2:]))
def test_templates_hold_no_script_style_or_unsafe_text(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", text)
    assert "|safe" not in text
    assert "autoescape off" not in text
    for form in re.findall(r"<form[^>]*method=[\"']post[\"'][^>]*>.*?</form>", text, flags=re.S | re.I):
        assert "csrf_token" in form, form[:80]


def test_every_template_is_used():
    code = "\n".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "congvu").rglob("*") if p.suffix in {".py", ".html"}
    )
    names = [str(p).split("/templates/", 1)[1] for p in TEMPLATES]
    by_framework = (
        "404.html",
        "403.html",
        "403_csrf.html",
        "400.html",
        "413.html",
        "429.html",
        "500.html",
        "account/",
    )
    unused = [
        n
        for n in names
        if n not in code and not n.startswith(by_framework) and not n.startswith("ui/components/")
    ]
    assert unused == []


@pytest.mark.parametrize("model", [m for a in OURS for m in a.get_models()], ids=lambda m: m._meta.label)
def test_when_and_who_go_together(model: type[models.Model]):
    """A nullable `x_at` beside `x_by` is guarded by a constraint or explained by the state of the row."""
    names = {f.name for f in model._meta.get_fields()}
    pairs = [n[:-3] for n in names if n.endswith("_at") and f"{n[:-3]}_by" in names]
    nullable = [p for p in pairs if model._meta.get_field(f"{p}_at").null]
    if nullable:
        text = " ".join(
            str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint)
        )
        assert any(f"{p}_at" in text for p in nullable), nullable


@pytest.mark.parametrize("model", [m for a in OURS for m in a.get_models()], ids=lambda m: m._meta.label)
def test_every_owned_row_names_its_organ(model: type[models.Model]):
    installation_wide = {
        "accounts.User",
        "accounts.EntryCode",
        "accounts.Installation",
        "org.Organ",
        "org.Posting_charge",
    }
    if model._meta.label not in installation_wide:
        assert any(f.name in ("organ", "organ_id") for f in model._meta.get_fields()), model._meta.label


@pytest.mark.parametrize("model", [m for a in OURS for m in a.get_models()], ids=lambda m: m._meta.label)
def test_models_have_vietnamese_names_and_no_floats(model: type[models.Model]):
    for field in model._meta.fields:
        assert not isinstance(field, (models.FloatField, models.DecimalField)), field.name


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_events_read_as_sentences():
    for path in sorted((ROOT / "congvu").glob("*/events.py")):
        importlib.import_module(f"congvu.{path.parent.name}.events")
    assert len(KINDS) > 20
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+\.[a-z_]+", code), code
        assert kind.sentence == kind.sentence.strip(), code
        assert not kind.sentence.endswith("."), code
        assert "{" not in kind.title
