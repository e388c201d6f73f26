from __future__ import annotations

import re
from decimal import Decimal

import pytest

from congvu.ui.parts import Part
from congvu.ui.timeline import LAST_MINUTE, DayScale, Place, day_scale


def widths(html: str) -> list[Decimal]:
    return [Decimal(w) for w in re.findall(r'<rect(?! class="gap")[^>]* width="([\d.]+)%"', html)]


class TestMeter:
    def test_says_the_whole_day_in_one_sentence(self, draw):
        html = draw("{% meter present=150 pending=70 absent=40 proposed=130 expected=480 %}")
        assert (
            'aria-label="Đã ghi 4 giờ 20 trên 8 giờ. Có minh chứng 2 giờ 30, chờ minh chứng 1 giờ 10, chưa có 40 phút. '
            'Gợi ý chưa ghi 2 giờ 10."' in html
        )

    def test_parts_are_shares_of_the_day(self, draw):
        html = draw("{% meter present=120 pending=0 absent=120 expected=480 facts=False %}")
        assert widths(html) == [Decimal("25.00"), Decimal("25.00")]

    def test_more_than_the_day_still_fits(self, draw):
        html = draw("{% meter present=400 pending=100 absent=100 expected=480 facts=False %}")
        assert sum(widths(html)) == pytest.approx(Decimal(100), abs=Decimal("0.02"))

    def test_a_day_off_has_no_norm(self, draw):
        html = draw("{% meter present=0 pending=0 absent=0 %}")
        assert "Đã ghi 0 phút." in html
        assert " trên " not in html


class TestBar:
    def test_value_of_a_whole(self, draw):
        html = draw("{% bar value=v whole=50 tone=3 label='Một nửa' %}", v=Decimal(25))
        assert 'class="fill-3" x="0.00%" width="50.00%"' in html
        assert 'role="img" aria-label="Một nửa"' in html

    def test_too_much_is_cut_and_nothing_is_nothing(self, draw):
        assert 'width="100.00%"' in draw("{% bar value=130 %}").replace('width="100%"', "")
        assert "<rect" not in draw("{% bar value=0 %}")
        assert "<rect" not in draw("{% bar value=0 whole=0 %}")

    def test_parts_stand_side_by_side(self, draw):
        html = draw("{% bar parts=p whole=80 %}", p=[Part(20, 1), Part(40, 2)])
        assert re.findall(r'class="fill-\d" x="([^"]+)"', html) == ["0.00%", "25.00%"]


class TestStrip:
    def test_tells_range_median_and_own_value(self, draw):
        html = draw("{% strip own=180 low=60 median=75 high=105 dots=d %}", d=[60, 200])
        assert "từ 60 đến 105 phút, trung vị 75; mục này 180 phút" in html
        assert html.count('class="dot"') == 2
        assert 'class="strip inside"' not in html
        assert 'class="strip inside"' in draw("{% strip own=80 low=60 median=75 high=105 %}")

    def test_labels_do_not_cover_each_other(self, draw):
        html = draw("{% strip own=76 low=74 median=75 high=300 %}")
        assert re.findall(r">(\d+)</text>", html) == ["300"]


class TestTimeline:
    def test_five_minutes_are_a_row(self):
        scale = DayScale(420, 1020)
        assert scale.row(420) == 1
        assert scale.place(430, 520) == Place(3, 18)
        assert scale.place(500, 501).rows == 1

    def test_a_quiet_pause_is_folded(self):
        scale = day_scale([(430, 520)], pause=(660, 780))
        assert scale.row(660) == 49
        assert scale.row(780) == 53
        assert [line.text for line in scale.hours] == [
            f"{h:02d}:00" for h in (7, 8, 9, 10, 11, 13, 14, 15, 16, 17)
        ]
        assert scale.pause_place == Place(49, 4)

    def test_work_in_the_pause_unfolds_it(self):
        scale = day_scale([(650, 700)], pause=(660, 780))
        assert scale.pause_place is None
        assert "12:00" in [line.text for line in scale.hours]

    def test_early_and_late_work_widens_the_day(self):
        scale = day_scale([(345, 400), (1030, 1125)])
        assert (scale.start, scale.end) == (300, 1140)

    def test_every_place_of_any_day_has_its_css_class(self):
        from congvu.ui.contrast import STYLESHEET

        css = (STYLESHEET.parent / "screens/today.css").read_text(encoding="utf-8")
        whole = DayScale(0, LAST_MINUTE)
        last = whole.row(LAST_MINUTE - 1)
        assert f".at-{last} " in css
        assert f".for-{720 // 5} " in css
