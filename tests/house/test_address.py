"""No page says "đồng chí" where the organ chose "anh/chị", and none the other way round."""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

import congvu
from congvu.org.models import Organ
from tests.journeys.test_pages import PAGES, lived_in


@pytest.fixture
def numbers(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call_command("createcachetable", verbosity=0)
    return lived_in(world)


def _read(text: str) -> str:
    """What a page says: without what stands in “quotation marks”, which is somebody's own words or a form's."""
    shown = re.sub(r"<option.*?</option>", "", text, flags=re.DOTALL)  # the setting itself names both
    return re.sub(r"“[^”]*”", "", html.unescape(shown)).lower()


def _pages(world, numbers, who: str):
    client = Client()
    client.force_login(getattr(world, who).user)
    for path in PAGES[who]:
        answer = client.get(path.format_map(numbers), follow=True)
        assert answer.status_code == 200, path
        yield path, _read(answer.content.decode())


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize(("chosen", "never"), [("PLAIN", "đồng chí"), ("COMRADE", "anh/chị")])
def test_pages_address_people_as_the_organ_chose(world, numbers, who, chosen, never):
    Organ.objects.filter(pk=world.organ.pk).update(address=chosen)
    found = [
        f"{path}: …{text[max(0, at.start() - 60) : at.end() + 60]}…"
        for path, text in _pages(world, numbers, who)
        for at in re.finditer(never, text)
    ]
    assert not found, "\n".join(found)


ROOT = Path(congvu.__file__).parent
SAYS = "ồng chí"
SEAMS = {
    "addressed", "plain",  # the function itself
    "Kind",  # events, which are shown by their titles
    "Refusal", "refused", "add_error", "ValidationError", "_Refused",  # refusals
    "success", "answer", "act", "_of_share",  # what was done
}  # fmt: skip
"""Calls that take our sentences to the screen as the reader's organ says them."""
ELSEWHERE = {
    "ui/words.py",  # where both forms are defined
    "org/models.py",  # the two choices of the setting
    "policy/decide.py",  # refusals of the policy, raised as Denied
    "notifications/queries/waiting.py",  # as causes.py
    "notifications/queries/appeals.py",  # as causes.py
    "notifications/queries/causes.py",  # kept as written; the list and the e-mail address their reader
    "worktime/queries/closing.py",  # raised, or addressed by its two readers
    "desk/queries.py",  # the band of a delegation, addressed by the shell
    "assignments/commands/deliveries.py",  # helpers that word what their callers raise, as the next two
    "imports/reading.py",
    "org/commands/postings.py",
    "desk/setup_forms.py",  # before there is an organ
}


def _loose(path: Path) -> list[int]:
    """Lines of a module where a sentence goes to the screen past every seam."""
    found: list[int] = []

    def walk(node: ast.AST, held: bool) -> None:
        held = held or isinstance(node, ast.Raise)
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            held = held or name in SEAMS
        if isinstance(node, ast.keyword) and node.arg in ("help_text", "hint", "done", "error_messages"):
            held = True
        if isinstance(node, ast.Assign) and all(
            isinstance(t, ast.Name) and (t.id.isupper() or t.id == "done") for t in node.targets
        ):
            held = True  # used by name in one of the seams
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SAYS in node.value and not held:
            found.append(node.lineno)
        for child in ast.iter_child_nodes(node):
            walk(child, held)

    walk(ast.parse(path.read_text("utf-8")), False)
    return found


def test_every_sentence_in_python_goes_through_a_seam():
    loose = [
        f"{name}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        if (name := path.relative_to(ROOT).as_posix()) not in ELSEWHERE
        and "migrations" not in name and not name.startswith(("demo/", "cli/"))
        for line in _loose(path)
    ]  # fmt: skip
    assert not loose, "\n".join(loose)
