"""Prompts of a flow that never vary: they are rendered before anybody calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from flowrunner.engine.actions import Text
from flowrunner.engine.sentences import sentences
from flowrunner.flow.markup import as_document
from flowrunner.flow.model import Agent, ClipSegment, Flow, SsmlSegment, TextSegment
from flowrunner.server.flows import stream_codec
from flowrunner.speech.preparing import Prepared, Preparer, Progress, prepare_all


async def prepare(flow: Flow, prompts: Preparer, progress: Progress | None = None) -> Mapping[Text, Prepared]:
    """Make every fixed prompt of a flow; return what became of each."""
    return await prepare_all(prompts, fixed_prompts(flow), stream_codec(flow), progress)


def fixed_prompts(flow: Flow) -> tuple[Text, ...]:
    """Return each once, in the order of the flow, then what the machine says by itself."""
    return tuple(dict.fromkeys(text for each in (flow, *flow.subflows.values()) for text in _fixed(each)))


def _fixed(flow: Flow) -> Iterator[Text]:
    """Yield the prompts of a flow in each language that a call may be held in."""
    for language in flow.languages:
        built_in, heard = sentences(language), flow.translations.get(language, flow)
        yield from _texts(replace(heard, subflows={}, translations={}), Text("", language, flow.voice))
        for text in (built_in.silence, built_in.unclear, built_in.apology):
            yield Text(text, language, flow.voice)


def _texts(value: object, usual: Text) -> Iterator[Text]:
    """Yield what is in a part of a flow; ``usual`` has the language and the voice of what names none."""
    if isinstance(value, TextSegment | ClipSegment | SsmlSegment):
        yield from _text(value, usual)
    elif isinstance(value, Agent):
        opening = value.opening.constant if value.opening is not None else None
        if opening is not None and opening.strip():
            yield replace(usual, text=opening, voice=value.voice or usual.voice)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner, usual)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner, usual)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name), usual)


def _text(segment: TextSegment | ClipSegment | SsmlSegment, usual: Text) -> Iterator[Text]:
    words = segment.text.constant if segment.text is not None else None
    if words is None or not words.strip():
        return
    language, voice = usual.language, usual.voice
    if not isinstance(segment, ClipSegment):
        language, voice = segment.language or language, segment.voice or voice
    yield Text(as_document(words) if isinstance(segment, SsmlSegment) else words, language, voice)
