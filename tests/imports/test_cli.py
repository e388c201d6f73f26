"""`congvu import`: exit codes, what is printed, what is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from congvu.audit.models import AuditEvent
from congvu.base.errors import OutOfRange
from congvu.catalogue.models import Edition
from congvu.catalogue.states import EditionState
from congvu.imports.cli import run
from congvu.imports.models import Batch
from congvu.org.models import Organ, Person, Position
from tests.imports.files import item
from tests.imports.making import catalogue, person, positions, rows_of_everything, sheet, staff

ROOT = Path(__file__).resolve().parents[2]
KEYS = ["read", "accepted", "created", "changed", "unchanged", "rejected"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"


@pytest.fixture
def file(tmp_path):
    def write(raw: bytes, name: str = "tep.xlsx") -> str:
        path = tmp_path / name
        path.write_bytes(raw)
        return str(path)

    return write


def call(kind, path, *, dry_run=False, organ="SNV", as_user=None, as_json=True):
    return run(kind, path, dry_run, organ, as_user, as_json)


@pytest.mark.parametrize(
    ("kind", "made", "count"),
    [("catalogue", catalogue, 8), ("positions", positions, 1), ("staff", lambda: staff(person("M1", "Mới")), 1)],
)  # fmt: skip
def test_a_dry_run_prints_the_contract_and_writes_nothing(world, file, capsys, tmp_path, kind, made, count):
    before = rows_of_everything(), AuditEvent.objects.count()
    assert call(kind, file(made()), dry_run=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == KEYS
    assert (told["read"], told["accepted"], told["rejected"]) == (count, count, [])
    assert (rows_of_everything(), AuditEvent.objects.count()) == before
    assert not Batch.objects.exists()
    assert not (tmp_path / "kept").exists()


def test_without_dry_run_it_applies_and_again_changes_nothing(world, file, capsys):
    path = file(catalogue())
    assert call("catalogue", path) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["created"] + first["changed"] == 8
    edition = Edition.objects.get(state=EditionState.PROPOSED)
    assert AuditEvent.objects.get(what="catalogue.edition.proposed").by == "system"
    events = AuditEvent.objects.count()

    assert call("catalogue", path) == 0
    assert json.loads(capsys.readouterr().out) == {
        "read": 8, "accepted": 8, "created": 0, "changed": 0, "unchanged": 8, "rejected": [],
    }  # fmt: skip
    assert Edition.objects.get(state=EditionState.PROPOSED).pk == edition.pk
    assert AuditEvent.objects.count() == events


def test_good_rows_go_in_and_the_rejected_one_makes_it_1(world, file, capsys):
    rows = sheet("iii")
    rows[5] = item("DC.02", 25, group="N9")
    assert call("catalogue", file(catalogue(iii=rows))) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["accepted"] == 7
    assert [(r["sheet"], r["row"]) for r in told["rejected"]] == [("PL III - Dung chung", 6)]
    assert Edition.objects.get(state=EditionState.PROPOSED).products.count() == 8


def test_readable_lines_without_json(world, file, capsys):
    rows = staff(person("M1", "Ngô Thị Mới"), person("M2", "Hai", "Đâu đó"))
    assert call("staff", file(rows, "ds.csv"), as_json=False) == 1
    out = capsys.readouterr().out
    assert "Đọc 2 hàng, nhận 1: 1 mới, 0 thay đổi, 0 không đổi. Bị từ chối 1." in out
    assert "Không có đơn vị “Đâu đó”" in out
    assert "Mã kích hoạt, chỉ in một lần này" in out
    assert "moint" in out


def test_codes_are_not_lost_with_json(world, file, capsys):
    assert call("staff", file(staff(person("M1", "Ngô Thị Mới")), "ds.csv")) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["created"] == 1
    assert "moint" in told.err


def test_acts_as_the_user_named(world, file):
    assert call("positions", file(positions()), as_user="vui") == 0
    assert AuditEvent.objects.get(what="imports.batch.applied").by == f"person:{world.vui.pk}"


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"", "Tệp rỗng"), (b"%PDF-1.7", "Tệp này là PDF"), (b"\x00\x01\x02", "tệp loại khác")],
)
def test_an_unreadable_file_is_2_with_one_sentence(world, file, capsys, raw, said):
    assert call("catalogue", file(raw)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1


def test_a_missing_file_is_2(world, capsys):
    assert call("catalogue", "khong-co.xlsx") == 2
    assert "Không tìm thấy tệp" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"organ": None}, "--organ"),
        ({"organ": "XX"}, "Không có cơ quan nào có mã XX"),
        ({"as_user": "khong-co"}, "Không có tên đăng nhập khong-co"),
        ({"as_user": "lan"}, "Việc này do cơ quan tham mưu"),
        ({"as_user": "lan", "dry_run": True}, "Việc này do cơ quan tham mưu"),
    ],
)
def test_who_and_where_must_be_clear(world, file, capsys, more, said):
    before = rows_of_everything()
    assert call("positions", file(positions()), **more) == 2
    assert said in capsys.readouterr().err
    assert rows_of_everything() == before


def test_one_organ_needs_no_code(world, file):
    Person.objects.filter(organ=world.other).delete()
    Organ.objects.filter(pk=world.other.pk).delete()
    assert call("positions", file(positions()), organ=None) == 0
    assert Position.objects.filter(code="XM-NVCN-01", organ=world.organ).exists()


def test_a_failure_keeps_neither_rows_nor_file(world, file, monkeypatch, tmp_path, capsys):
    def broken(**_):
        raise OutOfRange("Giữa chừng thì hỏng.")

    monkeypatch.setattr("congvu.imports.commands.apply.propose_edition", broken)
    assert call("catalogue", file(catalogue())) == 2
    assert "Giữa chừng thì hỏng." in capsys.readouterr().err
    assert not Batch.objects.exists()
    assert list((tmp_path / "kept" / "imports").iterdir()) == []


@pytest.mark.django_db
def test_a_dry_run_before_there_is_an_organ_knows_no_units(file, capsys, noon):
    rows = staff(person("M1", "Ngô Thị Mới", "Bất kỳ", "Bất kỳ"), person("M1", "Trùng"))
    assert call("staff", file(rows, "ds.csv"), organ=None, dry_run=True) == 1
    told = capsys.readouterr()
    assert [r["row"] for r in json.loads(told.out)["rejected"]] == [3]
    assert "Chưa có cơ quan nào" in told.err
    assert call("staff", file(rows, "ds.csv"), organ=None) == 2


def test_a_dry_run_makes_no_database(file, tmp_path):
    """In a process of its own: nothing is connected, and looking must not make a file."""
    code = (
        "import sys, django; django.setup(); from congvu.imports.cli import run;"
        "sys.exit(run('catalogue', sys.argv[1], True, None, None, True))"
    )
    data = tmp_path / "data"
    environment = {
        **os.environ, "CONGVU_DATA": str(data), "CONGVU_DATABASE_URL": "", "CONGVU_SECRET": "x" * 40,
        "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code, file(catalogue())], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["created"] == 8
    assert not data.exists() or list(data.rglob("*")) == []
