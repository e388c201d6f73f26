"""Packs that an organ adds, and from which day it lives by which."""

from __future__ import annotations

import datetime as dt

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, InvalidStep, Missing, OutOfRange
from congvu.regimes import commands, packs
from congvu.regimes.models import RuleText, Use
from congvu.regimes.queries import next_free_day, pack_in_force
from rulebook import loader
from rulebook.errors import PackError, UnknownPack
from tests.conftest import NOON
from tests.regimes.texts import EASIER, easier
from tests.scoring.steps import opened

DECEMBER, JANUARY = dt.date(2026, 12, 1), dt.date(2027, 1, 1)
SIGNED = {"decision_number": "1234/QĐ-SNV", "decision_on": dt.date(2026, 11, 18), "signer": "Tâm"}


def added(world, text=None, **more) -> RuleText:
    given = {"decision_number": "12/QĐ-UBND", "decision_on": dt.date(2026, 11, 2)} | more
    return commands.add_text(
        organ_id=world.organ.pk, text=text or easier(), by=world.actor("binh"), at=NOON, **given
    )


def used(world, row=None, *, pack="nd335-2025", day=DECEMBER, by="binh", **more) -> Use:
    return commands.use_pack(
        organ_id=world.organ.pk, pack_id=row.pack_id if row else pack, text_id=row.pk if row else None,
        valid_from=day, by=world.actor(by), at=NOON, **(SIGNED | more),
    )  # fmt: skip


def spans(world):
    return list(
        Use.objects.filter(organ=world.organ).order_by("valid_from").values_list(
            "pack_id", "valid_from", "valid_to"
        )
    )  # fmt: skip


class TestAddText:
    def test_it_is_kept_as_it_is_with_its_hash_and_its_decision(self, world):
        row = added(world)

        assert (row.pack_id, row.version, row.text) == (EASIER, 1, easier())
        assert row.sha256 == loader.pack_text(easier(), "x").sha256
        assert packs.pack_of(EASIER, row.sha256).levels[0].at_least.value == 80
        event = AuditEvent.objects.get(what="regimes.text.added")
        assert event.data["number"] == "12/QĐ-UBND"

    def test_the_same_id_again_is_the_next_version(self, world):
        added(world)
        assert added(world, easier(good=65)).version == 2

    def test_the_same_content_again_is_refused(self, world):
        added(world)
        with pytest.raises(OutOfRange, match="đã có"):
            added(world, easier() + "\n# một lời ghi thêm\n")

    @pytest.mark.parametrize("who", ["lan", "tam", "vui", "hanh"])
    def test_only_the_personnel_body(self, world, who):
        with pytest.raises(Denied):
            commands.add_text(
                organ_id=world.organ.pk, text=easier(), decision_number="1", decision_on=dt.date(2026, 11, 2),
                by=world.actor(who), at=NOON,
            )  # fmt: skip
        assert not RuleText.objects.exists()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (lambda: loader.shipped_text("nd335-2025"), "của bộ có sẵn"),
            (lambda: easier().replace('replaces = "nd335-2025"\n', ""), "trùng người áp dụng"),
            (lambda: easier(good=85), "giảm dần"),
            (lambda: "a" * 500_000, "dài quá"),
            (lambda: "x = " + "[" * 3000, "TOML|lồng|dài quá"),
            (lambda: ".".join("a" * 100) + " = 1", "lồng quá"),
            (lambda: "id = 1e999999999999", "."),
            (lambda: easier().replace("mean_of", "formula"), "."),
            (lambda: easier().replace('"done_units / assigned_units"', "\"__import__('os')\""), "."),
        ],
    )
    def test_hostile_or_wrong_texts_are_refused_and_nothing_is_kept(self, world, text, says):
        with pytest.raises(DomainError, match=says):
            added(world, text())
        assert not RuleText.objects.exists()
        assert not AuditEvent.objects.filter(what__startswith="regimes").exists()

    def test_a_decision_of_tomorrow_is_refused(self, world):
        with pytest.raises(OutOfRange, match="chưa đến") as refusal:
            added(world, decision_on=dt.date(2026, 11, 20))
        assert refusal.value.field == "decision_on"

    def test_a_text_changed_in_the_table_is_noticed(self, world):
        row = added(world, easier(good=68))
        RuleText.objects.update(text=easier(good=69))
        with pytest.raises(PackError, match="mã kiểm"):
            packs.pack_of(row.pack_id, row.sha256)


class TestRemoveText:
    def test_an_unused_one_goes(self, world):
        row = added(world, easier(good=63))
        commands.remove_text(text_id=row.pk, by=world.actor("binh"), at=NOON)
        assert not RuleText.objects.exists()
        with pytest.raises(UnknownPack):
            packs.text_of(row.pack_id, row.sha256)

    def test_one_that_a_use_names_stays(self, world):
        row = added(world)
        used(world, row)
        with pytest.raises(InvalidStep, match="không bỏ được"):
            commands.remove_text(text_id=row.pk, by=world.actor("binh"), at=NOON)


