"""The report: tables for people, JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Figures
from benchmarks.targets import Verdict

WIDTH = 120
"""Columns of the report when it is not written to a terminal."""


def machine() -> str:
    """Describe where the figures come from, in one line."""
    load = f", load {os.getloadavg()[0]:.1f} before the run" if hasattr(os, "getloadavg") else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} x {_processor()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}{load}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor")


def show(console: Console, where: str, table: Sequence[Figures], judged: Sequence[Verdict]) -> None:
    """Print everything."""
    console.print(where)
    console.print(_costs(table))
    if judged:
        console.print(_targets(judged))
    if table:
        busiest = max(line.others_cpu for line in table)
        console.print(f"Other work took up to {100 * busiest:.0f} % of a core while a row was measured.")
    for line in table:
        if line.left_out:
            console.print(
                f"({line.letter}) {line.title}, {line.calls} calls: {line.left_out} disturbed rounds left out"
            )
        for fault in line.faults:
            console.print(f"[red]({line.letter}) {line.title}, {line.calls} calls: does not count, {fault}[/red]")


def _costs(table: Sequence[Figures]) -> Table:
    shown = Table(title="CPU of the server process, in ms per call and second; key to first sound, in ms")
    shown.add_column("")
    for heading in ("calls", "CPU", "of all rounds", "x (c)", "calls a core", "key p50", "p99"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for line in table:
        shown.add_row(*_cells(line), style="dim" if line.faults else None)
    return shown


def _cells(line: Figures) -> tuple[str, ...]:
    return (
        f"({line.letter}) {line.title}" + (" !" if line.faults else ""),
        str(line.calls),
        f"{line.cpu_ms:.2f}",
        f"{line.lowest_ms:.2f}–{line.highest_ms:.2f}",
        _number(line.ratio),
        f"{line.calls_per_core:,.0f}",
        _number(line.key_p50_ms),
        _number(line.key_p99_ms),
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _targets(judged: Sequence[Verdict]) -> Table:
    shown = Table(title="Targets")
    shown.add_column("target")
    shown.add_column("measured", justify="right")
    shown.add_column("met")
    for verdict in judged:
        shown.add_row(verdict.target, verdict.measured, "yes" if verdict.met else "[red]no[/red]")
    return shown


def write_json(path: Path, where: str, table: Sequence[Figures], judged: Sequence[Verdict]) -> None:
    """Write everything to a file."""
    lines = [{**asdict(line), "calls_per_core": line.calls_per_core} for line in table]
    content = {"machine": where, "rows": lines, "targets": [asdict(verdict) for verdict in judged]}
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
