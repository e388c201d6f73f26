"""The real descriptions of annex 1C (CONGVU_REAL_DATA) become templates to keep or drop."""

from __future__ import annotations

import pytest

from congvu.base import clock
from congvu.duties.commands import ItemSpec, add_items, save_template
from congvu.duties.models import Item
from congvu.duties.propose import proposals
from congvu.duties.queries import proposed
from congvu.org.models import Position
from tests.imports.making import POSITIONS, bring
from tests.imports.test_real_files import SUPPORT, real


@pytest.fixture
def positions(world, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    assert bring(world, POSITIONS, real(SUPPORT).read_bytes()).rejected == ()
    return world


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("code", "daily", "counted", "dropped"),
    [
        ("TP-HTPV-01", "Trực camera giám sát", 0, "Được tham dự các cuộc họp"),
        ("TP-HTPV-02", "Bố trí, sắp xếp bàn ghế", 0, "Kế hoạch được xây dựng"),
        ("TP-HTPV-03", "Kiểm tra an toàn và vệ sinh xe", 1, "Báo cáo hàng tháng"),
    ],
)
def test_each_task_is_proposed(positions, code, daily, counted, dropped):
    position = Position.objects.get(code=code)
    by, at = positions.actor("binh"), clock.now()
    template = save_template(
        unit_id=positions.units["root"].pk, position_id=position.pk, duty="OTHER", name="Mẫu", places=[], others=[],
        oddities=[], by=by, at=at,
    )  # fmt: skip
    offered = proposed(template.pk, viewer=by)
    assert {p.number for p in offered} <= set(position.tasks.values_list("number", flat=True))
    assert any(p.label.startswith(daily) and p.is_daily for p in offered)
    if code != "TP-HTPV-02":
        assert any(p.label.startswith(dropped) and not p.is_daily for p in offered)
    assert sum(p.kind == "COUNTER" and p.is_daily for p in offered) == counted
    kept = [
        ItemSpec(p.kind, p.label, section=p.section, unit_of_measure="lượt" if p.kind == "COUNTER" else "")
        for p in offered
        if p.is_daily
    ]
    add_items(template_id=template.pk, specs=kept, by=by, at=at)
    assert Item.objects.filter(template=template).count() == len(kept) > 2
    assert {p.label for p in proposed(template.pk, viewer=by)}.isdisjoint(i.label for i in kept)


def test_a_task_without_concrete_work_gives_its_area_and_long_rows_are_cut():
    long = "Quét dọn vệ sinh sân, hành lang cơ quan, khu vệ sinh cơ quan khu vực được phân công, thu gom rác, chất thải"
    found = proposals(
        [("1", "Trực nhà xe.", ""), ("2", "Vệ sinh", f"{long} chuyển đến nơi tập kết; đưa đón khách.")]
    )
    assert (found[0].label, found[0].kind) == ("Trực nhà xe", "CHECK")
    assert len(found[1].label) <= 120
    assert (found[2].label, found[2].kind, found[2].section) == ("Đưa đón khách", "COUNTER", "Vệ sinh")
