"""What processes cost, as Linux counts it."""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time these processes have used so far, their ended threads included."""
    return sum(_ticks(pid) for pid in pids) / TICK


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def memory_mib(pids: Iterable[int], *names: str) -> float:
    """Sum of these lines of smaps_rollup (Pss by default): Pss shares what several processes share."""
    return sum(_kib(pid, names or ("Pss",)) for pid in pids) / 1024


def _kib(pid: int, names: tuple[str, ...]) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.split(":")[0] in names)


def shared_mib(pids: Iterable[int]) -> float:
    """Shared memory (shmem) mapped by these processes: of PostgreSQL, its buffers; counted once, at its largest."""
    return max((_kib(pid, ("Pss_Shmem",)) for pid in pids), default=0) / 1024
