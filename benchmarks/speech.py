"""What offline speech understands and what it costs: ``python -m benchmarks.speech``, about two minutes.

With a folder of recordings beside the repository (``../shared/audio``, see there for what it holds) accuracy is that
on people's voices; without it on the few clips of the tests. Costs are parts of the time that the sound itself takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.report import WIDTH, machine
from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM, Codec, decode_mulaw, encode_mulaw
from flowrunner.audio.files import read_sound
from flowrunner.audio.gate import Gate
from flowrunner.audio.resample import Resampler, resample
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.silero import CONTEXT, SileroModel
from flowrunner.speech.whisper.model import WhisperModel

ROOT = Path(__file__).parent.parent
RECORDINGS = ROOT.parent / "shared" / "audio"
CLIPS = ROOT / "tests" / "data" / "audio"
RATE = 8000

COMMANDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
OTHERS = ("bed", "bird", "cat", "dog", "happy", "house", "marvin", "sheila", "tree", "wow")
MENU = (
    "billing",
    "technical support",
    "sales",
    "operator",
    "account balance",
    "main menu",
    "opening hours",
    "make a payment",
    "lost card",
    "repeat that",
)
SENTENCE = "For your account balance, say balance or press one. To speak to a person, press zero."


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clip at 8 kHz, and what of the grammar is said in it (None: nothing)."""

    pcm: PCM
    phrase: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """How often it was right, of how many clips."""

    title: str
    right: int
    wrong: int
    clips: int


