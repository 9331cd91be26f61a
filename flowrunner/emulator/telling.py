"""How a call is told on a terminal: a line for each thing that is said, and a summary."""

from __future__ import annotations

from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flowrunner.emulator.faults import FaultKind
from flowrunner.emulator.report import CallReport, Remark

_STYLES = {"bot": "cyan", "caller": "yellow", "callee": "green", "carrier": "dim"}


def remark(console: Console, said: Remark) -> None:
    """Print one line of the conversation: ``00:03.2  bot      For your balance, press 1``."""
    body = Text(_words(said), style=_STYLES[said.who])
    if said.latency_s is not None:
        body.append(f"  ({said.latency_s:.2f} s)", style="dim")
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(style="dim", no_wrap=True)
    line.add_column(style="dim", no_wrap=True, min_width=7)
    line.add_column(overflow="fold")
    line.add_row(clock(said.at_s), said.who, body)
    console.print(line)


def clock(seconds: float) -> str:
    """Write a moment of the call: ``00:03.2``."""
    tenths = round(seconds * 10)
    return f"{tenths // 600:02}:{tenths // 10 % 60:02}.{tenths % 10}"


def summary(console: Console, report: CallReport) -> None:
    """Print what is worth knowing when the call is over."""
    cause = f"{report.cause.name} ({report.cause.code}, by {report.cause.source})"
    console.print(f"\n{clock(report.duration_s)}  the call ended: {cause}")
    if latencies := [turn.latency_s for turn in report.turns if turn.latency_s is not None]:
        console.print(f"answers came after {median(latencies):.2f} s (median), {max(latencies):.2f} s (longest)")
    if report.wav is not None:
        console.print(Text(f"recording: {report.wav}"))
    for problem in report.problems:
        console.print(Text(f"problem: {problem}", style="red"))
    for violation in report.violations:
        console.print(Text(f"violation by the host: {violation}", style="red"))


def menu(console: Console) -> None:
    """Print the faults that a call can have."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for kind in FaultKind:
        table.add_row(kind.usual, Text(kind.told))
    console.print(table)


def _words(said: Remark) -> str:
    if said.text or said.speech_s is None:
        return said.text
    return f"(speaks for {said.speech_s:.1f} s)"
