"""From texts, pauses and files to what the caller hears."""

from __future__ import annotations

from dataclasses import dataclass

from flowrunner.flow import model
from flowrunner.flow.build.data import duration, items, template, text
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped
from flowrunner.flow.source import Data, Path


@dataclass(frozen=True, slots=True)
class Voice:
    """How the prompts of one state are spoken."""

    voice: str | None = None
    language: str | None = None

    @staticmethod
    def of(state: Mapped) -> Voice:
        """Return what a state says of it."""
        return Voice(text(state.get("voice")) or None, text(state.get("language")) or None)


def prompt(document: Document, path: Path, data: Data, voice: Voice) -> model.Prompt | None:
    """Return a prompt, or None when there is none."""
    if data is None:
        return None
    if isinstance(data, dict) and "first" in data:
        first = segments(document, (*path, "first"), data["first"], voice)
        return model.Prompt(first, segments(document, (*path, "again"), data["again"], voice))
    return model.Prompt(segments(document, path, data, voice))


def segments(document: Document, path: Path, data: Data, voice: Voice) -> tuple[model.Segment, ...]:
    """Return the parts of a prompt."""
    if isinstance(data, list):
        return tuple(_segment(document, (*path, index), each, voice) for index, each in enumerate(data))
    return (_segment(document, path, data, voice),)


def _segment(document: Document, path: Path, data: Data, voice: Voice) -> model.Segment:
    if not isinstance(data, dict):
        return text_segment(document, path, voice)
    if "any_of" in data:
        where = [(*path, "any_of", index) for index in range(len(items(data, "any_of")))]
        return model.AnyOfSegment(tuple(text_segment(document, each, voice) for each in where))
    if "pause" in data:
        return model.PauseSegment(duration(data["pause"], 0.0))
    if "ssml" in data:
        return _marked_up(document, (*path, "ssml"), voice)
    words = template(document, (*path, "text")) if "text" in data else None
    return model.ClipSegment(text(data["audio"]), words, document.source.span((*path, "audio")))


def text_segment(document: Document, path: Path, voice: Voice) -> model.TextSegment:
    """Return the text at ``path``, in the language that it is written in."""
    language = voice.language or document.language_at(path)
    return model.TextSegment(template(document, path), voice.voice, language, document.source.span(path))


def _marked_up(document: Document, path: Path, voice: Voice) -> model.SsmlSegment:
    language = voice.language or document.language_at(path)
    return model.SsmlSegment(template(document, path), voice.voice, language, document.source.span(path))