def over_the_telephone(pcm: PCM, rate: int, noise_db: float | None, seed: int) -> PCM:
    """Return speech at -22 dBFS after a telephone line, with white noise that many dB below it."""
    sound = np.pad(resample(pcm, rate, RATE).astype(float), (2400, 4000))
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    sound = np.fft.irfft(
        spectrum * np.clip((hertz - 200) / 100, 0, 1) * np.clip((3500 - hertz) / 100, 0, 1), len(sound)
    )
    loudness = (sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    level = 32768 * 10 ** (-22 / 20)
    sound *= level / np.sqrt(loudness[loudness > loudness.max() / 100].mean())
    hiss = 20.0 if noise_db is None else level * 10 ** (-noise_db / 20)
    sound += np.random.default_rng(seed).standard_normal(len(sound)) * hiss
    return decode_mulaw(encode_mulaw(np.clip(sound, -32768, 32767).astype(np.int16)))


def people(words: Iterable[str], *, in_grammar: bool) -> list[Spoken]:
    """Return recordings of single words, as they come out of a telephone."""
    return [
        Spoken(over_the_telephone(*read_sound(path), None, seed), word if in_grammar else None)
        for word in words
        for seed, path in enumerate(_recordings(word))
    ]


def _recordings(word: str) -> list[Path]:
    shared = sorted((RECORDINGS / "speech_commands" / word).glob("*.wav"))
    return shared or sorted(CLIPS.glob(f"{word}_*.wav"))


def menu(voice: HibariVoice, noise_db: float | None) -> list[Spoken]:
    """Return the menu's phrases, said by both offline voices."""
    said = [(phrase, speaker) for phrase in MENU for speaker in ("heart", "caller")]
    return [
        Spoken(over_the_telephone(spoken(voice, f"{phrase}.", speaker), voice.sample_rate, noise_db, seed), phrase)
        for seed, (phrase, speaker) in enumerate(said)
    ]


def spoken(voice: HibariVoice, text: str, speaker: str) -> PCM:
    """Return a text as sound."""

    async def collect() -> PCM:
        return np.concatenate([pcm async for pcm in voice.speak(text, voice=speaker, language="en-US")])

    return asyncio.run(collect())


def score(model: WhisperModel, title: str, clips: Iterable[Spoken], phrases: tuple[str, ...]) -> Score:
    """Recognise every clip; a phrase where none was said is wrong, none where none was said is right."""
    expected = Expected(phrases)
    pairs = [(model.recognize(clip.pcm, RATE, expected, lambda: True).phrase, clip.phrase) for clip in clips]
    right = sum(heard == said for heard, said in pairs)
    wrong = sum(heard not in (said, None) for heard, said in pairs)
    return Score(title, right, wrong, len(pairs))


def accuracy(model: WhisperModel, voice: HibariVoice) -> Iterator[Score]:
    """Measure what is understood."""
    yield score(model, "10 commands, people", people(COMMANDS, in_grammar=True), COMMANDS)
    yield score(model, "yes and no, people", people(COMMANDS[:2], in_grammar=True), COMMANDS[:2])
    yield score(model, "10 digits, people", people(DIGITS, in_grammar=True), DIGITS)
    yield score(model, "other words among 10 commands, people", people(OTHERS, in_grammar=False), COMMANDS)
    for noise_db in (None, 20.0, 10.0):
        line = "a quiet line" if noise_db is None else f"noise at {noise_db:.0f} dB"
        yield score(model, f"menu of 10, offline voices, {line}", menu(voice, noise_db), MENU)


def cost(work: Callable[[], object], sound_s: float, times: int) -> float:
    """Return the CPU that work takes, as a part of the time that its sound takes; the best of five."""
    spent = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(times):
            work()
        spent.append(time.process_time() - begun)
    return min(spent) / times / sound_s


def costs(model: WhisperModel, voice: HibariVoice, vad: SileroModel) -> Iterator[tuple[str, float]]:
    """Measure what each part takes."""
    frame = Codec.MULAW_8K.silence(0.02)
    gate, down, pcm = Gate(Codec.MULAW_8K), Resampler(24000, RATE), np.zeros(480, np.int16)
    yield "gate, a quiet line", cost(lambda: gate.admit(frame), 0.02, 5000)
    yield "mu-law to samples", cost(lambda: decode_mulaw(frame), 0.02, 5000)
    yield "24 to 8 kHz", cost(lambda: down(pcm), 0.02, 2000)
    for calls in (1, 4, 24):
        windows, states = np.zeros((calls, CONTEXT + 256), np.float32), np.zeros((2, calls, 128), np.float32)
        yield f"voice activity, {calls} at once, each", cost(partial(vad, windows, states), 0.032 * calls, 200)
    sentence = spoken(voice, SENTENCE, "heart")
    yield "voice", cost(lambda: spoken(voice, SENTENCE, "heart"), len(sentence) / voice.sample_rate, 3)
    line = over_the_telephone(spoken(voice, "Technical support.", "caller"), voice.sample_rate, None, 0)
    for expected in (Expected(MENU), Expected((), "digits", 4, 8), Expected((), "open")):
        work = partial(model.recognize, line, RATE, expected, lambda: True)
        yield f"recognition, {expected.kind}", cost(work, len(line) / RATE, 2)


def main() -> None:
    """Measure and print."""
    console = Console(highlight=False, width=None if Console().is_terminal else WIDTH)
    pool = Pool("bench")
    model, voice, vad = WhisperModel(), HibariVoice(pool), SileroModel()
    console.print(machine())
    if not RECORDINGS.exists():
        console.print(
            "No ../shared/audio: people's words are the few clips of the tests, so read their lines with care."
        )
    understood = Table("understood", "right", "wrong", "clips")
    for line in accuracy(model, voice):
        understood.add_row(
            line.title, f"{line.right / line.clips:.0%}", f"{line.wrong / line.clips:.0%}", str(line.clips)
        )
    console.print(understood)
    spent = Table("CPU, as a part of the sound's own time", "part", "times faster")
    for title, part in costs(model, voice, vad):
        spent.add_row(title, f"{part:.2%}" if part > 0.001 else f"{part:.3%}", f"{1 / part:,.0f}")
    console.print(spent)
    pool.close()


if __name__ == "__main__":
    main()
