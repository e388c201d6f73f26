"""Pages of a second pack: who gets in, what is refused, what is kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import AccessLog
from congvu.parallel.models import Adoption, Score, Sheet
from congvu.parallel.states import SheetState
from tests.parallel.steps import PARTY, QUARTER, decided, full, marked, opened, sheet_of
from tests.scoring.steps import work


@pytest.fixture
def as_(world, client):
    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def at(name, *args):
    return reverse(f"parallel:{name}", args=args)


def said(response) -> str:
    return response.content.decode()


ADOPT = {
    "pack": PARTY.id, "valid_from": "2026-10-01", "decision_number": "15-QĐ/TU", "decision_on": "2026-09-25",
    "signer": "Bí thư",
}  # fmt: skip


def marks(sheet, **more) -> dict[str, str]:
    typed = {f"c-{code}": format(most, "f") for code, most in full(sheet.duty).items()}
    return {**typed, "i-D": "80", "version": str(sheet.version), **more}


def test_the_whole_way_through_the_pages(world, as_):
    work(world, world.hanh)
    binh = as_("binh")
    assert "Chưa áp dụng bộ nào song song" in said(binh.get(at("overview")))
    refused = binh.post(at("adopt"), ADOPT | {"decision_on": "2026-12-30"})
    assert refused.status_code == 422
    assert "15-QĐ/TU" in said(refused)
    assert binh.post(at("adopt"), ADOPT).status_code == 303
    adoption = Adoption.objects.get()
    assert binh.post(at("open", adoption.pk, QUARTER)).status_code in (302, 303)
    assert world.hanh.full_name in said(binh.get(at("overview")))

    sheet = sheet_of(world, "hanh")
    hanh = as_("hanh")
    page = said(hanh.get(at("sheet", sheet.pk)))
    assert "không nhập lại" in page
    assert "Việc DC.01" in page
    wrong = hanh.post(at("self_mark", sheet.pk), marks(sheet, **{"i-D": "120"}))
    assert wrong.status_code == 422
    assert 'value="120"' in said(wrong)
    assert hanh.post(at("self_mark", sheet.pk), marks(sheet)).status_code == 303

    sheet.refresh_from_db()
    tam = as_("tam")
    assert tam.post(at("decide", sheet.pk), marks(sheet)).status_code == 303
    page = said(tam.get(at("sheet", sheet.pk)))
    assert "96,50" in page
    assert "từ cùng các việc của nd335-2025" in page
    sheet.refresh_from_db()
    short = tam.post(at("take_back", sheet.pk), {"version": sheet.version, "reason": "x"})
    assert short.status_code == 422
    assert (
        tam.post(
            at("take_back", sheet.pk), {"version": sheet.version, "reason": "Ghi nhầm phần D"}
        ).status_code
        == 303
    )
    assert sheet_of(world, "hanh").state == SheetState.SELF_DONE
    assert Score.objects.count() == 1
    assert "Các lần chấm trước" in said(tam.get(at("sheet", sheet.pk)))


def test_strangers_see_nothing_and_looks_are_logged(world, as_):
    opened(world)
    sheet = sheet_of(world, "hanh")
    for name in ("lan", "vui", "dung", "thu"):
        assert as_(name).get(at("sheet", sheet.pk)).status_code == 404, name
        assert as_(name).post(at("decide", sheet.pk), marks(sheet)).status_code == 404, name
        assert f"/song-song/phieu/{sheet.pk}" not in said(as_(name).get(at("overview"))), name
    for name in ("lan", "hanh", "vui"):
        assert as_(name).get(at("adopt")).status_code == 404, name
    as_("tam").get(at("sheet", sheet.pk))
    assert AccessLog.objects.filter(
        subject=f"parallel.sheet:{sheet.pk}", viewer_id=world.tam.pk, owner_id=world.hanh.pk
    ).exists()


def test_the_list_asks_the_same_however_many(world, as_):
    opened(world)
    tam = as_("tam")
    tam.get(at("overview"))
    with CaptureQueriesContext(connection) as many:
        tam.get(at("overview"))
    Sheet.objects.exclude(person=world.hanh).delete()
    with CaptureQueriesContext(connection) as few:
        tam.get(at("overview"))
    assert len(many) == len(few)


def test_a_second_writer_keeps_what_she_typed(world, as_):
    work(world, world.hanh)
    opened(world)
    stale = marks(sheet_of(world, "hanh"), **{"i-D": "77"})
    marked(world, "hanh")
    answer = as_("hanh").post(at("self_mark", sheet_of(world, "hanh").pk), stale)
    assert answer.status_code == 409
    assert 'value="77"' in said(answer)


def test_levels_and_points_on_the_list(world, as_):
    work(world, world.hanh)
    opened(world)
    marked(world, "hanh")
    decided(world, "hanh")
    page = said(as_("binh").get(at("overview")))
    assert "96,50" in page
    assert "Chờ tự chấm" in page