class TestUse:
    def test_from_its_day_on_and_what_held_ends(self, world):
        used(world, added(world))

        assert spans(world) == [("nd335-2025", dt.date(2026, 1, 1), DECEMBER), (EASIER, DECEMBER, None)]
        assert pack_in_force(world.organ.pk, dt.date(2026, 11, 30))[0] == "nd335-2025"
        assert pack_in_force(world.organ.pk, DECEMBER)[0] == EASIER
        assert AuditEvent.objects.filter(what="regimes.use.decided").count() == 1

    def test_between_two_others_it_ends_where_the_later_begins(self, world):
        used(world, added(world), day=JANUARY)
        used(world, added(world, easier(good=65)), day=DECEMBER)

        assert [(s[1], s[2]) for s in spans(world)][1:] == [(DECEMBER, JANUARY), (JANUARY, None)]

    @pytest.mark.parametrize(
        ("pack", "day", "says"),
        [
            ("da09-hau-giang", DECEMBER, "là mẫu"),
            ("nd90-2020", DECEMBER, "bằng lời"),
            ("party-366-hd02", DECEMBER, "song song"),
            ("hcmc-06", DECEMBER, "song song"),
            ("customs-kv8-v2", DECEMBER, "tính theo cách khác"),
            ("nd335-2025", DECEMBER, "đã áp dụng đúng"),
            ("nd335-2025", dt.date(2026, 12, 15), "ngày đầu tháng"),
            ("nd335-2025", dt.date(1900, 1, 1), "không hợp lý"),
        ],
    )
    def test_refusals(self, world, pack, day, says):
        with pytest.raises(DomainError, match=says):
            used(world, pack=pack, day=day)
        assert not AuditEvent.objects.filter(what="regimes.use.decided").exists()

    def test_a_draft_needs_the_words_of_the_decision(self, world):
        row = added(world, easier().replace('status = "OFFICIAL"', 'status = "DRAFT"'))
        with pytest.raises(OutOfRange, match="dự thảo") as refusal:
            used(world, row)
        assert refusal.value.field == "orders"
        assert used(world, row, orders="Thí điểm theo Điều 2").orders == "Thí điểm theo Điều 2"

    def test_a_pack_that_is_no_longer_in_force_is_refused(self, world):
        row = added(
            world,
            easier().replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-12-01"),
        )
        with pytest.raises(OutOfRange, match="không có vào"):
            used(world, row)

    def test_only_from_the_end_of_the_periods_that_are_open(self, world):
        opened(world)
        with pytest.raises(OutOfRange, match="đã mở") as refusal:
            used(world, added(world), day=dt.date(2026, 10, 1))
        assert "01/11/2026" in refusal.value.sentence
        assert next_free_day(world.actor("binh"), today=NOON.date()) == DECEMBER
        used(world, RuleText.objects.get(), day=dt.date(2026, 11, 1))

    def test_another_organs_text_is_not_there(self, world):
        row = added(world)
        with pytest.raises(Missing):
            commands.use_pack(
                organ_id=world.other.pk, pack_id="", text_id=row.pk, valid_from=DECEMBER,
                by=system(), at=NOON, **SIGNED,
            )  # fmt: skip

    @pytest.mark.parametrize("who", ["lan", "tam", "vui"])
    def test_only_the_personnel_body(self, world, who):
        row = added(world)
        with pytest.raises(Denied):
            used(world, row, by=who)


class TestCancel:
    def test_before_it_begins_and_the_former_goes_on(self, world):
        use = used(world, added(world))
        commands.cancel_use(use_id=use.pk, reason="Quyết định được thu hồi", by=world.actor("binh"), at=NOON)

        assert spans(world) == [("nd335-2025", dt.date(2026, 1, 1), None)]
        assert "thu hồi" in AuditEvent.objects.get(what="regimes.use.cancelled").data["reason"]

    def test_not_once_it_has_begun(self, world):
        use = used(world, added(world), day=dt.date(2026, 11, 1))
        with pytest.raises(InvalidStep, match="đã áp dụng"):
            commands.cancel_use(
                use_id=use.pk, reason="Quyết định được thu hồi", by=world.actor("binh"), at=NOON
            )

    def test_not_without_a_reason(self, world):
        use = used(world, added(world))
        with pytest.raises(OutOfRange, match="lý do"):
            commands.cancel_use(use_id=use.pk, reason="thôi", by=world.actor("binh"), at=NOON)


def system():
    from congvu.policy.facts import SYSTEM

    return SYSTEM
