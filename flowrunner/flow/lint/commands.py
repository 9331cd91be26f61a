"""Commands of ``anytime`` that an answer takes the key of."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Choice, Document
from flowrunner.flow.lint.keys import ANSWER_KEYS, END_KEY
from flowrunner.flow.lint.questions import Question, questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import listed, mapping
from flowrunner.flow.scalars import key_of
from flowrunner.flow.source import Path

_TYPED = frozenset({"digits", "number", "money", "date", "time", "phone", "code"})
"""Answers that may hold every digit."""


@rule("global-key", trusts="state")
def global_keys_in_answers(document: Document) -> Iterator[Diagnostic]:
    """Find keys of ``anytime`` that are part of an answer; where the command cannot be said either, warn."""
    for choice in document.choices:
        if choice.state is None:
            yield from _taken_keys(document, choice)


def _taken_keys(document: Document, choice: Choice) -> Iterator[Diagnostic]:
    data = choice.data.get("press")
    taken, deaf = document.once(_takers)
    for index, key in enumerate(listed(data)):
        taking = taken.get(key_of(key), [])
        spoken = bool(listed(choice.data.get("hear")))
        dead = deaf.get(key_of(key), []) if spoken else taking
        if taking:
            path: Path = (*choice.path, "press", index) if isinstance(data, list) else (*choice.path, "press")
            yield _finding(document, path, choice, key, dead or taking, dead=bool(dead))


def _takers(document: Document) -> tuple[dict[str, list[Question]], dict[str, list[Question]]]:
    """Return the questions that take each key as part of an answer, and those of them that hear no words."""
    taken: dict[str, list[Question]] = {}
    deaf: dict[str, list[Question]] = {}
    for question in questions(document):
        for key in _answer_keys(document, question):
            taken.setdefault(key, []).append(question)
            if not _hears(document, question):
                deaf.setdefault(key, []).append(question)
    return taken, deaf


def _finding(
    document: Document, path: Path, choice: Choice, key: str, asked: list[Question], *, dead: bool
) -> Diagnostic:
    where = " and ".join(f"`{each.path[-1]}`" for each in asked[:3]) + (" and others" if len(asked) > 3 else "")
    asks = "asks" if len(asked) == 1 else "ask"
    message = f"while {where} {asks}, the key {key} is part of the answer and not `{choice.name}`"
    span = document.source.span(path)
    if dead:
        hint = "use star, which is never part of an answer" if key_of(key) != "*" else "end the answer with hash"
        return document.warning("global-key", message, span, hint)
    return document.info("global-key", message, span, "callers can still say it; star would work there too")


def _answer_keys(document: Document, question: Question) -> frozenset[str]:
    if question.kind == "yes_no":
        return frozenset("12")
    if question.kind not in _TYPED or _listens(document, question) == "voice":
        return frozenset()
    end = question.data.get("end", mapping(document.data.get("defaults")).get("end"))
    return ANSWER_KEYS | {key_of(end) if isinstance(end, str) else END_KEY}


def _hears(document: Document, question: Question) -> bool:
    return _listens(document, question) != "keys" and question.data.get("secret") != "true"


def _listens(document: Document, question: Question) -> object:
    return question.data.get("listen", mapping(document.data.get("defaults")).get("listen"))
