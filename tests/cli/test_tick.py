"""`congvu tick`, what `check` and `settings` say about mail, and the process that ticks beside the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import ROOT, environment

MAIL = "smtp://hop-thu:bi-mat@mail.example:587?tls=1"


def test_a_tick_says_what_it_did_and_again_does_nothing(congvu, seeded):
    first = congvu(seeded, "tick", "--json")
    assert first.returncode == 0, first.stderr
    found = json.loads(first.stdout)
    assert found["ok"]
    assert set(found) == {"ok", "reminded", "settled", "mailed", "queued", "sent", "not_sent"}
    assert (found["queued"], found["sent"], found["not_sent"]) == (0, 0, 0)  # no receiver was named
    again = json.loads(congvu(seeded, "tick", "--json").stdout)
    assert (again["reminded"], again["mailed"]) == (0, 0)
    assert congvu(seeded, "tick").stdout.startswith("Lời nhắc mới: 0")


def test_without_data_it_is_refused(congvu, tmp_path):
    refused = congvu(tmp_path / "none", "tick")
    assert refused.returncode == 1
    assert "Chưa có dữ liệu" in refused.stderr


@pytest.mark.parametrize("address", ["mail.example", "https://mail.example", "smtp://h:cong"])
def test_a_mail_address_that_is_none_is_told(congvu, seeded, address):
    refused = congvu(seeded, "tick", CONGVU_MAIL_URL=address)
    assert refused.returncode == 1
    assert "CONGVU_MAIL_URL" in refused.stderr
    assert "Traceback" not in refused.stderr


def findings(done: subprocess.CompletedProcess[str]) -> dict[str, dict]:
    return {f["code"]: f for f in json.loads(done.stdout)["findings"]}


def test_check_says_whether_mail_is_set(congvu, seeded):
    found = findings(congvu(seeded, "check", "--json"))["mail"]
    assert (found["ok"], found["essential"]) == (False, False)
    assert "CONGVU_MAIL_URL" in found["sentence"]
    done = congvu(seeded, "check", "--json", CONGVU_MAIL_URL=MAIL, CONGVU_MAIL_FROM="congvu@mail.example")
    found = findings(done)
    assert found["mail"]["ok"]
    assert "mail.example:587" in found["mail"]["sentence"]
    assert found["mail_sent"]["ok"]
    assert "bi-mat" not in done.stdout
    assert (
        "CONGVU_MAIL_FROM"
        in findings(congvu(seeded, "check", "--json", CONGVU_MAIL_URL=MAIL))["mail"]["sentence"]
    )


def test_settings_do_not_print_the_password(congvu, tmp_path):
    done = congvu(tmp_path / "d", "settings", CONGVU_MAIL_URL=MAIL)
    assert "hop-thu:***@mail.example" in done.stdout
    assert "bi-mat" not in done.stdout


BESIDE = """
import multiprocessing, os, signal, sys
from congvu.cli import prepare, ticking
prepare.django()
with ticking.beside():
    print(multiprocessing.active_children()[0].pid, flush=True)
    if sys.argv[1] == "die":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("how", ["end", "die"])
def test_the_process_beside_ends_with_its_parent(seeded: Path, how):
    done = subprocess.run(
        [sys.executable, "-c", BESIDE, how],
        cwd=ROOT, env=environment(seeded), stdout=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == (-signal.SIGKILL if how == "die" else 0)
    child = int(done.stdout)
    until = time.monotonic() + 15
    while time.monotonic() < until and is_alive(child):
        time.sleep(0.1)
    assert not is_alive(child)


REVIVED = """
import logging, multiprocessing, os, signal, sys, time
from congvu.cli import prepare, ticking

if __name__ == "__main__":
    prepare.django()
    logging.basicConfig(stream=sys.stderr)
    ticking.SHORTEST = 1
    pids = []
    with ticking.beside():
        for _ in range(3):
            until = time.monotonic() + 40
            while time.monotonic() < until:
                alive = [c.pid for c in multiprocessing.active_children() if c.pid not in pids]
                if alive:
                    break
                time.sleep(0.1)
            pids += alive
            if len(pids) < 3:
                os.kill(pids[-1], signal.SIGKILL)
        time.sleep(2)
    print(*pids)
"""


def test_the_process_beside_is_started_again_when_it_dies(seeded: Path, tmp_path):
    """Killed twice, a third one runs; the pauses grow and are said, and nothing stays behind."""
    script = tmp_path / "beside.py"
    script.write_text(REVIVED, "utf-8")
    done = subprocess.run(
        [sys.executable, script],
        cwd=ROOT, env={**environment(seeded), "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(set(pids)) == 3, done.stderr
    assert "đã dừng (mã -9). Khởi động lại sau 1 giây." in done.stderr
    assert "đã dừng (mã -9). Khởi động lại sau 2 giây." in done.stderr
    assert f"chạy lại, số {pids[2]}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not any(is_alive(pid) for pid in pids)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
