"""What can be learned of a flow before its first call, so that no caller waits for it. Pure, but slow.

A menu takes about 20 ms to be learned and the grammars of the typed answers take 60 ms to be loaded: nothing at the
start of a host, and an audible gap for every call of a busy one. Without this it is done when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from flowrunner.engine.typed import context_of, read_typed_keys
from flowrunner.engine.understand import learn_menu
from flowrunner.flow.model import Ask, Form, Menu, Typed

if TYPE_CHECKING:
    from flowrunner.flow.model import Choice, Flow, Verb
    from flowrunner.intents.embedding import Embedding

_ANY_TIME = datetime(2000, 1, 1)
_ANY_KEYS = "2125550199"


Lesson = Callable[[], object]
"""What it returns is to be held for as long as the lesson is needed."""


def lessons(flow: Flow, subflows: Iterable[Flow], embedding: Embedding | None = None) -> Iterator[Lesson]:
    """Yield what learns a menu, or loads the grammar of an answer: of a flow and those that it runs, in each language.

    They may be called in any thread.
    """
    for spoken in _spoken(flow):
        yield from _lessons(spoken, spoken.anytime, embedding)
    for each in subflows:
        for spoken in _spoken(each):
            yield from _lessons(spoken, _commands(spoken, flow), embedding)


def _spoken(flow: Flow) -> Iterator[Flow]:
    yield flow
    yield from flow.translations.values()


def _commands(flow: Flow, waiting: Flow) -> tuple[Choice, ...]:
    """Return the commands that work in a flow while the first one waits for it."""
    found = {choice.name: choice for choice in flow.anytime}
    for choice in waiting.anytime:
        found.setdefault(choice.name, choice)
    return tuple(found.values())


def _lessons(flow: Flow, anytime: tuple[Choice, ...], embedding: Embedding | None) -> Iterator[Lesson]:
    for state in flow.states.values():
        for asked in _questions(state.verb):
            if isinstance(asked.answer, Menu):
                yield partial(learn_menu, asked.answer, anytime, embedding)
            elif isinstance(asked.answer, Typed):
                yield partial(_load_grammar, asked.answer, flow.languages[0])


def _questions(verb: Verb | None) -> Iterator[Ask]:
    if isinstance(verb, Ask):
        yield verb
    elif isinstance(verb, Form):
        yield from (slot.ask for slot in verb.slots)


def _load_grammar(answer: Typed, language: str) -> None:
    read_typed_keys(answer, _ANY_KEYS, context_of(answer, _ANY_TIME, language))
