"""The access log: one insert after the response, for others' records only."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from congvu.audit.middleware import AccessLogMiddleware, saw
from congvu.audit.models import AccessLog
from congvu.audit.queries import opened_by, opened_by_another


@pytest.fixture
def visit(world):
    def run(who: str, *seen: tuple[str, str], status: int = 200, method: str = "get"):
        def view(request):
            for subject, owner in seen:
                saw(request, subject, world.people[owner].pk)
            return HttpResponse(status=status)

        request = getattr(RequestFactory(), method)("/duyet/12")
        request.actor = world.actor(who)
        return AccessLogMiddleware(view)(request)

    return run


def test_the_record_of_another_is_one_insert_whatever_was_seen(visit, django_assert_num_queries):
    for number in (1, 30):
        AccessLog.objects.all().delete()
        with django_assert_num_queries(4) as seen:  # the actor's own three reads, and the insert
            visit("hanh", *[(f"diary.entry:{n}", "lan") for n in range(number)])
        assert [q["sql"].split()[0] for q in seen.captured_queries] == ["SELECT"] * 3 + ["INSERT"]
        assert AccessLog.objects.count() == number


def test_own_records_and_strangers_leave_nothing(visit):
    visit("lan", ("diary.entry:1", "lan"))
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("status", [404, 403, 422, 500])
def test_what_was_not_shown_was_not_seen(visit, status):
    visit("hanh", ("diary.entry:1", "lan"), status=status)
    assert not AccessLog.objects.exists()


def test_the_same_thing_twice_is_one_row(visit):
    visit("hanh", ("diary.entry:1", "lan"), ("diary.entry:1", "lan"))
    row = AccessLog.objects.get()
    assert (row.path, row.subject) == ("/duyet/12", "diary.entry:1")


def test_opened_is_read_from_it(visit, world):
    visit("hanh", ("diary.entry:1", "lan"))
    assert opened_by(world.hanh.pk, ["diary.entry:1", "diary.entry:2"]) == {"diary.entry:1"}
    assert opened_by(world.minh.pk, ["diary.entry:1"]) == set()
    assert opened_by_another(world.lan.pk, ["diary.entry:1"])
    assert not opened_by_another(world.lan.pk, ["diary.entry:2"])
