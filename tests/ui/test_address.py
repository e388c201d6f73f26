"""How people are addressed: by their organ, in our own words only."""

from __future__ import annotations

import uuid

import pytest
from django.template import engines
from django.test import Client

from congvu.base import clock
from congvu.diary.commands import add_entry
from congvu.diary.lines import Line
from congvu.org.models import Organ, Person
from congvu.ui import words


class TestSentences:
    def test_both_forms(self):
        sentence = "Đồng chí chọn người; đồng chí này đã thôi."
        assert words.addressed(sentence) == sentence
        with words.addressing(lambda: words.PLAIN):
            assert words.addressed(sentence) == "Anh/chị chọn người; anh/chị này đã thôi."
        assert words.address() == "đồng chí"

    def test_quoted_words_are_somebodys_own(self):
        with words.addressing(lambda: words.PLAIN):
            assert (
                words.addressed("Đồng chí trả lại “Tiễn đồng chí Ba”.")
                == "Anh/chị trả lại “Tiễn đồng chí Ba”."
            )

    def test_a_sentence_without_it_asks_nobody(self):
        def never() -> str:
            raise AssertionError

        with words.addressing(never):
            assert words.addressed("Chưa ghi việc nào.") == "Chưa ghi việc nào."


def test_templates_are_compiled_once_for_each_form():
    engine = engines["django"].engine
    template = "404.html"
    usual = engine.get_template(template)
    with words.addressing(lambda: words.PLAIN):
        plain = engine.get_template(template)
        assert plain is engine.get_template(template)
    assert plain is not usual
    assert usual is engine.get_template(template)


@pytest.fixture
def lan(world):
    Organ.objects.filter(pk=world.organ.pk).update(address="PLAIN")
    client = Client()
    client.force_login(world.lan.user)
    return client


def test_pages_say_it_and_leave_what_people_wrote(world, lan):
    add_entry(
        person_id=world.lan.pk, on=clock.today(), line=Line(title="Tiễn đồng chí Ba nghỉ hưu", minutes=30),
        client_id=uuid.uuid4(), by=world.actor("lan"), at=clock.now(),
    )  # fmt: skip
    Person.objects.filter(pk=world.hanh.pk).update(full_name="Đồng chí Hạnh")
    page = lan.get("/hom-nay").content.decode()
    assert "Tiễn đồng chí Ba nghỉ hưu" in page
    help_page = lan.get("/tro-giup/nghi").content.decode()
    assert "đồng chí" not in help_page.lower()
    account = lan.get("/tai-khoan").content.decode()
    assert "Nhật ký, điểm và minh chứng của anh/chị" in account
    assert "Đồng chí Hạnh" in lan.get(f"/nguoi/{world.hanh.pk}").content.decode()


def test_refusals_and_reasons_say_it_too(world, lan):
    page = lan.post("/thong-bao/loai/tat-ca/tat", follow=True).content.decode()
    assert "Anh/chị đang tắt mọi lời nhắc." in page


def test_another_organ_is_not_touched(world, lan):
    client = Client()
    client.force_login(world.dung.user)
    assert "minh chứng của đồng chí" in client.get("/tai-khoan").content.decode()


def test_who_is_not_signed_in_reads_the_usual_form(world, client):
    Organ.objects.update(address="PLAIN")
    assert "đồng chí" in client.get("/kich-hoat").content.decode().lower()
