"""What the command says: Vietnamese, one sentence, the right exit code; `rules` without Django."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time

import pytest

from congvu.config import env

from .conftest import ROOT, environment

CASE = {"role": "STAFF", "common": "30", "items": [{"coefficient": "5", "assigned": "4", "done": "4"}]}
ENGLISH = re.compile(
    r"\b(?:usage|error|invalid|choose from|required|arguments?|positional|options|show this)\b"
)


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 2), (["--help"], 0), (["lạ"], 2), (["start", "--port", "1"], 2), (["import"], 2), (["import", "x", "y"], 2), (["rules"], 2),
     (["backup"], 2), (["demo", "--date", "hôm qua"], 2), (["start", "--help"], 0), (["rules", "evaluate", "--help"], 0)],
)  # fmt: skip
def test_no_english_and_the_right_code(congvu, tmp_path, words, code):
    done = congvu(tmp_path / "data", *words)
    assert done.returncode == code
    said = done.stdout + done.stderr
    assert said.strip()
    assert "Traceback" not in said
    assert not ENGLISH.search(said), said
    assert not (tmp_path / "data").exists()


def test_rules_start_fast_and_without_django(tmp_path):
    code = (
        "import sys; sys.argv = ['congvu', 'rules', 'evaluate', '--pack', 'nd335-2025', '-']\n"
        "from congvu.cli import main; rc = main()\n"
        "assert 'django' not in sys.modules and 'congvu.config.settings' not in sys.modules; sys.exit(rc)"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path / "data"), input=json.dumps(CASE),
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"]
    assert time.monotonic() - began < 5


def test_bad_rules_input_is_one_sentence(congvu, tmp_path):
    for written in ("", "{", "NaN", "[" * 100_000, '{"role": "STAFF", "common": "31", "items": []}'):
        done = congvu(tmp_path / "data", "rules", "evaluate", "--pack", "nd335-2025", "-", stdin=written)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


class TestSettings:
    def test_every_setting_is_listed_and_secrets_are_not(self, congvu, tmp_path):
        done = congvu(
            tmp_path / "data", "settings", "--json", CONGVU_SECRET="bí-mật-tuyệt-đối",
            CONGVU_DATABASE_URL="postgresql://congvu:mat%20khau@db.noi-bo:5432/congvu?sslmode=require",
        )  # fmt: skip
        rows = {row["name"]: row for row in json.loads(done.stdout)}
        assert set(rows) == set(env.ALL)
        assert all(row["meaning"] for row in rows.values())
        assert "bí-mật" not in done.stdout
        assert "mat%20khau" not in done.stdout
        assert (
            rows["CONGVU_DATABASE_URL"]["value"]
            == "postgresql://congvu:***@db.noi-bo:5432/congvu?sslmode=require"
        )
        assert (rows["CONGVU_DATA"]["is_set"], rows["CONGVU_BIND"]["is_set"]) == (True, False)

    def test_every_setting_that_the_code_reads_is_declared(self):
        read = set()
        for path in (ROOT / "congvu").rglob("*.py"):
            read |= set(re.findall(r"\bCONGVU_[A-Z_]+\b", path.read_text(encoding="utf-8")))
        names = {name for name in read if not name.endswith("_")}
        assert names <= set(env.ALL), names - set(env.ALL)

    def test_a_value_may_come_from_a_file(self, congvu, tmp_path):
        (tmp_path / "bind").write_text("127.0.0.1:8118\n")
        rows = json.loads(
            congvu(tmp_path / "d", "settings", "--json", CONGVU_BIND_FILE=str(tmp_path / "bind")).stdout
        )
        assert next(r for r in rows if r["name"] == "CONGVU_BIND")["value"] == "127.0.0.1:8118"


class TestCheck:
    def findings(self, done) -> dict[str, dict]:
        return {f["code"]: f for f in json.loads(done.stdout)["findings"]}

    def test_a_healthy_folder_is_well(self, congvu, seeded):
        done = congvu(seeded, "check", "--json")
        found = self.findings(done)
        assert done.returncode == 0, found
        assert {
            "python",
            "data",
            "secret",
            "congvu.sqlite3",
            "disk",
            "database",
            "migrations",
            "clock",
            "pango",
        } <= set(found)

    def test_an_empty_place_is_well(self, congvu, tmp_path):
        assert congvu(tmp_path / "new", "check").returncode == 0
        assert not (tmp_path / "new").exists()

    def test_rights_that_are_too_wide_are_told_with_the_remedy(self, congvu, seeded):
        os.chmod(seeded, 0o755)
        os.chmod(seeded / "secret", 0o644)
        done = congvu(seeded, "check", "--json")
        found = self.findings(done)
        assert done.returncode == 1
        assert f"chmod 700 {seeded}" in found["data"]["sentence"]
        assert f"chmod 600 {seeded / 'secret'}" in found["secret"]["sentence"]

    def test_a_database_that_does_not_answer_is_told(self, congvu, tmp_path):
        done = congvu(tmp_path / "d", "check", "--json", CONGVU_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c")
        assert done.returncode == 1
        assert "Không kết nối được cơ sở dữ liệu" in self.findings(done)["database"]["sentence"]

    def test_open_to_the_network_without_https_is_told(self, congvu, tmp_path):
        done = congvu(tmp_path / "d", "check", "--json", CONGVU_BIND="0.0.0.0:8000")
        assert done.returncode == 1
        assert "CONGVU_HTTPS=1" in self.findings(done)["https"]["sentence"]

    def test_a_clock_behind_the_records_is_told(self, congvu, seeded):
        import sqlite3

        with sqlite3.connect(seeded / "congvu.sqlite3") as database:
            database.execute("UPDATE audit_auditevent SET at = '2199-01-01 00:00:00' WHERE id = 1")
        database.close()
        done = congvu(seeded, "check", "--json")
        assert done.returncode == 1
        assert not self.findings(done)["clock"]["ok"]

    def test_pending_migrations_are_told(self, congvu, seeded):
        import sqlite3

        with sqlite3.connect(seeded / "congvu.sqlite3") as database:
            database.execute("DELETE FROM django_migrations WHERE app = 'scoring'")
        database.close()
        done = congvu(seeded, "check", "--json")
        assert done.returncode == 1
        assert "congvu start" in self.findings(done)["migrations"]["sentence"]


class TestVerify:
    def test_sound_data_is_well(self, congvu, seeded):
        done = congvu(seeded, "verify", "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["ok"], told["differences"]) == (0, True, []), done.stderr
        assert told["events"] >= 50

    def test_the_first_difference_is_named_with_its_organ(self, congvu, seeded):
        import sqlite3

        with sqlite3.connect(seeded / "congvu.sqlite3") as database:
            database.execute(
                "UPDATE audit_auditevent SET by = 'person:1' WHERE organ_id = 1 AND seq IN (7, 9)"
            )
        database.close()
        done = congvu(seeded, "verify")
        assert done.returncode == 1
        assert "Khác: Chuỗi của cơ quan SNV, sự kiện số 7: sự kiện đã bị sửa hoặc bị thay." in done.stdout

    def test_without_data_it_says_so(self, congvu, tmp_path):
        done = congvu(tmp_path / "none", "verify")
        assert done.returncode == 1
        assert "Chưa có dữ liệu" in done.stderr
        assert not (tmp_path / "none").exists()
