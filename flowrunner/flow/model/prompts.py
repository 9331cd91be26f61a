"""What the caller hears."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.flow.model.places import Span
    from flowrunner.flow.template import Template


@dataclass(frozen=True, slots=True)
class TextSegment:
    """Words for the voice."""

    text: Template
    voice: str | None = None
    language: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PauseSegment:
    """A pause inside a prompt."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ClipSegment:
    """A recorded file; ``text`` is its transcript, spoken when the file cannot be played."""

    audio: str
    text: Template | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyOfSegment:
    """One of several texts: another caller, or the same at another visit, hears another."""

    texts: tuple[TextSegment, ...]


@dataclass(frozen=True, slots=True)
class SsmlSegment:
    """Words with marks for the voice: what is inside of ``<speak>``; the values in it are escaped when rendered."""

    text: Template
    voice: str | None = None
    language: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


Segment = TextSegment | PauseSegment | ClipSegment | AnyOfSegment | SsmlSegment


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the caller hears: ``first`` the first time, ``again`` (when given) every later time."""

    first: tuple[Segment, ...]
    again: tuple[Segment, ...] | None = None
