"""How well utterances are understood, and what that costs: ``python -m benchmarks.intents``.

A few sentences of every intent are the examples, the others are asked; so are the sentences that mean nothing. What
is measured is the three steps as a menu takes them, and its parts: the close phrase alone, the classifier alone.
``--clinc FILE`` asks the same of CLINC150 (``data_full.json`` of its authors, not part of this repository): its fifteen
banking intents, and its own sentences out of scope. ``--fit`` fits ``flowrunner/intents/confidence.py`` anew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flowrunner.config import load_settings
from flowrunner.embedding.registry import NAMES, WORDS, open_embedding
from flowrunner.intents.classifier import Classifier
from flowrunner.intents.match import close
from flowrunner.intents.meaning import MeaningClassifier

DATA = Path(__file__).parent / "data" / "intents.txt"
SEEDS = 3
SHOTS = (3, 5, 10, 20)
SURE = 0.7
"""Of ``confirm: auto``."""
CLINC_BANKING = (
    "transfer transactions balance freeze_account pay_bill bill_balance bill_due interest_rate routing min_payment "
    "order_checks pin_change report_fraud account_blocked spending_history"
)

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Examples = dict[str, list[str]]
Train = Callable[[Examples], "Classifier[str] | MeaningClassifier[str]"]


@dataclass(frozen=True, slots=True)
class Data:
    """Sentences to draw examples from, sentences to ask, and sentences that mean nothing; asked ones may be drawn."""

    name: str
    examples: Examples
    asked: Examples
    nothing: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an utterance meant (None: nothing), and what the classifier made of it."""

    meant: str | None
    best: str | None
    """The most likely choice, whether or not that is likely enough."""
    found: str | None
    """What would be acted upon: likely enough, and clearly before the second."""
    doubt: bool
    confidence: float


def own_data(path: Path = DATA) -> Data:
    """Read the sentences of this repository."""
    intents: Examples = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            intents.setdefault(name, []).append(line)
    nothing = intents.pop("")
    return Data("own", intents, intents, nothing)


def clinc_data(path: Path) -> Data:
    """Read CLINC150's banking intents."""
    read = json.loads(path.read_text(encoding="utf-8"))
    wanted = CLINC_BANKING.split()
    train, test = ({each: [text for text, of in read[part] if of == each] for each in wanted} for part in _PARTS)
    return Data("CLINC150, banking", train, test, [text for text, _ in read["oos_test"]])


_PARTS = ("train", "test")


def split(data: Data, shots: int, seed: int) -> tuple[Examples, Examples]:
    """Return that many examples of every intent, and the sentences to ask."""
    chance = random.Random(f"{shots} {seed}")
    drawn = {intent: chance.sample(texts, shots) for intent, texts in sorted(data.examples.items())}
    asked = {intent: [text for text in texts if text not in drawn[intent]] for intent, texts in data.asked.items()}
    return drawn, asked


def answers(train: Train, examples: Examples, asked: Examples, nothing: Sequence[str]) -> Iterator[Answer]:
    """Ask the classifier everything."""
    classifier = train(examples)
    for text, meant in [(text, intent) for intent, texts in asked.items() for text in texts] + [
        (text, None) for text in nothing
    ]:
        judged = classifier.judge(text)
        evidence = classifier.evidence(text)
        doubt = judged.runner_up is not None
        best = evidence.best if evidence else None
        yield Answer(meant, best, None if doubt else judged.choice, doubt, judged.confidence)


def close_answers(
    examples: Examples, asked: Examples, nothing: Sequence[str]
) -> Iterator[tuple[str | None, str | None]]:
    """Ask the close step everything: what was meant, what was found."""
    book = list(examples.items())
    for meant, texts in [*asked.items(), (None, nothing)]:
        for text in texts:
            found = close(text, book)
            yield meant, found.label if found else None


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return the probability that something inside has a higher confidence than something outside; ties are halves."""
    low = np.sort(np.array(outside))
    below = np.searchsorted(low, inside, "left") + np.searchsorted(low, inside, "right")
    return float(below.mean() / 2 / len(low))


def calibration_error(confidence: Numbers, right: Numbers) -> float:
    """Return the mean distance of confidence from what came true, in ten bins."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    parts = [(bins == each) for each in range(10)]
    return float(sum(abs(confidence[each].sum() - right[each].sum()) for each in parts) / len(confidence))


def row(data: Data, shots: int, train: Train = Classifier.train) -> str:
    """Return one line of the table."""
    asked: list[Answer] = []
    near: list[tuple[str | None, str | None]] = []
    for seed in range(SEEDS):
        drawn, rest = split(data, shots, seed)
        asked += answers(train, drawn, rest, data.nothing)
        near += close_answers(drawn, rest, data.nothing)
    inside = [each for each in asked if each.meant]
    outside = [each for each in asked if not each.meant]
    sure = [each for each in asked if each.found and each.confidence >= SURE]
    confidence = np.array([each.confidence for each in asked])
    right = np.array([float(each.meant is not None and each.best == each.meant) for each in asked])
    cells = (
        np.mean([each.best == each.meant for each in inside]),
        np.mean([each.found == each.meant for each in inside]),
        np.mean([each.found not in (None, each.meant) for each in inside]),
        np.mean([each.doubt for each in inside]),
        np.mean([each.found is not None for each in outside]),
        np.mean([each.found == each.meant for each in sure]),
        np.mean([found == meant for meant, found in near if meant]),
        np.mean([found is not None for meant, found in near if not meant]),
    )
    scored = auroc([each.confidence for each in inside], [each.confidence for each in outside])
    percents = " | ".join(f"{100 * float(cell):.0f}" for cell in cells)
    return f"| {data.name} | {shots} | {percents} | {scored:.3f} | {calibration_error(confidence, right):.3f} |"


