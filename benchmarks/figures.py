"""The arithmetic of the report: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from benchmarks.plan import Outcome
from benchmarks.subjects import Row

LATEST_MS = 10.0
"""A generator whose 99th percentile is later than half a frame did not keep pace."""
LEAST_SENT = 0.995
BUSIEST = 0.95
"""Share of a core above which a process is no longer measured but waited for."""


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that ``percent`` of the values do not exceed (nearest rank); 0 of nothing."""
    if not values:
        return 0.0
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(0, int(rank) - 1)]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the samples of one row come to."""

    name: str
    title: str
    letter: str
    calls: int
    cpu_ms: float
    """CPU per call and second, in milliseconds: the median of the rounds."""
    lowest_ms: float
    highest_ms: float
    ratio: float | None
    """To the floor with the same number of calls; None without one."""
    key_p50_ms: float | None
    key_p99_ms: float | None
    others_cpu: float
    """Share of one core that other processes used meanwhile: the mean of the rounds."""
    left_out: int = 0
    """Rounds that were disturbed and do not count."""
    faults: tuple[str, ...] = ()
    """Why the row does not count."""

    @property
    def calls_per_core(self) -> float:
        return 1000 / self.cpu_ms if self.cpu_ms else 0.0


def disturbances(outcome: Outcome) -> tuple[str, ...]:
    """Say what makes a sample worthless though the server is not to blame."""
    checks = (
        (outcome.frames_sent < LEAST_SENT * outcome.frames_due, "the generator left frames out"),
        (outcome.late_ms > LATEST_MS, f"the generator was {outcome.late_ms:.0f} ms late"),
        (outcome.generator_cpu > BUSIEST, "the generator was at its limit"),
    )
    return tuple(text for bad, text in checks if bad)


def failures(outcome: Outcome, calls: int) -> tuple[str, ...]:
    """Say where the server failed."""
    checks = (
        (outcome.lost_calls > 0, f"{outcome.lost_calls} of {calls} calls were lost"),
        (outcome.cpu_s > BUSIEST * outcome.window_s, "the server was at its limit"),
        (outcome.unanswered_keys > 0, f"{outcome.unanswered_keys} keys were not answered"),
    )
    return tuple(text for bad, text in checks if bad)


def undisturbed(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Leave out disturbed samples, unless that leaves no majority."""
    good = [outcome for outcome in outcomes if not disturbances(outcome)]
    return good if 2 * len(good) > len(outcomes) else outcomes


def figures(samples: Mapping[Row, Sequence[Outcome]]) -> list[Figures]:
    """Turn the samples of each row into its line of the table."""
    counted = {row: undisturbed(outcomes) for row, outcomes in samples.items() if outcomes}
    floors = {row.calls: _cpu_ms(row, outcomes) for row, outcomes in counted.items() if row.subject.letter == "c"}
    return [
        _figures(row, outcomes, floors.get(row.calls), len(samples[row]) - len(outcomes))
        for row, outcomes in counted.items()
    ]


def _figures(row: Row, outcomes: Sequence[Outcome], floors: list[float] | None, left_out: int) -> Figures:
    costs = _cpu_ms(row, outcomes)
    keys = [latency for outcome in outcomes for latency in outcome.key_to_audio_ms]
    return Figures(
        name=row.name,
        title=row.title,
        letter=row.subject.letter,
        calls=row.calls,
        cpu_ms=median(costs),
        lowest_ms=min(costs),
        highest_ms=max(costs),
        ratio=median(costs) / median(floors) if floors else None,
        key_p50_ms=percentile(keys, 50) if keys else None,
        key_p99_ms=percentile(keys, 99) if keys else None,
        others_cpu=mean(outcome.others_cpu for outcome in outcomes),
        left_out=left_out,
        faults=tuple(dict.fromkeys(fault for outcome in outcomes for fault in _faults(outcome, row.calls))),
    )


def _faults(outcome: Outcome, calls: int) -> tuple[str, ...]:
    return disturbances(outcome) + failures(outcome, calls)


def _cpu_ms(row: Row, outcomes: Sequence[Outcome]) -> list[float]:
    return [1000 * outcome.cpu_s / outcome.window_s / row.calls for outcome in outcomes]
