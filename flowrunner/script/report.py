"""A run in words, for a terminal: a line a file, every failure in full, what was not walked, and the sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from flowrunner.flow.diagnostics import Diagnostic, to_text
from flowrunner.script.coverage import KINDS
from flowrunner.script.results import totals
from flowrunner.script.transcript import transcript

if TYPE_CHECKING:
    from flowrunner.script.coverage import Coverage, Kind, Place
    from flowrunner.script.results import Result, SuiteResult

_BOLD, _RED, _GREEN, _DIM, _RESET = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Report:
    """Writes about a run."""

    color: bool = False

    def whole(self, run: list[SuiteResult], covered: list[Coverage] | None, took_s: float) -> str:
        """Return everything there is to say about a run."""
        parts = ["\n".join(map(self.file, run)), *self.problems(run)]
        if covered is not None:
            parts.append("\n".join(map(self.coverage, covered)))
        return "\n\n".join(part for part in [*parts, self.summary(run, took_s)] if part)

    def file(self, each: SuiteResult) -> str:
        """Return the line of one test file."""
        failed = sum(not result.passed for result in each.results)
        counts = [f"{len(each.results) - failed} passed"] if len(each.results) > failed else []
        counts += [f"{failed} failed"] if failed else []
        counts = ["cannot be run"] if each.suite.findings else counts
        tone = _GREEN if each.passed else _RED
        return f"{each.suite.path}  {self._paint(', '.join(counts) or 'no tests', tone)}"

    def problems(self, run: Iterable[SuiteResult]) -> Iterator[str]:
        """Yield what kept each file from being run, and how each conversation failed."""
        once: dict[str, None] = {}
        for each in run:
            for finding in each.suite.findings:
                once[to_text(finding.diagnostic, finding.lines, color=self.color)] = None
            for result in each.results:
                if not result.passed:
                    once[self.failure(result, each)] = None
        yield from once

    def failure(self, result: Result, suite: SuiteResult) -> str:
        """Return how a conversation failed: the step, what came instead, and the conversation so far."""
        failure, conversation = result.played.failure, result.played.conversation
        assert failure is not None
        path, lines = suite.suite.path, suite.suite.lines
        step = Diagnostic(failure.code, "error", failure.message, failure.span, path=path)
        title = f"{path}:{conversation.span.line}: {conversation.name}"
        parts = [self._paint(title, _BOLD), to_text(step, lines, color=self.color)]
        if failure.instead:
            parts.append(self._paint("  instead: ", _GREEN) + failure.instead)
        parts.append(self._paint("  the call so far:", _DIM))
        return "\n".join([*parts, *(f"    {line}" for line in transcript(result.played.trace))])

    def coverage(self, covered: Coverage) -> str:
        """Return what the tests have walked of a flow, and what they have not."""
        path = covered.flow.path
        missed = [f"  {path}:{line}: {_named(place)}" for line, place in covered.missed]
        sums = ", ".join(_share(kind, *covered.count(kind)) for kind in KINDS if covered.count(kind)[1])
        head = f"{covered.flow.name}: {sums}"
        return "\n".join([self._paint(head, _BOLD), *(["not walked:"] if missed else []), *missed])

    def summary(self, run: list[SuiteResult], took_s: float) -> str:
        """Return the last line."""
        sums = totals(run)
        parts = [f"{sums.passed} passed"] if sums.passed else []
        parts += [f"{sums.failed} failed"] if sums.failed else []
        parts += [_count(sums.broken, "file") + " cannot be run"] if sums.broken else []
        words = ", ".join(parts) or "no tests"
        return self._paint(f"{words} in {took_s:.2f} s", _RED if sums.exit_status else _GREEN)

    def _paint(self, text: str, tone: str) -> str:
        return f"{tone}{text}{_RESET}" if self.color else text


def _named(place: Place) -> str:
    match place.kind:
        case "state":
            return f"state `{place.state}`"
        case "slot" | "choice" | "outcome":
            return f"{place.kind} `{place.name}` of `{place.state}`"
        case _:
            assert_never(place.kind)


def _share(kind: Kind, walked: int, there: int) -> str:
    return f"{walked} of {_count(there, kind)}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
