"""A month is planned: the officer from last month's work, her head for the division; both are confirmed."""

from __future__ import annotations

from congvu.assignments.models import Plan, Task
from tests.journeys.ways import given_task, said


def test_plan_a_month_and_have_it_confirmed(visit, stage):
    given_task(stage, title="Trả lời Sở Y tế về tuyển dụng", quantity="2")
    lan = visit("lan")
    page = lan.go("/ke-hoach")
    said(page, "Việc tháng trước")
    lan.shot("ke-hoach-chon")
    page.click("button:has-text('Lập kế hoạch')")
    said(page, "Gửi xác nhận")
    assert page.input_value("input[name=d0-product]").startswith("DC.02")
    page.fill("input[name=d1-title]", "Báo cáo công tác tháng")
    page.fill("input[name=d1-product]", "bao cao")
    page.click("#ds-1 [role=option]:has-text('Báo cáo định kỳ')")
    page.fill("input[name=d1-quantity]", "1")
    page.fill("input[name=d1-deadline]", "2026-12-25")
    lan.shot("ke-hoach-sua")
    page.click("button:has-text('Gửi xác nhận')")
    said(page, "chờ lãnh đạo xác nhận")

    hanh = visit("hanh")
    page = hanh.go("/ke-hoach")
    page.click("#cho-xac-nhan ~ * a:has-text('Trần Ngọc Lan'), a:has-text('Trần Ngọc Lan')")
    said(page, "Báo cáo công tác tháng")
    hanh.shot("ke-hoach-xac-nhan")
    page.click("button:has-text('Xác nhận và giao việc')")
    said(page, "Chưa có thay đổi nào")
    assert Plan.objects.get().state == "CONFIRMED"
    assert Task.objects.filter(assigner=stage.hanh, origin="PLAN").count() == 3

    page = hanh.go(f"/ke-hoach/2026-12?don-vi={stage.units['ccvc'].pk}")
    page.click("button:has-text('Lập kế hoạch')")
    said(page, "cả đơn vị")
    hanh.shot("ke-hoach-don-vi")
    said(lan.go("/viec"), "Báo cáo công tác tháng")
