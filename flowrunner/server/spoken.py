"""What a flow says: what never varies and can be made ahead, what has to wait for a call, and what is a recording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from flowrunner.engine.actions import Text
from flowrunner.engine.confirming import read_aloud
from flowrunner.engine.sentences import Sentences, sentences
from flowrunner.flow.markup import as_document, as_plain
from flowrunner.flow.model import (
    Agent,
    Ask,
    ClipSegment,
    Flow,
    Menu,
    Span,
    SsmlSegment,
    TextSegment,
    Transfer,
)
from flowrunner.flow.recordings import beside
from flowrunner.flow.template import Template
from flowrunner.speech.pieces import fixed_sentences


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said."""

    path: str
    """The file of the flow."""
    line: int
    state: str
    """Or ``anytime``; empty: what the machine says by itself."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A prompt, or a sentence of one, that never varies."""

    place: Place
    text: Text
    recording: str | None = None
    """The file that it stands in for: it need not be said as long as that can be played."""


@dataclass(frozen=True, slots=True)
class Late:
    """A prompt that has to wait for a call."""

    place: Place
    words: str
    """As they are written, with ``{{ }}``."""
    why: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file that is played."""

    place: Place
    audio: str
    """Its path."""


Spoken = Fixed | Late | Recorded


def spoken(flow: Flow) -> tuple[Spoken, ...]:
    """Return everything that a flow and those that it runs may say, in every language of a call; each once."""
    found: dict[object, Spoken] = {}
    for each in (flow, *flow.subflows.values()):
        for said in _of_flow(each):
            found.setdefault((said.text, said.recording) if isinstance(said, Fixed) else said, said)
    return tuple(found.values())


def _of_flow(flow: Flow) -> Iterator[Spoken]:
    for language in flow.languages:
        heard = flow.translations.get(language, flow)
        usual = Text("", language, flow.voice)
        for state in heard.states.values():
            held = replace(usual, language=state.language or language)
            yield from _Said(Place(flow.path, state.span.line, state.name), held).of(state)
        for choice in heard.anytime:
            line = choice.span.line if choice.span is not None else 1
            yield from _Said(Place(flow.path, line, "anytime"), usual).of(choice)
        for words in _built_in(sentences(language)):
            yield Fixed(Place(flow.path, 1, ""), replace(usual, text=words))


def _built_in(known: Sentences) -> Iterator[str]:
    """Yield what the machine says by itself, as far as no answer is part of it."""
    for each in fields(known):
        words: str = getattr(known, each.name)
        yield from fixed_sentences(Template.parse(words.replace("{}", "{{ answer }}")))


@dataclass(frozen=True, slots=True)
class _Said:
    """Finds what is said in a state; ``usual`` has the language and the voice of what names none."""

    place: Place
    usual: Text

    def of(self, part: object) -> Iterator[Spoken]:
        """Yield everything in a part of it; what is said to others than the caller is left out."""
        match part:
            case TextSegment() | SsmlSegment():
                yield from self._text(part)
            case ClipSegment():
                yield from self._clip(part)
            case Agent():
                yield from self._agent(part)
            case Transfer():
                return
            case Mapping():
                yield from self.of(tuple(part.values()))
            case tuple():
                for inner in part:
                    yield from self.of(inner)
            case _ if is_dataclass(part):
                yield from self._choices(part) if isinstance(part, Ask) else ()
                yield from self.of(tuple(getattr(part, each.name) for each in fields(part)))

    def _text(self, segment: TextSegment | SsmlSegment) -> Iterator[Spoken]:
        said = replace(
            self.usual,
            language=segment.language or self.usual.language,
            voice=segment.voice or self.usual.voice,
        )
        place, words = self._place(segment.span), segment.text.constant
        marked = isinstance(segment, SsmlSegment)
        if words is None:
            yield Late(place, segment.text.source, _why(segment.text))
            kept = () if marked else fixed_sentences(segment.text)
            yield from (Fixed(place, replace(said, text=as_plain(each))) for each in kept)
        elif words.strip():
            yield Fixed(place, replace(said, text=as_document(words) if marked else as_plain(words)))

    def _clip(self, segment: ClipSegment) -> Iterator[Spoken]:
        place, file = self._place(segment.span), beside(self.place.path, segment.audio)
        yield Recorded(place, file)
        words = segment.text.constant if segment.text is not None else None
        if words is not None and words.strip():
            yield Fixed(place, replace(self.usual, text=words), file)

    def _agent(self, agent: Agent) -> Iterator[Spoken]:
        place, opening = self.place, agent.opening
        if opening is not None and opening.constant is None:
            yield Late(place, opening.source, _why(opening))
        elif opening is not None and opening.constant and opening.constant.strip():
            yield Fixed(place, replace(self.usual, text=opening.constant, voice=agent.voice or self.usual.voice))
        yield Late(place, "(what the agent says)", "a language model writes it")

    def _choices(self, ask: Ask) -> Iterator[Spoken]:
        """Yield the names of the choices as they are read back."""
        if isinstance(ask.answer, Menu) and ask.confirm != "never" and ask.confirmation is None:
            for choice in ask.answer.choices:
                words = sentences(self.usual.language).confirm.format(read_aloud(choice))
                yield Fixed(self._place(choice.span), replace(self.usual, text=words))

    def _place(self, span: Span | None) -> Place:
        return self.place if span is None else replace(self.place, line=span.line)


def _why(template: Template) -> str:
    names = [f"`{name}`" for name in sorted(template.names)]
    if not names:
        return "it depends on the call"
    return f"{names[0]} varies" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} vary"
