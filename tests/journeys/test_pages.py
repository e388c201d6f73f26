"""Every page of every role: readable for everybody (axe), in both schemes, and never wider than the screen."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import get_resolver, resolve

from congvu.assignments.models import Task
from congvu.base import clock
from congvu.catalogue.commands import open_consultation as consult
from congvu.diary.models import Entry
from congvu.duties.models import Item
from congvu.imports import commands as imports
from congvu.org.models import Person, Unit
from congvu.parallel.commands import adopt, open_sheets
from congvu.parallel.models import Sheet
from congvu.rating import commands as rating
from congvu.rating.models import Dossier, UnitRating
from congvu.regimes.commands import add_text, use_pack
from congvu.review.commands import confirm_entry
from congvu.scoring.commands import ask_self, open_period
from congvu.scoring.models import Card
from congvu.sync.tick import tick as tick_sync
from congvu.worktime.models import Schedule
from rulebook.periods import Month
from tests.appeals.making import card_of, lodged, received, scored
from tests.catalogue.making import propose
from tests.duties.making import MONDAY, drivers, worked
from tests.imports.making import CATALOGUE, catalogue
from tests.journeys.squeezed import SQUEEZED
from tests.journeys.ways import given_task, sent, written
from tests.regimes.texts import EASIER, easier

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
    "/nam",
]
PAGES = {
    "lan": [
        "/hom-nay", "/hom-nay?phan={share}", "/hom-nay/2026-11-18", "/hom-nay/2026-11-18/chep", "/hom-nay/thang/2026-11",
        "/hom-nay/muc/{line}", "/viec/{task}", "/diem?phan=c&muc=1", "/phieu/{card}", "/hom-nay/su-kien",
        "/hom-nay/lap-lai", "/hom-nay/dan-tuan", "/ke-hoach", "/danh-muc/san-pham/{product}",
        "/trao-doi", "/lich/nguoi/{lan}", "/ngoai-tuyen", "/kien-nghi", "/kien-nghi/{appeal}",
        "/nam/2026/ho-so/{dossier}", "/nam/2026/ho-so/{dossier}/tu-xep-loai", *EVERYBODY,
    ],
    "hanh": [
        "/hom-nay", "/duyet", "/duyet?loc=1", "/duyet/{waiting}", "/viec/don-vi", "/viec/{task}", "/giao-viec",
        "/phieu",
        "/phieu/{card}", "/phieu/{card}/diem", "/ky", "/ky/2026-11", "/nhat-ky/{lan}/2026-11-19", "/nguoi/{lan}",
        "/nhap/danh-muc", "/duyet-ca", "/doi-ca", "/ke-hoach", "/nam/2026",
        "/nam/2026/to-chuc", "/nam/2026/to-chuc/{rating}", "/nam/2026/to-chuc/{rating}/tu-danh-gia",
        "/nam/2026/bien-ban", "/nam/2026/bien-ban/{ccvc}", "/nam/2026/bien-ban/{ccvc}/ghi",
        "/phieu/{published}/kien-nghi",
        "/song-song", "/song-song/phieu/{sheet}",
    ],
    "binh": [
        "/ky", "/ky/2026-11", "/ky/2026-11/chot", "/phieu/{card}", "/nguoi/{lan}", "/lich/che-do", "/lich/ca",
        "/nhap", "/he-so/thu", "/nhap/lan/{batch}", "/nhap/can-bo", "/he-thong/nhat-ky", "/danh-muc/{edition}",
        "/danh-muc/{edition}/muc", "/co-quan/vi-tri", "/mau-ca", "/mau-ca/moi", "/danh-muc/de-nghi",
        "/danh-muc/{draft}/gop-y", "/danh-muc/{draft}/gop-y/ma?ma=DC.02",
        "/nguoi/{lan}/nguoi-xac-nhan", "/lich/ngay", "/lich/hoan-doi", "/lich/che-do/moi", "/lich/che-do/{schedule}",
        "/lich/che-do/nguoi", "/lich/che-do/loai-ca", "/lich/ca/ba-to", "/nghi/ghi",
        "/bo-quy-tac", "/bo-quy-tac/them", "/bo-quy-tac/so-sanh?truoc=nd335-2025&sau=hcmc-06", "/bo-quy-tac/thu",
        "/bo-quy-tac/co-san/nd335-2025", "/bo-quy-tac/co-san/hcmc-06/ap-dung", "/bo-quy-tac/cua-co-quan/{text}",
        "/bo-quy-tac/cua-co-quan/{text}/ap-dung", "/bo-quy-tac/ap-dung/{use}/huy",
        "/nam", "/nam/2026", "/nam/2026/noi-troi", "/nam/2026/ty-le", "/nam/2026/ho-so/{dossier}",
        "/nam/2026/ho-so/{dossier}/sua", "/nam/2026/ho-so/{dossier}/ky", "/nam/2026/ho-so/{leader}/cap-uy",
        "/nam/2026/ho-so/{dossier}/truong-hop", "/nam/2026/truong-hop/{fact}/rut",
        "/nam/2026/to-chuc/{rating}", "/nam/2026/to-chuc/{rating}/truong-hop",
        "/kien-nghi", "/kien-nghi/{appeal}", "/kien-nghi/{appeal}/giao-lai", "/kien-nghi/{appeal}/trinh", "/dong-bo",
        "/song-song", "/song-song/ap-dung", "/song-song/{adoption}/thoi",
    ],
    "vui": [
        "/nguoi/{lan}", "/nguoi/{lan}/sua", "/nguoi/{lan}/bo-tri", "/nguoi/{lan}/vai-tro", "/co-quan/nguoi/moi",
        "/co-quan/don-vi/moi", "/co-quan/quy-dinh", "/co-quan/vi-tri/moi", "/nhap/vi-tri", "/nhap",
        "/co-quan/thong-tin", "/co-quan/don-vi/{unit}/sua", "/co-quan/don-vi/{unit}/chuyen",
        "/co-quan/don-vi/{unit}/ket-thuc", "/nguoi/{lan}/khoa", "/nguoi/{lan}/ma-kich-hoat",
    ],
    "hai": ["/ca", "/doi-ca", "/hom-nay"],
}  # fmt: skip


NO_PAGE = {
    "assignments:products", "assignments:due_hint", "diary:search", "diary:choices", "diary:evidence", "diary:evidence_in_place",
    "duties:photo", "duties:voice", "reports:slip", "reports:year_slip", "reports:year_list", "imports:template",
    "imports:rejected", "desk:home", "desk:plan_products",
    "desk:begin", "desk:worker", "desk:manifest", "desk:pulse", "sync:file", "appeals:paper", "regimes:pack_file", "regimes:text_file",
}  # fmt: skip
"""Files, fragments and addresses that only lead on."""
ELSEWHERE = {
    "ui:gallery", "accounts:login", "accounts:activate", "desk:setup", "desk:sample", "notifications:off",
    "duties:day", "duties:template", "duties:template_edit", "duties:item_new", "duties:build", "duties:item_edit",
    "desk:plan", "desk:accept", "review:talk", "catalogue:item", "scoring:mine_period", "scoring:lock_check",
    "scoring:reopen", "rating:decide", "rating:replace", "rating:decide_all", "rating:unit_decide",
    "parallel:self_mark", "parallel:decide", "parallel:take_back",
    # One form in the frame org/form.html, which others here show.
    "org:post_end", "org:post_withdraw", "org:charge", "org:role_end", "org:confirmer_end",
    "worktime:leave_decide", "worktime:leave_cancel", "appeals:receive", "appeals:hearing", "appeals:send_back",
    "appeals:decide", "appeals:paper_new",
}  # fmt: skip
"""Drawn by the journeys of their own, the sign-in journeys, the visual tests."""


def _named(patterns, prefix=""):
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from _named(one.url_patterns, f"{one.app_name}:" if one.app_name else prefix)
        elif "GET" in getattr(one.callback, "methods", ("GET",)):
            yield prefix + one.name


def test_no_page_is_forgotten():
    """A new page joins PAGES, or one of the two lists that say why not."""
    shown = set()
    for path in {p for paths in PAGES.values() for p in paths}:
        match = resolve(re.sub(r"\{[a-z]+\}", "1", path).split("?")[0])
        shown.add(f"{match.app_names[0]}:{match.url_name}")
    assert set(_named(get_resolver().url_patterns)) - shown == NO_PAGE | ELSEWHERE


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
    draft = propose(world, by="binh", at=clock.now())
    consult(
        edition_id=draft.pk,
        person_ids=[world.hanh.pk, world.binh.pk],
        due_on=clock.today(),
        by=binh,
        at=clock.now(),
    )
    text = add_text(
        organ_id=organ_id, text=easier(), decision_number="1234/QĐ-UBND", decision_on=clock.today(), by=binh,
        at=clock.now(),
    )  # fmt: skip
    use = use_pack(
        organ_id=organ_id, pack_id=EASIER, text_id=text.pk, valid_from=dt.date(2026, 12, 1),
        decision_number="1240/QĐ-UBND", decision_on=clock.today(), signer="Chủ tịch UBND tỉnh", by=binh,
        at=clock.now(),
    )  # fmt: skip
    year = rating.open_year(organ_id=organ_id, year=2026, by=binh, at=clock.now())
    for step in ("ASK_SELF", "ASK_MEETING"):
        rating.step_year(year_id=year.pk, step=step, by=binh, at=clock.now())
    rating.write_minutes(
        year_id=year.pk, unit_id=world.units["ccvc"].pk, number="01/BB", held_on=clock.today(), chair="Nguyễn Thị Hạnh",
        secretary="Trần Ngọc Lan", invited=3, present=3, words="Nhất trí.", by=binh, at=clock.now(),
    )  # fmt: skip
    dossier = Dossier.objects.get(year=year, person=world.lan)
    fact = rating.enter_fact(
        dossier_id=dossier.pk, code="DEGRADATION_CONCLUDED", document="9/KL-SNV", document_on=clock.today(), by=binh,
        at=clock.now(),
    )  # fmt: skip
    scored(world)
    tick_sync(clock.now())
    appeal = received(world, lodged(world))
    adoption = adopt(
        organ_id=organ_id, pack_id="party-366-hd02", text_id=None, valid_from=dt.date(2026, 10, 1),
        decision_number="15-QĐ/TU", decision_on=dt.date(2026, 9, 25), signer="Bí thư", by=binh, at=clock.now(),
    )  # fmt: skip
    open_sheets(adoption_id=adoption.pk, code="2026-q4", by=binh, at=clock.now())
    return {
        "appeal": appeal.pk, "published": card_of(world, "hanh").pk,
        "dossier": dossier.pk, "leader": Dossier.objects.get(year=year, person=world.hanh).pk, "fact": fact.pk,
        "rating": UnitRating.objects.get(year=year, unit=world.units["ccvc"]).pk, "ccvc": world.units["ccvc"].pk,
        "adoption": adoption.pk, "sheet": Sheet.objects.get(person=world.hanh).pk,
        "text": text.pk, "use": use.pk, "draft": draft.pk, "share": share.pk, "task": share.task_id, "line": line.pk, "waiting": waiting.pk, "lan": world.lan.pk,
        "card": Card.objects.get(period=period, person=world.lan).pk, "batch": batch.pk,
        "edition": world.edition.pk, "product": world.products["DC.02"].pk, "unit": world.units["vp"].pk,
        "schedule": Schedule.objects.get(organ=world.organ).pk,
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


WIDTHS = {"phone": (390, 320), "desktop": (1440, 1024)}
"""320 px is the same as 400 % zoom on 1280 px (WCAG 1.4.10); 1024 px a small old screen."""


def _too_wide(page, size: str, look: str = "") -> list[str]:
    """Wider than one of the screens of this size, and what a script finds on each."""
    found = []
    before = page.viewport_size
    for wide in WIDTHS[size]:
        page.set_viewport_size({"width": wide, "height": before["height"]})
        width = page.evaluate(WIDTH)
        if width > wide + 1:
            found.append(f"wider than the screen of {wide}: {width}")
        if look:
            found += [f"{wide} {fault}" for fault in page.evaluate(look)]
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


LONGEST_UNIT = "Phòng Xây dựng chính quyền, Công tác thanh niên và Bình đẳng giới thuộc Ủy ban nhân dân xã"
LONGEST_PERSON = "Nguyễn Phước Quý Thụy Đoan Trang Nghiêng"
LONGEST_WORK = (
    "Tham mưu xây dựng, trình cấp có thẩm quyền ban hành văn bản hướng dẫn việc đánh giá, xếp loại chất lượng "
    "cán bộ, công chức, viên chức và người lao động trong các cơ quan, đơn vị thuộc phạm vi quản lý của tỉnh"
)
"""As long as the longest lines of the printed catalogues."""
LISTS = {
    "lan": ["/hom-nay", "/hom-nay/2026-11-19", "/hom-nay/thang/2026-11", "/hom-nay/muc/{line}", "/viec", "/viec/{task}", "/diem",
            "/phieu/{card}", "/ke-hoach/2026-12", "/danh-muc", "/trao-doi", "/nghi", "/lich"],
    "hanh": ["/hom-nay", "/duyet", "/duyet/{waiting}", "/viec/don-vi", "/viec/{task}", "/phieu", "/phieu/{card}",
             "/ky/2026-11", "/doi-ca", "/co-quan", "/giao-viec", "/nam/2026", "/nam/2026/to-chuc", "/nam/2026/bien-ban"],
    "binh": ["/co-quan", "/ky/2026-11", "/ky/2026-11/chot", "/nguoi/{lan}", "/lich/ca", "/lich/che-do", "/mau-ca",
             "/he-thong/nhat-ky", "/tim?q=trang", "/nam/2026", "/nam/2026/ty-le", "/nam/2026/ho-so/{dossier}"],
    "hai": ["/ca", "/doi-ca"],
    "thu": ["/duyet-ca"],
}  # fmt: skip


@pytest.mark.parametrize("who", LISTS)
def test_the_longest_names_fit(visit, stage, size, who):
    """A unit of 90 characters, people of 40, work of 200: nothing is cut without a sign or lies on other text."""
    assert (len(LONGEST_UNIT), len(LONGEST_PERSON), len(LONGEST_WORK)) == (90, 40, 208)
    numbers = lived_in(stage)
    Task.objects.update(title=LONGEST_WORK)
    Entry.objects.update(title=LONGEST_WORK)
    Unit.objects.filter(organ=stage.organ).update(name=LONGEST_UNIT, short_name=LONGEST_UNIT[:80])
    Person.objects.filter(organ=stage.organ).update(full_name=LONGEST_PERSON)
    drivers(stage)
    worked(stage, MONDAY, 1)
    Item.objects.update(label=LONGEST_WORK[:120])
    one = visit(who)
    faults = {}
    for path in LISTS[who]:
        page = one.go(path.format_map(numbers))
        one.shot(
            f"ten-dai-{who}-{path.split('?')[0].strip('/').replace('/', '-').replace('{', '').replace('}', '')}"
        )
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if found := _too_wide(page, size, SQUEEZED):
                faults[f"{path} {scheme}"] = found
    assert not faults, "\n".join(f"{where}: {fault}" for where, found in faults.items() for fault in found)
