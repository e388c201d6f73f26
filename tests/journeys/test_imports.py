"""A catalogue from the file to the edition in force."""

from __future__ import annotations

import pytest

from congvu.catalogue.models import Edition
from tests.imports.files import item
from tests.imports.making import catalogue, sheet
from tests.journeys.ways import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def test_catalogue_from_file_to_decision(visit, stage):
    rows = [*sheet("iii"), item("DC.17", score="mười", group="N1", frame="1-10")]
    binh = visit("binh")
    page = binh.go("/nhap")
    binh.shot("nhap")
    page.click("a[href='/nhap/danh-muc']")
    page.set_input_files(
        "input[type=file]", {"name": "danh-muc.xlsx", "mimeType": XLSX, "buffer": catalogue(iii=rows)}
    )
    page.click("button:has-text('Xem trước')")
    page.locator(".import-counts").wait_for()
    counts = dict(
        zip(
            page.locator(".import-counts dt").all_inner_texts(),
            page.locator(".import-counts dd").all_inner_texts(),
            strict=True,
        )
    )
    assert (counts["Đọc"], counts["Nhận"], counts["Bị từ chối"]) == ("9", "8", "1")
    refused = page.locator("main table").last.inner_text()
    assert "Điểm" in refused
    binh.shot("nhap-xem-truoc")
    assert Edition.objects.count() == 1
    page.click("form[action$='/xac-nhan'] button")
    page.click("a:has-text('Mở danh mục đề xuất')")
    page.wait_for_url("**/danh-muc/*")
    edition = Edition.objects.get(state="PROPOSED")
    assert edition.products.count() == 8

    page = binh.go("/danh-muc")
    page.click(f"a[href='/danh-muc/{edition.pk}']")
    page.click("summary:has-text('Thẩm định')")
    page.fill("details[open] textarea[name=note]", "Đúng khung điểm, đủ căn cứ.")
    page.click("details[open] button:has-text('Thẩm định')")
    said(page, "Đã thẩm định danh mục.")
    binh.shot("danh-muc-tham-dinh")

    tam = visit("tam")
    page = tam.go(f"/danh-muc/{edition.pk}")
    page.click("summary:has-text('Quyết định')")
    for name, value in {
        "number": "27/QĐ-SNV",
        "date": "2026-11-19",
        "signer": "Lê Minh Tâm",
        "valid_from": "2026-12-01",
    }.items():
        page.fill(f"details[open] input[name={name}]", value)
    page.click("details[open] button:has-text('Quyết định')")
    said(page, "Đã quyết định danh mục.")
    tam.shot("danh-muc-quyet-dinh")
    edition.refresh_from_db()
    assert (edition.state, edition.signer) == ("DECIDED", "Lê Minh Tâm")
