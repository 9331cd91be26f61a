"""How often the right choice is understood, of people and of synthetic voices, on quiet and noisy lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.speech.bench import Bench, Heard, on_the_line
from benchmarks.speech.menu import CHOICES, PHRASES, said_by
from benchmarks.speech.recordings import COMMANDS, DIGITS, Clip
from benchmarks.speech.shares import shown
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected

ABOUT = """\
*Best guess*: the likeliest choice is the right one. *Right* and *wrong*: it was sure enough to be accepted; what is
neither was not understood, and the caller is asked again. Percent, with the 95 % interval."""
COLUMNS = ("what is said, on which line", "clips", "best guess", "right", "wrong")


def table(bench: Bench) -> Table:
    """Hear everything."""
    return Table(ABOUT, COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    people = bench.recordings
    yield from _lines(bench, "10 commands, people", people.words(COMMANDS), COMMANDS)
    yield _row(bench, "yes and no among themselves, people", people.words(COMMANDS[:2]), COMMANDS[:2])
    yield _row(bench, "10 digits, one each, people", people.words(DIGITS), DIGITS)
    figures = [Clip(clip.pcm, clip.rate, DIGITS[int(clip.said)], clip.speaker) for clip in people.digits()]
    yield _row(bench, "10 digits, one each, six other people", figures, DIGITS)
    for kind, whose in (("ours", "our voices"), ("recorded", "flite's voices")):
        speakers = [each for each in bench.speakers if each.kind == kind]
        yield from _lines(bench, f"menu of 12 choices, {whose}", list(said_by(speakers, bench.half)), PHRASES)


def _lines(bench: Bench, title: str, clips: Sequence[Clip], phrases: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield _row(bench, f"{title}, a quiet line", clips, phrases)
    for noise in bench.recordings.noises():
        heard = bench.hear(on_the_line(clips, noise), Expected(phrases))
        yield _cells(f"{title}, {noise.title}", heard)


def _row(bench: Bench, title: str, clips: Sequence[Clip], phrases: tuple[str, ...]) -> tuple[str, ...]:
    return _cells(title, bench.hear(on_the_line(clips), Expected(phrases)))


def _cells(title: str, heard: Sequence[Heard]) -> tuple[str, ...]:
    return (
        title,
        str(len(heard)),
        shown(_choice(each.best) == _choice(each.said) for each in heard),
        shown(_choice(each.recognition.phrase) == _choice(each.said) for each in heard),
        shown(_choice(each.recognition.phrase) not in (_choice(each.said), None) for each in heard),
    )


def _choice(phrase: str | None) -> str | None:
    """Return what a phrase of the menu stands for; other phrases stand for themselves."""
    return None if phrase is None else CHOICES.get(phrase, phrase)
