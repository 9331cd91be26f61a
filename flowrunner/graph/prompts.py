"""Everything that a flow says, by where it says it; and which of it was reworded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from flowrunner.flow.model import (
    AnyOfSegment,
    Ask,
    Choice,
    ClipSegment,
    Form,
    Menu,
    PauseSegment,
    Prompt,
    Request,
    Segment,
    SsmlSegment,
    State,
    TextSegment,
)
from flowrunner.graph.changes import Change, Weight
from flowrunner.graph.words import duration

Texts = Mapping[tuple[str, str], str]
"""What is said, by state and place."""


def texts(state: State) -> Iterator[tuple[str, str]]:
    """Yield the place and the words of each prompt of a state."""
    yield from _prompt("says", state.say)
    match state.verb:
        case Ask():
            yield from _ask(state.verb)
        case Form(slots, confirm):
            for slot in slots:
                yield from ((f"{slot.name}, {place}", words) for place, words in _ask(slot.ask))
            yield from _prompt("reads back", confirm.prompt if confirm else None)
        case Request(meanwhile=meanwhile):
            yield from _prompt("says meanwhile", meanwhile)
        case _:
            return


def _ask(ask: Ask) -> Iterator[tuple[str, str]]:
    yield from _prompt("asks", ask.prompt)
    for name, ladder in (("after silence", ask.silence), ("when unclear", ask.unclear)):
        for count, step in enumerate(ladder, 1):
            yield f"{name} {count}", _words(step.say)
    yield from _prompt("confirms", ask.confirmation)
    for count, refused in enumerate(ask.reject, 1):
        yield from _prompt(f"refuses {count}", refused.say)
    if isinstance(ask.answer, Menu):
        yield from choice_texts(ask.answer.choices)


def choice_texts(choices: Iterable[Choice]) -> Iterator[tuple[str, str]]:
    """Yield what is said when a choice is taken."""
    for choice in choices:
        yield from _prompt(f"on {choice.name}", choice.say)


def _prompt(place: str, prompt: Prompt | None) -> Iterator[tuple[str, str]]:
    if prompt is not None:
        yield place, _words(prompt.first)
        if prompt.again is not None:
            yield f"{place} again", _words(prompt.again)


def _words(segments: Iterable[Segment]) -> str:
    return " ".join(" ".join(_segment(each) for each in segments).split())


def _segment(segment: Segment) -> str:
    match segment:
        case TextSegment(text, voice, language) | SsmlSegment(text, voice, language):
            manner = ", ".join(filter(None, (voice, language)))
            return f"[{manner}] {text.source}" if manner else text.source
        case PauseSegment(seconds):
            return f"[pause {duration(seconds)}]"
        case ClipSegment(audio, text):
            return f"[{audio}] {text.source if text else ''}"
        case AnyOfSegment(texts):
            return " | ".join(map(_segment, texts))
        case _:
            assert_never(segment)


def reworded(old: Texts, new: Texts) -> Iterator[Change]:
    """Yield at most one change for what is worded anew, what is new, and what is gone."""
    both = [each for each in new if each in old and old[each] != new[each]]
    yield from _summary("reworded", both, [f"{_at(each)}: “{old[each]}” → “{new[each]}”" for each in both])
    added = [each for each in new if each not in old]
    yield from _summary("added", added, [f"{_at(each)}: “{new[each]}”" for each in added])
    gone = [each for each in old if each not in new]
    yield from _summary("removed", gone, [f"{_at(each)}: “{old[each]}”" for each in gone])


def _at(place: tuple[str, str]) -> str:
    return " ".join(place)


def _summary(what: str, places: list[tuple[str, str]], details: list[str]) -> Iterator[Change]:
    if places:
        states = ", ".join(dict.fromkeys(state for state, _ in places))
        noun = "prompt" if len(places) == 1 else "prompts"
        yield Change(Weight.WORDS, f"{len(places)} {noun} {what} ({states})", tuple(details))
