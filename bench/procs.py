"""CPU and memory of process trees from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable

HZ = os.sysconf("SC_CLK_TCK")


def _all() -> dict[int, tuple[int, int]]:
    """Process id -> (parent, ticks used by it and by its ended children)."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                parts = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        found[int(name)] = (int(parts[1]), sum(map(int, parts[11:15])))
    return found


def _tree(root: int, known: dict[int, tuple[int, int]]) -> list[int]:
    found = {root}
    while True:
        more = {pid for pid, (parent, _) in known.items() if parent in found} | found
        if more == found:
            return [pid for pid in found if pid in known]
        found = more


def tree(root: int) -> list[int]:
    return _tree(root, _all())


def cpu(roots: Iterable[int]) -> float:
    """CPU seconds used so far by the trees below these processes."""
    known = _all()
    return sum(known[pid][1] for root in roots for pid in _tree(root, known)) / HZ


def busy() -> float:
    """CPU seconds used so far by the whole machine, waiting apart."""
    with open("/proc/stat", encoding="utf-8") as file:
        ticks = list(map(int, file.readline().split()[1:9]))
    return (sum(ticks) - ticks[3] - ticks[4]) / HZ


def memory(roots: Iterable[int]) -> tuple[float, float]:
    """(RSS, PSS) in MiB of the trees below these processes."""
    known = _all()
    rss = pss = 0
    for pid in {pid for root in roots for pid in _tree(root, known)}:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
                for line in file:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
        except OSError:
            continue
    return rss / 1024, pss / 1024
