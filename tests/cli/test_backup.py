"""Backup and restore on SQLite: whole, verified, never over anything, while people write."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT, environment


@pytest.fixture(scope="session")
def backup_once(seeded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .conftest import run_congvu

    target = tmp_path_factory.mktemp("backup") / "congvu.zip"
    done = run_congvu(seeded_once, "backup", target, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def rows(data: Path) -> dict[str, list]:
    database = sqlite3.connect(data / "congvu.sqlite3")
    tables = [
        r[0]
        for r in database.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
        )
    ]
    found = {t: database.execute(f'SELECT * FROM "{t}" ORDER BY 1').fetchall() for t in tables}
    database.close()
    return found


def rewrite(source: Path, target: Path, change) -> None:
    """The same zip with every member passed through `change(name, content)`; None leaves it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)


class TestBackup:
    def test_one_private_file_and_nothing_else_is_left(self, congvu, seeded, tmp_path):
        target = tmp_path / "out" / "b.zip"
        target.parent.mkdir()
        done = congvu(seeded, "backup", target, "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["ok"], told["files"]) == (0, True, 1)
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert [p.name for p in target.parent.iterdir()] == ["b.zip"]
        assert not list(seeded.glob("backup-*"))
        with zipfile.ZipFile(target) as zipped:
            assert zipped.testzip() is None
            assert not [n for n in zipped.namelist() if "secret" in n]

    def test_an_older_backup_is_never_overwritten(self, congvu, seeded, tmp_path):
        target = tmp_path / "b.zip"
        target.write_text("cũ")
        done = congvu(seeded, "backup", target)
        assert done.returncode == 1
        assert "đã có" in done.stderr
        assert target.read_text() == "cũ"

    def test_a_place_that_is_not_there_is_said(self, congvu, seeded, tmp_path):
        done = congvu(seeded, "backup", tmp_path / "no" / "b.zip")
        assert done.returncode == 1
        assert "Không ghi được" in done.stderr

    def test_missing_and_damaged_evidence_is_told_but_the_rest_is_kept(self, congvu, seeded, tmp_path):
        file = next(p for p in (seeded / "files").rglob("*") if p.is_file())
        file.write_bytes(b"khac")
        done = congvu(seeded, "backup", tmp_path / "b.zip", "--json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["missing"] == [file.name]
        file.unlink()
        assert congvu(seeded, "backup", tmp_path / "c.zip").returncode == 1
        assert (tmp_path / "c.zip").exists()

    def test_while_somebody_writes(self, congvu, seeded, tmp_path):
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.seed", "write"],
            cwd=ROOT, env=environment(seeded), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert writer.stdout.readline()
            done = congvu(seeded, "backup", tmp_path / "b.zip", "--json")
            assert done.returncode == 0, done.stderr
            assert writer.poll() is None
        finally:
            written = writer.communicate("")[0].split()
        assert len(written) > 5
        restored = congvu(tmp_path / "new", "restore", tmp_path / "b.zip", "--json")
        assert restored.returncode == 0, restored.stderr
        kept = rows(tmp_path / "new")["audit_auditevent"]
        assert len(kept) < len(rows(seeded)["audit_auditevent"])
        assert congvu(tmp_path / "new", "verify").returncode == 0


class TestRestore:
    def test_everything_comes_back(self, congvu, seeded_once, backup_once, tmp_path):
        data = tmp_path / "new"
        done = congvu(data, "restore", backup_once, "--json")
        assert (done.returncode, json.loads(done.stdout)["files"]) == (0, 1), done.stderr
        before, after = rows(seeded_once), rows(data)
        assert after == before
        files = {
            p.relative_to(seeded_once).as_posix() for p in (seeded_once / "files").rglob("*") if p.is_file()
        }
        assert files == {p.relative_to(data).as_posix() for p in (data / "files").rglob("*") if p.is_file()}
        assert stat.S_IMODE((data / "congvu.sqlite3").stat().st_mode) == 0o600
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert congvu(data, "verify").returncode == 0
        assert (data / "secret").read_text() != (seeded_once / "secret").read_text()

    def test_never_over_data(self, congvu, seeded, backup_once):
        before = rows(seeded)
        done = congvu(seeded, "restore", backup_once)
        assert done.returncode == 1
        assert "thư mục trống" in done.stderr
        assert rows(seeded) == before

    def test_nothing_but_a_backup_is_taken(self, congvu, tmp_path):
        (tmp_path / "text.zip").write_text("không phải zip")
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as zipped:
            zipped.writestr("a.txt", "a")
        for name in ("text.zip", "other.zip", "missing.zip"):
            done = congvu(tmp_path / "new", "restore", tmp_path / name)
            assert done.returncode == 2
            assert "Traceback" not in done.stderr
        assert not (tmp_path / "new" / "congvu.sqlite3").exists()

    @pytest.mark.parametrize("harm", ["flip", "drop", "add", "escape", "counts", "chain", "newer", "hash"])
    def test_a_changed_backup_is_refused_and_nothing_is_put_in_place(
        self, congvu, backup_once, tmp_path, harm
    ):
        bad = tmp_path / "bad.zip"

        def manifest(content: bytes, **changes) -> bytes:
            return json.dumps({**json.loads(content), **changes}).encode()

        def change(name: str, content: bytes) -> bytes | None:
            evidence = name.startswith("files/")
            if harm == "flip" and evidence:
                return content[:-1] + b"!"
            if harm == "drop" and evidence:
                return None
            if harm == "counts" and name == "manifest.json":
                counts = json.loads(content)["counts"]
                return manifest(content, counts={**counts, "org_person": counts["org_person"] + 1})
            if harm == "newer" and name == "manifest.json":
                return manifest(
                    content, migrations=[*json.loads(content)["migrations"], ["org", "9999_later"]]
                )
            if harm == "hash" and name == "manifest.json":
                members = json.loads(content)["members"]
                return manifest(content, members=[{**m, "sha256": "0" * 64} for m in members])
            if harm == "escape" and name == "manifest.json":
                members = json.loads(content)["members"]
                return manifest(
                    content, members=[*members, {"name": "files/../../x", "size": 1, "sha256": "a"}]
                )
            return content

        rewrite(backup_once, bad, change)
        if harm in ("add", "escape"):
            with zipfile.ZipFile(bad, "a") as zipped:
                zipped.writestr("files/../../x" if harm == "escape" else "files/them", "x")
        if harm == "chain":
            self._tamper_with_an_event(backup_once, bad, tmp_path)
        data = tmp_path / "new"
        done = congvu(data, "restore", bad)
        assert done.returncode in (1, 2), done.stdout
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not (data / "congvu.sqlite3").exists()
        assert not (data / "files").exists()
        assert not list(data.glob(".restore-*"))
        assert not (tmp_path / "x").exists()
        if harm == "chain":
            assert congvu(data, "restore", backup_once).returncode == 0

    def _tamper_with_an_event(self, source: Path, target: Path, tmp_path: Path) -> None:
        """A forger who knows the format: rewrites an event and fits every hash of the manifest."""
        import hashlib

        with zipfile.ZipFile(source) as zipped:
            zipped.extract("database.sqlite3", tmp_path)
        path = tmp_path / "database.sqlite3"
        with sqlite3.connect(path) as database:
            database.execute("UPDATE audit_auditevent SET by = 'person:1' WHERE organ_id = 1 AND seq = 5")
        database.close()
        content = path.read_bytes()

        def change(name: str, old: bytes) -> bytes:
            if name == "database.sqlite3":
                return content
            if name == "manifest.json":
                told = json.loads(old)
                for member in told["members"]:
                    if member["name"] == "database.sqlite3":
                        member.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
                return json.dumps(told).encode()
            return old

        rewrite(source, target, change)

    def test_another_kind_of_database_is_said_clearly(self, congvu, backup_once, tmp_path):
        done = congvu(
            tmp_path / "new", "restore", backup_once, CONGVU_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c"
        )
        assert done.returncode == 1
        assert "của SQLite, nơi phục hồi là PostgreSQL" in done.stderr

    def test_a_broken_off_restore_does_not_stand_in_the_way(self, congvu, backup_once, tmp_path):
        (tmp_path / "new" / ".restore-old" / "files").mkdir(parents=True)
        assert congvu(tmp_path / "new", "restore", backup_once).returncode == 0
        assert not (tmp_path / "new" / ".restore-old").exists()


@pytest.mark.postgres
class TestPostgres:
    @pytest.fixture
    def server(self, tmp_path):
        """Two empty databases on the server for tests; dropped afterwards."""
        url = os.environ.get("CONGVU_TEST_POSTGRES_URL")
        if not url:
            pytest.skip(
                "needs a PostgreSQL server: CONGVU_TEST_POSTGRES_URL=postgresql://user:password@host/database"
            )
        import psycopg

        stem = f"congvu_cli_{os.getpid()}"
        names = [f"{stem}_a", f"{stem}_b"]
        with psycopg.connect(url, autocommit=True) as connection:
            for name in names:
                connection.execute(f"DROP DATABASE IF EXISTS {name}")
                connection.execute(f"CREATE DATABASE {name}")
            yield [url.rsplit("/", 1)[0] + f"/{name}" for name in names]
            for name in names:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def test_everything_comes_back_while_somebody_writes(self, congvu, server, tmp_path):
        import psycopg

        from .conftest import run_seed

        here, there = server
        data, target = tmp_path / "data", tmp_path / "b.zip"
        run_seed(data, CONGVU_DATABASE_URL=here)
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.seed", "write"],
            cwd=ROOT, env=environment(data, CONGVU_DATABASE_URL=here), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert writer.stdout.readline()
            done = congvu(data, "backup", target, "--json", CONGVU_DATABASE_URL=here)
            assert done.returncode == 0, done.stderr
        finally:
            writer.communicate("")
        refused = congvu(tmp_path / "n", "restore", target, CONGVU_DATABASE_URL=here)
        assert refused.returncode == 1
        assert "đã có dữ liệu" in refused.stderr

        done = congvu(tmp_path / "new", "restore", target, "--json", CONGVU_DATABASE_URL=there)
        assert done.returncode == 0, done.stderr
        verified = congvu(tmp_path / "new", "verify", "--json", CONGVU_DATABASE_URL=there)
        assert verified.returncode == 0, verified.stdout
        with psycopg.connect(there) as connection:
            text = connection.execute(
                "SELECT data->>'what' FROM audit_auditevent WHERE what = 'tests.thing.done' LIMIT 1"
            ).fetchone()[0]
            assert text.startswith("việc\t")
            top = connection.execute("SELECT max(id) FROM org_person").fetchone()[0]
            connection.execute(
                "INSERT INTO org_organ (code, name, short_name, kind, address, superior_name) VALUES ('M','M','M','STATE','COMRADE','')"
            )
            assert connection.execute("SELECT max(id) FROM org_organ").fetchone()[0] == 3
            assert top == 10

    def test_a_changed_backup_leaves_the_database_empty(self, congvu, server, tmp_path):
        from .conftest import run_seed

        here, there = server
        run_seed(tmp_path / "data", CONGVU_DATABASE_URL=here)
        assert (
            congvu(tmp_path / "data", "backup", tmp_path / "b.zip", CONGVU_DATABASE_URL=here).returncode == 0
        )
        rewrite(
            tmp_path / "b.zip", tmp_path / "bad.zip",
            lambda name, content: content.replace(b"Lan", b"Lam") if name == "tables/org_person.copy" else content,
        )  # fmt: skip
        done = congvu(tmp_path / "new", "restore", tmp_path / "bad.zip", CONGVU_DATABASE_URL=there)
        assert done.returncode == 1
        assert "org_person" in done.stderr
        shutil.rmtree(tmp_path / "new")
        assert (
            congvu(tmp_path / "new", "restore", tmp_path / "b.zip", CONGVU_DATABASE_URL=there).returncode == 0
        )
