"""Writing the chain: the form never changes, it is cheap, and it belongs to the command."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction

from congvu.audit.models import AuditEvent, AuditHead
from congvu.audit.present import ERASED, UnknownKind, present
from congvu.audit.trail import KINDS, Kind, canonical, data_digest, link, plain, record
from congvu.base import clock
from congvu.policy.facts import SYSTEM

AT = clock.at(dt.date(2026, 11, 19), 12)


@pytest.fixture
def kind():
    made = Kind("tests.thing.done", "làm xong {what}")
    yield made
    del KINDS[made.code]


class TestForm:
    """Fixed vectors: an old chain must verify for ever, so these digests may never change."""

    DATA = {
        "ngày": dt.date(2026, 11, 19),
        "số": Decimal("2.50"),
        "tên": "Đặng Thị Ưu",
        "xong": True,
        "gì": None,
        "n": 7,
    }

    def test_the_canonical_form_is_this_one(self):
        assert canonical(self.DATA).decode() == (
            '{"gì":null,"n":7,"ngày":"2026-11-19","số":"2.50","tên":"Đặng Thị Ưu","xong":true}'
        )

    def test_the_digest_of_the_data_is_this_one(self):
        assert (
            data_digest("00" * 16, self.DATA)
            == "415cb3e36e78344d408bd4d55c0c024fddbf2c0d999166c50c8ae489cf80b325"
        )

    def test_the_link_is_this_one(self):
        event = AuditEvent(
            organ_id=3, seq=12, at=AT, what="diary.day.submitted", by="person:5", acting_for="", subject="diary.day:9",
            owner="person:5", data_digest=data_digest("00" * 16, self.DATA),
        )  # fmt: skip
        assert link("ab" * 32, event) == "89dfd9782e505de45ed4459654227f94140d39096ecaa6b7b10cc47cbcd5d809"

    def test_the_time_zone_of_the_same_moment_does_not_matter(self):
        event = AuditEvent(organ_id=1, seq=1, at=AT, what="a", by="b", subject="c", data_digest="d")
        first = link("", event)
        event.at = AT.astimezone(dt.UTC)
        assert link("", event) == first

    def test_what_cannot_be_written_exactly_is_refused(self):
        with pytest.raises(TypeError, match="float"):
            plain({"x": 0.1})

    def test_decimals_are_text_as_written(self):
        assert plain([Decimal("1E+2"), Decimal("0.10")]) == ["100", "0.10"]


class TestRecord:
    def test_at_most_three_statements(self, db, kind, django_assert_max_num_queries):
        with transaction.atomic():
            record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="một")
            with django_assert_max_num_queries(3):
                record(kind, "tests.thing:2", by=SYSTEM, at=AT, organ_id=7, what="hai")

    def test_numbers_follow_and_organs_have_their_own(self, db, kind):
        with transaction.atomic():
            for organ_id in (7, 8, 7, None, 7):
                record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=organ_id, what="x")
        assert list(AuditEvent.objects.order_by("organ_id", "seq").values_list("organ_id", "seq")) == [
            (0, 1), (7, 1), (7, 2), (7, 3), (8, 1),
        ]  # fmt: skip
        assert dict(AuditHead.objects.values_list("organ_id", "seq")) == {0: 1, 7: 3, 8: 1}

    @pytest.mark.django_db(transaction=True)
    def test_not_outside_a_transaction(self, kind):
        with pytest.raises(RuntimeError):
            record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="x")
        assert not AuditEvent.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_what_is_rolled_back_leaves_no_number(self, kind):
        with transaction.atomic():
            record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="x")
            transaction.set_rollback(True)
        with transaction.atomic():
            event = record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="x")
        assert event.seq == 1

    @pytest.mark.postgres
    @pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="a row lock exists only on PostgreSQL; run with CONGVU_DATABASE_URL=postgresql://…",
    )
    def test_the_head_is_locked_by_row(self, db, kind, django_assert_num_queries):
        with transaction.atomic():
            record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="x")
            with django_assert_num_queries(3) as seen:
                record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="x")
        assert "FOR UPDATE" in seen.captured_queries[0]["sql"]


class TestSentences:
    def test_an_event_reads_as_a_sentence(self, db, kind):
        with transaction.atomic():
            event = record(kind, "tests.thing:1", by=SYSTEM, at=AT, organ_id=7, what="báo cáo")
        assert present(event) == "làm xong báo cáo"
        event.data = None
        assert present(event) == f"làm xong … {ERASED}"

    def test_an_unknown_kind_is_a_mistake(self):
        with pytest.raises(UnknownKind):
            present(AuditEvent(what="nobody.knows.this", data={}))

    def test_a_code_is_declared_once(self, kind):
        with pytest.raises(ValueError, match="twice"):
            Kind(kind.code, "khác")

    def test_every_kind_formats(self):
        from string import Formatter

        for each in list(KINDS.values()):
            fields = {name for _, name, _, _ in Formatter().parse(each.sentence) if name}
            assert all(name.isidentifier() for name in fields), each.code
            told = present(AuditEvent(what=each.code, data=dict.fromkeys(fields, "…")))
            assert "{" not in told, each.code
            assert told == each.title, each.code
