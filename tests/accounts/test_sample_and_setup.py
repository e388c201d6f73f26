"""Two doors without a password, each open in one place only: sample data here, set-up once."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client

from congvu.accounts.commands import begin_installation, issue_setup_code
from congvu.accounts.models import Installation, User
from congvu.audit.models import AuditEvent
from congvu.audit.verify import verify_chains
from congvu.base import clock
from congvu.org.models import Organ, Person, RoleGrant
from congvu.org.queries import actor_of
from congvu.policy.facts import SYSTEM, Role
from congvu.worktime.models import Schedule

from .test_sign_in import words

HERE = {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"}
NEW = "con bò vàng gặm cỏ non"


class TestSample:
    @pytest.fixture
    def sample(self, world, noon, monkeypatch):
        """Sample data as on SQLite, whatever database the suite runs on."""
        monkeypatch.setattr("congvu.accounts.queries.connection", SimpleNamespace(vendor="sqlite"))
        Installation.objects.create(is_sample=True, began_at=noon)
        return world

    def test_one_click_signs_in_as_a_role(self, sample, client):
        page = client.get("/dung-thu", **HERE)
        assert {"Người đứng đầu cơ quan", "Người đứng đầu đơn vị", "Quản trị hệ thống"} <= {
            f.role for f in page.context["leading"]
        }
        response = client.post("/dung-thu", {"person": sample.lan.pk}, **HERE)
        assert (response.status_code, response["Location"]) == (303, "/")
        assert client.session["_auth_user_id"] == str(sample.lan.user_id)
        assert AuditEvent.objects.filter(
            what="accounts.user.signed_in", by=f"person:{sample.lan.pk}"
        ).exists()

    def test_the_sign_in_page_leads_there(self, sample, client):
        assert "/dung-thu" in client.get("/dang-nhap", **HERE).content.decode()
        assert "/dung-thu" not in client.get("/dang-nhap", REMOTE_ADDR="10.0.0.4").content.decode()

    @pytest.mark.parametrize(
        "where",
        [
            {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "192.168.1.7"},
            {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": ""},
            {"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "::ffff:10.0.0.1"},
            {**HERE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {**HERE, "HTTP_FORWARDED": "for=127.0.0.1"},
            {**HERE, "HTTP_X_REAL_IP": "127.0.0.1"},
            {"HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1"},
        ],
    )
    def test_from_elsewhere_it_does_not_exist(self, sample, client, where):
        assert client.get("/dung-thu", **where).status_code == 404
        assert client.post("/dung-thu", {"person": sample.lan.pk}, **where).status_code == 404
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
    def test_every_loopback_address_is_here(self, sample, client, address):
        assert client.get("/dung-thu", HTTP_HOST="localhost", REMOTE_ADDR=address).status_code == 200

    def test_in_real_data_it_does_not_exist(self, world, client, noon):
        assert client.get("/dung-thu", **HERE).status_code == 404
        Installation.objects.create(is_sample=False, began_at=noon)
        assert client.get("/dung-thu", **HERE).status_code == 404
        assert client.post("/dung-thu", {"person": world.lan.pk}, **HERE).status_code == 404

    def test_on_postgresql_it_does_not_exist(self, sample, client, monkeypatch):
        monkeypatch.setattr("congvu.accounts.queries.connection", SimpleNamespace(vendor="postgresql"))
        assert client.get("/dung-thu", **HERE).status_code == 404
        assert client.post("/dung-thu", {"person": sample.lan.pk}, **HERE).status_code == 404

    @pytest.mark.parametrize("person", ["", "abc", "-1", "9" * 30, "999999", "１"])
    def test_a_forged_person_is_not_there(self, sample, client, person):
        assert client.post("/dung-thu", {"person": person}, **HERE).status_code == 404

    def test_a_click_needs_its_seal(self, sample):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/dung-thu", {"person": sample.lan.pk}, **HERE).status_code == 403

    def test_looking_signs_nobody_in(self, sample, client):
        client.get("/dung-thu", {"person": sample.lan.pk}, **HERE)
        assert "_auth_user_id" not in client.session

    def test_a_suspended_sample_person_cannot_be_tried(self, sample, client):
        User.objects.filter(pk=sample.lan.user_id).update(is_active=False)
        assert client.post("/dung-thu", {"person": sample.lan.pk}, **HERE).status_code == 404


class TestSetup:
    @pytest.fixture
    def token(self, db, noon) -> str:
        begin_installation(is_sample=False, by=SYSTEM, at=noon)
        return issue_setup_code(by=SYSTEM, at=noon)

    FILLED = {
        "organ_name": "Sở Nội vụ tỉnh Sông Mây", "short_name": "Sở Nội vụ", "organ_code": "SNV", "kind": "STATE",
        "valid_from": "2026-01-01", "full_name": "Mai Vui", "staff_code": "CB001", "username": "vuim",
        "password": NEW, "repeated": NEW,
    }  # fmt: skip

    def test_the_first_administrator_sets_the_organ_up_and_is_in(self, token, client):
        assert client.get(f"/thiet-lap/{token}").status_code == 200
        response = client.post(f"/thiet-lap/{token}", self.FILLED)

        assert response.status_code == 303, words(response)
        organ, person = Organ.objects.get(), Person.objects.get()
        assert (organ.code, person.full_name) == ("SNV", "Mai Vui")
        assert Schedule.objects.get(organ=organ).is_default
        actor = actor_of(person.user_id, on=clock.today())
        assert actor.holds(Role.ADMIN, organ.pk, actor.unit_path)
        assert set(RoleGrant.objects.values_list("role", flat=True)) == {"ADMIN"}
        assert client.session["_auth_user_id"] == str(person.user_id)
        assert verify_chains().is_sound
        assert Client().post("/dang-nhap", {"username": "vuim", "password": NEW}).status_code == 303

    def test_the_link_works_once(self, token, client):
        client.post(f"/thiet-lap/{token}", self.FILLED)
        assert Client().get(f"/thiet-lap/{token}").status_code == 404
        assert Client().post(f"/thiet-lap/{token}", {**self.FILLED, "organ_code": "KHAC"}).status_code == 404
        assert Organ.objects.count() == 1

    def test_a_refused_form_keeps_what_was_typed_and_the_link(self, token, client):
        response = client.post(f"/thiet-lap/{token}", {**self.FILLED, "password": "ngan", "repeated": "ngan"})
        assert response.status_code == 422
        assert "ít nhất 10 ký tự" in words(response)
        assert "Mai Vui" in response.content.decode()
        assert not Organ.objects.exists()
        assert client.post(f"/thiet-lap/{token}", self.FILLED).status_code == 303

    def test_every_empty_field_is_named(self, token, client):
        text = words(client.post(f"/thiet-lap/{token}", {}))
        assert "Điền tên cơ quan." in text
        assert "Điền mã cán bộ." in text
        assert "This field" not in text

    @pytest.mark.parametrize("token_", ["x", "a" * 43, "%00", "../dang-nhap"])
    def test_a_guessed_link_is_not_there(self, token, client, token_):
        assert client.get(f"/thiet-lap/{token_}").status_code == 404

    def test_the_link_is_gone_after_a_day(self, token, client, noon):
        with clock.frozen(noon + dt.timedelta(hours=24)):
            assert client.get(f"/thiet-lap/{token}").status_code == 404

    def test_hostile_text_is_refused_or_escaped(self, token, client):
        response = client.post(
            f"/thiet-lap/{token}",
            {
                **self.FILLED,
                "organ_name": "<script>alert(1)</script>",
                "username": "'; drop",
                "full_name": "x" * 5000,
            },
        )
        assert response.status_code == 422
        assert "<script>alert" not in response.content.decode()
