"""Which prompts of a flow never vary, so that they can be rendered before anybody calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from flowrunner.engine.actions import Text
from flowrunner.engine.sentences import sentences
from flowrunner.flow.model import ClipSegment, Flow, TextSegment


def fixed_prompts(flow: Flow) -> tuple[Text, ...]:
    """Return each once, in the order of the flow, then what the machine says by itself."""
    language = flow.languages[0]
    built_in = sentences(language)
    own = [Text(text, language, flow.voice) for text in (built_in.silence, built_in.unclear, built_in.apology)]
    return tuple(dict.fromkeys([*_texts(flow, flow), *own]))


def _texts(value: object, flow: Flow) -> Iterator[Text]:
    if isinstance(value, TextSegment | ClipSegment):
        yield from _text(value, flow)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner, flow)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner, flow)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name), flow)


def _text(segment: TextSegment | ClipSegment, flow: Flow) -> Iterator[Text]:
    words = segment.text.constant if segment.text is not None else None
    if words is None or not words.strip():
        return
    language, voice = flow.languages[0], flow.voice
    if isinstance(segment, TextSegment):
        language, voice = segment.language or language, segment.voice or voice
    yield Text(words, language, voice)
