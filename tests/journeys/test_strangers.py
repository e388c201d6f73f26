"""What is not for this person is not there: 404, whichever address she tries."""

from __future__ import annotations

from decimal import Decimal

import pytest

from congvu.base import clock
from congvu.diary.models import Evidence
from congvu.scoring.commands import open_period
from congvu.scoring.models import Card
from rulebook.periods import Month
from tests.journeys.ways import given_task, sent, written


@pytest.mark.parametrize("size", ["desktop"])
def test_what_strangers_find(visit, stage, size):
    share = given_task(stage, accepted=True)
    line = written(stage, title="Trả lời", share_id=share.pk, quantity=Decimal(1))
    sent(stage)
    proof = Evidence.objects.create(
        organ=stage.organ, entry=line, kind="DOCUMENT", label="456/SNV-CCVC", added_at=clock.now()
    )
    period = open_period(
        organ_id=stage.organ.pk, span=Month(2026, 11), by=stage.actor("binh"), at=clock.now()
    )
    card = Card.objects.get(period=period, person=stage.lan)
    day = f"/nhat-ky/{stage.lan.pk}/2026-11-19"
    diary = [day, f"/hom-nay/muc/{line.pk}", f"/duyet/{line.pk}", f"/minh-chung/{proof.pk}"]
    scores = [f"/phieu/{card.pk}", f"/phieu/{card.pk}/diem", f"/phieu/{card.pk}/mau-01.docx"]
    task, person = f"/viec/{share.task_id}", f"/nguoi/{stage.lan.pk}"

    dung = visit("dung")
    assert {url: dung.status(url) for url in [*diary, *scores, task, person]} == dict.fromkeys(
        [*diary, *scores, task, person], 404
    )
    minh = visit("minh")
    assert {url: minh.status(url) for url in [*diary, *scores]} == dict.fromkeys([*diary, *scores], 404)
    vui = visit("vui")
    assert {url: vui.status(url) for url in [*diary, *scores]} == dict.fromkeys([*diary, *scores], 404)

    hanh = visit("hanh")
    allowed = [day, f"/duyet/{line.pk}", scores[0], task, person]
    assert {url: hanh.status(url) for url in allowed} == dict.fromkeys(allowed, 200)
