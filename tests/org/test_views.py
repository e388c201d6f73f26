"""The pages of the organisation: who gets in, what is refused, what is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from congvu.audit.models import AccessLog, AuditEvent
from congvu.base import clock
from congvu.org.commands import delegate, set_confirmer
from congvu.org.models import Delegation, Organ, Person, Posting, RoleGrant, Rules, Unit


@pytest.fixture
def as_(world, client):
    """Sign the client in as a persona."""

    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def at(name, *args):
    return reverse(f"org:{name}", args=args)


POSTING = {
    "duty": "STAFF",
    "kind": "MAIN",
    "percent": "100",
    "valid_from": "16/11/2026",
    "valid_to": "",
    "title": "",
}


def pages(world):
    """Every page with the people who may open it; [] means any member of the organ."""
    lan, vp = world.lan.pk, world.units["vp"].pk
    keepers, personnel = ["binh", "vui"], ["binh"]
    row = Posting.objects.get(person=world.lan).pk
    return {
        at("structure"): [],
        at("rules"): [],
        at("positions"): [],
        at("delegations"): [],
        at("person", lan): [],
        at("organ"): keepers,
        at("position_new"): keepers,
        at("unit_new"): keepers,
        at("unit_edit", vp): keepers,
        at("unit_move", vp): keepers,
        at("unit_close", vp): keepers,
        at("person_new"): keepers,
        at("person_edit", lan): keepers,
        at("post_new", lan): keepers,
        at("post_end", lan, row): keepers,
        at("post_withdraw", lan, row): keepers,
        at("charge", lan, row): keepers,
        at("code", lan): keepers,
        at("suspend", lan): keepers,
        at("role_new", lan): [*keepers, "tam"],
        at("confirmer_new", lan): personnel,
    }


@pytest.mark.parametrize("name", ["binh", "vui", "tam", "hanh", "minh", "dung"])
def test_every_page_opens_for_those_who_may_and_for_nobody_else(world, as_, name):
    client = as_(name)
    for address, who in pages(world).items():
        mine = name != "dung" or ("nguoi/" not in address and "don-vi/" not in address)
        expected = 200 if (name in who or not who) and mine else 404
        assert client.get(address).status_code == expected, address


def test_signed_out_goes_to_sign_in(world, client):
    for address in pages(world):
        assert client.get(address).url.startswith("/dang-nhap?next="), address


@pytest.mark.parametrize("name", ["restore", "delegation_revoke"])
def test_a_button_rejects_get(world, as_, name):
    assert as_("binh").get(at(name, 1)).status_code == 405


def test_a_user_without_a_person_finds_nothing(world, client):
    Person.objects.filter(pk=world.vui.pk).update(user=None)
    client.force_login(world.vui.user)
    assert client.get(at("structure")).status_code == 404


class TestStructure:
    def test_shows_tree_people_and_reasons(self, world, as_):
        page = as_("lan").get(at("structure"), {"don-vi": world.units["vp"].pk}).content.decode()

        assert "Phòng Công chức, viên chức" in page
        assert page.index("Võ Thanh Bình") < page.index("Đỗ Văn Hải") < page.index("Đặng Thu")
        assert "Trần Ngọc Lan" not in page.split('id="nguoi"')[1]
        assert "Việc này do cơ quan tham mưu về tổ chức, cán bộ hoặc quản trị hệ thống làm." in page

    def test_search_and_its_fragment_agree(self, world, as_):
        client = as_("lan")
        query = {"tim": "dang thu", "don-vi": world.units["root"].pk}
        whole = client.get(at("structure"), query).content.decode()
        part = client.get(
            at("structure"), query, headers={"HX-Request": "true", "HX-Target": "nguoi"}
        ).content.decode()

        assert "<html" not in part
        assert part.strip() in whole
        assert "Đặng Thu" in part
        assert "Đỗ Văn Hải" not in part

    @pytest.mark.parametrize("unit", ["x", "-1", "9" * 30, "999999"])
    def test_a_strange_unit_is_the_root_or_nothing(self, world, as_, unit):
        assert as_("lan").get(at("structure"), {"don-vi": unit}).status_code in (200, 404)

    def test_names_are_text_not_markup(self, world, as_):
        Unit.objects.filter(pk=world.units["vp"].pk).update(name="<script>alert(1)</script>")
        assert "<script>alert" not in as_("lan").get(at("structure")).content.decode()


class TestPerson:
    def test_opening_another_is_logged_opening_oneself_is_not(self, world, as_):
        client = as_("lan")
        client.get(at("person", world.minh.pk))
        client.get(at("person", world.lan.pk))

        assert [(a.viewer_id, a.subject) for a in AccessLog.objects.all()] == [
            (world.lan.pk, f"org.person:{world.minh.pk}")
        ]

    def test_says_who_confirms_and_why(self, world, as_):
        page = as_("lan").get(at("person", world.lan.pk)).content.decode()
        assert "Nguyễn Thị Hạnh" in page
        assert "Điều 10 khoản 1 điểm c" in page

    def test_mail_and_user_name_are_for_keepers_and_herself(self, world, as_):
        assert "Tên đăng nhập" not in as_("minh").get(at("person", world.lan.pk)).content.decode()
        for name in ("lan", "binh"):
            assert "Tên đăng nhập" in as_(name).get(at("person", world.lan.pk)).content.decode()

    def test_add_then_place(self, world, as_):
        client = as_("binh")
        response = client.post(
            at("person_new"),
            {"full_name": "Lý Thị Ánh", "staff_code": "CB77", "subject_type": "CIVIL_SERVANT"},
        )
        person = Person.objects.get(staff_code="CB77")
        assert (response.status_code, response.url) == (303, at("post_new", person.pk))

        response = client.post(
            at("post_new", person.pk),
            {**POSTING, "unit_id": world.units["vp"].pk, "position_id": world.positions["CV"].pk},
        )
        assert (response.status_code, response.url) == (303, at("person", person.pk))
        assert "Đã bố trí." in client.get(response.url).content.decode()

    def test_a_refused_form_keeps_what_was_typed(self, world, as_):
        response = as_("binh").post(
            at("person_new"), {"full_name": "Lý Thị Ánh", "staff_code": "CB001", "subject_type": "CADRE"}
        )
        page = response.content.decode()
        assert response.status_code == 422
        assert 'value="Lý Thị Ánh"' in page
        assert "Mã CB001 đã cấp cho đồng chí Lê Minh Tâm." in page
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"valid_from": "31/02/2026"}, "Ghi ngày như 19/11/2026."),
            ({"percent": "1e400"}, "Ghi một số như 62,5."),
            ({"percent": "120,5"}, "Phần thời gian lớn hơn 0 và không quá 100%."),
            ({"unit_id": "9" * 30}, "Chọn một mục trong danh sách."),
            ({"title": "x" * 5000}, "Chức danh dài quá 120 ký tự."),
            ({"title": "a\x00b"}, "Bỏ các ký tự lạ"),
            ({"valid_to": "10/11/2026"}, "Ngày kết thúc phải sau ngày bắt đầu."),
            ({"duty": "HEAD"}, "đã có người đứng đầu"),
        ],
    )
    def test_bad_input_is_a_sentence_beside_its_field(self, world, as_, typed, sentence):
        values = {
            **POSTING,
            "unit_id": world.units["vp"].pk,
            "position_id": world.positions["CV"].pk,
            **typed,
        }
        response = as_("binh").post(at("post_new", world.lan.pk), values)

        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert Posting.objects.filter(person=world.lan).count() == 1

    def test_a_move_in_mid_month_from_the_page(self, world, as_):
        as_("binh").post(
            at("post_new", world.lan.pk),
            {
                **POSTING,
                "unit_id": world.units["vp"].pk,
                "position_id": world.positions["CV"].pk,
                "percent": "62,5",
            },
        )
        rows = Posting.objects.filter(person=world.lan).order_by("valid_from")
        assert [(r.unit.code, r.valid_to) for r in rows] == [("CCVC", dt.date(2026, 11, 16)), ("VP", None)]
        assert str(rows[1].percent) == "62.50"

    def test_the_last_day_is_included(self, world, as_):
        row = Posting.objects.get(person=world.lan)
        response = as_("binh").post(at("post_end", world.lan.pk, row.pk), {"valid_to": "30/11/2026"})
        row.refresh_from_db()
        assert response.status_code == 303
        assert row.valid_to == dt.date(2026, 12, 1)

    def test_a_row_of_someone_else_is_not_there(self, world, as_):
        row = Posting.objects.get(person=world.minh)
        assert as_("binh").get(at("post_end", world.lan.pk, row.pk)).status_code == 404

    def test_charge_of_a_deputy(self, world, as_):
        row = Posting.objects.get(person=world.son)
        as_("binh").post(at("charge", world.son.pk, row.pk), {"unit_ids": [world.units["vp"].pk]})
        assert [u.code for u in row.charge.all()] == ["VP"]

    def test_code_is_shown_once_to_a_keeper(self, world, as_):
        client = as_("vui")
        page = client.post(at("code", world.lan.pk)).content.decode()
        assert "Mã chỉ hiện lần này" in page
        assert "Mã chỉ hiện lần này" not in client.get(at("code", world.lan.pk)).content.decode()
        assert "no-store" in client.get(at("code", world.lan.pk))["Cache-Control"]

    def test_suspend_and_restore(self, world, as_):
        client = as_("vui")
        assert client.post(at("suspend", world.lan.pk), {"reason": ""}).status_code == 422
        client.post(at("suspend", world.lan.pk), {"reason": "Mất máy"})
        assert "Đang khóa" in client.get(at("person", world.lan.pk)).content.decode()
        client.post(at("restore", world.lan.pk))
        world.lan.user.refresh_from_db()
        assert world.lan.user.is_active


class TestRights:
    def test_grant_and_end_a_role(self, world, as_):
        client = as_("vui")
        client.post(
            at("role_new", world.lan.pk),
            {"role": "PERSONNEL", "unit_id": world.units["root"].pk, "valid_from": "16/11", "valid_to": ""},
        )
        grant = RoleGrant.objects.get(person=world.lan)
        assert grant.valid_from == dt.date(2026, 11, 16)
        client.post(at("role_end", world.lan.pk, grant.pk), {"valid_to": "18/11/2026"})
        grant.refresh_from_db()
        assert grant.valid_to == dt.date(2026, 11, 19)

    def test_name_and_end_a_confirmer(self, world, as_):
        client = as_("binh")
        client.post(
            at("confirmer_new", world.lan.pk),
            {"confirmer_id": world.son.pk, "reason": "Trưởng phòng đi học", "valid_from": "16/11/2026"},
        )
        page = client.get(at("person", world.lan.pk)).content.decode()
        assert "được chỉ định bằng quyết định của cơ quan (Trưởng phòng đi học)" in page
        row = world.lan.confirmer_choices.get()
        client.post(at("confirmer_end", world.lan.pk, row.pk), {"valid_to": "18/11/2026"})
        assert "điểm c" in client.get(at("person", world.lan.pk)).content.decode()

    def test_a_head_delegates_and_takes_back(self, world, as_):
        client = as_("hanh")
        typed = {
            "giver_id": world.hanh.pk, "taker_id": world.minh.pk, "form": "TL", "document": "",
            "valid_from": "16/11/2026", "valid_to": "30/11/2026", "reason": "Đi công tác",
        }  # fmt: skip
        assert client.post(at("delegations"), {**typed, "form": "TUQ"}).status_code == 422
        assert client.post(at("delegations"), typed).status_code == 303
        row = Delegation.objects.get()
        assert "Huỳnh Minh làm thay Nguyễn Thị Hạnh" in client.get(at("delegations")).content.decode()
        client.post(at("delegation_revoke", row.pk))
        row.refresh_from_db()
        assert row.revoked_by == f"person:{world.hanh.pk}"

    def test_a_head_gives_only_her_own(self, world, as_):
        typed = {
            "giver_id": world.thu.pk, "taker_id": world.minh.pk, "form": "TL", "valid_from": "16/11/2026",
            "valid_to": "30/11/2026", "reason": "x",
        }  # fmt: skip
        assert as_("hanh").post(at("delegations"), typed).status_code == 422
        assert as_("lan").post(at("delegations"), typed).status_code == 422
        assert not Delegation.objects.exists()

    def test_a_delegation_of_others_is_not_there(self, world, as_):
        row = delegate(
            giver_id=world.hanh.pk, taker_id=world.minh.pk, form="TL", valid_from=dt.date(2026, 11, 16),
            valid_to=dt.date(2026, 12, 1), reason="x", by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip
        for name in ("lan", "dung", "thu"):
            assert as_(name).post(at("delegation_revoke", row.pk)).status_code == 404
        assert "Huỳnh Minh làm thay" not in as_("lan").get(at("delegations")).content.decode()

    def test_a_refused_button_says_why(self, world, as_):
        row = delegate(
            giver_id=world.hanh.pk, taker_id=world.minh.pk, form="TL", valid_from=dt.date(2026, 11, 16),
            valid_to=dt.date(2026, 12, 1), reason="x", by=world.actor("hanh"), at=clock.now(),
        )  # fmt: skip
        client = as_("minh")
        client.post(at("delegation_revoke", row.pk))
        response = client.post(at("delegation_revoke", row.pk))
        assert response.status_code == 422
        assert "Giao quyền này đã thôi." in response.content.decode()


class TestRulesAndUnits:
    RULES = {
        "period_kind": "MONTH", "cap": "TOTAL", "cap_decision": "", "line_min_minutes": "1",
        "line_max_minutes": "720", "day_max_minutes": "960", "due_working_days": "1", "cutoff_days": "7",
        "confirm_working_days": "3", "reply_working_days": "3", "swaps": "HEAD",
    }  # fmt: skip

    def test_keepers_save_others_read(self, world, as_):
        assert as_("binh").post(at("rules"), self.RULES).status_code == 303
        assert Rules.objects.get(organ=world.organ).cutoff_days == 7
        response = as_("lan").post(at("rules"), {**self.RULES, "cutoff_days": "9"})
        assert response.status_code == 422
        assert Rules.objects.get(organ=world.organ).cutoff_days == 7
        assert "disabled" in as_("lan").get(at("rules")).content.decode()

    def test_a_number_wider_than_the_column_is_a_sentence(self, world, as_):
        response = as_("binh").post(at("rules"), {**self.RULES, "cutoff_days": "9" * 40})
        assert response.status_code == 422
        assert "9" * 40 in response.content.decode()

    def test_a_unit_from_its_beginning_to_its_end(self, world, as_):
        client = as_("binh")
        client.post(
            at("unit_new"),
            {"parent_id": world.units["root"].pk, "name": "Phòng Tổ chức", "code": "TC", "sort": "1",
             "valid_from": "01/11/2026"},
        )  # fmt: skip
        unit = Unit.objects.get(code="TC")
        client.post(at("unit_edit", unit.pk), {"name": "Phòng Tổ chức cán bộ", "code": "TC", "sort": "2"})
        client.post(at("unit_move", unit.pk), {"parent_id": world.units["vp"].pk})
        client.post(at("unit_close", unit.pk), {"valid_to": "30/11/2026"})
        unit.refresh_from_db()
        assert (unit.name, unit.parent.code, unit.valid_to) == (
            "Phòng Tổ chức cán bộ",
            "VP",
            dt.date(2026, 12, 1),
        )

    def test_organ_and_position(self, world, as_):
        client = as_("vui")
        client.post(
            at("organ"),
            {
                "name": "Sở Nội vụ",
                "short_name": "SNV",
                "kind": "STATE",
                "address": "COMRADE",
                "superior_name": "Chủ tịch",
            },
        )
        client.post(
            at("position_new"),
            {"name": "Văn thư", "code": "VT", "group": "SUPPORT", "valid_from": "01/11/2026"},
        )
        assert Organ.objects.get(pk=world.organ.pk).superior_name == "Chủ tịch"
        assert "Văn thư" in client.get(at("positions")).content.decode()


def test_set_confirmer_is_shown_on_the_card_of_its_day_only(world, as_):
    set_confirmer(
        person_id=world.lan.pk, confirmer_id=world.son.pk, reason="Từ tháng sau", valid_from=dt.date(2026, 12, 1),
        by=world.actor("binh"), at=clock.now(),
    )  # fmt: skip
    page = as_("lan").get(at("person", world.lan.pk)).content.decode()
    assert "chưa bắt đầu" in page
    assert "điểm c" in page
