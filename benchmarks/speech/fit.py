"""Fit the confidence of phrases anew, on the half for tuning: ``python -m benchmarks.speech.fit``, some minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.intents import logistic_regression
from benchmarks.speech.bench import Bench, Spoken, on_the_line
from benchmarks.speech.digits import strings
from benchmarks.speech.line import RATE
from benchmarks.speech.menu import CHOICES, PHRASES, said_by
from benchmarks.speech.recordings import COMMANDS, DIGITS, OTHERS, Half
from benchmarks.speech.rejection import no_speech
from flowrunner.answers.expected import Expected
from flowrunner.speech.whisper.decide import facts, likeliest

_EVERY = 5
"""Of the menu in noise, which would outweigh people's words otherwise, every so many clips are taken."""


@dataclass(frozen=True, slots=True)
class Case:
    """The likeliest phrase: what speaks for it, and whether it is what was said."""

    facts: tuple[float, ...]
    right: bool


def cases(bench: Bench) -> Iterator[Case]:
    """Yield what is right, and what is not, of all kinds."""
    people = bench.recordings
    menu = list(said_by([each for each in bench.speakers if each.kind != "computed"], bench.half))
    for number, noise in enumerate([None, *people.noises()]):
        yield from _cases(bench, on_the_line(people.words(COMMANDS), noise), COMMANDS)
        yield from _cases(bench, on_the_line(people.words(DIGITS), noise), DIGITS)
        yield from _cases(bench, on_the_line(menu[number::_EVERY], noise), PHRASES)
        yield from _cases(bench, on_the_line(people.words(OTHERS), noise, in_grammar=False), COMMANDS)
    for wanted in (COMMANDS[:2], COMMANDS, PHRASES):
        strangers = [*people.words(OTHERS), *people.prompts(), *people.orders()]
        yield from _cases(bench, on_the_line(strangers, in_grammar=False), wanted)
        yield from _cases(bench, no_speech(bench), wanted)
    yield from _heard(bench, strings(people.digits(), 4), Expected((), "digits", 4, 4))


def _cases(bench: Bench, clips: Iterable[Spoken], phrases: tuple[str, ...]) -> Iterator[Case]:
    return _heard(bench, clips, Expected(phrases))


def _heard(bench: Bench, clips: Iterable[Spoken], expected: Expected) -> Iterator[Case]:
    for clip in clips:
        evidence = bench.model.listen(clip.pcm, RATE, expected, lambda: True)
        best = likeliest(evidence)[0] if evidence else None
        if evidence and best:
            right = clip.said is not None and CHOICES.get(best, best) == CHOICES.get(clip.said, clip.said)
            yield Case(facts(evidence, best), right)


def main() -> None:
    """Print the constants of ``decide.py``."""
    bench = Bench(half=Half.TUNING)
    found = list(cases(bench))
    bench.close()
    truth = np.array([float(case.right) for case in found])
    columns = np.array([[*case.facts, 1.0] for case in found])
    even = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    likely, ahead, always = logistic_regression(columns, truth, even)
    print(f"{len(found)} cases, {truth.sum():.0f} right")
    print(f"_LIKELY, _AHEAD, _ALWAYS = {likely:.2f}, {ahead:.2f}, {always:.2f}")


if __name__ == "__main__":
    main()
