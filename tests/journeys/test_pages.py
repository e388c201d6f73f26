"""Every page of every role: readable for everybody (axe), in both schemes, and never wider than the screen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from congvu.base import clock
from congvu.diary.models import Entry
from congvu.imports import commands as imports
from congvu.review.commands import confirm_entry
from congvu.scoring.commands import ask_self, open_period
from congvu.scoring.models import Card
from rulebook.periods import Month
from tests.imports.making import CATALOGUE, catalogue
from tests.journeys.ways import given_task, sent, written

RUN = "async () => (await axe.run({resultTypes: ['violations']})).violations"
WIDTH = "() => document.scrollingElement.scrollWidth"
EVERYBODY = [
    "/viec",
    "/diem",
    "/nghi",
    "/lich",
    "/danh-muc",
    "/danh-muc/can-them",
    "/danh-muc/thuc-te",
    "/ke-hoach/2026-12",
    "/co-quan",
    "/tai-khoan",
    "/tim?q=lan",
    "/thong-bao",
    "/thong-bao/cach-nhac",
    "/tro-giup",
    "/tro-giup/hom-nay",
    "/tro-giup/vi-tri",
    "/bat-dau/1",
    "/bat-dau/2",
    "/bat-dau/3",
    "/uy-quyen",
]
PAGES = {
    "lan": [
        "/hom-nay", "/hom-nay?phan={share}", "/hom-nay/2026-11-18", "/hom-nay/thang/2026-11",
        "/hom-nay/muc/{line}", "/viec/{task}", "/diem?phan=c&muc=1", "/phieu/{card}", "/hom-nay/su-kien",
        "/hom-nay/lap-lai", "/hom-nay/dan-tuan", "/ke-hoach", "/danh-muc/san-pham/{product}", *EVERYBODY,
    ],
    "hanh": [
        "/hom-nay", "/duyet", "/duyet/{waiting}", "/viec/don-vi", "/viec/{task}", "/giao-viec", "/phieu",
        "/phieu/{card}", "/phieu/{card}/diem", "/ky", "/ky/2026-11", "/nhat-ky/{lan}/2026-11-19", "/nguoi/{lan}",
        "/nhap/danh-muc", "/duyet-ca", "/doi-ca", "/ke-hoach",
    ],
    "binh": [
        "/ky", "/ky/2026-11", "/ky/2026-11/chot", "/phieu/{card}", "/nguoi/{lan}", "/lich/che-do", "/lich/ca",
        "/nhap", "/he-so/thu", "/nhap/lan/{batch}", "/nhap/can-bo", "/he-thong/nhat-ky", "/danh-muc/{edition}",
        "/danh-muc/{edition}/muc", "/co-quan/vi-tri", "/mau-ca", "/mau-ca/moi", "/danh-muc/de-nghi",
        "/nguoi/{lan}/nguoi-xac-nhan",
    ],
    "vui": [
        "/nguoi/{lan}", "/nguoi/{lan}/sua", "/nguoi/{lan}/bo-tri", "/nguoi/{lan}/vai-tro", "/co-quan/nguoi/moi",
        "/co-quan/don-vi/moi", "/co-quan/quy-dinh", "/co-quan/vi-tri/moi", "/nhap/vi-tri", "/nhap",
        "/co-quan/thong-tin", "/co-quan/don-vi/{unit}/sua", "/co-quan/don-vi/{unit}/chuyen",
        "/co-quan/don-vi/{unit}/ket-thuc", "/nguoi/{lan}/khoa", "/nguoi/{lan}/ma-kich-hoat",
    ],
    "hai": ["/ca", "/doi-ca", "/hom-nay"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def lived_in(world) -> dict[str, int]:
    """Something on every page; the numbers in the addresses."""
    share = given_task(world, accepted=True)
    given_task(world, title="Rà soát hồ sơ nâng lương quý IV", product="HS.01")
    line = written(world, title="Trả lời", share_id=share.pk, quantity=Decimal(1), minutes=90)
    waiting = written(world, title="Họp giao ban phòng", minutes=45, note="Bàn kế hoạch tuần sau")
    sent(world)
    line = Entry.objects.get(pk=line.pk)
    confirm_entry(entry_id=line.pk, version=line.version, by=world.actor("hanh"), at=clock.now())
    binh, organ_id = world.actor("binh"), world.organ.pk
    period = open_period(organ_id=organ_id, span=Month(2026, 11), by=binh, at=clock.now())
    ask_self(period_id=period.pk, by=binh, at=clock.now())
    batch = imports.read_file(
        organ_id=organ_id, kind=CATALOGUE, file_name="danh-muc.xlsx", source=catalogue(), by=binh,
        at=clock.now(), options={},
    )  # fmt: skip
    return {
        "share": share.pk, "task": share.task_id, "line": line.pk, "waiting": waiting.pk, "lan": world.lan.pk,
        "card": Card.objects.get(period=period, person=world.lan).pk, "batch": batch.pk,
        "edition": world.edition.pk, "product": world.products["DC.02"].pk, "unit": world.units["vp"].pk,
    }  # fmt: skip


def _faults(page, size: str) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found = [
        f"{v['id']} ({v['impact']}): {node['html'][:160]} | {node['failureSummary'][:200]}"
        for v in page.evaluate(RUN)
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"][:3]
    ]
    return found + _too_wide(page, size)


def _too_wide(page, size: str) -> list[str]:
    """Wider than the phone, or than 320 px: the same as 400 % zoom on 1280 px (WCAG 1.4.10)."""
    if size != "phone":
        return []
    found = []
    before = page.viewport_size
    for wide in (before["width"], 320):
        page.set_viewport_size({"width": wide, "height": before["height"]})
        width = page.evaluate(WIDTH)
        if width > wide + 1:
            found.append(f"wider than the screen of {wide}: {width}")
    page.set_viewport_size(before)
    return found


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_a_role(visit, stage, size, who):
    numbers = lived_in(stage)
    one = visit(who)
    faults = {}
    for path in PAGES[who]:
        page = one.go(path.format_map(numbers))
        one.shot(f"{who}-{path.split('?')[0].strip('/').replace('/', '-').replace('{', '').replace('}', '')}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if found := _faults(page, size):
                faults[f"{path} {scheme}"] = found
        page.emulate_media(color_scheme="light")
    assert not faults, "\n".join(f"{where}: {fault}" for where, found in faults.items() for fault in found)
