"""An edition is proposed, appraised, decided; from then on nothing changes it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from congvu.audit.models import AuditEvent
from congvu.base.errors import Denied, DomainError, Incomplete, InvalidStep, OutOfRange
from congvu.catalogue import commands
from congvu.catalogue.models import Edition, Product
from congvu.catalogue.queries import digest_of, edition_in_force
from congvu.catalogue.specs import checked_all, coefficient_of
from congvu.catalogue.states import EDITION, EditionState, EditionStep
from congvu.worktime.models import Closing

from .making import ITEMS, NOON, TODAY, appraise, decide, propose, spec


class TestPropose:
    def test_coefficients_are_computed_once_four_places_half_up(self, world):
        items = (spec(score="3"), spec("X", "1", frame_low=Decimal(1), frame_high=Decimal(10)))
        edition = propose(world, items, standard_score=Decimal(3))
        assert edition.number == 2
        assert dict(edition.products.values_list("code", "coefficient")) == {
            "DC.01": 1,
            "X": Decimal("0.3333"),
        }
        event = AuditEvent.objects.get(what="catalogue.edition.proposed")
        assert (event.by, event.data["count"]) == (f"person:{world.hanh.pk}", 2)

    def test_texts_are_cleaned_and_searchable(self, world):
        edition = propose(world, [spec(detail="  Soa\u0323n  thảo\x00 ")])
        product = edition.products.get()
        assert product.detail == "Soạn thảo"
        assert "soan thao" in product.search_text

    def test_scopes(self, world):
        units, positions = (world.units["ccvc"].pk,), (world.positions["CV"].pk,)
        edition = propose(world, [spec(), spec("B", is_shared=False, unit_ids=units, position_ids=positions)])
        assert edition.products.get(code="B").scopes.count() == 2

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"group": 6}, "nhóm phức tạp phải từ 1 đến 5"),
            ({"group": 0}, "nhóm phức tạp phải từ 1 đến 5"),
            ({"score": Decimal(0)}, "phải lớn hơn 0"),
            ({"score": Decimal("NaN")}, "phải lớn hơn 0"),
            ({"score": Decimal("1.234")}, "hai chữ số thập phân"),
            ({"score": Decimal("0.01")}, None),
            ({"frame_low": Decimal(11), "frame_high": Decimal(50)}, "ngoài khung điểm"),
            ({"frame_low": Decimal(50), "frame_high": Decimal(1)}, "điểm đầu lớn hơn điểm cuối"),
            ({"frame_low": Decimal(1)}, "cần cả điểm đầu và điểm cuối"),
            ({"code": " "}, "thiếu “Mã”"),
            ({"detail": ""}, "thiếu “Công việc chi tiết”"),
            ({"code": "M" * 41}, "dài quá 40 ký tự"),
            ({"code": "dc . 01"}, "có hai lần"),
            ({"norm_minutes": 0}, "định mức"),
            ({"unit_ids": (10**9,)}, "đơn vị không thuộc cơ quan"),
        ],
    )
    def test_each_rule_has_its_sentence(self, world, change, sentence):
        items = [spec(), dataclasses.replace(spec("B", "5"), **change)]
        if sentence is None:
            assert propose(world, items).products.count() == 2
            return
        with pytest.raises(DomainError) as caught:
            propose(world, items)
        assert sentence in caught.value.sentence
        assert Edition.objects.count() == 1

    def test_scopes_of_another_organ_are_refused(self, world):
        with pytest.raises(OutOfRange, match="không thuộc cơ quan này"):
            propose(world, [spec(unit_ids=(world.units["other"].pk,))])

    def test_standard_item_must_be_there_with_its_score(self, world):
        with pytest.raises(OutOfRange, match="không có trong danh mục"):
            propose(world, standard_code="KHAC")
        with pytest.raises(OutOfRange, match="hệ số 1"):
            propose(world, standard_code="DC.02")
        with pytest.raises(Incomplete, match="chưa có mục nào"):
            propose(world, [])

    @pytest.mark.parametrize(
        ("who", "may"),
        [("hanh", True), ("son", True), ("binh", True), ("lan", False), ("vui", False), ("dung", False)],
    )
    def test_who_proposes(self, world, who, may):
        if may:
            assert propose(world, by=who).pk
        else:
            with pytest.raises(Denied):
                propose(world, by=who)

    @given(score=st.decimals("0.01", "100000", places=2), standard=st.decimals("0.01", "1000", places=2))
    def test_coefficient_is_within_half_of_the_last_place(self, score, standard):
        found = coefficient_of(score, standard)
        assert abs(found * standard - score) <= Decimal("0.00005") * standard
        assert found.as_tuple().exponent == -4

    @given(st.lists(st.sampled_from(["A", "a", " A ", "B", "b 1", "B1"]), min_size=1, max_size=4))
    def test_codes_that_look_the_same_are_the_same(self, codes):
        keys = {"".join(c.split()).upper() for c in codes}
        try:
            checked_all([spec(c) for c in codes], Decimal(5), "")
        except OutOfRange:
            assert len(keys) < len(codes)
        else:
            assert len(keys) == len(codes)


class TestRevise:
    def revise(self, world, edition, items):
        return commands.revise_edition(
            edition_id=edition.pk, standard_score=Decimal(5), standard_code="DC.01", items=items,
            source_name="danh-muc-2.xlsx", source_sha256="b" * 64, by=world.actor("hanh"), at=NOON,
        )  # fmt: skip

    def test_the_same_list_changes_and_records_nothing(self, world):
        edition = propose(world)
        before = AuditEvent.objects.count()
        done = self.revise(world, edition, ITEMS)
        assert (done.created, done.changed, done.unchanged, done.removed) == (0, 0, 3, 0)
        assert AuditEvent.objects.count() == before

    def test_differences_are_counted_and_stored(self, world):
        edition = propose(world)
        done = self.revise(world, edition, [spec(), spec("DC.02", "30", group=2), spec("MOI", "10")])
        assert (done.created, done.changed, done.unchanged, done.removed) == (1, 1, 1, 1)
        assert dict(edition.products.values_list("code", "coefficient")) == {"DC.01": 1, "DC.02": 6, "MOI": 2}


class TestItems:
    def test_add_edit_remove(self, world):
        edition, hanh = propose(world), world.actor("hanh")
        product = commands.add_item(edition_id=edition.pk, item=spec("MOI", "10"), by=hanh, at=NOON)
        commands.edit_item(product_id=product.pk, item=spec("MOI", "15", group=2), by=hanh, at=NOON)
        product.refresh_from_db()
        assert product.coefficient == 3
        commands.remove_item(product_id=product.pk, by=hanh, at=NOON)
        assert edition.products.count() == 3

    def test_saving_the_same_records_nothing(self, world):
        edition = propose(world)
        before = AuditEvent.objects.count()
        commands.edit_item(
            product_id=edition.products.get(code="DC.02").pk, item=ITEMS[1], by=world.actor("hanh"), at=NOON
        )
        assert AuditEvent.objects.count() == before

    def test_a_code_stands_once(self, world):
        edition, hanh = propose(world), world.actor("hanh")
        with pytest.raises(OutOfRange, match="đã có"):
            commands.add_item(edition_id=edition.pk, item=spec("dc.02"), by=hanh, at=NOON)

    def test_the_standard_item_keeps_code_score_and_place(self, world):
        edition, hanh = propose(world), world.actor("hanh")
        standard = edition.products.get(code="DC.01").pk
        for change, match in [(spec("KHAC"), "không đổi mã"), (spec(score="6"), "không đổi điểm")]:
            with pytest.raises(OutOfRange, match=match):
                commands.edit_item(product_id=standard, item=change, by=hanh, at=NOON)
        with pytest.raises(OutOfRange, match="sản phẩm chuẩn khác"):
            commands.remove_item(product_id=standard, by=hanh, at=NOON)

    def test_the_standard_item_is_chosen_before_the_appraisal(self, world):
        edition = propose(world, standard_code="")
        with pytest.raises(Incomplete, match="chưa chọn sản phẩm chuẩn"):
            appraise(world, edition)
        commands.set_standard(edition_id=edition.pk, code="dc.01", by=world.actor("hanh"), at=NOON)
        assert appraise(world, edition).standard_code == "DC.01"


@pytest.mark.parametrize(("state", "step"), list(itertools.product(EditionState, EditionStep)))
def test_every_state_and_step(state, step):
    moves = {
        ("PROPOSED", "APPRAISE"): "APPRAISED", ("APPRAISED", "SEND_BACK"): "PROPOSED",
        ("APPRAISED", "DECIDE"): "DECIDED", ("PROPOSED", "WITHDRAW"): "WITHDRAWN", ("APPRAISED", "WITHDRAW"): "WITHDRAWN",
    }  # fmt: skip
    if (wanted := moves.get((state.value, step.value))) is not None:
        assert EDITION.after(state, step) == wanted
    else:
        with pytest.raises(InvalidStep):
            EDITION.after(state, step)


class TestLife:
    def test_decided_closes_the_one_before_half_open(self, world):
        edition = decide(world, appraise(world, propose(world)))
        world.edition.refresh_from_db()
        assert world.edition.valid_to == edition.valid_from == dt.date(2026, 12, 1)
        assert edition_in_force(world.organ.pk, dt.date(2026, 11, 30)) == world.edition
        assert edition_in_force(world.organ.pk, dt.date(2026, 12, 1)) == edition
        assert edition.content_sha256 == digest_of(edition)
        assert len(edition.content_sha256) == 64

    def test_only_the_head_of_the_managing_agency_decides(self, world):
        edition = appraise(world, propose(world))
        for who in ("hanh", "binh", "son", "dung"):
            with pytest.raises(Denied):
                decide(world, edition, by=who)
        world.organ.managing = world.other
        world.organ.save()
        with pytest.raises(Denied):
            decide(world, edition, by="tam")
        assert decide(world, edition, by="dung").state == EditionState.DECIDED

    def test_only_personnel_appraises(self, world):
        edition = propose(world)
        for who in ("hanh", "tam", "lan", "vui", "dung"):
            with pytest.raises(Denied):
                appraise(world, edition, by=who)

    def test_never_into_a_period_whose_records_are_closed(self, world):
        Closing.objects.create(
            organ=world.organ, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 31), cutoff_on=dt.date(2027, 1, 5),
            is_closed=True, closed_at=NOON,
        )  # fmt: skip
        edition = appraise(world, propose(world))
        with pytest.raises(OutOfRange, match="không có hiệu lực ngược"):
            decide(world, edition)
        with pytest.raises(OutOfRange, match="không có hiệu lực ngược"):
            decide(world, edition, date=dt.date(2026, 9, 1), valid_from=dt.date(2026, 9, 1))

    def test_dates_in_order(self, world):
        edition = appraise(world, propose(world))
        for change, match in [
            ({"date": dt.date(2026, 11, 20)}, "không được sau hôm nay"),
            ({"valid_from": dt.date(2026, 11, 18)}, "trước ngày quyết định"),
        ]:
            with pytest.raises(OutOfRange, match=match):
                decide(world, edition, **change)
        decide(world, edition)
        other = appraise(world, propose(world))
        with pytest.raises(OutOfRange, match="phải sau ngày đó"):
            decide(world, other)

    def test_number_and_signer_are_needed(self, world):
        edition = appraise(world, propose(world))
        for change in ({"number": " "}, {"signer": ""}):
            with pytest.raises(Incomplete):
                decide(world, edition, **change)

    def test_sent_back_is_open_again(self, world):
        edition = appraise(world, propose(world))
        with pytest.raises(InvalidStep, match="Trả lại trước khi sửa"):
            commands.add_item(edition_id=edition.pk, item=spec("MOI"), by=world.actor("hanh"), at=NOON)
        commands.send_back(edition_id=edition.pk, reason="Thiếu mục", by=world.actor("tam"), at=NOON)
        assert commands.add_item(edition_id=edition.pk, item=spec("MOI"), by=world.actor("hanh"), at=NOON).pk

    def test_withdrawn(self, world):
        edition = propose(world)
        commands.withdraw_edition(edition_id=edition.pk, reason="Làm lại", by=world.actor("hanh"), at=NOON)
        with pytest.raises(InvalidStep):
            appraise(world, edition)
        appraised = appraise(world, propose(world))
        with pytest.raises(Denied):
            commands.withdraw_edition(
                edition_id=appraised.pk, reason="Làm lại", by=world.actor("hanh"), at=NOON
            )


class TestDecidedIsNeverEdited:
    def test_by_commands(self, world):
        edition = decide(world, appraise(world, propose(world)))
        product = edition.products.get(code="DC.02")
        hanh = world.actor("hanh")
        for call in (
            lambda: commands.add_item(edition_id=edition.pk, item=spec("MOI"), by=hanh, at=NOON),
            lambda: commands.edit_item(product_id=product.pk, item=spec("DC.02", "99"), by=hanh, at=NOON),
            lambda: commands.remove_item(product_id=product.pk, by=hanh, at=NOON),
            lambda: commands.set_standard(edition_id=edition.pk, code="DC.01", by=hanh, at=NOON),
            lambda: TestRevise().revise(world, edition, ITEMS[:1]),
        ):
            with pytest.raises(InvalidStep, match="đã quyết định không sửa được"):
                call()
        assert digest_of(edition) == edition.content_sha256

    def test_by_the_database(self, world):
        edition = decide(world, appraise(world, propose(world)))
        for change in (
            lambda: Product.objects.filter(edition=edition, code="DC.02").update(coefficient=Decimal(9)),
            lambda: Edition.objects.filter(pk=edition.pk).update(standard_score=Decimal(9)),
            lambda: Edition.objects.filter(pk=edition.pk).update(state=EditionState.PROPOSED),
        ):
            with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
                change()
        assert digest_of(Edition.objects.get(pk=edition.pk)) == edition.content_sha256

    def test_a_draft_is_free_and_validity_may_end(self, world):
        draft = propose(world)
        assert Product.objects.filter(edition=draft).update(note="ghi") == 3
        assert Edition.objects.filter(pk=world.edition.pk).update(valid_to=TODAY) == 1

    def test_the_guards_are_in_the_schema(self, world):
        table = "sqlite_master" if connection.vendor == "sqlite" else "pg_trigger"
        column = "name" if connection.vendor == "sqlite" else "tgname"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE 'catalogue_%_fixed'")
            assert {row[0] for row in cursor.fetchall()} == {
                "catalogue_product_fixed",
                "catalogue_edition_fixed",
            }

    def test_the_digest_sees_every_field_and_scope(self, world):
        edition = propose(world)
        seen = {digest_of(edition)}
        for change in (
            {"note": "x"},
            {"norm_minutes": 5},
            {"is_shared": False},
            {"unit_ids": (world.units["vp"].pk,)},
        ):
            commands.edit_item(
                product_id=edition.products.get(code="DC.02").pk, by=world.actor("hanh"), at=NOON,
                item=dataclasses.replace(ITEMS[1], **change),
            )  # fmt: skip
            seen.add(digest_of(edition))
        assert len(seen) == 5
