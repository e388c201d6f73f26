"""Every change of the organisation: what it does, what it refuses, what it records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, Missing, OutOfRange
from congvu.org import commands as c
from congvu.org import queries as q
from congvu.org.models import (
    Organ,
    Person,
    Position,
    Posting,
    Rules,
    Unit,
)
from congvu.policy.facts import SYSTEM
from tests.org.steps import MID, NEXT, TODAY, last_event, post, run


class TestCreateOrgan:
    def test_system_creates_root_unit_and_rules(self, world):
        organ = run(c.create_organ, SYSTEM, code="SYT", name="Sở Y tế", short_name="Sở Y tế", valid_from=MID)

        root = Unit.objects.get(organ=organ)
        assert (root.parent, root.path) == (None, f"/{root.pk}/")
        assert organ.rules.cap == Rules.Cap.TOTAL
        assert (last_event().what, last_event().by) == ("org.organ.created", "system")

    def test_keeper_of_the_managing_organ_may(self, world, binh):
        organ = run(
            c.create_organ, binh, code="CC", name="Chi cục", short_name="Chi cục", valid_from=MID,
            managing_id=world.organ.pk,
        )  # fmt: skip
        assert organ.managing == world.organ

    def test_others_may_not(self, world, binh):
        for actor in (binh, world.actor("tam")):
            with pytest.raises(Denied):
                run(c.create_organ, actor, code="X", name="X", short_name="X", valid_from=MID)

    def test_a_taken_code_is_refused(self, world):
        with pytest.raises(OutOfRange, match="Mã cơ quan này đã có"):
            run(c.create_organ, SYSTEM, code="SNV", name="X", short_name="X", valid_from=MID)


class TestUnits:
    def add(self, world, by, **values):
        defaults = {
            "code": "TCCB",
            "name": "Phòng Tổ chức",
            "valid_from": MID,
            "parent_id": world.units["root"].pk,
        }
        return run(c.add_unit, by, organ_id=world.organ.pk, **{**defaults, **values})

    def test_a_unit_gets_its_path(self, world, binh):
        unit = self.add(world, binh, name="  Phòng \u00a0 Tổ chức ")

        assert unit.path == f"{world.units['root'].path}{unit.pk}/"
        assert unit.name == "Phòng Tổ chức"
        assert last_event().data["name"] == "Phòng Tổ chức"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"code": "VP"}, "code"),
            ({"name": " "}, "name"),
            ({"name": "x" * 201}, "name"),
            ({"valid_from": dt.date(2025, 12, 31)}, "valid_from"),
            ({"valid_from": dt.date(1, 1, 1)}, "valid_from"),
            ({"sort": -1}, "sort"),
            ({"parent_id": 10**30}, "parent_id"),
        ],
    )
    def test_what_is_wrong_is_named_beside_its_field(self, world, binh, values, field):
        with pytest.raises(DomainError) as refusal:
            self.add(world, binh, **values)

        assert refusal.value.field == field

    def test_a_parent_of_another_organ_is_not_there(self, world, binh):
        with pytest.raises(Incomplete):
            self.add(world, binh, parent_id=world.units["other"].pk)

    def test_an_officer_may_not_and_nothing_is_kept(self, world):
        before = Unit.objects.count()
        with pytest.raises(Denied):
            self.add(world, world.actor("lan"))

        assert Unit.objects.count() == before
        assert not AuditEvent.objects.exists()

    def test_rename(self, world, binh):
        run(
            c.rename_unit,
            binh,
            unit_id=world.units["vp"].pk,
            code="VPS",
            name="Văn phòng Sở",
            short_name="VP",
            sort=2,
        )

        assert Unit.objects.get(code="VPS").name == "Văn phòng Sở"
        assert last_event().data["old"] == "Văn phòng"

    def test_move_takes_the_subtree_along(self, world, binh):
        team = self.add(world, binh, parent_id=world.units["vp"].pk)
        run(c.move_unit, binh, unit_id=world.units["vp"].pk, parent_id=world.units["ccvc"].pk)

        moved, team = Unit.objects.get(code="VP"), Unit.objects.get(pk=team.pk)
        assert moved.path == f"{world.units['ccvc'].path}{moved.pk}/"
        assert team.path == f"{moved.path}{team.pk}/"
        assert q.confirmer_of(world.thu.pk, on=TODAY) == world.hanh.pk

    def test_move_refuses_a_circle_and_the_root(self, world, binh):
        team = self.add(world, binh, parent_id=world.units["vp"].pk)
        with pytest.raises(OutOfRange, match="trong chính nó"):
            run(c.move_unit, binh, unit_id=world.units["vp"].pk, parent_id=team.pk)
        with pytest.raises(InvalidStep):
            run(c.move_unit, binh, unit_id=world.units["root"].pk, parent_id=team.pk)

    def test_move_is_refused_when_someone_worked_there_in_a_locked_span(self, world, binh):
        Organ.objects.filter(pk=world.organ.pk).update(closed_before=MID)
        with pytest.raises(InvalidStep, match="kỳ đã khóa"):
            run(c.move_unit, binh, unit_id=world.units["vp"].pk, parent_id=world.units["ccvc"].pk)

    def test_a_unit_with_people_is_not_closed(self, world, binh):
        with pytest.raises(InvalidStep, match="còn 4 người"):
            run(c.close_unit, binh, unit_id=world.units["vp"].pk, valid_to=NEXT)

    def test_a_unit_whose_people_leave_by_that_day_is_closed(self, world, binh):
        unit = self.add(world, binh)
        world.units["new"] = unit
        posting = post(world, binh, "lan", "new")
        run(c.end_posting, binh, posting_id=posting.pk, valid_to=NEXT)
        run(c.close_unit, binh, unit_id=unit.pk, valid_to=NEXT)

        assert Unit.objects.get(pk=unit.pk).valid_to == NEXT

    def test_a_unit_with_an_open_unit_below_is_not_closed(self, world, binh):
        unit = self.add(world, binh)
        self.add(world, binh, code="TO", parent_id=unit.pk)
        with pytest.raises(InvalidStep, match="còn nằm trong"):
            run(c.close_unit, binh, unit_id=unit.pk, valid_to=NEXT)

    def test_the_tree_has_a_deepest_level(self, world, binh):
        parent = world.units["root"]
        for n in range(7):
            parent = self.add(world, binh, code=f"U{n}", parent_id=parent.pk)
        with pytest.raises(OutOfRange, match="tối đa 8 cấp"):
            self.add(world, binh, code="U9", parent_id=parent.pk)


class TestPeople:
    def add(self, world, by, **values):
        defaults = {"staff_code": "CB900", "full_name": "Lý Thị Ánh"}
        return run(c.add_person, by, organ_id=world.organ.pk, **{**defaults, **values})

    def test_a_person_gets_a_sign_in_without_a_password(self, world, binh):
        person = self.add(world, binh)

        assert person.user.username == "anhlt"
        assert not person.user.has_usable_password()
        assert person.search_text == "ly thi anh cb900"

    def test_a_second_of_the_same_name_gets_a_number(self, world, binh):
        self.add(world, binh)
        assert self.add(world, binh, staff_code="CB901").user.username == "anhlt2"

    def test_nfd_and_stray_spaces_become_one_form(self, world, binh):
        person = self.add(world, binh, full_name="  Ly\u0301   Thi\u0323 A\u0301nh\u200b ")
        assert person.full_name == "Lý Thị Ánh"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"staff_code": "CB001"}, "staff_code"),
            ({"full_name": "…"}, "full_name"),
            ({"full_name": "x" * 121}, "full_name"),
            ({"subject_type": "X"}, "subject_type"),
            ({"username": "LAN"}, "username"),
        ],
    )
    def test_refusals_name_their_field(self, world, binh, values, field):
        with pytest.raises(DomainError) as refusal:
            self.add(world, binh, **values)
        assert refusal.value.field == field
        assert not Person.objects.filter(full_name="Lý Thị Ánh").exists()

    def test_the_administrator_may_a_head_may_not(self, world):
        self.add(world, world.actor("vui"))
        with pytest.raises(Denied):
            self.add(world, world.actor("tam"), staff_code="CB902")

    def test_another_organs_personnel_may_not(self, world, binh):
        with pytest.raises(Denied):
            run(c.add_person, binh, organ_id=world.other.pk, staff_code="A", full_name="A B")

    def edit(self, world, by, name="lan", **values):
        person = world.people[name]
        defaults = {
            "staff_code": person.staff_code, "full_name": person.full_name,
            "subject_type": person.subject_type, "is_active": True,
        }  # fmt: skip
        return run(c.edit_person, by, person_id=person.pk, **{**defaults, **values})

    def test_a_new_name_sorts_anew(self, world, binh):
        person = self.edit(world, binh, full_name="Trần Ngọc Ánh")
        assert person.sort_key < world.binh.sort_key
        assert last_event().data["before"]["full_name"] == "Trần Ngọc Lan"

    def test_the_address_of_her_reminders_is_corrected(self, world, binh):
        self.edit(world, binh, email="lan@vidu.gov.vn")
        world.lan.user.refresh_from_db()
        assert world.lan.user.email == "lan@vidu.gov.vn"
        assert not any("vidu" in str(event.data) for event in AuditEvent.objects.all())
        self.edit(world, binh, full_name="Trần Ngọc Lan")
        world.lan.user.refresh_from_db()
        assert world.lan.user.email == "lan@vidu.gov.vn"

    def test_what_is_no_address_is_refused(self, world, binh):
        with pytest.raises(OutOfRange, match="địa chỉ thư"):
            self.edit(world, binh, email="lan tại cơ quan")

    def test_who_holds_a_posting_does_not_leave(self, world, binh):
        with pytest.raises(InvalidStep, match="Kết thúc bố trí trước"):
            self.edit(world, binh, is_active=False)

    def test_who_was_released_leaves(self, world, binh):
        posting = Posting.objects.get(person=world.lan)
        run(c.end_posting, binh, posting_id=posting.pk, valid_to=TODAY)
        assert not self.edit(world, binh, is_active=False).is_active


class TestPostPerson:
    def test_a_new_main_posting_ends_the_old_one(self, world, binh):
        posting = post(world, binh, "lan")

        old = Posting.objects.exclude(pk=posting.pk).get(person=world.lan)
        assert (old.valid_to, posting.valid_from) == (MID, MID)
        assert last_event().owner == f"person:{world.lan.pk}"

    def test_at_most_one_main_posting_on_any_day(self, world, binh):
        post(world, binh, "lan", valid_from=NEXT)
        for day in (MID, NEXT):
            with pytest.raises(InvalidStep, match="đã có bố trí loại chính"):
                post(world, binh, "lan", valid_from=day)

        rows = Posting.objects.filter(person=world.lan, kind="MAIN").order_by("valid_from")
        assert [r.valid_to for r in rows] == [NEXT, None]

    def test_a_bounded_main_posting_fits_before_a_planned_one(self, world, binh):
        post(world, binh, "lan", valid_from=NEXT)
        post(world, binh, "lan", unit="root", valid_to=NEXT)

        assert [s.place.unit_id for s in q.segments(world.lan.pk, dt.date(2026, 11, 1), NEXT)] == [
            world.units[u].pk for u in ("ccvc", "root", "vp")
        ]

    def test_not_into_a_locked_span(self, world, binh):
        Organ.objects.filter(pk=world.organ.pk).update(closed_before=dt.date(2026, 11, 1))
        with pytest.raises(OutOfRange, match="Sổ sách đã khóa đến hết ngày 31/10/2026"):
            post(world, binh, "lan", valid_from=dt.date(2026, 10, 31))
        post(world, binh, "lan", valid_from=dt.date(2026, 11, 1))

    def test_one_head_of_a_unit_on_any_day(self, world, binh):
        with pytest.raises(InvalidStep, match="đã có người đứng đầu là đồng chí Đặng Thu"):
            post(world, binh, "lan", position="TP", duty="HEAD")

    @pytest.mark.parametrize("percent", ["0", "-1", "100.01", "33.333", "NaN"])
    def test_a_share_is_more_than_none_and_at_most_all(self, world, binh, percent):
        with pytest.raises(OutOfRange):
            post(world, binh, "lan", percent=Decimal(percent))

    def test_nobody_places_herself(self, world, binh):
        with pytest.raises(Denied):
            post(world, binh, "binh", unit="ccvc")

    def test_units_and_positions_of_another_organ_are_not_there(self, world, binh):
        with pytest.raises(Incomplete):
            post(world, binh, "lan", unit="other")
        with pytest.raises(Incomplete):
            post(world, binh, "lan", position="CT")

    def test_a_closed_unit_takes_nobody_past_its_end(self, world, binh):
        Unit.objects.filter(pk=world.units["vp"].pk).update(valid_to=NEXT)
        with pytest.raises(OutOfRange, match="kết thúc từ ngày 01/12/2026"):
            post(world, binh, "lan")
        assert post(world, binh, "lan", valid_to=NEXT).valid_to == NEXT

    def test_the_same_concurrent_post_twice_is_refused(self, world, binh):
        post(world, binh, "lan", kind="CONCURRENT", percent=30)
        with pytest.raises(InvalidStep):
            post(world, binh, "lan", kind="CONCURRENT", percent=30)

    def test_end_needs_a_day_after_the_start(self, world, binh):
        posting = post(world, binh, "lan")
        with pytest.raises(OutOfRange):
            run(c.end_posting, binh, posting_id=posting.pk, valid_to=MID)
        run(c.end_posting, binh, posting_id=posting.pk, valid_to=NEXT)
        with pytest.raises(OutOfRange, match="đã kết thúc"):
            run(c.end_posting, binh, posting_id=posting.pk, valid_to=NEXT)

    def test_a_planned_move_is_withdrawn_and_the_old_one_goes_on(self, world, binh):
        posting = post(world, binh, "lan", valid_from=NEXT)
        run(c.withdraw_posting, binh, posting_id=posting.pk)

        assert Posting.objects.get(person=world.lan).valid_to is None

    def test_a_begun_one_is_not_withdrawn(self, world, binh):
        posting = post(world, binh, "lan")
        with pytest.raises(InvalidStep, match="đã bắt đầu"):
            run(c.withdraw_posting, binh, posting_id=posting.pk)

    def test_charge_is_for_deputies_inside_their_unit(self, world, binh):
        son = Posting.objects.get(person=world.son)
        run(c.set_charge, binh, posting_id=son.pk, unit_ids=[world.units["vp"].pk])
        assert [u.code for u in son.charge.all()] == ["VP"]
        with pytest.raises(OutOfRange):
            run(c.set_charge, binh, posting_id=son.pk, unit_ids=[world.units["other"].pk])
        with pytest.raises(InvalidStep):
            run(c.set_charge, binh, posting_id=Posting.objects.get(person=world.lan).pk, unit_ids=[])


def test_organ_and_root_take_the_new_name(world, binh):
    run(
        c.edit_organ, binh, organ_id=world.organ.pk, name="Sở Nội vụ tỉnh Sông Mây mới", short_name="SNV",
        kind="STATE", address="COMRADE", superior_name="Chủ tịch UBND tỉnh",
    )  # fmt: skip
    assert q.root_unit(world.organ.pk).name == "Sở Nội vụ tỉnh Sông Mây mới"


class TestPutPosition:
    def put(self, world, by, **values):
        defaults = {
            "code": "TP-NVCN-01", "name": "Chuyên viên về tổ chức", "group": "PROFESSIONAL", "valid_from": MID,
            "tasks": [c.TaskSpec("1", "Tham mưu", "Soạn văn bản", "Đúng hạn")],
        }  # fmt: skip
        return run(c.put_position, by, organ_id=world.organ.pk, **{**defaults, **values})

    def test_created_then_unchanged_then_changed(self, world, binh):
        assert [
            self.put(world, binh)[1],
            self.put(world, binh)[1],
            self.put(world, binh, goal="Mục tiêu")[1],
            self.put(world, binh, goal="Mục tiêu", tasks=[c.TaskSpec("1", "Khác")])[1],
        ] == ["created", "unchanged", "changed", "changed"]
        assert Position.objects.get(code="TP-NVCN-01").tasks.get().area == "Khác"
        assert AuditEvent.objects.count() == 3

    def test_an_unknown_group_is_refused(self, world, binh):
        with pytest.raises(OutOfRange):
            self.put(world, binh, group="X")


def test_a_row_that_is_not_there_is_missing(world, binh):
    with pytest.raises(Missing):
        run(c.end_posting, binh, posting_id=10**30, valid_to=NEXT)
