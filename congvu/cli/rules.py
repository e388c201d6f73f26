"""`congvu rules evaluate`: without Django and without a database."""

from __future__ import annotations

import argparse
import sys


def run(chosen: argparse.Namespace) -> int:
    from rulebook.evaluate import run as evaluate

    return evaluate(chosen.pack, chosen.case, stdin=sys.stdin.buffer, stdout=sys.stdout, stderr=sys.stderr)
