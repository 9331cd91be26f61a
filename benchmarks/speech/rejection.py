"""How well what was not asked for is told from what was: other words, other sentences, noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.speech.bench import Bench, Heard, Spoken, on_the_line
from benchmarks.speech.line import RATE, over_the_telephone
from benchmarks.speech.menu import PHRASES, said_by
from benchmarks.speech.recordings import COMMANDS, OTHERS
from benchmarks.speech.shares import auroc, shown, threshold
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected

ABOUT = """\
*Kept*: right answers accepted, of all that were in the grammar. *False*: accepted although nothing of the grammar was
said. First by the rule that is built in, whose constants were fitted on the other half of the recordings; then with
the threshold at which 5 % of this row's strangers pass, which says what the scores are worth. AUROC is the
probability that a right answer scores higher than a stranger. Percent, with the 95 % interval."""
COLUMNS = ("asked for; instead heard", "clips", "strangers", "kept", "false", "kept at 5 % false", "AUROC")
FALSE = 0.05


def table(bench: Bench) -> Table:
    """Hear what is in the grammars and what is not."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    people = bench.recordings
    commands = bench.hear(on_the_line(people.words(COMMANDS)), Expected(COMMANDS))
    yes_no = bench.hear(on_the_line(people.words(COMMANDS[:2])), Expected(COMMANDS[:2]))
    said = said_by([each for each in bench.speakers if each.kind != "computed"], bench.half)
    menu = bench.hear(on_the_line(said), Expected(PHRASES))
    others, more = people.words(OTHERS), people.words((*OTHERS, *COMMANDS[2:]))
    sentences = [*people.prompts(), *people.orders()]
    for title, inside, outside, phrases in (
        ("10 commands; 10 other words", commands, on_the_line(others, in_grammar=False), COMMANDS),
        ("yes and no; 18 other words", yes_no, on_the_line(more, in_grammar=False), COMMANDS[:2]),
        ("menu; announcements and coffee orders", menu, on_the_line(sentences, in_grammar=False), PHRASES),
        ("menu; music, noise, hum of voices, silence", menu, no_speech(bench), PHRASES),
    ):
        yield _cells(title, inside, bench.hear(outside, Expected(phrases)))


def no_speech(bench: Bench) -> Iterator[Spoken]:
    """Yield two seconds each of music, of noises, and of silence."""
    pieces = [music[at : at + 2 * RATE] for music in bench.recordings.music() for at in range(0, len(music), 2 * RATE)]
    pieces += [noise.make(2 * RATE, seed) for noise in bench.recordings.noises()[::2] for seed in range(5)]
    for seed, piece in enumerate([*pieces, np.zeros(2 * RATE)]):
        loud = piece * (3000 / max(1e-9, np.abs(piece).max()))
        yield Spoken(over_the_telephone(loud.astype(np.int16), RATE, None, seed), None)


def _cells(title: str, inside: Sequence[Heard], outside: Sequence[Heard]) -> tuple[str, ...]:
    if not inside or not outside:
        return (title, str(len(inside)), str(len(outside)), "-", "-", "-", "-")
    strangers = [each.confidence for each in outside]
    right = [each.confidence if each.guessed else 0.0 for each in inside]
    least = threshold(strangers, FALSE)
    return (
        title,
        str(len(inside)),
        str(len(outside)),
        shown(each.right for each in inside),
        shown(each.recognition.phrase is not None for each in outside),
        shown(score > least for score in right),
        f"{auroc(right, strangers):.3f}",
    )
