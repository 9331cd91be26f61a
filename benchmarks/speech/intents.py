"""How well what a caller wants is understood from a few examples of each choice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.intents import SEEDS, Answer, Data, answers, clinc_data, own_data, split, trainer
from benchmarks.speech.bench import Bench
from benchmarks.speech.shares import auroc, threshold
from benchmarks.speech.table import Table
from flowrunner.config import load_settings
from flowrunner.embedding.registry import NAMES
from flowrunner.modelfiles.adding import is_added, models_folder
from flowrunner.modelfiles.catalogue import MINILM

ABOUT = """\
Fifteen intents, some sentences of each as examples, the others asked in writing, drawn three times. *Right*: the
likeliest intent is the right one, percent; *at 10 % false*: and surer than nine of ten sentences that mean none of
the fifteen. *Acted upon*: right and wrong as the built-in rule takes it. AUROC is over sentences with and without a
meaning. `own` are the sentences of `benchmarks/data/intents.txt`, CLINC150 its fifteen banking intents (not part of
this repository). *By* `words` is what comes with flowrunner, `minilm` what `flowrunner models add minilm` adds."""
COLUMNS = ("sentences, examples, by", "asked", "right", "at 10 % false", "acted upon: right", "wrong", "AUROC")
SHOTS = (5, 10, 20)


def table(bench: Bench) -> Table:
    """Ask everything."""
    sets = [own_data(), *([clinc_data(bench.clinc)] if bench.clinc else [])]
    return Table(ABOUT, COLUMNS, tuple(row for data in sets for name in _learners() for row in _rows(data, name)))


def _learners() -> tuple[str, ...]:
    """Return by what a menu can be learned on this machine."""
    folder = load_settings(None, os.environ, {}).models or models_folder(os.environ, Path.home())
    return NAMES if is_added(MINILM, folder) else NAMES[:1]


def _rows(data: Data, learner: str) -> Iterator[tuple[str, ...]]:
    train = trainer(learner)
    least = min(len(texts) for texts in data.examples.values())
    for shots in (count for count in SHOTS if count < least):
        drawn = map(partial(split, data, shots), range(SEEDS))
        asked = [each for pair in drawn for each in answers(train, *pair, data.nothing)]
        yield _row(f"{data.name}, {shots}, {learner}", asked)


def _row(title: str, asked: list[Answer]) -> tuple[str, ...]:
    inside, outside = [each for each in asked if each.meant], [each for each in asked if not each.meant]
    strangers = [each.confidence for each in outside]
    least = threshold(strangers, 0.1)
    right = [each.best == each.meant for each in inside]
    kept = [each.best == each.meant and each.confidence > least for each in inside]
    return (
        title,
        str(len(inside)),
        _percent(right),
        _percent(kept),
        _percent([each.found == each.meant for each in inside]),
        _percent([each.found not in (None, each.meant) for each in inside]),
        f"{auroc([each.confidence for each in inside], strangers):.3f}",
    )


def _percent(cases: list[bool]) -> str:
    return f"{100 * sum(cases) / len(cases):.0f}"
