#!/usr/bin/env python3
"""Two commands, with nothing but Python 3.11 and pip: `python3 run.py` and `python3 run.py test`.

Makes .venv, installs what requirements.txt pins by hash, then runs `congvu` with the given words
("start" when there are none). `test` installs requirements-dev.txt too and runs pytest. A changed
requirements file or pyproject.toml installs again by itself.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_PIP = "Máy này chưa có pip từ bản 22.3. Cài bằng: sudo apt install python3-pip"
NO_NETWORK = (
    "Không cài được các gói. Kiểm tra mạng hoặc kho gói của pip (xem lỗi ở trên), rồi chạy lại lệnh này."
)


def stop(sentence):
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def pip(*words):
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(PYTHON),
        "install",
        "--disable-pip-version-check",
        "-qq",
        *words,
    ]
    if subprocess.run(command, cwd=ROOT).returncode:
        stop(NO_NETWORK)


def check_pip():
    told = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, text=True
    ).stdout.split()
    numbers = told[1].split(".") if len(told) > 1 else ["0"]
    if [int("".join(c for c in n if c.isdigit()) or 0) for n in numbers[:2]] < [22, 3]:
        stop(NO_PIP)


def install(requirements):
    """Install once for this very content; the stamp is written last."""
    content = (ROOT / requirements).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    stamp, now = VENV / f".{requirements}.sha256", hashlib.sha256(content).hexdigest()
    if stamp.exists() and stamp.read_text() == now and PYTHON.exists():
        return
    check_pip()
    print("Đang cài các gói cần thiết vào .venv, lần đầu mất khoảng một phút…", flush=True)
    if not PYTHON.exists():
        import venv

        venv.EnvBuilder(symlinks=True, with_pip=False).create(VENV)
    pip("--require-hashes", "-r", requirements)
    if requirements == "requirements.txt":
        pip("--no-deps", "-e", ".")
    stamp.write_text(now)


def main(words):
    if sys.version_info < (3, 11):  # noqa: UP036 (who starts this may well have an older one)
        stop(
            f"Cần Python từ 3.11; máy này đang chạy Python {sys.version.split()[0]}. Cài bản mới rồi chạy: python3.11 run.py"
        )
    os.chdir(ROOT)
    install("requirements.txt")
    if words[:1] == ["test"]:
        install("requirements-dev.txt")
        spread = [] if "-n" in words else ["-n", str(os.cpu_count() or 1)]
        os.execv(PYTHON, [str(PYTHON), "-m", "pytest", *spread, *words[1:]])
    os.execv(PYTHON, [str(PYTHON), "-m", "congvu.cli", *(words or ["start"])])


if __name__ == "__main__":
    main(sys.argv[1:])