HEAD = """\
| data | examples | best % | right % | wrong % | doubt % | false % | sure: right % | close: right % | close: false % \
| AUROC | calibration |
|---|---|---|---|---|---|---|---|---|---|---|---|"""


def cost(data: Data, train: Train = Classifier.train) -> str:
    """Return what an utterance costs the classifier, beside the close step over the same phrases."""
    drawn, asked = split(data, 10, 0)
    texts = [text for rest in asked.values() for text in rest] + data.nothing
    begin = time.perf_counter()
    classifier = train(drawn)
    trained = time.perf_counter() - begin
    book = list(drawn.items())
    judging = min(_seconds(lambda text: classifier.judge(text), texts) for _ in range(3)) / len(texts)
    closing = min(_seconds(lambda text: close(text, book), texts) for _ in range(3)) / len(texts)
    return (
        f"an utterance among {len(drawn)} x 10 phrases: close {closing * 1e3:.2f} ms, "
        f"classifier {judging * 1e3:.2f} ms, ratio {judging / closing:.2f}; "
        f"training once {trained * 1e3:.0f} ms, {trained / judging:.0f} utterances"
    )


def _seconds(step: object, texts: Sequence[str]) -> float:
    assert callable(step)
    begin = time.perf_counter()
    for text in texts:
        step(text)
    return time.perf_counter() - begin


def fit(data: Data, train: Train = Classifier.train) -> str:
    """Return new constants for ``confidence.py``."""
    scope: list[tuple[float, float, bool]] = []
    lead: list[tuple[float, bool]] = []
    for number, (examples, asked, nothing) in enumerate(_menus(data)):
        classifier = train(examples)
        chance = random.Random(number)
        pairs = [(text, intent) for intent, texts in asked.items() for text in texts]
        for text, meant in chance.sample(pairs, min(100, len(pairs))) + [
            (text, "") for text in chance.sample(nothing, 100)
        ]:
            evidence = classifier.evidence(text)
            if evidence is None:
                continue
            scope.append((evidence.reached, evidence.share, bool(meant)))
            if meant:
                lead.append((evidence.lead, evidence.best == meant))
    table = np.array(scope, dtype=float)
    inside = table[:, 2]
    even = np.where(inside, 0.5 / inside.mean(), 0.5 / (1 - inside.mean()))
    reached, share, nothing_at_all = logistic_regression(np.c_[table[:, :2], np.ones(len(table))], inside, even)
    leads = np.array(lead, dtype=float)
    (ahead,) = logistic_regression(leads[:, :1], leads[:, 1], np.ones(len(leads)))
    return f"Fit(reached={reached:.2f}, share={share:.2f}, nothing={nothing_at_all:.2f}, lead={ahead:.2f})"


def _menus(data: Data) -> Iterator[tuple[Examples, Examples, list[str]]]:
    """Yield menus of all sizes; the intents that a menu does not offer are out of its scope."""
    for shots in (1, 2, 3, 5, 10):
        for size in (3, 5, 8, 15):
            for seed in range(3):
                drawn, asked = split(data, shots, seed)
                offered = random.Random(f"{shots} {size} {seed}").sample(sorted(drawn), min(size, len(drawn)))
                others = [text for intent, texts in asked.items() if intent not in offered for text in texts]
                some = random.Random(seed).sample(others, min(100, len(others)))
                yield (
                    {each: drawn[each] for each in offered},
                    {each: asked[each] for each in offered},
                    data.nothing + some,
                )


def logistic_regression(columns: Numbers, truth: Numbers, weights: Numbers) -> list[float]:
    """Return the coefficients, by Newton's method; a little penalty keeps them finite."""
    found = np.zeros(columns.shape[1])
    for _ in range(40):
        guess = 1 / (1 + np.exp(-columns @ found))
        slope = columns.T @ (weights * (guess - truth)) + found
        bend = (columns * (weights * guess * (1 - guess))[:, None]).T @ columns + np.eye(len(found))
        found -= np.linalg.solve(bend, slope)
    return [float(each) for each in found]


def trainer(embedding: str) -> Train:
    """Return how a menu is learned: by words, or with an embedding that was added."""
    model = open_embedding(embedding, load_settings(None, os.environ, {}).models)
    if model is None:
        return Classifier.train
    return lambda examples: MeaningClassifier.train(examples, model)


def main(arguments: Sequence[str]) -> int:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.intents", description="How well callers are understood."
    )
    parser.add_argument("--clinc", type=Path, metavar="FILE", help="CLINC150's data_full.json")
    parser.add_argument("--fit", action="store_true", help="print new constants for confidence.py")
    parser.add_argument("--embedding", choices=NAMES, default=WORDS, help="what a menu is learned by (words)")
    asked = parser.parse_args(arguments)
    train = trainer(asked.embedding)
    if asked.fit:
        print(fit(own_data(), train))
        return 0
    sets = [own_data(), *([clinc_data(asked.clinc)] if asked.clinc else [])]
    print(HEAD)
    for data in sets:
        for shots in SHOTS:
            if shots < min(map(len, data.examples.values())):
                print(row(data, shots, train), flush=True)
    print(cost(sets[0], train))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
