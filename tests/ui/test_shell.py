from __future__ import annotations

from dataclasses import replace

from django.template.loader import render_to_string

from congvu.ui.shell import NavGroup, NavItem, Shell, mark_current

GROUPS = (
    NavGroup(
        "Của tôi",
        (
            NavItem("Hôm nay", "/hom-nay", "sun", badge=0),
            NavItem("Việc của tôi", "/viec", "circle-check", badge=9, short="Việc"),
        ),
    ),
    NavGroup(
        "Đơn vị",
        (
            NavItem("Duyệt nhật ký", "/duyet", "shield-check", badge=6, urgent=True),
            NavItem("Đã duyệt", "/duyet/da-xong", "list"),
        ),
    ),
    NavGroup("Quản trị", ()),
)
SHELL = Shell(
    groups=GROUPS,
    person_name="Lê Thị Lan",
    initials="TL",
    organ_name="Sở Nội vụ",
    theme_url="/t",
    sign_out_url="/ra",
    search_url="/tim",
    sample=True,
)


def current(path: str) -> list[str]:
    return [item.label for group in mark_current(GROUPS, path) for item in group.items if item.current]


class TestMarkCurrent:
    def test_deeper_address_lights_its_entry(self):
        assert current("/viec/12") == ["Việc của tôi"]

    def test_longest_address_wins(self):
        assert current("/duyet/da-xong/3") == ["Đã duyệt"]
        assert current("/duyet") == ["Duyệt nhật ký"]

    def test_similar_beginning_is_not_the_same(self):
        assert current("/viec-khac") == []

    def test_trail_names_group_and_entry(self):
        shell = Shell(groups=mark_current(GROUPS, "/viec"))
        assert shell.trail == ("Của tôi", "Việc của tôi")
        assert Shell(groups=GROUPS).trail == ("", "")


class TestBase:
    def page(self, visit, shell=SHELL, **context):
        return render_to_string(
            "ui/base.html", {"shell": shell, "messages": [], **context}, request=visit(signed_in=False)
        )

    def test_empty_group_is_absent(self, visit):
        assert "Quản trị" not in self.page(visit)

    def test_counts_speak(self, visit):
        assert '<span class="count now">6<span class="visually-hidden"> mục chờ</span></span>' in self.page(
            visit
        )
        assert self.page(visit).count('class="count') == 2

    def test_what_does_not_exist_is_not_drawn(self, visit):
        bare = self.page(visit, Shell(groups=GROUPS, person_name="Lan", initials="L"))
        assert "search-box" not in bare
        assert "Đăng xuất" not in bare
        assert "Màu giao diện" not in bare
        assert "Dữ liệu mẫu" not in bare

    def test_theme_of_the_account_is_on_the_document(self, visit):
        assert '<html lang="vi" data-theme="dark">' in self.page(visit, replace(SHELL, theme="dark"))
        assert '<html lang="vi">' in self.page(visit)
        assert 'value="dark" aria-pressed="true"' in self.page(visit, replace(SHELL, theme="dark"))

    def test_has_landmarks_one_heading_and_a_status_region(self, visit):
        html = self.page(visit)
        assert html.count("<h1") == 1
        assert html.count("<main") == 1
        assert 'href="#noi-dung"' in html
        assert html.count('role="status"') == 1

    def test_refusal_of_the_last_post_is_said_once(self, visit):
        request = visit(signed_in=False)
        request.refusal = "Kỳ đã khóa."
        html = render_to_string("ui/base.html", {"shell": SHELL, "messages": []}, request=request)
        assert html.count("Kỳ đã khóa.") == 1

    def test_acting_for_another_is_said(self, visit):
        band = "Đang làm thay đồng chí Trần Quốc Đạt đến 30/11"
        assert band in self.page(visit, replace(SHELL, delegation=band))
