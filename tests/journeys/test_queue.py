"""The queue's parts, figures and levels: filtered, without a script, one's own figures, overdue above."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.review.commands import adjust_entry, return_entry
from congvu.review.models import Confirmation, Talk
from tests.conftest import NOON
from tests.journeys.test_review import plain, state
from tests.journeys.ways import said, sent, written


def test_the_queue_is_narrowed_and_decided_without_leaving_the_part(visit, stage, size):
    kept = written(stage, title="Việc của Lan")
    first, second = (written(stage, "minh", title=f"Việc {n} của Minh") for n in (1, 2))
    sent(stage)
    sent(stage, "minh")
    hanh = visit("hanh")
    page = hanh.go("/duyet")
    if size == "desktop":
        page.keyboard.press("l")
    else:
        page.click(".queue-card > header a:has-text('Lọc')")
    page.select_option("#loc select[name=nguoi]", str(stage.minh.pk))
    hanh.shot("duyet-loc")
    page.click("#loc button:has-text('Lọc')")
    page.wait_for_url(lambda url: f"nguoi={stage.minh.pk}" in url)
    assert page.locator(".queue a.queue-item").count() == 2
    assert page.locator("#nhom").count() == 0
    page.locator(".queue a.queue-item", has_text="Việc 1").click()
    for now, then in ((first, f"/duyet/{second.pk}?"), (second, "/duyet?")):
        page.wait_for_url(lambda url, now=now: f"/duyet/{now.pk}?" in url)
        if size == "desktop":
            page.locator("#h-ct:focus").wait_for()
            page.keyboard.press("1")
        else:
            page.click("footer.decision form[action*='/xac-nhan'] button")
        page.wait_for_url(lambda url, then=then: then in url and f"nguoi={stage.minh.pk}" in url)
    said(page, "Không còn mục nào khớp bộ lọc")
    assert (state(first), state(second), state(kept)) == ("CONFIRMED", "CONFIRMED", "SUBMITTED")
    page.click("a:has-text('Xem tất cả 1 mục')")
    page.locator("a.queue-item", has_text="Việc của Lan").wait_for()


def test_every_form_of_the_review_posts_without_a_script(visit, stage, size):
    lines = [written(stage, title=f"Việc {n}", minutes=60) for n in range(4)]
    grouped = [plain(stage, f"Trả lời {n}") for n in range(3)]
    sent(stage)
    hanh = visit("hanh", javascript=False)
    page = hanh.go("/duyet?loc=1")
    page.select_option("#loc select[name=xem]", "minh-chung")
    page.click("#loc button:has-text('Lọc')")
    assert page.locator("a.queue-item").count() == 4
    page.click("a.queue-item:has-text('Việc 0')")
    page.click("footer.decision form[action*='/xac-nhan'] button")
    assert (state(lines[0]), "xem=minh-chung" in page.url) == ("CONFIRMED", True)
    page.click(".undo-line button:has-text('Hoàn tác')")
    assert state(lines[0]) == "SUBMITTED"

    page = hanh.go(f"/duyet/{lines[1].pk}")
    page.click("footer.decision a[href='#dieu-chinh']")
    page.fill("#dieu-chinh input[name=minutes]", "0")
    page.locator("#dieu-chinh label.chip", has_text="Chỉ tính phần việc").click()
    page.click("#dieu-chinh button:has-text('Lưu và sang mục sau')")
    said(page, "Thời gian xác nhận từ 1 phút")
    assert page.locator("#dieu-chinh label.chip:has-text('Chỉ tính phần việc') input").is_checked()
    page.fill("#dieu-chinh input[name=minutes]", "45")
    page.click("#dieu-chinh button:has-text('Lưu và sang mục sau')")
    assert state(lines[1]) == "ADJUSTED"
    page = hanh.go(f"/duyet/{lines[2].pk}")
    page.click("footer.decision a[href='#tra-lai']")
    page.fill("#tra-lai textarea[name=reason]", "Nêu rõ kết quả của việc này.")
    page.click("#tra-lai button:has-text('Trả lại và sang mục sau')")
    assert state(lines[2]) == "RETURNED"

    for n in range(3):
        with clock.frozen(NOON + dt.timedelta(seconds=5 * (n + 1))):
            hanh.go("/duyet").click("#nhom a:has-text('Mở mục kế')")
    with clock.frozen(NOON + dt.timedelta(seconds=30)):
        page = hanh.go("/duyet")
        page.click("#nhom button:has-text('Xác nhận 3 mục')")
        said(page, "Đã xác nhận 3 mục.")
    assert {state(line) for line in grouped} == {"CONFIRMED"}


def test_the_overdue_lines_of_a_head_are_seen_one_level_up_by_number(visit, stage, size):
    with clock.frozen(NOON - dt.timedelta(days=9)):
        written(stage, title="Việc kín của Lan")
        sent(stage)
    tam = visit("tam")
    page = tam.go("/duyet")
    card = page.locator("section", has_text="1 mục chờ quá 3 ngày làm việc").last
    card.wait_for()
    assert stage.hanh.full_name in card.inner_text()
    assert "Việc kín" not in page.content()
    page = visit("hanh").go("/duyet")
    assert "Chờ quá hạn" in page.inner_text("ol.queue")
    assert "mục chờ quá 3 ngày" not in page.content(), "her own are in her queue"


def test_own_figures_are_for_oneself(visit, stage, size):
    lines = [written(stage, title=f"Việc {n}") for n in range(11)]
    sent(stage)
    hanh = visit("hanh")
    page = hanh.go("/duyet")
    assert "Việc duyệt của tôi" not in page.content(), "too few to say anything"
    for n, line in enumerate(lines[:10]):
        page = hanh.go(f"/duyet/{line.pk}")
        with clock.frozen(NOON + dt.timedelta(seconds=20 + n)):
            page.click("footer.decision form[action*='/xac-nhan'] button")
            page.wait_for_url(lambda url: "vua=" in url)
    page = hanh.go("/duyet")
    figures = page.locator("section", has_text="Việc duyệt của tôi, 30 ngày").last
    assert "10 mục" in figures.inner_text()
    assert "Chỉ đồng chí thấy." in figures.inner_text()
    assert "Việc duyệt của tôi" not in visit("tam").go("/duyet").content()
    assert Confirmation.objects.filter(outcome="CONFIRMED").count() == 10


def test_every_form_of_a_talk_posts_without_a_script(visit, stage, size):
    adjusted, returned = (
        written(stage, title=title, minutes=60) for title in ("Họp giao ban", "Đọc tài liệu")
    )
    sent(stage)
    by, at = stage.actor("hanh"), clock.now()
    adjust_entry(entry_id=adjusted.pk, version=1, reason="Chỉ tính phần họp.", minutes=45, by=by, at=at)
    return_entry(entry_id=returned.pk, version=1, reason="Nêu rõ kết quả.", by=by, at=at)
    lan, hanh = visit("lan", javascript=False), visit("hanh", javascript=False)

    page = lan.go("/trao-doi")
    page.click("a:has-text('Họp giao ban')")
    page.click("button:has-text('Gửi trả lời')")
    said(page, "Viết điều đồng chí muốn trao đổi.")
    page.check("input[value=MEET]")
    page.click("button:has-text('Gửi trả lời')")
    said(page, "Muốn trao đổi trực tiếp.")
    page = hanh.go(f"/trao-doi/{adjusted.pk}")
    page.fill("textarea[name=body]", "Chiều nay lúc 14 giờ.")
    page.click("button:has-text('Trả lời')")
    said(page, "Chiều nay lúc 14 giờ.")
    page.click("button:has-text('Khép trao đổi')")
    said(page, f"{stage.hanh.full_name} khép trao đổi lúc")

    page = lan.go(f"/trao-doi/{returned.pk}")
    page.check("input[value=FIX]")
    page.fill("textarea[name=body]", "Tôi nêu thêm tên văn bản.")
    page.click("button:has-text('Gửi trả lời')")
    said(page, "Tôi nêu thêm tên văn bản.")
    assert [t.state for t in Talk.objects.order_by("pk")] == ["CLOSED", "OPEN"]
