"""The dialogue of a caller and a language model, as a value: what was said, as far as it was heard. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# needed at run time: snapshots are read by these types
from flowrunner.engine.dialogue import Entry, Line, ToolAnswer, ToolUse
from flowrunner.engine.replacing import replace

CUT = "…"
"""Ends a line that was cut, and stands for words that nobody understood."""
CHARACTERS_A_SECOND = 15.0
"""How fast a voice reads, about."""
MAX_WORDS = 1_000
"""Characters of one line of the caller; what is beyond is left out."""
MAX_SUMMARY = 300
"""Characters of the caller's words that stand in for a summary."""
_END_OF_TIME = 1e12


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry of a dialogue: exactly one of these. A snapshot cannot tell three classes apart by themselves."""

    line: Line | None = None
    use: ToolUse | None = None
    answer: ToolAnswer | None = None

    @property
    def entry(self) -> Entry | None:
        """The entry."""
        return self.line or self.use or self.answer


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of the agent that has not been heard to its end."""

    prompt: int
    place: int
    """In the dialogue."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """An exit that the model proposed and that holds; the call follows it when everything has been heard."""

    exit: str
    values: Mapping[str, object] = field(default_factory=dict)
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """What became of an agent so far."""

    begun: float = 0.0
    dialogue: tuple[Kept, ...] = ()
    saying: tuple[Saying, ...] = ()
    since: float = 0.0
    """When the first of them began to be heard."""
    turns: int = 0
    """Of the caller."""
    replies: int = 0
    """Of the model, since the caller's last turn; bounded."""
    reply: int = 0
    """The one that is being made; 0: none."""
    pieces: int = 0
    """Sentences and tools in that reply; bounded."""
    uses: tuple[ToolUse, ...] = ()
    """Tools that are to be used, in order; the request of the first is on its way."""
    owed: bool = False
    """The model has to go on, as soon as it may."""
    cut: bool = False
    """The caller cut in, and has not said anything that was understood."""
    late: str = ""
    """What the caller said while a tool was being used."""
    leaving: Leaving | None = None


def clock(at: float) -> float:
    """Return a time that can be written down and reckoned with, whatever came with an event."""
    return at if abs(at) < _END_OF_TIME else 0.0


def is_saying(talk: Talk, prompt: int) -> bool:
    """Whether a prompt is a sentence that has not been heard to its end."""
    return any(each.prompt == prompt for each in talk.saying)


def last_line(talk: Talk) -> Line | None:
    """Return what was said last."""
    return next((kept.line for kept in reversed(talk.dialogue) if kept.line is not None), None)


def with_caller(talk: Talk, words: str) -> Talk:
    """Return the talk after the caller has said something."""
    return replace(talk, dialogue=(*talk.dialogue, Kept(line=Line("caller", words[:MAX_WORDS]))))


def with_agent(talk: Talk, sentence: str, prompt: int, at: float) -> Talk:
    """Return the talk while a sentence of the agent is being said; 0: it has been heard."""
    saying = Saying(prompt, len(talk.dialogue))
    return replace(
        talk,
        dialogue=(*talk.dialogue, Kept(line=Line("agent", sentence))),
        saying=(*talk.saying, saying),
        since=talk.since if talk.saying else clock(at),
        pieces=talk.pieces + 1,
    )


def with_answer(talk: Talk, use: ToolUse, content: str) -> Talk:
    """Return the talk after a tool has answered: the model goes on with that."""
    kept = (Kept(use=use), Kept(answer=ToolAnswer(use.id, content)))
    return replace(talk, dialogue=(*talk.dialogue, *kept), owed=True)


def heard_until(talk: Talk, prompt: int, at: float) -> Talk:
    """Return the talk when a prompt has been heard to its end, and with it those before."""
    return replace(talk, saying=tuple(each for each in talk.saying if each.prompt > prompt), since=clock(at))


def cut_short(talk: Talk, at: float) -> Talk:
    """Return the talk when the agent was cut: of the sentence that was being said stays what can have been heard."""
    if not talk.saying:
        return talk
    first, *others = (saying.place for saying in talk.saying)
    dialogue = list(talk.dialogue)
    for place in sorted(others, reverse=True):
        del dialogue[place]
    line = dialogue[first].line
    part = _beginning(line.text, clock(at) - talk.since) if line is not None else ""
    dialogue[first : first + 1] = [Kept(line=Line("agent", part))] if part else []
    return replace(talk, dialogue=tuple(dialogue), saying=())


def _beginning(sentence: str, seconds: float) -> str:
    """Return the whole words that can be said in that time, and a mark that there were more."""
    letters = int(max(0.0, min(seconds, 60.0)) * CHARACTERS_A_SECOND)
    if letters >= len(sentence):
        return sentence.rstrip(".!?। ") + CUT
    words = sentence[:letters].rpartition(" ")[0]
    return words + CUT if words else ""


def entries(talk: Talk) -> tuple[Entry, ...]:
    """Return the dialogue as a model is told it: sentences of the agent that follow each other are one line."""
    found: list[Entry] = []
    for entry in (kept.entry for kept in talk.dialogue):
        last = found[-1] if found else None
        if isinstance(entry, Line) and isinstance(last, Line) and entry.who == last.who:
            found[-1] = Line(entry.who, f"{last.text} {entry.text}")
        elif entry is not None:
            found.append(entry)
    return tuple(found)


def summary(talk: Talk) -> str:
    """Return what the talk was about: the model's words, else the caller's last ones."""
    if talk.leaving is not None and talk.leaving.summary:
        return talk.leaving.summary
    lines = (kept.line for kept in talk.dialogue if kept.line is not None)
    words = " ".join(line.text for line in lines if line.who == "caller" and line.text != CUT)
    return words if len(words) <= MAX_SUMMARY else CUT + words[-MAX_SUMMARY:].partition(" ")[2]
