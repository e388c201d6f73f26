"""Applying a batch: what each kind of file becomes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from congvu.audit.models import AuditEvent
from congvu.base import clock
from congvu.base.errors import Denied, OutOfRange, Unreadable
from congvu.catalogue import commands as catalogue_commands
from congvu.catalogue.models import Edition
from congvu.catalogue.states import EditionState
from congvu.imports import commands, queries
from congvu.imports.states import BatchState
from congvu.org.models import Person, Position, PositionTask, Posting, Unit
from tests.imports.files import description, item, item_of, word
from tests.imports.making import (
    CATALOGUE,
    POSITIONS,
    STAFF,
    STAFF_HEADER,
    apply,
    bring,
    catalogue,
    counts,
    person,
    positions,
    read,
    rows_of_everything,
    sheet,
    staff,
)

MON = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


class TestCatalogue:
    def edition(self) -> Edition:
        return Edition.objects.get(state=EditionState.PROPOSED)

    def test_becomes_a_proposal(self, world):
        done = bring(world, CATALOGUE, catalogue(), name="danh-muc.xlsx")

        edition = self.edition()
        assert done.edition_id == edition.pk
        assert edition.name == "Danh mục theo Quyết định 12/QĐ-UBND ngày 31/05/2026"
        assert (edition.standard_score, edition.standard_code) == (Decimal(5), "DC.01")
        assert (edition.source_name, edition.source_sha256) == ("danh-muc.xlsx", done.batch.sha256)
        assert edition.products.count() == 8
        item_ = edition.products.get(code="VP.01")
        assert (item_.score, item_.coefficient, item_.is_shared) == (Decimal(30), Decimal(6), False)
        assert [one.unit_id for one in item_.scopes.all()] == [world.units["vp"].pk]

    def test_an_office_that_is_no_unit_is_told_and_kept_for_search(self, world):
        batch = read(world, CATALOGUE, catalogue())
        notices = queries.preview(batch.pk, viewer=world.actor("binh")).plan.notices
        assert [n.reason for n in notices if "Phòng Kinh tế" in n.reason]
        apply(world, batch)
        item_ = self.edition().products.get(code="KT.01")
        assert (item_.section, item_.is_shared, item_.scopes.count()) == ("Phòng Kinh tế", False, 0)

    def test_leadership_items_belong_to_leadership_positions(self, world):
        bring(world, CATALOGUE, catalogue())
        scopes = self.edition().products.get(code="QL.01").scopes.all()
        assert {one.position.code for one in scopes} == {"GD", "PGD", "TP"}

    def test_the_same_file_again_changes_nothing(self, world):
        bring(world, CATALOGUE, catalogue())
        events = AuditEvent.objects.filter(what__startswith="catalogue.").count()

        batch = read(world, CATALOGUE, catalogue())
        assert queries.preview(batch.pk, viewer=world.actor("binh")).apply_refusal
        done = apply(world, batch)

        assert counts(done) == {
            "read": 8, "created": 0, "changed": 0, "unchanged": 8, "removed": 0, "rejected": 0,
        }  # fmt: skip
        assert Edition.objects.filter(organ=world.organ).count() == 2
        assert AuditEvent.objects.filter(what__startswith="catalogue.").count() == events

    def test_the_list_in_force_again_proposes_nothing(self, world):
        bring(world, CATALOGUE, catalogue())
        tam, binh = world.actor("tam"), world.actor("binh")
        edition = self.edition()
        told = {"edition_id": edition.pk, "at": clock.now()}
        catalogue_commands.appraise_edition(note="Đạt", by=binh, **told)
        catalogue_commands.decide_edition(
            number="9/QĐ", date=clock.today(), signer="Lê Minh Tâm",
            valid_from=clock.today() + dt.timedelta(days=1), by=tam, **told,
        )  # fmt: skip

        done = bring(world, CATALOGUE, catalogue())

        assert (done.counts["unchanged"], done.edition_id) == (8, edition.pk)
        assert Edition.objects.filter(organ=world.organ).count() == 2

    def test_a_changed_file_brings_the_proposal_up_and_shows_the_difference(self, world):
        bring(world, CATALOGUE, catalogue())
        rows = sheet("iii")
        rows[4] = item("DC.01", 5, group="N1", frame="1-10", detail="Việc viết lại", note="Sản phẩm chuẩn")
        rows[6] = item("DC.99", 4, group="N1", frame="1-10")

        batch = read(world, CATALOGUE, catalogue(iii=rows))
        plan = queries.preview(batch.pk, viewer=world.actor("binh")).plan
        (changed,) = [row for row in plan.rows if row.outcome == "CHANGED" and row.code == "DC.01"]
        assert ("Công việc chi tiết", "Việc viết lại") in [(c.label, c.after) for c in changed.changes]
        done = apply(world, batch)

        assert (done.counts["created"], done.counts["removed"]) == (1, 1)
        edition = self.edition()
        codes = set(edition.products.values_list("code", flat=True))
        assert "DC.99" in codes
        assert "DC.16" not in codes
        assert edition.products.get(code="DC.01").detail == "Việc viết lại"
        assert Edition.objects.filter(organ=world.organ).count() == 2

    def test_what_people_set_here_survives_a_new_file(self, world):
        bring(world, CATALOGUE, catalogue())
        product = self.edition().products.get(code="KT.01")
        product.norm_minutes, product.evidence, product.unit_of_measure = 90, "Tờ trình", "văn bản"
        product.save()
        product.scopes.create(organ=world.organ, unit=world.units["ccvc"])
        rows = sheet("iv")
        rows[6] = item_of("Phòng Kinh tế", "KT.01", 48)

        bring(world, CATALOGUE, catalogue(iv=rows))

        product = self.edition().products.get(code="KT.01")
        assert (product.score, product.norm_minutes, product.evidence) == (Decimal(48), 90, "Tờ trình")
        assert product.unit_of_measure == "văn bản"
        assert [one.unit_id for one in product.scopes.all()] == [world.units["ccvc"].pk]

    def test_a_rejected_row_keeps_the_item_that_was_there(self, world):
        bring(world, CATALOGUE, catalogue())
        rows = sheet("iv")
        rows[5] = item_of("Văn phòng", "VP.01", 30, group="N9")

        done = bring(world, CATALOGUE, catalogue(iv=rows))

        assert [(one.sheet, one.row) for one in done.rejected] == [("PL IV - Rieng phong", 6)]
        assert (done.counts["removed"], done.counts["rejected"]) == (0, 1)
        assert self.edition().products.get(code="VP.01").group == 2

    def test_different_criteria_are_told_and_the_items_still_go_in(self, world):
        rows = [list(row) for row in sheet("i")]
        done = bring(world, CATALOGUE, catalogue(i=rows))
        assert len(done.rejected) == 10
        assert all("Tiêu chí chung" in one.reason for one in done.rejected)
        assert (done.counts["read"], done.counts["accepted"]) == (8, 8)

    def test_a_failure_in_the_middle_keeps_nothing(self, world, monkeypatch):
        batch = read(world, CATALOGUE, catalogue())
        before = rows_of_everything(), AuditEvent.objects.count()

        def broken(**told):
            catalogue_commands.propose_edition(**told)
            raise OutOfRange("Giữa chừng thì hỏng.")

        monkeypatch.setattr("congvu.imports.commands.apply.propose_edition", broken)
        with pytest.raises(OutOfRange):
            apply(world, batch)

        batch.refresh_from_db()
        assert batch.state == BatchState.READ
        assert (rows_of_everything(), AuditEvent.objects.count()) == before

    def test_a_file_without_a_standard_score_takes_it_from_the_form(self, world):
        rows = {key: sheet(key) for key in ("ii", "iii", "iv")}
        rows["iii"][3] = rows["ii"][3]
        for told in rows.values():
            for row in told:
                if len(row) > 9 and str(row[-2]).startswith("="):
                    row[-2] = ""
        with pytest.raises(Unreadable, match="sản phẩm chuẩn"):
            read(world, CATALOGUE, catalogue(**rows))
        done = bring(world, CATALOGUE, catalogue(**rows), standard_score="5")
        assert (done.counts["accepted"], self.edition().standard_score) == (8, Decimal(5))


class TestPositions:
    def test_positions_with_tasks_hold_from_the_first_day_of_the_organ(self, world):
        done = bring(world, POSITIONS, positions())

        position = Position.objects.get(organ=world.organ, code="XM-NVCN-01")
        assert (done.counts["created"], position.valid_from) == (1, dt.date(2026, 1, 1))
        assert (position.name, position.group, position.legacy_group) == (
            "Chuyên viên Mẫu", "PROFESSIONAL", "SPECIALISED",
        )  # fmt: skip
        task = position.tasks.get()
        assert (task.number, task.area, task.criteria) == ("2.1", "Soạn văn bản", "Đúng hạn.")

    def test_again_unchanged_under_another_file_name_then_changed(self, world):
        bring(world, POSITIONS, positions(), name="a.docx")
        same = bring(world, POSITIONS, positions(), name="b.docx")
        assert (same.counts["unchanged"], same.counts["changed"]) == (1, 0)
        assert Position.objects.get(code="XM-NVCN-01").source == "a.docx"

        done = bring(world, POSITIONS, positions(name="Chuyên viên Khác"))
        assert done.counts["changed"] == 1
        assert Position.objects.get(code="XM-NVCN-01").name == "Chuyên viên Khác"

    def test_a_number_printed_twice_keeps_both_tasks(self, world):
        twice = (("2.1", "Việc một", "- Làm.", "- Xong."), ("2.1", "Việc hai", "- Làm.", "- Xong."))
        bring(world, POSITIONS, positions(tasks=twice))
        found = PositionTask.objects.filter(position__code="XM-NVCN-01").order_by("sort")
        assert [(one.number, one.area) for one in found] == [("2.1", "Việc một"), ("2.1 (2)", "Việc hai")]

    def test_a_long_name_fits_and_a_nameless_one_is_rejected(self, world):
        long = "Chuyên viên " + "quản lý " * 34

        def fill(document):
            description(document, name=long)
            description(document, code="XM-NVCN-02", name="")

        done = bring(world, POSITIONS, word(fill))
        assert Position.objects.get(code="XM-NVCN-01").name == long.strip()
        assert [one.row for one in done.rejected] == [2]


class TestStaff:
    def test_new_people_get_a_place_a_sign_in_and_a_code(self, world, client):
        done = bring(
            world, STAFF,
            staff(
                person("M1", "Ngô Thị Mới", start="01/10/2026", title="Chuyên viên"),
                person("M2", "Tạ Văn Hai", "CCVC", username="haitv"),
            ),
        )  # fmt: skip

        assert (done.counts["created"], done.rejected) == (2, ())
        new = Person.objects.get(staff_code="M1")
        posting = new.postings.get()
        assert (posting.unit.code, posting.position.code, posting.valid_from) == (
            "VP",
            "CV",
            dt.date(2026, 10, 1),
        )
        assert not new.user.has_usable_password()
        assert [one.username for one in done.codes] == ["haitv", "moint"]
        assert len({one.code for one in done.codes}) == 2
        assert done.batch.summary["people"]
        assert not any(one.code in str(done.batch.summary) for one in done.codes)
        page = client.post(
            "/kich-hoat",
            {"code": done.codes[1].code, "password": "mot-cau-dai-de-nho", "repeated": "mot-cau-dai-de-nho"},
        )
        assert page.status_code == 303
        new.user.refresh_from_db()
        assert new.user.has_usable_password()

    def test_the_same_list_again_is_unchanged(self, world):
        rows = staff(
            person("M1", "Ngô Thị Mới", start="01/10/2026"),
            person("M1", "Ngô Thị Mới", "CCVC", "CV", percent="30"),
        )
        first = bring(world, STAFF, rows)
        assert (first.counts["read"], first.counts["created"]) == (2, 2)
        postings = Posting.objects.filter(person__staff_code="M1").order_by("pk")
        assert [(p.kind, p.percent) for p in postings] == [
            ("MAIN", Decimal(100)),
            ("CONCURRENT", Decimal(30)),
        ]

        again = bring(world, STAFF, rows)
        assert (again.counts["unchanged"], again.counts["created"], again.counts["changed"]) == (2, 0, 0)
        assert again.codes == ()

    def test_a_new_address_is_taken_over_and_an_empty_one_is_not(self, world):
        header = (*STAFF_HEADER, "Thư công vụ")
        row = person("CB005", "Huỳnh Minh", "CCVC", "CV")
        done = bring(world, STAFF, staff((*row, "minh@vidu.gov.vn"), header=header))
        assert (done.counts["changed"], done.counts["unchanged"]) == (1, 0)
        again = bring(world, STAFF, staff((*row, ""), header=header))
        assert (again.counts["changed"], again.counts["unchanged"]) == (0, 1)
        world.minh.user.refresh_from_db()
        assert world.minh.user.email == "minh@vidu.gov.vn"

    def test_another_unit_from_a_date_is_a_move(self, world):
        done = bring(
            world, STAFF, staff(person("CB005", "Huỳnh Minh", "Văn phòng", "CV", start="16/11/2026"))
        )

        assert done.counts["changed"] == 1
        rows = Posting.objects.filter(person=world.minh).order_by("valid_from")
        assert [(p.unit.code, p.valid_from, p.valid_to) for p in rows] == [
            ("CCVC", dt.date(2026, 1, 1), MON),
            ("VP", MON, None),
        ]
        assert done.codes == ()

    def test_a_corrected_name_is_a_change_without_a_move(self, world):
        done = bring(world, STAFF, staff(person("CB005", "Huỳnh Văn Minh", "CCVC", "CV")))
        world.minh.refresh_from_db()
        assert (done.counts["changed"], world.minh.full_name) == (1, "Huỳnh Văn Minh")
        assert Posting.objects.filter(person=world.minh).count() == 1

    def test_an_unnamed_kind_of_person_is_kept(self, world):
        Person.objects.filter(pk=world.minh.pk).update(subject_type="CONTRACT")
        done = bring(world, STAFF, staff(person("CB005", "Huỳnh Minh", "CCVC", "CV")))
        assert done.counts["unchanged"] == 1

    def test_a_share_of_time_that_changes_ends_the_old_posting(self, world):
        main = person("CB005", "Huỳnh Minh", "CCVC", "CV")
        for percent, start in (("30", "02/11/2026"), ("40", "16/11/2026")):
            done = bring(
                world,
                STAFF,
                staff(main, person("CB005", "Huỳnh Minh", "VP", "CV", percent=percent, start=start)),
            )
        assert done.counts["changed"] == 1
        rows = Posting.objects.filter(person=world.minh, kind="CONCURRENT").order_by("valid_from")
        assert [(p.percent, p.valid_to) for p in rows] == [(Decimal(30), MON), (Decimal(40), None)]

    def test_heads_change_places_whatever_the_order_of_rows(self, world):
        done = bring(
            world, STAFF,
            staff(
                person("M1", "Ngô Thị Mới", "CCVC", "TP", title="Trưởng phòng", start="16/11/2026"),
                person("CB003", "Nguyễn Thị Hạnh", "VP", "CV", start="16/11/2026"),
            ),
        )  # fmt: skip
        assert done.rejected == ()
        heads = Posting.objects.filter(unit=world.units["ccvc"], duty="HEAD").order_by("valid_from")
        assert [(h.person.staff_code, h.valid_to) for h in heads] == [("CB003", MON), ("M1", None)]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (person("M1", "Mới", "Phòng Kinh tế"), "Không có đơn vị “Phòng Kinh tế”"),
            (person("M1", "Mới", "VP", "XX"), "Không có vị trí việc làm “XX”"),
            (person("M1", "Mới", "CCVC", "TP", title="Trưởng phòng"), "đang có người đứng đầu"),
            (person("M1", "Mới", username="lan"), "Tên đăng nhập lan đã có người dùng"),
            (person("CB007", "Võ Thanh Bình", "CCVC"), "Không ai tự đổi bố trí của mình"),
            (person("CB005", "Huỳnh Minh", "VP", start="01/01/2026"), "đã có bố trí"),
            (person("CB008", "Đỗ Văn Hải", "VP", "LX"), "thôi làm việc"),
            (person("M1", "Mới", "Chung"), "có 2 đơn vị tên “Chung”"),
        ],
    )  # fmt: skip
    def test_a_row_that_cannot_be_is_rejected_with_its_reason(self, world, row, reason):
        Person.objects.filter(pk=world.hai.pk).update(is_active=False)
        for code in ("C1", "C2"):
            Unit.objects.create(
                organ=world.organ, parent=world.units["root"], code=code, name="Chung", path=f"/1/{code}/",
                valid_from=dt.date(2026, 1, 1),
            )  # fmt: skip
        batch = read(world, STAFF, staff(row, person("M9", "Lê Thị Tốt")))

        plan = queries.preview(batch.pk, viewer=world.actor("binh")).plan
        assert [one.row for one in plan.rejected] == [2]
        assert reason.lower() in plan.rejected[0].reason.lower()
        done = apply(world, batch)
        assert (done.counts["created"], done.counts["rejected"]) == (1, 1)
        assert Person.objects.filter(staff_code="M9").exists()
        assert not Person.objects.filter(staff_code="M1").exists()

    def test_a_row_that_a_command_refuses_is_left_out_whole(self, world, monkeypatch):
        from congvu.imports import writing

        real = writing.post_person

        def broken(**told):
            if told["title"] == "Hỏng":
                raise OutOfRange("Bố trí này bị từ chối.")
            return real(**told)

        monkeypatch.setattr(writing, "post_person", broken)
        done = bring(
            world, STAFF,
            staff(
                person("M1", "Ngô Thị Mới", title="Hỏng"),
                person("M1", "Ngô Thị Mới", "CCVC", percent="20"),
                person("M2", "Tạ Văn Hai"),
            ),
        )  # fmt: skip
        assert [(one.row, one.reason) for one in done.rejected] == [
            (2, "Bố trí này bị từ chối."),
            (3, "Hàng chính của người này không nhập được."),
        ]
        assert (done.counts["created"], done.counts["rejected"], len(done.codes)) == (1, 2, 1)
        assert not Person.objects.filter(staff_code="M1").exists()

    def test_locked_records_refuse_a_move_and_hold_back_a_new_person(self, world):
        world.organ.closed_before = dt.date(2026, 11, 1)
        world.organ.save()
        done = bring(
            world, STAFF,
            staff(
                person("CB005", "Huỳnh Minh", "VP", start="05/10/2026"),
                person("M1", "Ngô Thị Mới", start="05/10/2026"),
            ),
        )  # fmt: skip
        assert [one.reason for one in done.rejected] == [
            "Sổ sách đã khóa đến hết ngày 31/10/2026; ghi ngày bắt đầu sau ngày đó."
        ]
        assert Posting.objects.get(person__staff_code="M1").valid_from == dt.date(2026, 11, 1)

    def test_columns_are_chosen_when_their_titles_say_nothing(self, world):
        header = ("Số hiệu", "Ai", "Ở đâu", "Làm gì")
        raw = staff(("M1", "Ngô Thị Mới", "VP", "CV"), header=header)
        batch = read(world, STAFF, raw)
        shown = queries.preview(batch.pk, viewer=world.actor("binh"))
        assert shown.plan is None
        assert shown.mapping.titles == header

        chosen = dict(zip(("staff_code", "full_name", "unit", "position"), header, strict=True))
        me = {"by": world.actor("binh"), "at": clock.now()}
        with pytest.raises(OutOfRange, match="chỉ chọn cho một mục"):
            commands.map_columns(batch_id=batch.pk, mapping=dict.fromkeys(chosen, "Ai"), **me)
        with pytest.raises(Unreadable, match="chọn lại cột"):
            commands.map_columns(batch_id=batch.pk, mapping={**chosen, "unit": "Không có"}, **me)
        commands.map_columns(batch_id=batch.pk, mapping=chosen, **me)
        assert apply(world, batch).counts["created"] == 1

    def test_codes_are_issued_again_to_those_who_have_not_used_theirs(self, world):
        done = bring(world, STAFF, staff(person("M1", "Ngô Thị Mới"), person("M2", "Tạ Văn Hai")))
        used = Person.objects.get(staff_code="M2").user
        used.set_password("mot-cau-dai-de-nho")
        used.save()

        issued = commands.reissue_codes(batch_id=done.batch.pk, by=world.actor("vui"), at=clock.now())

        assert [one.staff_code for one in issued] == ["M1"]
        assert issued[0].code not in [one.code for one in done.codes]
        with pytest.raises(Denied):
            commands.reissue_codes(batch_id=done.batch.pk, by=world.actor("lan"), at=clock.now())
