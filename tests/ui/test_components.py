from __future__ import annotations

import re

import pytest
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError

from congvu.ui.icons import UnknownIcon, icon_paths
from congvu.ui.parts import Step

EVIL = '"><script>x</script>'


class TestIcon:
    def test_is_hidden_beside_text(self, draw):
        assert draw('{% icon "check" %}').startswith(
            '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path'
        )

    def test_speaks_when_it_stands_alone(self, draw):
        assert 'role="img" aria-label="Có &lt;b&gt;"' in draw('{% icon "check" label=x %}', x="Có <b>")

    def test_unknown_name_never_passes_in_silence(self, draw):
        with pytest.raises(UnknownIcon, match="no-such-thing"):
            draw('{% icon "no-such-thing" %}')

    def test_is_read_once(self):
        icon_paths.cache_clear()
        icon_paths("check")
        icon_paths("check")
        assert icon_paths.cache_info().hits == 1


ONE_OF_EACH = [
    '{% badge x "leaf" "check" %}',
    "{% evidence 'present' text=x %}",
    "{% evidence 'present' text=x only_icon=True %}",
    "{% avatar x %}",
    "{% person x x note=x %}",
    "{% button aria_label=x keys=x name=x %}{{ x }}{% endbutton %}",
    "{% button href=x disabled_because=x %}{{ x }}{% endbutton %}",
    "{% button href=x %}{{ x }}{% endbutton %}",
    "{% card title=x id=x badge=x lead=x data_cv_x=x %}{{ x }}{% endcard %}",
    "{% notice aria_label=x %}{{ x }}{% endnotice %}",
    "{% empty_state title=x %}{{ x }}{% endempty_state %}",
    "{% scroll label=x %}{{ x }}{% endscroll %}",
    "{% tabs label=x %}{% tab x x count=3 %}{% endtabs %}",
    "{% segment label=x %}{% segment_link x x %}{% endsegment %}",
    "{% chip x url=x %}{% chip x name=x value=x %}{% chip x data_cv_x=x %}",
    "{% event title=x when=x %}{{ x }}{% endevent %}",
    "{% dialog id=x title=x lead=x %}{{ x }}{% enddialog %}",
    "{% toast %}{{ x }}{% endtoast %}",
    "{% skeleton label=x %}",
    "{% timeline_item title=x time=x %}{{ x }}{% endtimeline_item %}",
    "{% input_field x x value=x hint=x error=x unit=x %}",
    "{% labelled label=x id=x hint=x error=x %}{{ x }}{% endlabelled %}",
    "{% bar value=3 label=x %}",
    "{% crumb x x %}{% crumb x %}",
]


@pytest.mark.parametrize("source", ONE_OF_EACH)
def test_component_escapes_everything_given_to_it(draw, source):
    html = draw(source, x=EVIL)

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "&amp;lt;" not in html, "escaped twice"


def test_markup_between_block_tags_stays_markup(draw):
    assert "<b>đậm</b>" in draw("{% notice %} <b>đậm</b> {% endnotice %}")
    assert "<b>đậm</b></button>" in draw("{% button %} <b>đậm</b> {% endbutton %}")


class TestButton:
    def test_link_and_button(self, draw):
        assert (
            draw("{% button href='/x' kind='primary' %}Đi{% endbutton %}")
            == '<a class="button primary" href="/x">Đi</a>'
        )
        assert draw("{% button %}Lưu{% endbutton %}") == '<button class="button" type="submit">Lưu</button>'

    def test_refusal_keeps_the_button_and_says_why(self, draw):
        html = draw("{% button href='/x' disabled_because='Không tự xác nhận.' %}Xác nhận{% endbutton %}")
        assert "<a " not in html
        assert " disabled" in html
        assert '<span class="why-not">Không tự xác nhận.</span>' in html

    def test_attributes_follow_from_names(self, draw):
        html = draw("{% button hx_post='/a' aria_label='Gửi' formnovalidate=True value='' %}x{% endbutton %}")
        assert 'hx-post="/a"' in html
        assert 'aria-label="Gửi"' in html
        assert " formnovalidate>" in html
        assert "value" not in html

    @pytest.mark.parametrize(
        "source",
        ["{% button kind='loud' %}x{% endbutton %}", "{% badge 'x' 'pink' %}", "{% evidence 'maybe' %}"],
    )
    def test_misspelt_choice_is_an_error(self, draw, source):
        with pytest.raises(TemplateSyntaxError):
            draw(source)


class TestCard:
    def test_section_is_named_by_its_heading(self, draw):
        html = draw("{% card title='Việc' id='h-viec' %}x{% endcard %}")
        assert '<section class="card" aria-labelledby="h-viec">' in html
        assert '<h2 id="h-viec">Việc</h2>' in html

    def test_fragments_fill_its_other_places(self, draw):
        html = draw(
            "{% fragment as a %}<i>A</i>{% endfragment %}{% card title='T' id='t' actions=a foot=a bare=True %}x{% endcard %}"
        )
        assert '<div class="actions"><i>A</i></div>' in html
        assert "<footer><i>A</i></footer>" in html
        assert 'class="body"' not in html

    def test_nested_cards_close_in_order(self, draw):
        html = draw("{% card %}{% card title='Trong' id='t' level=3 %}x{% endcard %}{% endcard %}")
        assert html.count("<section") == html.count("</section>") == 2
        assert "<h3" in html


def test_steps_mark_the_present_one(draw):
    html = draw(
        "{% steps items 'Đời của kỳ' %}", items=[Step("Mở", "done"), Step("Chấm", "current"), Step("Khóa")]
    )
    assert re.findall(r"<li([^>]*)>", html) == [' class="done"', ' aria-current="step"', ""]


class TestPagination:
    def test_keeps_the_filters_of_the_address(self, draw, visit):
        request = visit(path="/danh-muc?q=họp&trang=2")
        html = draw(
            "{% pagination page noun='mã' %}", page=Paginator(range(100), 10).page(2), request=request
        )
        assert "11–20 trên 100 mã" in html
        assert "q=h%E1%BB%8Dp&amp;trang=3" in html
        assert '<span class="here" aria-current="page">2</span>' in html

    def test_one_page_needs_none(self, draw, visit):
        assert draw("{% pagination page %}", page=Paginator(range(5), 10).page(1), request=visit()) == ""


def test_empty_state_stands_inside_a_for_loop(draw):
    source = "{% for x in xs %}{% empty_state title=x %}Một câu.{% endempty_state %}{% empty %}không có{% endfor %}"
    assert "<h2>A</h2>" in draw(source, xs=["A"])
    assert draw(source, xs=[]) == "không có"
