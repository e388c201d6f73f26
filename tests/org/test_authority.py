"""Roles, delegations, confirmers, rules of the organ."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, OutOfRange
from congvu.org import commands as c
from congvu.org import queries as q
from congvu.org.models import (
    ConfirmerChoice,
    Delegation,
    Organ,
    RoleGrant,
    Rules,
)
from tests.org.steps import MID, NEXT, TODAY, last_event, run


class TestRoles:
    def grant(self, world, by, name="lan", role="PERSONNEL", **values):
        return run(
            c.grant_role, by, person_id=world.people[name].pk, role=role, unit_id=world.units["root"].pk,
            valid_from=MID, **values,
        )  # fmt: skip

    def test_a_keeper_and_the_head_grant(self, world, binh):
        self.grant(world, binh)
        self.grant(world, world.actor("tam"), "minh")

        assert RoleGrant.objects.filter(role="PERSONNEL").count() == 3
        assert RoleGrant.objects.get(person=world.lan).granted_by == binh.key

    def test_nobody_grants_to_herself(self, world):
        for name in ("vui", "tam"):
            with pytest.raises(Denied):
                self.grant(world, world.actor(name), name)

    def test_an_officer_grants_nothing(self, world):
        with pytest.raises(Denied):
            self.grant(world, world.actor("lan"), "minh")

    def test_nobody_holds_both_roles(self, world, binh):
        with pytest.raises(InvalidStep, match="không giữ cả hai vai trò"):
            self.grant(world, binh, "vui")

    def test_the_same_role_twice_is_refused(self, world, binh):
        self.grant(world, binh)
        with pytest.raises(InvalidStep, match="đã giữ vai trò"):
            self.grant(world, binh)

    def test_end(self, world, binh):
        grant = self.grant(world, binh)
        run(c.end_role, binh, grant_id=grant.pk, valid_to=TODAY)
        assert world.actor("lan").roles == ()
        with pytest.raises(Denied):
            run(c.end_role, binh, grant_id=RoleGrant.objects.get(person=world.binh).pk, valid_to=TODAY)


class TestDelegate:
    def give(self, world, by, giver="hanh", taker="minh", **values):
        defaults = {"form": "TL", "valid_from": MID, "valid_to": NEXT, "reason": "Đi công tác"}
        return run(
            c.delegate, by, giver_id=world.people[giver].pk, taker_id=world.people[taker].pk,
            **{**defaults, **values},
        )  # fmt: skip

    def test_the_giver_or_personnel_make_it(self, world, binh):
        self.give(world, world.actor("hanh"))
        self.give(world, binh, taker="lan")
        assert Delegation.objects.count() == 2
        assert q.delegations_for(world.minh.pk, on=TODAY)[0].last == dt.date(2026, 11, 30)
        assert q.delegations_for(world.minh.pk, on=NEXT) == []

    def test_others_may_not(self, world):
        for name in ("minh", "vui", "tam"):
            with pytest.raises(Denied):
                self.give(world, world.actor(name))

    def test_only_a_head_gives(self, world, binh):
        with pytest.raises(InvalidStep, match="Chỉ người đứng đầu"):
            self.give(world, binh, giver="lan")

    def test_no_chain(self, world, binh):
        self.give(world, world.actor("hanh"))
        with pytest.raises(InvalidStep, match="không giao tiếp"):
            self.give(world, binh, giver="minh", taker="lan")

    def test_not_to_oneself_nor_outside(self, world):
        for taker in ("hanh", "dung"):
            with pytest.raises(DomainError) as refusal:
                self.give(world, world.actor("hanh"), taker=taker)
            assert refusal.value.field == "taker_id"

    def test_a_signature_in_place_is_for_deputies(self, world):
        with pytest.raises(OutOfRange, match="chỉ dành cho cấp phó"):
            self.give(world, world.actor("hanh"), form="KT")
        self.give(world, world.actor("tam"), giver="tam", taker="son", form="KT")

    def test_an_authority_needs_its_document(self, world):
        with pytest.raises(Incomplete, match="phải có văn bản"):
            self.give(world, world.actor("hanh"), form="TUQ")
        self.give(world, world.actor("hanh"), form="TUQ", document="12/UQ-SNV")

    def test_a_double_click_makes_one(self, world):
        assert self.give(world, world.actor("hanh")) == self.give(world, world.actor("hanh"))
        assert AuditEvent.objects.filter(what="org.delegation.made").count() == 1

    @pytest.mark.parametrize("name", ["hanh", "minh", "binh"])
    def test_giver_taker_or_personnel_end_it_at_once(self, world, name):
        delegation = self.give(world, world.actor("hanh"))
        run(c.revoke_delegation, world.actor(name), delegation_id=delegation.pk)
        assert world.actor("minh").roles == ()
        with pytest.raises(InvalidStep):
            run(c.revoke_delegation, world.actor("hanh"), delegation_id=delegation.pk)

    def test_others_do_not_end_it(self, world):
        delegation = self.give(world, world.actor("hanh"))
        with pytest.raises(Denied):
            run(c.revoke_delegation, world.actor("lan"), delegation_id=delegation.pk)


class TestConfirmer:
    def name(self, world, by, person="lan", confirmer="son", **values):
        return run(
            c.set_confirmer, by, person_id=world.people[person].pk, confirmer_id=world.people[confirmer].pk,
            **{"reason": "Trưởng phòng đi học", "valid_from": MID, **values},
        )  # fmt: skip

    def test_never_oneself(self, world, binh):
        with pytest.raises(Denied, match="Không ai tự xác nhận"):
            self.name(world, binh, confirmer="lan")

    def test_personnel_not_for_herself_and_nobody_else(self, world, binh):
        with pytest.raises(Denied):
            self.name(world, binh, person="binh")
        for name in ("hanh", "vui", "lan"):
            with pytest.raises(Denied):
                self.name(world, world.actor(name))

    def test_not_from_an_unrelated_organ(self, world, binh):
        with pytest.raises(Incomplete):
            self.name(world, binh, confirmer="dung")
        Organ.objects.filter(pk=world.organ.pk).update(managing=world.other)
        self.name(world, binh, person="tam", confirmer="dung")

    def test_needs_a_reason(self, world, binh):
        with pytest.raises(Incomplete) as refusal:
            self.name(world, binh, reason=" ")
        assert refusal.value.field == "reason"
        assert not ConfirmerChoice.objects.exists()


class TestRules:
    def test_both_values_are_recorded(self, world, binh):
        run(c.edit_rules, binh, organ_id=world.organ.pk, cutoff_days=7, line_max_minutes=600)

        assert last_event().data["values"] == {"cutoff_days": [5, 7], "line_max_minutes": [720, 600]}
        assert "chốt kỳ sau, ngày 5 → 7" in last_event().data["changes"]

    def test_nothing_changed_records_nothing(self, world, binh):
        run(c.edit_rules, binh, organ_id=world.organ.pk, cutoff_days=5)
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"cutoff_days": -1}, "cutoff_days"),
            ({"line_min_minutes": 500, "line_max_minutes": 400}, "line_min_minutes"),
            ({"day_max_minutes": 700}, "line_max_minutes"),
            ({"cap": "RATIO"}, "cap_decision"),
            ({"period_kind": "WEEK"}, "period_kind"),
        ],
    )
    def test_refusals_name_their_field(self, world, binh, values, field):
        with pytest.raises(DomainError) as refusal:
            run(c.edit_rules, binh, organ_id=world.organ.pk, **values)
        assert refusal.value.field == field

    def test_a_cap_per_ratio_comes_with_its_decision(self, world, binh):
        run(c.edit_rules, binh, organ_id=world.organ.pk, cap="RATIO", cap_decision="15/QĐ-SNV")
        assert Rules.objects.get(organ=world.organ).cap == "RATIO"

    def test_a_head_reads_only(self, world):
        with pytest.raises(Denied):
            run(c.edit_rules, world.actor("tam"), organ_id=world.organ.pk, cutoff_days=7)
