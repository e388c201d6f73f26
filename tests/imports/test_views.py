"""Imports in the browser: who gets in, what is refused, what is shown, what is kept."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.base import clock
from congvu.catalogue.models import Product
from congvu.imports import exports
from congvu.imports.commands import IssuedCode
from congvu.imports.models import Batch
from congvu.imports.states import BatchState
from congvu.org.models import Person, Position, Unit
from tests.imports.files import item, rezipped, same, workbook
from tests.imports.making import (
    CATALOGUE,
    POSITIONS,
    STAFF,
    bring,
    catalogue,
    person,
    positions,
    read,
    rows_of_everything,
    sheet,
    staff,
)

SLUGS = {"danh-muc": CATALOGUE, "vi-tri": POSITIONS, "can-bo": STAFF}
WHO = {
    "danh-muc": {"tam", "son", "hanh", "thu", "binh"},
    "vi-tri": {"binh", "vui"},
    "can-bo": {"binh", "vui"},
}
MADE = {CATALOGUE: catalogue, POSITIONS: positions, STAFF: lambda: staff(person("M1", "Ngô Thị Mới"))}
NAMES = {CATALOGUE: "danh-muc.xlsx", POSITIONS: "vi-tri.docx", STAFF: "can-bo.csv"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_(world, client):
    """Sign the client in as a persona."""

    def sign_in(name):
        client.force_login(world.people[name].user)
        return client

    return sign_in


def at(name, *args):
    return reverse(f"imports:{name}", args=args)


def send(client, slug, raw, name="tep.xlsx", **more):
    return client.post(at("upload", slug), {"file": SimpleUploadedFile(name, raw), **more})


def text(page) -> str:
    return page.content.decode()


class TestWhoGetsIn:
    @pytest.mark.parametrize("name", ["tam", "son", "hanh", "thu", "binh", "vui", "lan", "hai"])
    def test_pages_open_for_those_who_may_import_and_for_nobody_else(self, world, as_, name):
        batches = {slug: read(world, kind, MADE[kind]()) for slug, kind in SLUGS.items()}
        client = as_(name)
        may = {slug for slug, who in WHO.items() if name in who}

        assert client.get(at("home")).status_code == (200 if may else 404)
        assert client.get(at("template")).status_code == (200 if "can-bo" in may else 404)
        for slug, batch in batches.items():
            expected = 200 if slug in may else 404
            assert client.get(at("upload", slug)).status_code == expected
            assert client.get(at("batch", batch.pk)).status_code == expected
            assert client.get(at("rejected", batch.pk)).status_code == expected

    def test_a_batch_of_another_organ_is_not_there(self, world, as_):
        batch = read(world, CATALOGUE, catalogue())
        client = as_("dung")
        assert client.get(at("home")).status_code == 200
        for name in ("batch", "rejected"):
            assert client.get(at(name, batch.pk)).status_code == 404
        for name in ("apply", "discard", "columns", "reissue", "codes_file"):
            assert client.post(at(name, batch.pk)).status_code == 404, name
        batch.refresh_from_db()
        assert batch.state == BatchState.READ

    @pytest.mark.parametrize("name", ["apply", "discard", "reissue", "columns", "codes_file"])
    def test_an_officer_can_do_nothing_and_get_writes_nothing(self, world, as_, name):
        batch = read(world, STAFF, MADE[STAFF]())
        before = rows_of_everything()
        client = as_("lan")
        assert client.get(at(name, batch.pk)).status_code == 405
        assert client.post(at(name, batch.pk)).status_code in (404, 422)
        batch.refresh_from_db()
        assert (batch.state, rows_of_everything()) == (BatchState.READ, before)

    def test_signed_out_goes_to_sign_in(self, world, client):
        for address in (at("home"), at("upload", "can-bo"), at("batch", 1), at("template")):
            assert client.get(address).url.startswith("/dang-nhap?next="), address

    def test_a_leader_sees_why_the_other_imports_are_not_hers(self, world, as_):
        page = text(as_("hanh").get(at("home")))
        assert page.count("Việc này do cơ quan tham mưu về tổ chức, cán bộ hoặc quản trị hệ thống làm.") == 2
        assert at("upload", "danh-muc") in page
        assert at("upload", "can-bo") not in page

    def test_a_strange_kind_is_not_there(self, world, as_):
        assert as_("binh").get("/nhap/khac").status_code == 404


class TestUpload:
    @pytest.mark.parametrize("slug", SLUGS)
    def test_leads_to_the_preview_and_writes_nothing_else(self, world, as_, slug):
        client, kind, before = as_("binh"), SLUGS[slug], rows_of_everything()
        page = send(client, slug, MADE[kind](), NAMES[kind])
        batch = Batch.objects.get()
        assert (page.status_code, page.url) == (303, at("batch", batch.pk))
        shown = client.get(page.url)
        assert shown.status_code == 200
        assert "Xác nhận nhập" in text(shown)
        assert rows_of_everything() == before

    @pytest.mark.parametrize(
        ("slug", "made", "said"),
        [
            ("danh-muc", lambda: b"", "Tệp rỗng"),
            ("danh-muc", lambda: b"%PDF-1.7 x", "Tệp này là PDF"),
            ("danh-muc", lambda: positions(), "Word (.docx)"),
            ("vi-tri", lambda: catalogue(), "Excel (.xlsx)"),
            ("can-bo", lambda: b"MZ\x90\x00\x00\x00\x00", "chương trình"),
            ("danh-muc", lambda: catalogue()[:900], "Tệp hỏng"),
            ("danh-muc", lambda: rezipped(catalogue(), same, {"xl/vbaProject.bin": b"x"}), "macro"),
            ("danh-muc", lambda: bomb(), "bung ra quá lớn"),
            ("danh-muc", lambda: b"x" * (25 * 1024 * 1024), "Tệp lớn quá 20 MB"),
            ("danh-muc", lambda: workbook({"A": [("không", "có", "bảng")]}), "Không tìm thấy bảng danh mục"),
            ("vi-tri", lambda: rezipped(positions(), without_titles), "Không tìm thấy bản mô tả"),
        ],
    )  # fmt: skip
    def test_a_hostile_or_wrong_file_is_refused_beside_the_field(self, world, as_, slug, made, said):
        page = send(as_("binh"), slug, made())
        assert page.status_code == 422
        shown = text(page)
        assert said in shown
        assert 'id="id_file_error"' in shown
        assert not Batch.objects.exists()

    def test_no_file_is_said_beside_the_field(self, world, as_):
        page = as_("binh").post(at("upload", "danh-muc"))
        assert page.status_code == 422
        assert "Chưa chọn tệp." in text(page)

    @pytest.mark.parametrize("typed", ["x", "-1", "1e400", "NaN", "9" * 40])
    def test_a_bad_standard_score_is_refused_and_kept(self, world, as_, typed):
        page = send(as_("binh"), "danh-muc", catalogue(), standard_score=typed)
        assert page.status_code == 422
        assert f'value="{typed}"' in text(page)

    def test_the_name_of_a_file_is_text(self, world, as_):
        client = as_("binh")
        page = send(client, "danh-muc", catalogue(), "<b>x\x00</b>.xlsx")
        assert "<b>x" not in text(client.get(page.url))


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (220 * 1024 * 1024))
    return buffer.getvalue()


def without_titles(name: str, content: bytes) -> bytes:
    words = ("BẢN MÔ TẢ", "Tên Vị trí", "Mã vị trí", "TT<", "2.1")
    if name == "word/document.xml":
        shown = content.decode()
        for word in words:
            shown = shown.replace(word, "<" if word.endswith("<") else "")
        return shown.encode()
    return content


class TestPreview:
    def test_shows_counts_reasons_and_differences(self, world, as_):
        bring(world, CATALOGUE, catalogue())
        rows = sheet("iii")
        rows[4] = item("DC.01", 5, group="N1", frame="1-10", detail="Việc <b>viết</b> lại")
        rows[5] = item("DC.02", 25, group="N9")
        client = as_("binh")
        batch = read(world, CATALOGUE, catalogue(iii=rows))

        first = text(client.get(at("batch", batch.pk)))
        assert "Nhóm 9 vượt quá 5 nhóm" in first
        assert "PL III - Dung chung" in first
        changed = text(client.get(at("batch", batch.pk), {"xem": "doi"}))
        assert "Việc &lt;b&gt;viết&lt;/b&gt; lại" in changed
        assert "<s>Dự thảo công văn loại DC.01</s>" in changed
        assert "10 tiêu chí chung khớp với bộ quy tắc" in first

    def test_the_refused_rows_as_csv_run_nothing(self, world, as_):
        batch = read(world, STAFF, staff(person("M1", "Mới", '=HYPERLINK("x")'), person("M2", "Hai")))
        page = as_("binh").get(at("rejected", batch.pk))
        assert page["Content-Disposition"].startswith("attachment")
        lines = page.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Trang,Hàng,Lý do"
        assert len(lines) == 2
        assert "không có đơn vị" in lines[1].lower()

    def test_nothing_to_do_greys_the_button_and_says_why(self, world, as_):
        bring(world, CATALOGUE, catalogue())
        batch = read(world, CATALOGUE, catalogue())
        page = text(as_("binh").get(at("batch", batch.pk)))
        assert "Tệp không đổi gì so với dữ liệu hiện có." in page
        assert "disabled" in page.split("Xác nhận nhập")[0][-200:]

    @pytest.mark.parametrize("query", [{"xem": "khac"}, {"trang": "x"}, {"trang": "-1"}, {"trang": "9" * 30}])
    def test_a_strange_address_still_shows_a_page(self, world, as_, query):
        batch = read(world, CATALOGUE, catalogue())
        assert as_("binh").get(at("batch", batch.pk), query).status_code == 200

    def test_queries_do_not_grow_with_rows(self, world, as_, django_assert_max_num_queries):
        client = as_("binh")

        def queries_of(count: int) -> int:
            rows = [*sheet("iv")[:5], *(["", f"X.{n}", "VP", "Việc", f"Việc {n}", "KQ", "N2", "11-50", 25, "", ""]
                                        for n in range(count))]  # fmt: skip
            people = [person(f"P{n}", f"Lê Văn Số{chr(97 + n % 26)}") for n in range(count)]
            found = 0
            for kind, raw in ((CATALOGUE, catalogue(iv=rows)), (STAFF, staff(*people))):
                batch = read(world, kind, raw)
                client.get(at("batch", batch.pk))
                with django_assert_max_num_queries(60) as watched:
                    page = client.get(at("batch", batch.pk), {"xem": "moi"})
                assert page.status_code == 200
                found += len(watched)
            return found

        few = queries_of(3)
        assert queries_of(200) == few

    def test_long_lists_come_in_pages(self, world, as_):
        people = [person(f"P{n:03}", "Lê Văn Nhiều") for n in range(120)]
        batch = read(world, STAFF, staff(*people))
        client = as_("binh")
        first = text(client.get(at("batch", batch.pk), {"xem": "moi"}))
        third = text(client.get(at("batch", batch.pk), {"xem": "moi", "trang": "3"}))
        assert "P000" in first
        assert "P119" not in first
        assert "P119" in third


class TestDecide:
    def post(self, client, batch, **more):
        return client.post(at("apply", batch.pk), more)

    def test_confirming_leads_to_the_proposal(self, world, as_):
        batch = read(world, CATALOGUE, catalogue())
        client = as_("hanh")
        page = self.post(client, batch)
        assert (page.status_code, page.url) == (303, at("batch", batch.pk))
        shown = text(client.get(page.url))
        batch.refresh_from_db()
        assert f"/danh-muc/{batch.summary['edition']}" in shown
        assert Product.objects.filter(edition_id=batch.summary["edition"]).count() == 8

    def test_a_preview_that_no_longer_holds_is_409_and_shows_the_new_one(self, world, as_):
        batch = read(world, CATALOGUE, catalogue())
        page = self.post(as_("binh"), batch, seen="0" * 64)
        assert page.status_code == 409
        assert "Dữ liệu của cơ quan đã đổi" in text(page)
        assert "Xác nhận nhập" in text(page)

    def test_twice_is_refused_without_a_second_proposal(self, world, as_):
        batch = read(world, POSITIONS, positions())
        client = as_("binh")
        assert self.post(client, batch).status_code == 303
        page = self.post(client, batch)
        assert page.status_code == 422
        assert "Đã nhập" in text(page)
        assert Position.objects.filter(code="XM-NVCN-01").count() == 1

    def test_discarding_says_so(self, world, as_):
        batch = read(world, POSITIONS, positions())
        client = as_("binh")
        page = client.post(at("discard", batch.pk))
        assert (page.status_code, page.url) == (303, at("home"))
        assert "Đã bỏ lần nhập và xóa tệp." in text(client.get(page.url))
        assert "Lần nhập này đã bỏ" in text(client.get(at("batch", batch.pk)))

    def test_reasons_stay_readable_after_applying(self, world, as_):
        batch = read(world, STAFF, staff(person("M1", "Mới", "Đâu đó"), person("M2", "Hai")))
        client = as_("binh")
        self.post(client, batch)
        assert "Không có đơn vị “Đâu đó”" in text(client.get(at("batch", batch.pk)))
        assert "Đâu đó" in client.get(at("rejected", batch.pk)).content.decode("utf-8-sig")

    def test_columns_are_chosen_on_the_page(self, world, as_):
        raw = staff(("M1", "Ngô Thị Mới", "VP", "CV"), header=("Số hiệu", "Ai", "Ở đâu", "Làm gì"))
        client = as_("binh")
        page = client.get(send(client, "can-bo", raw, "ds.csv").url)
        assert "Chọn cột cho từng mục" in text(page)
        batch = Batch.objects.get()
        chosen = {"staff_code": "Số hiệu", "full_name": "Ai", "unit": "Ai", "position": "Làm gì"}

        wrong = client.post(at("columns", batch.pk), chosen)
        assert wrong.status_code == 422
        assert "Mỗi cột của tệp chỉ chọn cho một mục." in text(wrong)
        assert '<option value="Ai" selected>' in text(wrong)
        right = client.post(at("columns", batch.pk), chosen | {"unit": "Ở đâu"})
        assert right.status_code == 303
        assert "Xác nhận nhập" in text(client.get(right.url))


class TestCodes:
    def codes_page(self, world, client):
        batch = read(world, STAFF, staff(person("M1", "Ngô Thị Mới"), person("M2", "Tạ Văn Hai")))
        return batch, client.post(at("apply", batch.pk))

    def test_are_shown_once_in_the_answer_and_never_again(self, world, as_):
        client = as_("binh")
        batch, page = self.codes_page(world, client)
        assert page.status_code == 200
        assert page["Cache-Control"].find("no-store") >= 0
        shown = text(page)
        assert "2 mã kích hoạt" in shown
        codes = [cell.split("<")[0] for cell in shown.split('import-code">')[1:]]
        assert len(codes) == 2
        later = text(client.get(at("batch", batch.pk)))
        assert not any(code in later for code in codes)
        assert "2 người của lần nhập này chưa kích hoạt" in later

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_come_as_a_file_from_the_page_itself(self, world, as_, kind):
        client = as_("binh")
        batch, page = self.codes_page(world, client)
        sealed = text(page).split('name="sealed" value="')[1].split('"')[0]
        file = client.post(at("codes_file", batch.pk), {"sealed": sealed, "as": kind})
        assert file["Content-Disposition"] == f'attachment; filename="ma-kich-hoat-{batch.pk}.{kind}"'
        if kind == "csv":
            rows = file.content.decode("utf-8-sig").splitlines()
            assert rows[0] == "Mã cán bộ,Họ và tên,Đơn vị,Tên đăng nhập,Mã kích hoạt"
        else:
            rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
        assert len(rows) == 3
        assert "Ngô Thị Mới" in str(rows)

    def test_a_touched_or_foreign_seal_gives_no_file(self, world, as_):
        client = as_("binh")
        batch, page = self.codes_page(world, client)
        sealed = text(page).split('name="sealed" value="')[1].split('"')[0]
        assert client.post(at("codes_file", batch.pk), {"sealed": sealed + "x"}).status_code == 422
        assert client.post(at("codes_file", batch.pk)).status_code == 422
        assert as_("vui").post(at("codes_file", batch.pk), {"sealed": sealed}).status_code == 422

    def test_an_hour_later_the_seal_is_broken(self, world, monkeypatch):
        sealed = exports.seal([IssuedCode("M1", "A", "B", "c", "7K")], 1)
        assert exports.unseal(sealed, 1)
        monkeypatch.setattr(exports, "SEAL_LIFE", -1)
        assert exports.unseal(sealed, 1) == ()

    def test_again_for_those_who_wait(self, world, as_):
        client = as_("binh")
        batch, _ = self.codes_page(world, client)
        page = client.post(at("reissue", batch.pk))
        assert page.status_code == 200
        assert "2 mã kích hoạt" in text(page)

    def test_names_that_look_like_formulas_run_nothing(self):
        codes = [IssuedCode("=1+1", "@SUM(1)", "-2", "+x", "7K-4M")]
        row = exports.codes_csv(codes).decode("utf-8-sig").splitlines()[1]
        assert row == "'=1+1,'@SUM(1),'-2,'+x,7K-4M"
        cells = openpyxl.load_workbook(io.BytesIO(exports.codes_xlsx(codes))).active[2]
        assert [cell.value for cell in cells] == ["'=1+1", "'@SUM(1)", "'-2", "'+x", "7K-4M"]
        assert {cell.data_type for cell in cells} == {"s"}


def test_the_template_offers_the_organs_own_units(world, as_):
    Unit.objects.create(
        organ=world.other, parent=world.units["other"], code="KD", name="Của cơ quan khác",
        path=f"{world.units['other'].path}9/", valid_from=clock.today(),
    )  # fmt: skip
    page = as_("vui").get(at("template"))
    book = openpyxl.load_workbook(io.BytesIO(page.content))
    names = [row[0] for row in book["Danh mục"].values]
    assert "Văn phòng" in names
    assert "VP" not in names
    assert "Của cơ quan khác" not in names


def test_people_of_another_organ_keep_their_codes_to_themselves(world, as_):
    bring(world, STAFF, staff(person("CB010", "Ngô Thị Mới")))
    assert Person.objects.filter(staff_code="CB010").count() == 2
    world.dung.refresh_from_db()
    assert world.dung.full_name == "Bùi Dũng"
