"""From ``silence:`` and ``unclear:`` to the steps of a ladder."""

from __future__ import annotations

import re

from flowrunner.flow import model
from flowrunner.flow.build.data import text
from flowrunner.flow.build.prompts import Voice, segments
from flowrunner.flow.document import Document
from flowrunner.flow.model import Listen
from flowrunner.flow.source import Data, Path


def ladder(document: Document, path: Path, answer: model.Answer, voice: Voice) -> tuple[model.Reprompt, ...]:
    """Return the steps at ``path``, or those of the form around it, or those of the ``defaults`` of the file."""
    key = path[-1]
    places: tuple[Path, ...] = (path, (*path[:2], key), ("defaults", key))
    path = next((place for place in places if document.at(place) is not None), path)
    data = document.at(path)
    if isinstance(data, list):
        return tuple(_step(document, (*path, index), each, answer, voice) for index, each in enumerate(data))
    return () if data is None else (_step(document, path, data, answer, voice),)


def _step(document: Document, path: Path, data: Data, answer: model.Answer, voice: Voice) -> model.Reprompt:
    listen = None
    if isinstance(data, dict):
        listen = Listen(text(data["listen"])) if "listen" in data else None
        path, data = (*path, "say"), data["say"]
    say = segments(document, path, data, voice)
    return model.Reprompt(say, listen, _stands_alone(say, answer))


def _stands_alone(say: tuple[model.Segment, ...], answer: model.Answer) -> bool:
    """Whether a text after a mistake asks by itself: it ends in ``?``, or names a choice or its key."""
    words = " ".join(_words(each) for each in say).strip()
    if words.endswith("?"):
        return True
    if not isinstance(answer, model.Menu):
        return False
    folded = words.casefold()
    return any(_mentions(folded, choice) for choice in answer.choices)


def _words(segment: model.Segment) -> str:
    if isinstance(segment, model.AnyOfSegment):
        return _words(segment.texts[0])
    if isinstance(segment, model.PauseSegment) or segment.text is None:
        return ""
    return segment.text.source


def _mentions(words: str, choice: model.Choice) -> bool:
    named = [re.escape(phrase.casefold()) for phrase in choice.phrases]
    names = {"*": "star", "#": "hash"}
    named += [rf"press\s+{names.get(key, key)}" for key in choice.keys]
    return any(re.search(rf"(?<!\w){each}(?!\w)", words) for each in named)
