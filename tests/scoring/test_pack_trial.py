"""Trying a whole pack on a closed period: who moves, why, and nothing is written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.audit.models import AccessLog
from congvu.base.errors import Missing
from congvu.regimes.models import RuleText, Use
from congvu.scoring.models import Run
from congvu.scoring.queries import AskedPack, pack_trial_page
from tests.regimes.test_commands import added
from tests.regimes.texts import EASIER, easier
from tests.scoring import steps
from tests.scoring.steps import work

ADDRESS = "/bo-quy-tac/thu"


@pytest.fixture
def period(world):
    """October locked; Lan was late once, Minh left a third and had one content error."""
    work(world, world.lan, product="DC.02", assigned="2", done="1")
    work(world, world.lan, product="DC.05", assigned="1", done="1", late=(1,), percent="40")
    work(world, world.minh, product="DC.05", assigned="3", done="2", errors=(1, 0))
    return steps.locked(world)


def found(world, period, *, who="binh", **more):
    return pack_trial_page(world.actor(who), AskedPack(period.code, **more))


class TestResult:
    def test_the_same_pack_moves_nobody(self, world, period):
        trial = found(world, period, pack="nd335-2025").trial
        assert (trial.people, trial.moved, trial.levels, trial.rules_total) == (9, 0, 0, 0)
        assert all(each.before == each.after for each in trial.counts)

    def test_other_floors_change_levels_and_no_points(self, world, period):
        row = added(world, easier(excellent=60, good=55))
        trial = found(world, period, pack=str(row.pk)).trial

        stored = {run.card.person_id: run.result for run in Run.objects.select_related("card")}
        moved = {person for person, result in stored.items() if 60 <= float(result["total"]) < 90}
        assert moved
        assert {each.person_id for each in trial.changes} == moved
        assert trial.levels == trial.moved == len(moved)
        assert all(each.by == 0 and not each.reasons for each in trial.changes)
        assert sum(c.before for c in trial.counts) == sum(c.after for c in trial.counts) == 9
        assert ("levels[XS].at_least.value", "90", "60") in trial.rules

    def test_other_deductions_name_the_component_that_moved(self, world, period):
        text = easier(excellent=90, good=70).replace("value = 25\n", "value = 100\n")
        trial = found(world, period, text=text).trial
        lan = next(each for each in trial.changes if each.person_id == world.lan.pk)
        assert {one.name for one in lan.reasons} >= {"tiến độ", "điểm kết quả"}
        assert lan.by < 0

    def test_it_reads_only_and_asks_no_more_for_more_people(self, world, period):
        with CaptureQueriesContext(connection) as seen:
            found(world, period, text=easier())
        assert all(q["sql"].lstrip().upper().startswith("SELECT") for q in seen)
        assert len(seen) < 20
        assert not RuleText.objects.exists()


class TestRefusals:
    def test_fewer_than_five_people_are_not_shown(self, world, period):
        trial = found(world, period, text=easier(), unit=str(world.units["vp"].pk)).trial
        assert trial.people < 5
        assert not trial.is_shown
        assert trial.changes == trial.counts == ()

    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"pack": "khong-co"}, "Chọn một bộ"),
            ({"pack": "party-366-hd02"}, "không hợp với party-366-hd02"),
            ({"pack": "da09-hau-giang"}, "là mẫu"),
            ({"pack": "nd90-2020"}, "bằng lời"),
            ({"pack": "nd335-2025", "unit": "999999"}, "Không có đơn vị"),
            ({"pack": "nd335-2025", "unit": "٣"}, "Không có đơn vị"),
            ({"text": "id = ["}, "không đúng TOML"),
        ],
    )
    def test_a_sentence_instead_of_a_result(self, world, period, more, says):
        page = found(world, period, **more)
        assert page.trial is None
        assert says in page.sentences[0]

    def test_every_problem_of_a_text_is_said(self, world, period):
        text = (
            easier()
            .replace("value = 80, unit", 'value = "80", unit')
            .replace("value = 25\n", "value = -25\n", 1)
        )
        assert len(found(world, period, text=text).sentences) >= 2

    @pytest.mark.parametrize("who", ["lan", "hanh", "vui", "dung"])
    def test_it_is_for_the_personnel_body_and_the_head(self, world, period, who):
        with pytest.raises(Missing):
            found(world, period, who=who, text=easier()) if who != "dung" else found(
                world, period, who="lan", text=easier()
            )
        assert found(world, period, who="tam", text=easier()).trial is not None


class TestPage:
    def test_a_pasted_text_is_tried_and_who_was_shown_is_logged(self, world, period, client):
        client.force_login(world.binh.user)
        text = easier(excellent=60, good=55)
        before = AccessLog.objects.count()
        response = client.post(ADDRESS, {"ky": period.code, "don-vi": "", "bo": "", "noi-dung": text})
        page = response.content.decode()
        assert response.status_code == 200
        assert "Ai đổi, vì sao" in page
        assert AccessLog.objects.count() > before
        assert not Use.objects.filter(pack_id=EASIER).exists()

    def test_a_file_and_a_bad_file(self, world, period, client):
        client.force_login(world.tam.user)
        good = SimpleUploadedFile("a.toml", easier().encode())
        assert client.post(ADDRESS, {"ky": period.code, "tep": good}).status_code == 200
        bad = SimpleUploadedFile("a.toml", b"\xff\xfe")
        response = client.post(ADDRESS, {"ky": period.code, "tep": bad})
        assert response.status_code == 422
        assert "UTF-8" in response.content.decode()

    def test_what_was_typed_stays(self, world, period, client):
        client.force_login(world.binh.user)
        response = client.post(ADDRESS, {"ky": period.code, "noi-dung": "id = [ # của tôi"})
        assert response.status_code == 422
        assert "của tôi" in response.content.decode()

    @pytest.mark.parametrize("who", ["lan", "vui", "dung"])
    def test_strangers_find_nothing(self, world, client, who):
        client.force_login(world.people[who].user)
        answer = client.get(ADDRESS)
        assert answer.status_code == (200 if who == "dung" else 404)

    def test_a_visit_chooses_and_computes_nothing(self, world, period, client):
        client.force_login(world.binh.user)
        page = client.get(ADDRESS, {"bo": "nd335-2025"}).content.decode()
        assert "Chưa thử bộ nào" in page
