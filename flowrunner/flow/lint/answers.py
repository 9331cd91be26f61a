"""Fields of a question that do not fit the kind of its answer."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.limits import LIMITED, ONLY_SPOKEN
from flowrunner.flow.lint.questions import Question, questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.schema import answer_types
from flowrunner.flow.source import Path
from flowrunner.flow.spelling import nearest

_BY_KEYS = ("digits", "number", "money", "date", "time", "phone", "code")
_BELONGS = {
    "length": ("digits", "code"),
    "end": _BY_KEYS,
    "between_keys": _BY_KEYS,
    "min": tuple(LIMITED),
    "max": tuple(LIMITED),
}
"""Fields, and the types of answers that have them."""
_WHEN = ("auto", "always", "never")
_FLAGS = {"true": "always", "yes": "always", "on": "always", "false": "never", "no": "never", "off": "never"}
"""What authors write for ``always`` and ``never``."""


@rule("unfit-key")
def unfit_fields(document: Document) -> Iterator[Diagnostic]:
    """Find fields that the type of the answer does not have."""
    known = (*answer_types(), "choices")
    for question in questions(document):
        kind = question.kind or ("choices" if "choices" in question.data else "")
        if kind in known:
            yield from _unfit(document, question, kind)


def _unfit(document: Document, question: Question, kind: str) -> Iterator[Diagnostic]:
    for key, types in _BELONGS.items():
        if key in question.data and kind not in types:
            message = f"`{key}` does not belong to `{kind}`"
            hint = f"it belongs to the type {' or '.join(f'`{each}`' for each in types)}"
            yield document.error("unfit-key", message, document.source.key_span((*question.path, key)), hint)


@rule("wrong-type")
def mistaken_confirmations(document: Document) -> Iterator[Diagnostic]:
    """Find a `confirm` of one word that callers would hear, and that is meant to say when to confirm."""
    asked = [(*question.path, "confirm") for question in questions(document)]
    for path in [("defaults", "confirm"), *asked]:
        said = document.at(path)
        if not isinstance(said, str) or said in _WHEN or " " in said.strip():
            continue
        near = _FLAGS.get(said.lower()) or nearest(said, _WHEN)
        if near is not None:
            message = "`confirm` must be auto, always, never, or the question to ask"
            yield document.error("wrong-type", message, document.source.span(path), f"did you mean `{near}`?")


@rule("unfit-key")
def untypable_answers(document: Document) -> Iterator[Diagnostic]:
    """Find questions that listen to keys alone, and take what can only be said."""
    for question in questions(document):
        for path in _listening(question) if question.kind in ONLY_SPOKEN else ():
            if document.at(path) == "keys":
                message = f"an answer of the type `{question.kind}` cannot come by keys"
                own = path[0] != "defaults"
                hint = "leave `listen` away" if own else f"write `listen: voice` in `{question.path[-1]}`"
                yield document.error("unfit-key", message, document.source.span(path), hint)


def _listening(question: Question) -> Iterator[Path]:
    """Yield the places that say what a question listens to: its own, or that of the defaults, and its ladder."""
    yield (*question.path, "listen") if "listen" in question.data else ("defaults", "listen")
    for key in ("silence", "unclear"):
        steps = question.data.get(key)
        yield (*question.path, key, "listen")
        for place in range(len(steps) if isinstance(steps, list) else 0):
            yield (*question.path, key, place, "listen")


@rule("wrong-type")
def backward_lengths(document: Document) -> Iterator[Diagnostic]:
    """Find lengths such as ``8..4``, and lengths of nothing."""
    for question in questions(document):
        least, dots, most = str(question.data.get("length")).partition("..")
        if not (least.isdecimal() and (most.isdecimal() or not dots)):
            continue
        span = document.source.span((*question.path, "length"))
        if int(most or least) < int(least):
            hint = f"write {most}..{least}"
            yield document.error("wrong-type", "`length` goes from the least to the most", span, hint)
        elif int(least) == 0:
            yield document.error("wrong-type", "`length` must be at least 1", span)
