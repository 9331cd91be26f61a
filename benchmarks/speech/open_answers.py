"""How well open answers are written down, by each recognizer that is here."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from benchmarks.speech.bench import Bench
from benchmarks.speech.digits import distance
from benchmarks.speech.line import RATE, over_the_telephone
from benchmarks.speech.recordings import Clip
from benchmarks.speech.table import Table
from flowrunner.answers.expected import Expected
from flowrunner.config import load_settings
from flowrunner.modelfiles.adding import is_added, models_folder
from flowrunner.modelfiles.catalogue import WHISPER_BASE
from flowrunner.speech.whisper.combined import base_files, tiny_files
from flowrunner.speech.whisper.open_model import OpenModel
from flowrunner.speech.whisper.recognizer import Model

ABOUT = """\
*Announcements*: words that are wrong, missing or too many, in a hundred words of a clear speaker over the telephone
line (figures count as wrong where the transcript has words). *Orders*: of the things that people order (a size, a kind
of coffee), in a hundred those whose words stand in the transcript, without being told what can be ordered and after
having been told. *CPU*: of an announcement, on average."""
COLUMNS = ("recognizer", "announcements: wrong words, %", "orders, %", "told, %", "CPU, ms")


def table(bench: Bench) -> Table:
    """Let every recognizer write down everything."""
    return Table(ABOUT, COLUMNS, tuple(_row(bench, name, model) for name, model in _models(bench)))


def _models(bench: Bench) -> Iterator[tuple[str, Model]]:
    yield "offline", bench.model
    if find_spec("ctranslate2") is None:
        return
    threads = os.cpu_count() or 1
    yield "ctranslate2", OpenModel(tiny_files(), threads)
    folder = load_settings(None, os.environ, {}).models or models_folder(os.environ, Path.home())
    if is_added(WHISPER_BASE, folder):
        yield WHISPER_BASE.name, OpenModel(base_files(folder), threads)


def _row(bench: Bench, name: str, model: Model) -> tuple[str, ...]:
    prompts, orders = bench.recordings.prompts(), bench.recordings.orders()
    begun = time.process_time()
    written = _write_down(model, prompts, ())
    cpu_ms = 1000 * (time.process_time() - begun) / len(prompts)
    said = [_words(clip.said) for clip in prompts]
    wrong = sum(map(distance, map(_words, written), said)) / sum(map(len, said))
    wanted = bench.recordings.ordered()
    known = tuple(sorted({each for things in wanted.values() for each in things}))
    found = [_share(_write_down(model, orders, told), orders, wanted) for told in ((), known)]
    return (name, f"{100 * wrong:.1f}", *(f"{100 * each:.0f}" for each in found), f"{cpu_ms:.0f}")


def _write_down(model: Model, clips: Sequence[Clip], told: tuple[str, ...]) -> list[str]:
    expected = Expected(told, "open")
    lines = [over_the_telephone(clip.pcm, clip.rate, None, seed) for seed, clip in enumerate(clips)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        hear = partial(model.recognize, rate=RATE, expected=expected, wanted=lambda: True)
        return [heard.transcript for heard in threads.map(hear, lines)]


def _share(written: list[str], clips: Sequence[Clip], wanted: dict[str, list[str]]) -> float:
    pairs = [
        (" ".join(_words(thing)), " ".join(_words(text)))
        for text, clip in zip(written, clips, strict=True)
        for thing in wanted[clip.speaker]
    ]
    return sum(thing in text for thing, text in pairs) / len(pairs)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())
