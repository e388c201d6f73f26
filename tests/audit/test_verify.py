"""Tampering of every kind is found and named; a lawful erasure is not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from congvu.audit.commands import erase_event
from congvu.audit.models import AuditEvent, AuditHead
from congvu.audit.trail import KINDS, Kind, record
from congvu.audit.verify import verify_chains
from congvu.base import clock
from congvu.base.errors import Denied, Incomplete, InvalidStep, Missing
from congvu.policy.facts import SYSTEM

AT = clock.at(dt.date(2026, 11, 19), 12)


@pytest.fixture
def chains(db):
    """Six events of organ 7, three of organ 8."""
    kind = Kind("tests.thing.done", "làm xong {what}")
    with transaction.atomic():
        for number in range(6):
            record(
                kind, f"tests.thing:{number}", by=SYSTEM, at=AT, organ_id=7, owner_id=4, what=f"việc {number}"
            )
        for number in range(3):
            record(kind, f"tests.thing:{number}", by=SYSTEM, at=AT, organ_id=8, what="x")
    yield
    del KINDS[kind.code]


def event(seq: int, organ_id: int = 7):
    return AuditEvent.objects.filter(organ_id=organ_id, seq=seq)


def found() -> list[tuple[int, int, str]]:
    return [(d.organ_id, d.seq, d.code) for d in verify_chains().differences]


def test_an_untouched_chain_is_sound(chains):
    report = verify_chains()
    assert report.is_sound
    assert (report.chains, report.events, report.erased) == (2, 9, 0)


def test_nothing_recorded_is_sound(db):
    assert verify_chains().is_sound


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"data": {"what": "việc khác"}}, "data"),
        ({"salt": "ff" * 16}, "data"),
        ({"at": AT - dt.timedelta(days=1)}, "event"),
        ({"by": "person:9"}, "event"),
        ({"acting_for": "person:9"}, "event"),
        ({"owner": "person:9"}, "event"),
        ({"subject": "tests.thing:9"}, "event"),
        ({"what": "tests.thing.undone"}, "event"),
        ({"digest": "0" * 64}, "event"),
    ],
)
def test_a_changed_event_is_named(chains, change, code):
    event(3).update(**change)
    assert found() == [(7, 3, code)]


def test_data_rewritten_with_its_own_digest_is_found_too(chains):
    from congvu.audit.trail import data_digest

    row = event(3).get()
    data = {"what": "việc khác"}
    event(3).update(data=data, data_digest=data_digest(row.salt, data))
    assert found() == [(7, 3, "event")]


def test_a_removed_event_is_named(chains):
    event(4).delete()
    assert found() == [(7, 4, "removed")]


def test_the_first_event_removed_is_named(chains):
    event(1).delete()
    assert found() == [(7, 1, "removed")]


def test_two_events_swapped_are_named(chains):
    event(2).update(seq=99)
    event(3).update(seq=2)
    event(99).update(seq=3)
    assert found() == [(7, 2, "order")]


def test_a_truncated_tail_is_named(chains):
    event(6).delete()
    event(5).delete()
    assert found() == [(7, 5, "removed")]
    assert "cắt đuôi" in verify_chains().differences[0].sentence


def test_a_whole_chain_removed_is_named(chains):
    AuditEvent.objects.filter(organ_id=8).delete()
    assert found() == [(8, 1, "removed")]


def test_a_head_that_does_not_fit_is_named(chains):
    AuditHead.objects.filter(organ_id=7).update(digest="0" * 64)
    assert found() == [(7, 6, "head")]


def test_a_head_set_back_is_named(chains):
    AuditHead.objects.filter(organ_id=7).update(seq=4, digest=event(4).get().digest)
    assert found() == [(7, 6, "head")]


def test_a_missing_head_is_named(chains):
    AuditHead.objects.filter(organ_id=8).delete()
    assert found() == [(8, 3, "head")]


def test_each_chain_tells_its_own_first_difference(chains):
    event(2).update(by="person:9")
    event(5).update(by="person:9")
    event(2, 8).delete()
    assert found() == [(7, 2, "event"), (8, 2, "removed")]


def test_memory_and_statements_do_not_grow_with_the_chain(chains, django_assert_num_queries):
    with django_assert_num_queries(3):
        verify_chains()


class TestErasure:
    def erase(self, world, seq=1, by="binh", **kwargs):
        words = {"document": "15/QĐ-SNV ngày 19/11/2026", "reason": "Theo yêu cầu của đồng chí Lan"} | kwargs
        return erase_event(
            organ_id=world.organ.pk,
            unit_path=world.units["root"].path,
            seq=seq,
            by=by if by is SYSTEM else world.actor(by),
            at=AT,
            **words,
        )

    @pytest.fixture
    def told(self, world):
        kind = Kind("tests.thing.said", "ghi {what}")
        with transaction.atomic():
            for name in ("lan", "binh"):
                record(
                    kind, "tests.thing:1", by=world.actor("lan"), at=AT, organ_id=world.organ.pk,
                    owner_id=world.people[name].pk, what="điều riêng tư",
                )  # fmt: skip
        yield world
        del KINDS[kind.code]

    def test_content_goes_and_the_chain_holds(self, told):
        self.erase(told)
        row = AuditEvent.objects.get(organ_id=told.organ.pk, seq=1)
        assert (row.data, row.salt) == (None, "")
        report = verify_chains()
        assert report.is_sound
        assert (report.erased, report.erased_without_decision) == (1, 0)
        assert AuditEvent.objects.get(what="audit.event.erased").owner == f"person:{told.lan.pk}"

    def test_content_taken_without_a_decision_is_counted(self, told):
        AuditEvent.objects.filter(seq=1).update(data=None, salt="")
        report = verify_chains()
        assert report.is_sound
        assert report.erased_without_decision == 1

    def test_content_taken_without_its_salt_is_a_difference(self, told):
        AuditEvent.objects.filter(organ_id=told.organ.pk, seq=1).update(data=None)
        assert found() == [(told.organ.pk, 1, "data")]

    @pytest.mark.parametrize("who", ["lan", "vui", "hanh", "dung"])
    def test_only_the_personnel_body_erases(self, told, who):
        with pytest.raises(Denied):
            self.erase(told, by=who)
        assert AuditEvent.objects.get(organ_id=told.organ.pk, seq=1).data

    def test_nobody_erases_what_is_about_herself(self, told):
        with pytest.raises(Denied):
            self.erase(told, seq=2)

    def test_decision_and_reason_are_asked(self, told):
        for empty in ({"document": " "}, {"reason": ""}):
            with pytest.raises(Incomplete):
                self.erase(told, **empty)

    def test_not_twice_and_not_the_erasure_itself(self, told):
        self.erase(told)
        with pytest.raises(InvalidStep):
            self.erase(told)
        with pytest.raises(InvalidStep):
            self.erase(told, seq=3, by=SYSTEM)
        with pytest.raises(Missing):
            self.erase(told, seq=99)
