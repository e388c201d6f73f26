"""Speaking on the command line: sentences for people, JSON for programs."""

from __future__ import annotations

import io
import json
import sys
from typing import Any


class Refused(Exception):
    """The command cannot be done: one Vietnamese sentence that says what to do."""

    def __init__(self, sentence: str, *, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def tell(self, *, as_json: bool = False) -> None:
        """The sentence on stderr; with `as_json` an object on stdout too."""
        if as_json:
            tell_json({"ok": False, "reason": self.sentence})
        sys.stderr.write(self.sentence + "\n")
        sys.stderr.flush()


def set_up_streams() -> None:
    """A terminal or pipe that cannot carry a letter gets an escape instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(sentence: str = "") -> None:
    """One line on stdout, at once."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def tell_json(value: Any) -> None:
    """One JSON value on stdout; in escapes where the stream cannot carry Vietnamese."""
    plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower() not in ("utf-8", "utf8")
    tell(json.dumps(value, ensure_ascii=plain, indent=2))
