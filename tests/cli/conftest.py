"""The command is run as people run it: a process of its own on a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The test run's own settings must not reach the command."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("CONGVU_") and k != "DJANGO_SETTINGS_MODULE"
    }
    return {**kept, "CONGVU_DATA": str(data), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


def run_congvu(data: Path, *words: object, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "congvu.cli", *map(str, words)],
        cwd=ROOT, env=environment(data, **more), input=stdin, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def run_seed(data: Path, **more: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.seed"],
        cwd=ROOT, env=environment(data, **more), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def congvu() -> Run:
    return run_congvu


@pytest.fixture(scope="session")
def seeded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("seeded") / "data"
    run_seed(data)
    return data


@pytest.fixture
def seeded(seeded_once: Path, tmp_path: Path) -> Path:
    """A folder with an organ, fifty events and one file of evidence; a copy for each test."""
    return Path(shutil.copytree(seeded_once, tmp_path / "data"))
