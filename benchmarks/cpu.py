"""CPU time of other processes, and which core they run on. Linux has all of it; elsewhere some is missing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection
from pathlib import Path


def process_cpu_s(pid: int) -> float:
    """Return the CPU time a process has used in all its threads, user and system, in seconds; Linux only."""
    try:
        return time.clock_gettime(_cpu_clock(pid))
    except OSError:
        return _cpu_of_stat(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8"))


def _cpu_clock(pid: int) -> int:
    # clock_getcpuclockid(3), which Python lacks, is this sum: the clock is named by the process and CPUCLOCK_SCHED
    return (~pid << 3) | 2


def _cpu_of_stat(stat: str) -> float:
    """Read fields 14 and 15 of proc(5); the name in field 2 may hold anything, but ends at the last bracket."""
    fields = stat[stat.rindex(")") + 2 :].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_s(cores: Collection[int]) -> float:
    """Return for how long cores were not idle, with all processes and what the hypervisor took, in seconds."""
    names = {f"cpu{core}" for core in cores}
    lines = Path("/proc/stat").read_text(encoding="utf-8").splitlines()
    return sum(_busy_ticks(line) for line in lines if line.split()[0] in names) / os.sysconf("SC_CLK_TCK")


def _busy_ticks(line: str) -> int:
    """Add up a line of proc(5)'s ``stat`` but for the times of doing nothing, and of guests, which count as user."""
    user, nice, system, _idle, _io_wait, *handlers_and_stolen = map(int, line.split()[1:9])
    return user + nice + system + sum(handlers_and_stolen)


def cores() -> list[int]:
    """Return the cores this process may use, or nothing where that cannot be told."""
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


def pin(pid: int, core: int) -> None:
    """Keep a process (0: this one), with the threads it will start, on one core."""
    if sys.platform == "linux":
        os.sched_setaffinity(pid, {core})
