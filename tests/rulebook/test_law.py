"""The rulebook against the decree's own text, and against its own house rules."""

import ast
import os
import re
import unicodedata
from pathlib import Path

import pytest

import rulebook
from rulebook import loader

ROOT = Path(__file__).parents[2]
FOLDER = Path(rulebook.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
REAL_DATA = Path(os.environ.get("CONGVU_REAL_DATA", ROOT / "../shared/data"))
DECREE = REAL_DATA.parent / "law/nd335-2025.docx"

needs_decree = pytest.mark.skipif(
    not DECREE.exists(), reason="needs law/nd335-2025.docx beside the folder CONGVU_REAL_DATA"
)


def plain(text):
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text)).strip()


@pytest.fixture(scope="module")
def decree():
    from docx import Document

    document = Document(str(DECREE))
    paragraphs = [each.text for each in document.paragraphs]
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    form = next(t for t in document.tables if "Tiêu chí chấm điểm" in t.rows[0].cells[1].text)
    return {
        "text": plain("\n".join(paragraphs + cells)),
        "form": [[plain(cell.text) for cell in row.cells[:3]] for row in form.rows[2:-1]],
    }


@needs_decree
def test_every_quote_stands_in_the_decree(decree):
    quotes = [s for key, s in loader.sources().items() if key.startswith("ND335-2025/")]

    assert len(quotes) > 30
    for source in quotes:
        assert source.quote in decree["text"], source.key


@needs_decree
def test_the_rows_of_the_form_are_exact(decree):
    rows = []
    for group in loader.pack("nd335-2025").groups:
        rows.append([group.code, group.text, f"{group.maximum.value}"])
        for number, each in enumerate(group.criteria, 1):
            assert each.code == f"{group.code}.{number}"
            rows.append([f"{number}", each.text, f"{each.maximum.value}".replace(".", ",")])

    assert rows == decree["form"]


@needs_decree
def test_every_indicator_stands_in_the_annex(decree):
    counts = {}
    for code, criterion in loader.pack("nd335-2025").criteria.items():
        counts[code] = len(criterion.indicators)
        for indicator in criterion.indicators:
            assert indicator in decree["text"], indicator

    assert list(counts.values()) == [8, 4, 3, 2, 2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
class TestModules:
    def test_no_float_and_no_clock(self, module):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
            assert not (isinstance(node, ast.Name) and node.id in {"float", "round", "open"})
            assert not (isinstance(node, ast.Attribute) and node.attr in {"now", "today"})

    def test_imports_only_the_standard_library_and_itself(self, module):
        import sys

        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [node.module]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            for name in names:
                assert name.split(".")[0] in sys.stdlib_module_names | {"rulebook"}, name

    def test_is_short(self, module):
        assert len(module.read_text(encoding="utf-8").splitlines()) < 400


def test_every_source_named_in_code_exists():
    named = set()
    for module in MODULES:
        named |= set(re.findall(r'"((?:CONGVU|ND335-2025)/[^"{]+)"', module.read_text("utf-8")))

    assert {"CONGVU/G1", "CONGVU/G9", "ND335-2025/18/1/c"} <= named
    assert all(loader.source(key) for key in named)


def test_files_are_composed_unicode():
    for path in [*MODULES, *FOLDER.rglob("*.toml"), *FOLDER.rglob("*.md")]:
        written = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", written), path
