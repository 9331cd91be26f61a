"""From the author's prompts to what the caller hears now."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, assert_never

from flowrunner.engine.actions import Clip, Gap, Item, Text
from flowrunner.engine.replacing import replace
from flowrunner.flow.markup import as_document, as_plain, escape
from flowrunner.flow.model import AnyOfSegment, ClipSegment, PauseSegment, Prompt, Segment, SsmlSegment, TextSegment
from flowrunner.flow.recordings import beside
from flowrunner.flow.template import Template

if TYPE_CHECKING:
    from flowrunner.engine.call import Call
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Ask


def items(turn: Turn, segments: tuple[Segment, ...]) -> tuple[Item, ...]:
    """Return the segments rendered; empty texts are left out; raises TemplateError."""
    return tuple(_rendered(turn, segments))


def _rendered(turn: Turn, segments: tuple[Segment, ...]) -> Iterator[Item]:
    for segment in segments:
        match segment:
            case TextSegment(template, voice, language):
                text = turn.render(template, language)
                if text.strip():
                    yield Text(as_plain(text), language or turn.language, voice or turn.flow.voice)
            case AnyOfSegment(texts):
                yield from _rendered(turn, (texts[turn_of(turn.call) % len(texts)],))
            case SsmlSegment(template, voice, language):
                marked = template.render(turn.scope(language), escape)
                yield Text(as_document(marked), language or turn.language, voice or turn.flow.voice)
            case PauseSegment(seconds):
                yield Gap(seconds)
            case ClipSegment(audio, template):
                file = beside(turn.flow.path, audio)
                yield Clip(file, turn.render(template) if template else None, turn.language, turn.flow.voice)
            case _:
                assert_never(segment)


def turn_of(call: Call) -> int:
    """Return a number that differs from caller to caller, and goes up by one with each visit of a state."""
    digest = sha256("\0".join((call.running, call.state, call.facts.from_, call.facts.to)).encode()).digest()
    return int.from_bytes(digest[:4]) + call.journey.visits.get(call.state, 0)


def plain(text: str) -> Prompt:
    """Return a prompt that is made here, of words without a template."""
    return Prompt((TextSegment(Template.fixed(text, text)),))


def sentence(turn: Turn, text: str) -> tuple[Item, ...]:
    """Return a built-in sentence."""
    return (Text(text, turn.language, turn.flow.voice),)


def spoken(turn: Turn, prompt: Prompt | None, *, again: bool = False) -> tuple[Item, ...]:
    """Return a prompt rendered, in its ``again`` form if that is wanted and there is one; raises TemplateError."""
    if prompt is None:
        return ()
    return items(turn, prompt.again if again and prompt.again is not None else prompt.first)


def _place(call: Call) -> str:
    """Return what tells the questions of a flow apart: the state, and the step of its form."""
    return call.state if call.form is None else f"{call.state}/{call.form.step}/{call.form.slot}"


def question(turn: Turn, ask: Ask, *, full: bool = False) -> tuple[Item, ...]:
    """Return the question of the current state, and note that it was asked; raises TemplateError.

    The first time in a call, and whenever ``full`` is wanted, it is said in full.
    """
    asked = turn.call.journey.asked
    place = _place(turn.call)
    said = spoken(turn, ask.prompt, again=place in asked and not full)
    if place not in asked:
        turn.call = replace(turn.call, journey=replace(turn.call.journey, asked=(*asked, place)))
    return said
