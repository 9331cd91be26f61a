"""What the figures must reach, and whether they do: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.figures import Figures
from benchmarks.sound import Sound

KEY_P99_MS = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One target beside what was measured."""

    target: str
    measured: str
    met: bool


def verdicts(table: Sequence[Figures], calls: int) -> list[Verdict]:
    """Judge every target whose rows were measured; a row that does not count meets nothing."""
    few = max(1, calls // 3)
    by_name = {line.name: line for line in table}
    floor, keys = by_name.get(f"c-{Sound.SILENCE}-{calls}"), by_name.get(f"a-{Sound.SILENCE}-{calls}")
    few_floor, few_keys = by_name.get(f"c-{Sound.SILENCE}-{few}"), by_name.get(f"a-{Sound.SILENCE}-{few}")
    judged = (
        _at_most("(a) keys only costs at most 1.5 x (c)", keys, floor, 1.5),
        _at_most("(b) digital silence costs at most 3 x (c)", by_name.get(f"b-{Sound.SILENCE}-{calls}"), floor, 3),
        _at_most("(b) comfort noise costs at most 3 x (c)", by_name.get(f"b-{Sound.NOISE}-{calls}"), floor, 3),
        _at_most("(b) all talking costs at most 7 x (c)", by_name.get(f"b-{Sound.TALK}-{few}"), few_floor, 7),
        _at_least("(d) costs at least 2 x (a)", by_name.get(f"d-{Sound.SILENCE}-{few}"), few_keys, 2),
        _at_least("(e) costs at least 5 x (a)", by_name.get(f"e-{Sound.SILENCE}-{few}"), few_keys, 5),
        _soon_enough(keys, floor),
    )
    return [verdict for verdict in judged if verdict is not None]


def _at_most(target: str, line: Figures | None, base: Figures | None, limit: float) -> Verdict | None:
    if line is None or base is None:
        return None
    ratio = line.cpu_ms / base.cpu_ms
    return Verdict(target, f"{ratio:.2f} x", ratio <= limit and not (line.faults or base.faults))


def _at_least(target: str, line: Figures | None, base: Figures | None, limit: float) -> Verdict | None:
    if line is None or base is None:
        return None
    ratio = line.cpu_ms / base.cpu_ms
    return Verdict(target, f"{ratio:.1f} x", ratio >= limit and not (line.faults or base.faults))


def _soon_enough(line: Figures | None, floor: Figures | None) -> Verdict | None:
    if line is None or line.key_p99_ms is None:
        return None
    beside = f" (floor {floor.key_p99_ms:.1f})" if floor is not None and floor.key_p99_ms is not None else ""
    met = line.key_p99_ms <= KEY_P99_MS and not line.faults
    return Verdict(
        f"(a) key to first sound, 99th percentile, {line.calls} calls: at most {KEY_P99_MS:.0f} ms",
        f"{line.key_p99_ms:.1f} ms{beside}",
        met,
    )
