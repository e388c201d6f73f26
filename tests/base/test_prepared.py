"""Queries compiled once say what the ORM says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.base import clock
from congvu.base.prepared import MANY, Prepared
from congvu.org.models import Person, Posting
from congvu.worktime.models import CalendarDay


def test_rows_are_those_of_the_query_for_any_argument(world):
    query = Prepared(
        lambda person_id, day: Posting.objects.filter(person_id=person_id, valid_from__lte=day).values_list(
            "pk", "percent", "valid_from", "unit__path"
        ),
        int,
        dt.date,
    )
    for person in world.people.values():
        for day in (clock.today(), clock.today() - dt.timedelta(days=3000)):
            same = Posting.objects.filter(person_id=person.pk, valid_from__lte=day)
            assert query(person.pk, day) == list(
                same.values_list("pk", "percent", "valid_from", "unit__path")
            )
            assert query.count(person.pk, day) == same.count()


def test_lists_of_any_length(world):
    query = Prepared(
        lambda ids: Person.objects.filter(pk__in=ids).order_by("pk").values_list("full_name", flat=False),
        MANY,
    )
    ids = sorted(p.pk for p in world.people.values())
    for length in (0, 1, 3, 2, 3):
        found = [name for (name,) in query(ids[:length])]
        assert found == [Person.objects.get(pk=pk).full_name for pk in ids[:length]]


def test_order_and_limit_stay_inside(world):
    newest = Prepared(
        lambda organ_id: Person.objects.filter(organ_id=organ_id).order_by("-pk").values_list("pk")[:2], int
    )
    organ_id = world.lan.organ_id
    assert [pk for (pk,) in newest(organ_id)] == sorted(
        (p.pk for p in Person.objects.filter(organ_id=organ_id)), reverse=True
    )[:2]
    assert newest.first(organ_id) == newest(organ_id)[0]
    assert newest.first(0) is None


def test_constants_equal_to_no_argument_stay_constants(world):
    query = Prepared(
        lambda name: Person.objects.filter(is_active=True, full_name=name).values_list("pk", "is_active"), str
    )
    assert query(world.lan.full_name) == [(world.lan.pk, True)]
    assert query("x' OR '1'='1") == []


def test_an_argument_that_is_no_plain_value_is_refused(db):
    inside = Prepared(lambda text: Person.objects.filter(full_name__contains=text).values_list("pk"), str)
    with pytest.raises(TypeError):
        inside("Lan")
    unused = Prepared(lambda day: CalendarDay.objects.values_list("pk"), dt.date)
    with pytest.raises(TypeError):
        unused(clock.today())


def test_wrong_numbers_of_arguments_are_refused(db):
    query = Prepared(lambda pk: Person.objects.filter(pk=pk).values_list("pk"), int)
    with pytest.raises(ValueError):
        query(1, 2)


def test_states_are_written_into_the_statement_and_other_text_is_bound(world):
    query = Prepared(
        lambda organ_id: Posting.objects.filter(organ_id=organ_id, kind="MAIN").exclude(title="x' OR '1'='1"),
        int,
    )
    assert {p.pk for p in query.objects(world.organ.pk)} == {
        p.pk for p in Posting.objects.filter(organ_id=world.organ.pk, kind="MAIN")
    }
    with CaptureQueriesContext(connection) as sent:
        query(world.organ.pk)
    sql = query._compiled[connection.vendor, ()].sql
    assert "'MAIN'" in sql
    assert "OR '1'" not in sql
    assert len(sent) == 1
