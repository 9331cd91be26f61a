"""A call as it can be read: when, in which state, who, and what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flowrunner.engine.actions import (
    ConnectTo,
    Entered,
    HangUp,
    Ignored,
    Left,
    Mistaken,
    Play,
    Remember,
    Rescued,
    SendRequest,
    SendText,
    StartRecording,
    StopPlaying,
    Tone,
    Understood,
)
from flowrunner.engine.briefing import EXIT, LEAVE
from flowrunner.engine.events import (
    Heard,
    HungUp,
    KeyPressed,
    ModelFailed,
    ModelUsed,
    RecordingFinished,
    RequestFinished,
    TextSent,
    TimerFired,
    TransferEnded,
)
from flowrunner.script.trace import Moment, pieces

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.events import Event, ModelFailed, ModelUsed

MAX_LINES = 60
"""Of a call; what came before is left out."""
MAX_LETTERS = 200
"""Of one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a call."""

    at: float
    state: str
    who: str
    text: str


def transcript(trace: Sequence[Moment]) -> list[str]:
    """Return the lines of a call, in columns."""
    lines = list(told(trace))
    shown = lines[-MAX_LINES:]
    begin = trace[0].at if trace else 0.0
    width = max((len(line.state) for line in shown), default=0)
    left_out = [f"({len(lines) - MAX_LINES} lines before this)"] if len(lines) > MAX_LINES else []
    return left_out + [
        f"{_clock(line.at - begin)}  {line.state:<{width}}  {line.who:<6}  {_short(line.text)}" for line in shown
    ]


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:>2}:{seconds % 60:04.1f}"


def _short(text: str) -> str:
    visible = "".join(character if character.isprintable() else " " for character in text)
    return visible if len(visible) <= MAX_LETTERS else visible[: MAX_LETTERS - 1] + "…"


def told(trace: Sequence[Moment]) -> Iterator[Line]:
    """Yield a line for each thing worth one; keys pressed in a row share theirs."""
    place = 0
    for _, group in groupby(trace, key=_kind):
        moments = list(group)
        place += len(moments)
        if isinstance(moments[0].item, KeyPressed):
            yield _keys(moments)
            continue
        last = place == len(trace)
        for moment in moments[:-1] if isinstance(moments[0].item, Entered) and not last else moments:
            if words := _told(moment.item):
                yield Line(moment.at, moment.state, words[0], words[1] + _note(moment))


def _kind(moment: Moment) -> tuple[type, bool]:
    return type(moment.item), moment.ignored


def _keys(moments: Sequence[Moment]) -> Line:
    keys = "".join(moment.item.key for moment in moments if isinstance(moment.item, KeyPressed))
    return Line(moments[0].at, moments[0].state, "caller", f"presses {keys}{_note(moments[0])}")


def _note(moment: Moment) -> str:
    return " (this counts for nothing here)" if moment.ignored else ""


def _told(item: Event | Action) -> tuple[str, str] | None:
    """Return who does something, and what; None for what is not worth a line."""
    match item:
        case Play():
            return "bot", " ".join(pieces(item)) or ("(beeps)" if _beeps(item) else "(says nothing)")
        case Heard(words):
            return "caller", words
        case TimerFired():
            return "caller", "(says nothing)"
        case HungUp():
            return "caller", "(hangs up)"
        case HangUp():
            return "bot", "(hangs up)"
        case _:
            return _noted(item)


def _beeps(play: Play) -> bool:
    return any(isinstance(item, Tone) for item in play.items)


def _noted(item: Event | Action) -> tuple[str, str] | None:
    match item:
        case Entered():
            return "", "(on to the next state)"
        case StopPlaying():
            return "", "(the bot is cut short)"
        case Understood(how, choice, confidence, slot):
            sure = f", confidence {confidence:.2f}" if confidence < 1 else ""
            return "", f"= {f'{slot}: ' if slot else ''}{choice} ({how}{sure})"
        case Mistaken(kind, attempt):
            return "", f"= {kind}, mistake {attempt}"
        case Rescued(reason=reason):
            return "", f"to the fallback: {reason}"
        case Ignored(reason=reason):
            return "", f"left out: {reason}"
        case Remember(values):
            return "", f"remembers {', '.join(values)}" if values else "remembers nothing"
        case SendRequest(method=method, url=url):
            return "", f"request: {method} {url}"
        case ModelUsed(use=use):
            leaves = use.tool == LEAVE
            return "", f"wants to leave: {use.arguments.get(EXIT)}" if leaves else f"uses {use.tool}"
        case ModelFailed(reason=reason):
            return "", f"the language model fails: {reason}"
        case Left(outcome):
            return "", f"= {outcome}"
        case RequestFinished(outcome=outcome) | TextSent(outcome=outcome) | TransferEnded(outcome=outcome):
            return "", f"= {outcome}"
        case StartRecording():
            return "", "the caller is recorded"
        case RecordingFinished(speech=speech):
            return "", "= done" if speech else "= nothing"
        case SendText(to=to, message=message):
            return "", f"sends a text to {to}: {message}"
        case ConnectTo(numbers, brief=brief):
            told = f", who is told: {brief.text}" if brief else ""
            return "", f"connects to {', '.join(numbers)}{told}"
    return None
