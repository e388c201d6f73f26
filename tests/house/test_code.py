"""House rules about the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [p for d in ("congvu", "rulebook", "tests", "bench", "tools") for p in (ROOT / d).rglob("*.py")]
SOURCES = [p for p in PYTHON if "migrations" not in p.parts]
COMMANDS = sorted((ROOT / "congvu").glob("*/commands*.py")) + sorted(
    (ROOT / "congvu").glob("*/commands/*.py")
)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_floors_and_drawers_hold():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(tool)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if "congvu" in p.parts or "rulebook" in p.parts], ids=relative
)
def test_no_module_grows_over_400_lines(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted((ROOT / "rulebook").rglob("*.py")), ids=relative)
def test_the_law_has_no_floats(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec", "round"}, node.lineno


def public_commands() -> list[tuple[Path, ast.FunctionDef]]:
    found = []
    for path in COMMANDS:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                found.append((path, node))
    return found


@pytest.mark.parametrize(
    ("path", "command"),
    public_commands(),
    ids=lambda v: v.name if isinstance(v, ast.FunctionDef) else v.parent.name,
)
def test_every_command_is_atomic_keyword_only_with_by_and_at(path: Path, command: ast.FunctionDef):
    decorators = [ast.unparse(d) for d in command.decorator_list]
    assert any("atomic" in d for d in decorators), f"{relative(path)}:{command.lineno} is not atomic"
    assert not command.args.args, f"{relative(path)}:{command.lineno} takes positional arguments"
    names = {a.arg for a in command.args.kwonlyargs}
    assert {"by", "at"} <= names, f"{relative(path)}:{command.lineno} lacks by/at"
    assert ast.get_docstring(command), f"{relative(path)}:{command.lineno} has no docstring"


ROOMS = ("org", "worktime", "catalogue")
"""Answers about these rooms are remembered across requests (ADR 0020)."""


def _leads_to_record(name: str, calls: dict[str, set[str]], seen: set[str]) -> bool:
    if name == "record":
        return True
    if name in seen:
        return False
    seen.add(name)
    return any(_leads_to_record(called, calls, seen) for called in calls.get(name, ()))


@pytest.mark.parametrize("room", ROOMS)
def test_who_changes_the_organisation_tells_it(room: str):
    calls: dict[str, set[str]] = {}
    for path in (ROOT / "congvu" / room).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                named = (n.func for n in ast.walk(node) if isinstance(n, ast.Call))
                calls.setdefault(node.name, set()).update(f.id for f in named if isinstance(f, ast.Name))
    silent = [c.name for p, c in public_commands() if p.is_relative_to(ROOT / "congvu" / room)
              and not _leads_to_record(c.name, calls, set())]  # fmt: skip
    assert silent == []


def test_only_its_own_room_writes_a_remembered_table():
    """Else its event would not count the state of the organisation up."""
    tables = {
        node.name
        for room in ROOMS
        for node in ast.parse((ROOT / "congvu" / room / "models.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    writes = re.compile(
        rf"\b({'|'.join(tables)})\.objects\b[^\n]*\.(create|bulk_create|bulk_update|update|delete|"
        r"update_or_create|get_or_create)\("
    )
    for path in sorted((ROOT / "congvu").rglob("*.py")):
        if path.relative_to(ROOT / "congvu").parts[0] in (*ROOMS, "base"):
            continue
        found = writes.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{relative(path)}: {found and found[0]}"


TEXTS = [
    p
    for pattern in ("*.py", "*.html", "*.css", "*.js", "*.md", "*.toml")
    for p in ROOT.rglob(pattern)
    if not {".venv", "node_modules", ".git", "data"} & set(p.relative_to(ROOT).parts)
]


def test_sources_are_nfc():
    wrong = [
        relative(p) for p in TEXTS if not unicodedata.is_normalized("NFC", p.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_nothing_names_a_machine_or_a_registry():
    folders = "|".join(("ro" + "ot", "ho" + "me", "m" + "nt", "s" + "rv", "wo" + "rk"))
    pattern = re.compile(rf"(?:^|[^A-Za-z0-9._-])/(?:{folders})/[a-z]|index[-]url|https?://[^ \"]+/simple")
    wrong = [relative(p) for p in TEXTS if pattern.search(p.read_text(encoding="utf-8"))]
    assert wrong == []


def test_requirements_are_hashed_and_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==", text, flags=re.M)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_declared_dependency_is_used():
    """What the project asks for is imported somewhere (or is a server, driver or renderer)."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[><=]", w)[0] for w in wanted}
    imported = {"django-htmx": "django_htmx", "django-allauth": "allauth", "django-csp": "csp", "pillow": "PIL", "python-calamine": "python_calamine",
                "python-docx": "docx", "psycopg": "psycopg", "fontpkg-inter": "fontpkg", "fonttools": "fontTools"}  # fmt: skip
    by_setting = {"argon2-cffi", "brotli"}
    code = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)
    missing = [n for n in names - by_setting if not re.search(rf"\b{imported.get(n, n)}\b", code)]
    assert missing == []
