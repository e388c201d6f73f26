"""Starting: who may, on what, and what is there afterwards. Real servers on loopback."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, environment

FAKE_SAMPLE = """
import sys, types
made = types.ModuleType("congvu.demo.build")
def build(day):
    from congvu.accounts.models import Installation
    from congvu.base import clock
    from congvu.org.commands import create_organ
    from congvu.policy.facts import SYSTEM
    assert Installation.objects.get().is_sample, "marked before anything is written"
    create_organ(code="MAU", name="Cơ quan mẫu", short_name="Mẫu", valid_from=day, by=SYSTEM, at=clock.now())
    {then}
made.build = build
sys.modules["congvu.demo.build"] = made
from congvu.cli import main
sys.exit(main(sys.argv[1:]))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, text


@contextlib.contextmanager
def started(
    data: Path, port: int, *words: str, script: str = ""
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A running server and what it said until it told its address."""
    how = ["-c", script] if script else ["-m", "congvu.cli"]
    process = subprocess.Popen(
        [sys.executable, *how, "start", "--bind", f"127.0.0.1:{port}", *words],
        cwd=ROOT, env=environment(data, CONGVU_WORKERS="1"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line.strip())
            if line.startswith("Dừng:"):
                break
        assert any(line.startswith("Công Vụ đang chạy tại") for line in said), said
        yield process, said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def mark_sample(data: Path, *, ready: bool = True) -> None:
    with sqlite3.connect(data / "congvu.sqlite3") as database:
        database.execute(
            "UPDATE accounts_installation SET is_sample = 1, sample_ready_at = ?",
            ["2026-11-19 00:00:00" if ready else None],
        )
    database.close()


def organs(data: Path) -> list[str]:
    database = sqlite3.connect(data / "congvu.sqlite3")
    found = [row[0] for row in database.execute("SELECT code FROM org_organ ORDER BY 1")]
    database.close()
    return found


def fake(then: str = "pass") -> str:
    return FAKE_SAMPLE.format(then=then)


def run_script(data: Path, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT, env=environment(data), capture_output=True, text=True, timeout=240,
    )  # fmt: skip


class TestRealServer:
    def test_a_new_folder_is_set_up_through_a_one_time_link(self, congvu, tmp_path):
        data, port = tmp_path / "data", free_port()
        with started(data, port, "--no-sample") as (process, said):
            status, headers, text = get(port, "/dang-nhap")
            assert (status, "Đăng nhập" in text) == (200, True)
            assert "'unsafe" not in headers["content-security-policy"]
            assert get(port, re.search(r'href="(/static/ui/css/app\.[^"]+)"', text)[1])[0] == 200
            assert "/dung-thu" not in text
            link = next(line for line in said if "/thiet-lap/" in line).split(f":{port}")[1]
            assert get(port, link)[0] == 200
            for words, sentence in [(["start", "--no-sample", "--bind", "127.0.0.1:1"], "đang được dùng"),
                                    (["demo"], "đang được dùng"), (["restore", "x"], "trống")]:  # fmt: skip
                refused = congvu(data, *words)
                assert refused.returncode == 1
                assert sentence in refused.stderr
            elsewhere = congvu(tmp_path / "other", "start", "--no-sample", "--bind", f"127.0.0.1:{port}")
            assert elsewhere.returncode == 1
            assert f"Cổng {port}" in elsewhere.stderr
        assert process.returncode == 0
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert {stat.S_IMODE((data / n).stat().st_mode) for n in ("secret", "congvu.sqlite3", "lock")} == {
            0o600
        }

        with started(data, port, "--no-sample") as (_, again):
            other = next(line for line in again if "/thiet-lap/" in line).split(f":{port}")[1]
            assert other != link
            assert (get(port, link)[0], get(port, other)[0]) == (404, 200)

    def test_a_folder_with_people_prints_no_link_and_has_no_sample_door(self, seeded):
        port = free_port()
        with started(seeded, port) as (_, said):
            assert not any("thiet-lap" in line for line in said)
            assert get(port, "/dung-thu")[0] == 404
            assert "/dung-thu" not in get(port, "/dang-nhap")[2]

    def test_the_first_start_builds_the_sample_and_opens_its_door(self, tmp_path):
        data, port = tmp_path / "data", free_port()
        with started(data, port, script=fake()) as (_, said):
            assert said[0].startswith("Lần chạy đầu")
            assert get(port, "/dung-thu")[0] == 200
            assert "/dung-thu" in get(port, "/dang-nhap")[2]
        assert organs(data) == ["MAU"]


class TestSampleStaysSample:
    def test_it_never_leaves_this_machine(self, congvu, seeded, tmp_path):
        for address in ("0.0.0.0:8000", "192.168.1.5:8000", "[::]:8000"):
            refused = congvu(tmp_path / "new", "start", "--bind", address)
            assert refused.returncode == 1
            assert "chỉ phục vụ trên chính máy này" in refused.stderr
        assert not (tmp_path / "new").exists()
        mark_sample(seeded)
        refused = congvu(seeded, "start", "--bind", f"0.0.0.0:{free_port()}")
        assert refused.returncode == 1
        assert "chỉ phục vụ trên chính máy này" in refused.stderr

    def test_it_is_not_used_for_real(self, congvu, seeded):
        mark_sample(seeded)
        refused = congvu(seeded, "start", "--no-sample", "--bind", f"127.0.0.1:{free_port()}")
        assert refused.returncode == 1
        assert "giữ dữ liệu mẫu" in refused.stderr

    def test_demo_never_touches_what_holds_data(self, congvu, seeded, tmp_path):
        refused = congvu(seeded, "demo", "--json")
        assert (refused.returncode, "thư mục trống" in refused.stderr) == (1, True)
        assert organs(seeded) == ["BD", "SNV"]
        (tmp_path / "odd").mkdir()
        (tmp_path / "odd" / "thu-rieng.txt").write_text("x")
        assert congvu(tmp_path / "odd", "demo").returncode == 1
        assert not (tmp_path / "odd" / "congvu.sqlite3").exists()

    def test_demo_is_not_for_postgresql(self, congvu, tmp_path):
        refused = congvu(tmp_path / "d", "demo", CONGVU_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c")
        assert (refused.returncode, "SQLite" in refused.stderr) == (1, True)

    def test_demo_builds_for_the_day_asked(self, tmp_path):
        done = run_script(tmp_path / "d", fake(), "demo", "--date", "2026-11-19", "--json")
        assert done.returncode == 0, done.stderr
        database = sqlite3.connect(tmp_path / "d" / "congvu.sqlite3")
        assert database.execute("SELECT valid_from FROM org_unit").fetchone() == ("2026-11-19",)
        assert database.execute(
            "SELECT is_sample, sample_ready_at IS NOT NULL FROM accounts_installation"
        ).fetchone() == (1, 1)
        database.close()

    def test_a_sample_broken_off_half_way_is_built_anew(self, tmp_path):
        data = tmp_path / "d"
        broken = run_script(data, fake("raise SystemExit(9)"), "demo")
        assert broken.returncode == 9
        assert organs(data) == ["MAU"]
        assert run_script(data, fake(), "demo").returncode == 0
        assert organs(data) == ["MAU"]

    def test_real_data_is_never_taken_for_a_broken_sample(self, seeded):
        done = run_script(seeded, fake(), "demo")
        assert done.returncode == 1
        assert organs(seeded) == ["BD", "SNV"]


class TestRefusals:
    @pytest.mark.parametrize("address", ["abc:xyz", "127.0.0.1:0", "127.0.0.1:99999", ":", "127.0.0.1:80a"])
    def test_an_address_that_is_none(self, congvu, tmp_path, address):
        refused = congvu(tmp_path / "d", "start", "--bind", address)
        assert refused.returncode == 2
        assert "Không hiểu địa chỉ" in refused.stderr

    def test_workers_that_are_none(self, congvu, tmp_path):
        refused = congvu(tmp_path / "d", "start", CONGVU_WORKERS="nhiều")
        assert (refused.returncode, "từ 1 đến 64" in refused.stderr) == (2, True)

    def test_a_folder_that_cannot_be_made(self, congvu, tmp_path):
        (tmp_path / "file").write_text("x")
        refused = congvu(tmp_path / "file" / "data", "start", "--no-sample")
        assert refused.returncode == 1
        assert "Không tạo được thư mục dữ liệu" in refused.stderr

    def test_a_database_that_does_not_answer(self, congvu, tmp_path):
        refused = congvu(
            tmp_path / "d",
            "start",
            "--bind",
            f"127.0.0.1:{free_port()}",
            CONGVU_DATABASE_URL="postgresql://a:b@127.0.0.1:1/c",
        )
        assert refused.returncode == 1
        assert "Không kết nối được cơ sở dữ liệu" in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_data_of_a_newer_version(self, congvu, seeded):
        with sqlite3.connect(seeded / "congvu.sqlite3") as database:
            database.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('org', '9999_later', '2026-01-01')"
            )
        database.close()
        for words in (["start", "--bind", f"127.0.0.1:{free_port()}"], ["verify"], ["backup", "x.zip"]):
            refused = congvu(seeded, *words)
            assert refused.returncode == 1
            assert "bản mới hơn" in refused.stderr


def test_what_workers_have_in_common_is_loaded_without_a_connection(tmp_path):
    """Loaded before the fork; a connection inherited by two workers would mix up their answers."""
    script = (
        "import gc, sys; from congvu.cli import prepare; prepare.django(); prepare.share()\n"
        "from django.db import connections\n"
        "print('congvu.diary.views' in sys.modules, gc.get_freeze_count() > 50_000,"
        " any(c.connection for c in connections.all(initialized_only=True)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout.split() == ["True", "True", "False"]


def test_what_few_pages_need_is_not_loaded_before_the_server_forks(tmp_path):
    """Word, Excel and pictures would stand in the memory of every process from the first minute."""
    asked = (
        "import sys; from congvu.cli import prepare; prepare.django(); prepare.share();"
        "print(sorted({'docx', 'lxml', 'xlsxwriter', 'PIL', 'weasyprint', 'psycopg'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout.strip() == "[]", found.stderr
