"""The worker, the manifest, the page for no network, and who is signed in."""

from __future__ import annotations

import json

import pytest
from django.contrib.staticfiles import finders

from congvu.ui import appicons
from tests.world import World


@pytest.mark.django_db
def test_the_worker_is_at_the_root_and_names_only_files_that_are_there(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    first, parts, _ = answer.content.decode().split("\n")
    told = json.loads(first.removeprefix("self.CV = ").removesuffix(";"))
    for address in told["shell"][1:]:
        assert finders.find(address.removeprefix(told["statics"])), address
    assert client.get(told["offline"]).status_code == 200
    assert "/dang-xuat" in told["doors"]
    assert parts.endswith('worker.js");')


def test_the_worker_keeps_no_page_of_another_person(client, world: World):
    told = client.get("/sw.js").content.decode()
    assert '"pages": ["/hom-nay", "/ca"]' in told


@pytest.mark.django_db
def test_the_manifest_is_vietnamese_and_has_an_icon(client):
    answer = client.get("/ung-dung.webmanifest")
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["lang"], told["display"]) == ("Công Vụ", "vi", "standalone")
    assert any(icon["type"] == "image/svg+xml" for icon in told["icons"])
    assert 'rel="manifest"' in client.get("/dang-nhap").content.decode()


def test_icons_are_drawn_once_and_fill_their_square(tmp_path):
    assert appicons.build_icons(tmp_path)
    assert not appicons.build_icons(tmp_path)
    plain, whole = appicons.drawn(96), appicons.drawn(96, maskable=True)
    assert plain.getpixel((0, 0))[3] == 0
    assert whole.getpixel((0, 0)) == appicons.SEAL
    assert plain.getpixel((int(96 * 13 / 30), int(96 * 10 / 30))) == appicons.WHITE


def test_who_is_signed_in(client, world: World):
    nobody = client.get("/hang-cho")
    assert nobody.json() == {"who": "", "token": ""}
    assert not nobody.cookies  # a new token would spoil the form of the sign-in page
    assert "no-store" in nobody["Cache-Control"]
    client.force_login(world.lan.user)
    answer = client.get("/hang-cho").json()
    assert answer["who"] == str(world.lan.user_id)
    assert len(answer["token"]) == 64
