"""How quickly each voice begins to speak, what that costs, and whether it is understood."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from benchmarks.report import machine
from benchmarks.speech.bench import Bench
from benchmarks.speech.digits import distance
from benchmarks.speech.line import RATE, over_the_telephone
from benchmarks.speech.speakers import Speaker
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM

ABOUT = """\
Ten prompts, each said three times, the quickest counts. *First audio*: until the first sound of a prompt of two
sentences can be sent (its first sentence is rendered while nothing plays yet; the other programs render all of it).
*Real time*: seconds of sound for a second of work. *Misheard*: words that our own recogniser gets wrong after the
telephone line, a stand-in for people's ears."""
COLUMNS = ("voice", "first audio, ms", "x real time", "misheard words, %")
PROMPTS = (
    "Welcome to Green Street Clinic.",
    "For opening hours, say hours.",
    "Please say or enter your account number.",
    "Your appointment is on Tuesday in the morning.",
    "I am sorry, I did not understand that.",
    "Please hold while I connect you with the front desk.",
    "Your payment has arrived, thank you very much.",
    "Would you like to hear that again?",
    "The office is closed today, and opens again on Monday.",
    "After the tone, please leave your name and a short message.",
)
LONG = "Thank you for calling Green Street Clinic. For appointments press one, for test results press two."
TIMES = 3


def table(bench: Bench) -> Table:
    """Let every voice say everything."""
    return Table(f"{ABOUT}\n\n{machine()}", COLUMNS, tuple(_rows(bench)))


def _rows(bench: Bench) -> Iterator[tuple[str, ...]]:
    for speaker in bench.speakers:
        said = [speaker.say(text) for text in PROMPTS]
        length_s = sum(len(pcm) / rate for pcm, rate in said)
        work_s = sum(_quickest(speaker, text) for text in PROMPTS)
        first_s = _quickest(speaker, LONG.partition(". ")[0] + "." if speaker.kind == "ours" else LONG)
        wrong = _misheard(bench, [over_the_telephone(pcm, rate) for pcm, rate in said])
        yield speaker.name, f"{1000 * first_s:.0f}", f"{length_s / work_s:.0f}", f"{100 * wrong:.1f}"


def _quickest(speaker: Speaker, text: str) -> float:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        speaker.say(text)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _misheard(bench: Bench, lines: list[PCM]) -> float:
    pairs = [
        (_words(bench.model.recognize(pcm, RATE, Expected((), "open"), lambda: True).transcript), _words(text))
        for pcm, text in zip(lines, PROMPTS, strict=True)
    ]
    return sum(distance(heard, text) for heard, text in pairs) / sum(len(text) for _, text in pairs)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())
