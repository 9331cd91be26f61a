"""Every text of a state that may hold ``{{ }}``, and every condition, with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flowrunner.flow.plain import Mapped, leaves, mapping, strings
from flowrunner.flow.source import Data, Path
from flowrunner.flow.template import Expression, Template

_SPOKEN = frozenset({"first", "again", "text", "ssml", "say", "any_of"})
CONFIRM_WORDS = (None, "auto", "always", "never")
"""What ``confirm`` may be beside the words to say."""


class Text(NamedTuple):
    """One text of the file that may hold ``{{ }}``, or one condition."""

    path: Path
    source: str
    kind: Literal["prompt", "value", "request", "condition"]


def parse(text: Text) -> Template | Expression:
    """Return the text parsed; raises TemplateSyntax."""
    if text.kind == "condition":
        return Expression.parse(text.source)
    return Template.parse(" ".join(text.source.split()) if text.kind == "prompt" else text.source)


def prompts_in(path: Path, data: Data) -> Iterator[tuple[Path, str]]:
    """Every text that is spoken inside a prompt or a ladder."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key in _SPOKEN & data.keys():
            yield from prompts_in((*path, key), data[key])
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from prompts_in((*path, index), value)


def ladders_in(path: Path, data: Mapped) -> Iterator[tuple[Path, str]]:
    """Yield every text that is spoken after a mistake, or to confirm an answer."""
    for key in ("silence", "unclear"):
        yield from prompts_in((*path, key), data.get(key))
    if data.get("confirm") not in CONFIRM_WORDS:
        yield from prompts_in((*path, "confirm"), data["confirm"])


def state_texts(path: Path, state: Mapped) -> Iterator[Text]:
    """Yield every text of a state but those of its choices, and every condition but those of its ``go``."""
    for key in ("say", "ask", "meanwhile"):
        yield from (Text(each, text, "prompt") for each, text in prompts_in((*path, key), state.get(key)))
    yield from (Text(each, text, "prompt") for each, text in ladders_in(path, state))
    yield from _agent_texts(path, state)
    yield from _rejections((*path, "reject"), state.get("reject"))
    for slot, question in mapping(state.get("form")).items():
        yield from _slot_texts((*path, "form", slot), mapping(question))
    for key in ("set", "inputs", "transfer", "caller_id", "brief", "sms"):
        yield from (Text(each, text, "value") for each, text in leaves((*path, key), state.get(key)))
    where = (*path, "transcribe", "with")
    yield from (Text(each, text, "value") for each, text in leaves(where, mapping(state.get("transcribe")).get("with")))
    yield from request_texts(path, state)


def request_texts(path: Path, data: Mapped) -> Iterator[Text]:
    """Yield every text of the web request of a state or a tool."""
    for key in ("request", "headers", "body"):
        yield from (Text(each, text, "request") for each, text in leaves((*path, key), data.get(key)))


def _agent_texts(path: Path, state: Mapped) -> Iterator[Text]:
    """Yield what a language model is told; its opening may be spoken."""
    if "agent" not in state:
        return
    yield from (Text((*path, "opening"), text, "prompt") for text in strings(state.get("opening")))
    for key in ("agent", "leave_when"):
        yield from (Text(each, text, "value") for each, text in leaves((*path, key), state.get(key)))
    for name, wanted in mapping(state.get("collect")).items():
        where: Path = (*path, "collect", name)
        yield from (Text(where, text, "value") for text in strings(wanted))
        yield from (Text((*where, "about"), text, "value") for text in strings(mapping(wanted).get("about")))


def _slot_texts(path: Path, question: Mapped) -> Iterator[Text]:
    for condition in strings(question.get("only_if")):
        yield Text((*path, "only_if"), condition, "condition")
    yield from (Text(each, text, "prompt") for each, text in prompts_in((*path, "ask"), question.get("ask")))
    yield from (Text(each, text, "prompt") for each, text in ladders_in(path, question))
    yield from _rejections((*path, "reject"), question.get("reject"))


def _rejections(path: Path, data: Data) -> Iterator[Text]:
    for index, each in enumerate(data if isinstance(data, list) else ()):
        for condition in strings(mapping(each).get("if")):
            yield Text((*path, index, "if"), condition, "condition")
        yield from (
            Text(where, text, "prompt") for where, text in prompts_in((*path, index, "say"), mapping(each).get("say"))
        )
