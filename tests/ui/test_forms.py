from __future__ import annotations

import re

from django import forms

from congvu.ui.parts import Mistake


class Sample(forms.Form):
    minutes = forms.IntegerField(
        label="Thời gian", help_text="Phút.", max_value=720, error_messages={"max_value": "Không quá 12 giờ."}
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    role = forms.ChoiceField(
        label="Vai trò", choices=[("a", "Chủ trì"), ("b", "Phối hợp")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Đồng ý", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Hai mục trùng giờ.")


def wrong() -> Sample:
    return Sample({"minutes": "800", "note": "<b>", "role": "a"})


class TestField:
    def test_wires_label_hint_and_error(self, draw):
        html = draw("{% field f.minutes unit='phút' %}", f=wrong())
        assert '<label for="id_minutes">Thời gian</label>' in html
        assert re.search(r'<input[^>]*aria-describedby="id_minutes_error id_minutes_helptext"', html)
        assert html.count("aria-describedby") == 1
        assert 'aria-invalid="true"' in html
        assert '<p class="error" id="id_minutes_error">' in html
        assert '<p class="hint" id="id_minutes_helptext">Phút.</p>' in html
        assert "<span>phút</span>" in html

    def test_says_only_what_is_not_required(self, draw):
        assert "(không bắt buộc)" in draw("{% field f.note %}", f=Sample())
        assert "(không bắt buộc)" not in draw("{% field f.minutes %}", f=Sample())

    def test_choices_are_a_group_with_a_legend(self, draw):
        html = draw("{% field f.role hint='Một vai.' %}", f=Sample())
        assert '<fieldset class="field" aria-describedby="id_role_helptext"><legend>Vai trò</legend>' in html
        assert html.count('type="radio"') == 2

    def test_tick_box_stands_before_its_words(self, draw):
        html = draw("{% field f.agree %}", f=Sample())
        assert re.search(
            r'<label class="check" for="id_agree"><input type="checkbox"[^>]*><span>Đồng ý</span></label>',
            html,
        )

    def test_hidden_field_is_only_a_control(self, draw):
        assert draw("{% field f.secret %}", f=Sample()).startswith('<input type="hidden"')

    def test_what_was_typed_is_kept_and_escaped(self, draw):
        html = draw("{% field f.note %}", f=wrong())
        assert "&lt;b&gt;</textarea>" in html


class TestInputField:
    def test_plain_value(self, draw):
        html = draw(
            "{% input_field 'share' 'Tỷ lệ' value=50 error='Tổng phải là 100.' inputmode='numeric' %}"
        )
        assert 'id="id_share" name="share" type="text" value="50"' in html
        assert 'aria-describedby="id_share_error"' in html
        assert 'inputmode="numeric"' in html

    def test_select_marks_the_chosen(self, draw):
        html = draw("{% input_field 'g' 'Nhóm' value=2 options=o %}", o=[(1, "Một"), (2, "Hai")])
        assert '<option value="2" selected>Hai</option>' in html
        assert '<option value="1">Một</option>' in html


class TestErrorSummary:
    def test_links_every_mistake_to_its_field(self, draw):
        html = draw("{% error_summary f %}", f=wrong())
        assert "Cần sửa 2 chỗ" in html
        assert "<li>Hai mục trùng giờ.</li>" in html
        assert '<a href="#id_minutes">Không quá 12 giờ.</a>' in html
        assert 'role="alert" tabindex="-1" data-cv-focus' in html

    def test_is_silent_when_all_is_well(self, draw):
        assert draw("{% error_summary f %}", f=Sample()) == ""

    def test_takes_mistakes_of_its_own(self, draw):
        assert '<a href="#ly-do">Ghi lý do.</a>' in draw(
            "{% error_summary mistakes=m %}", m=[Mistake("Ghi lý do.", "ly-do")]
        )
