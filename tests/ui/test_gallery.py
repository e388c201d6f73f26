from __future__ import annotations

from pathlib import Path

import pytest

from congvu.ui import contrast, gallery, views
from congvu.ui.templatetags import _components, _draw, _forms, _frame, _graphics

COMPONENTS = Path(gallery.__file__).parent / "templates/ui/components"


@pytest.fixture
def shown(monkeypatch, visit):
    """(names of the components drawn, the page's text)."""
    names: set[str] = set()

    def watched(component, /, **context):
        names.add(component)
        return _draw.draw(component, **context)

    _frame.drawn.cache_clear()
    for module in (_components, _forms, _frame, _graphics):
        monkeypatch.setattr(module, "draw", watched)
    request = visit(signed_in=False)
    page = views.gallery.__wrapped__(request)
    assert page.status_code == 200
    return names, page.content.decode()


def test_shows_every_component(shown):
    assert {path.stem for path in COMPONENTS.glob("*.html")} - shown[0] == set()


@pytest.mark.parametrize(
    "state",
    [
        "Trống, đầu ngày",
        "Đang tải",
        "Mất mạng",
        "Lỗi máy chủ",
        "Đã khóa kỳ",
        "Có bản mới hơn",
        "Không có, hoặc chưa được xem",
        "Không phải ghi",
    ],
)
def test_shows_every_state_of_a_screen(shown, state):
    assert f"<figcaption>{state}</figcaption>" in shown[1]


def test_ids_are_used_once(shown):
    import re

    ids = re.findall(r'\sid="([^"]+)"', shown[1])
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("use", "text", "ground"), [row[:3] for row in gallery.PAIRS], ids=lambda value: value
)
def test_colours_can_be_told_apart(theme, use, text, ground):
    least = 3 if text.startswith(("chart", "line")) else 4.5
    assert contrast.pair(theme, text, ground) >= least


def test_contrast_is_the_formula_of_wcag():
    assert contrast.ratio("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_dark_themes_are_the_same():
    text = contrast.STYLESHEET.read_text(encoding="utf-8")
    by_machine = text[text.index(':root:not([data-theme="light"])') :]
    assert dict(contrast._TOKEN.findall(by_machine[: by_machine.index("}")])) == contrast.tokens("dark")
