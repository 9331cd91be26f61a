"""What came of a run: results in, no text yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowrunner.script.coverage import Coverage, Place, coverage
from flowrunner.script.walk import walk

if TYPE_CHECKING:
    from flowrunner.flow.model import Flow
    from flowrunner.script.case import Case
    from flowrunner.script.player import Played
    from flowrunner.script.suite import Suite


@dataclass(frozen=True, slots=True)
class Result:
    """One conversation that was held."""

    case: Case
    played: Played
    took_s: float = 0.0
    """On the clock of whoever held it."""

    @property
    def passed(self) -> bool:
        """Whether it went as written."""
        return self.played.failure is None


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """One test file that was run, or could not be."""

    suite: Suite
    results: tuple[Result, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything in it went as written."""
        return not self.suite.findings and all(result.passed for result in self.results)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a run."""

    passed: int
    failed: int
    broken: int
    """Files that could not be run."""

    @property
    def exit_status(self) -> int:
        """0 all passed, 1 something did not, 5 there was nothing to run."""
        if self.failed or self.broken:
            return 1
        return 0 if self.passed else 5


def totals(run: Iterable[SuiteResult]) -> Totals:
    """Return the sums of a run."""
    run = list(run)
    outcomes = [result.passed for each in run for result in each.results]
    return Totals(sum(outcomes), len(outcomes) - sum(outcomes), sum(bool(each.suite.findings) for each in run))


def coverages(run: Iterable[SuiteResult]) -> list[Coverage]:
    """Return what a run has walked of each flow, in the order in which the flows were met."""
    flows: dict[str, Flow] = {}
    walked: dict[str, set[Place]] = {}
    for each in run:
        for result in each.results:
            flows.setdefault(result.case.flow.path, result.case.flow)
            for path, place in walk(result.case.flow, result.played.trace):
                walked.setdefault(path, set()).add(place)
    return [coverage(flow, walked.get(path, set())) for path, flow in flows.items()]
