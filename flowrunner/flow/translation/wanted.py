"""What of a flow can be translated, and where a translation has it.

A translation is keyed by state, and in a state by what the flow calls the text; a choice stands under its own name,
with its phrases, or with ``hear`` and ``say``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, listed, mapping, pairs
from flowrunner.flow.source import Data, Path
from flowrunner.flow.texts import CONFIRM_WORDS, prompts_in

_PROMPTS = ("say", "ask", "meanwhile", "opening")
_LADDERS = ("silence", "unclear")


class Wanted(NamedTuple):
    """One thing that can be translated."""

    path: Path
    """Where the flow has it."""
    kind: Literal["prompt", "phrases"]
    written: Data
    """As it is in the flow; None: there is nothing, but a translation may add it."""
    needed: bool
    """Whether it is missed when a translation has it not."""


def wanted(document: Document) -> Mapping[Path, Wanted]:
    """Return everything that can be translated, by its place in a translation."""
    found = dict(_choices(("anytime",), ("anytime",), document.data.get("anytime")))
    found.update(_ladders(("defaults",), ("defaults",), mapping(document.data.get("defaults"))))
    for name, examples in pairs(document.data.get("intents")):
        found["intents", name] = Wanted(("intents", name), "phrases", examples, bool(listed(examples)))
    for name, state in document.states.items():
        texts = dict(_state((name,), ("states", name), state))
        found.update(
            (where, each._replace(needed=False)) if "language" in state else (where, each)
            for where, each in texts.items()
        )
    return {where: _judged(document, each) for where, each in found.items()}


def _judged(document: Document, each: Wanted) -> Wanted:
    """A text that suits every language is not missed."""
    if each.kind == "phrases" or not each.needed:
        return each
    worded = any(document.language_at(path) for path, _ in prompts_in(each.path, each.written))
    return each._replace(needed=worded)


def _state(where: Path, path: Path, data: Mapped) -> Iterator[tuple[Path, Wanted]]:
    for key in _PROMPTS:
        if key in data:
            yield (*where, key), Wanted((*path, key), "prompt", data[key], needed=True)
    yield from _ladders(where, path, data)
    message = mapping(data.get("sms")).get("message")
    if message is not None:
        yield (*where, "message"), Wanted((*path, "sms", "message"), "prompt", message, needed=True)
    rejections = data.get("reject")
    for index, each in enumerate(rejections if isinstance(rejections, list) else ()):
        said = Wanted((*path, "reject", index, "say"), "prompt", mapping(each).get("say"), needed=True)
        yield (*where, "reject", index), said
    yield from _choices(where, (*path, "choices"), data.get("choices"))
    for slot, each in pairs(data.get("form")):
        yield from _state((*where, slot), (*path, "form", slot), mapping(each))


def _ladders(where: Path, path: Path, data: Mapped) -> Iterator[tuple[Path, Wanted]]:
    for key in _LADDERS:
        if key in data or "ask" in data:
            yield (*where, key), Wanted((*path, key), "prompt", data.get(key), needed=key in data)
    if data.get("confirm") not in CONFIRM_WORDS:
        yield (*where, "confirm"), Wanted((*path, "confirm"), "prompt", data["confirm"], needed=True)


def _choices(where: Path, path: Path, data: Data) -> Iterator[tuple[Path, Wanted]]:
    for name, each in pairs(data):
        choice = mapping(each)
        phrases = [phrase for phrase in listed(choice.get("hear")) if phrase != "anything"]
        # "hindi, हिंदी": whoever writes words of two scripts has thought of both languages
        needed = bool(phrases) and len(set(map(str.isascii, phrases))) == 1
        yield (*where, name, "hear"), Wanted((*path, name, "hear"), "phrases", choice.get("hear"), needed)
        if "say" in choice:
            yield (*where, name, "say"), Wanted((*path, name, "say"), "prompt", choice["say"], needed=True)
