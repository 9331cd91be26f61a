"""What happened in a call, in order: what the caller did, what the world answered, what the machine did."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from flowrunner.engine.actions import Clip, Gap, Play, Text, Tone
from flowrunner.flow.markup import words_of

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action, Item
    from flowrunner.engine.events import Event

CHARACTERS_A_SECOND = 15.0
"""How fast a voice reads, about."""
CLIP_S = 2.0
"""How long a recording without a text is taken to be."""


class Moment(NamedTuple):
    """One thing that happened."""

    at: float
    """Seconds since the epoch, on the clock of the test."""
    flow: str
    """The name of the flow that the call was in then."""
    state: str
    """The state that it was in."""
    item: Event | Action
    ignored: bool = False
    """An event that changed nothing."""


def pieces(play: Play) -> tuple[str, ...]:
    """Return what a prompt says, text by text, in single spaces; a recording without a text is its file name."""
    return tuple(text for text in (" ".join(_text(item).split()) for item in play.items) if text)


def duration_s(play: Play) -> float:
    """Return about how long a prompt takes, in seconds."""
    return sum(map(_duration_s, play.items))


def _text(item: Item) -> str:
    match item:
        case Text(text):
            return words_of(text)
        case Clip(audio, text):
            return text or f"({PurePath(audio).name})"
        case Gap() | Tone():
            return ""


def _duration_s(item: Item) -> float:
    match item:
        case Gap(seconds) | Tone(seconds):
            return seconds
        case Clip(text=None):
            return CLIP_S
        case _:
            return len(_text(item)) / CHARACTERS_A_SECOND
