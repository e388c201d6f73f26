"""The `congvu` command. `rules` starts without Django; the rest loads what it needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 only when all is well."""
    from .parser import build, refuse
    from .say import Refused, set_up_streams

    set_up_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    chosen = build().parse_args(arguments)
    if not getattr(chosen, "run", None):
        return refuse()
    try:
        return int(chosen.run(chosen))
    except Refused as refusal:
        refusal.tell(as_json=getattr(chosen, "json", False))
        return refusal.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
