"""What comes next between a caller and a language model.

At any moment one thing is owed: a reply of the model, an answer to a tool, the end of a prompt, an utterance that has
begun, or the end of the caller's silence. ``go_on`` decides which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import AskModel, Left, Mistaken, Text
from flowrunner.engine.answering import answer
from flowrunner.engine.briefing import briefing
from flowrunner.engine.call import Attempt, TimerKind
from flowrunner.engine.prompts import sentence
from flowrunner.engine.replacing import replace
from flowrunner.engine.requests import rendered
from flowrunner.engine.sentences import sentences
from flowrunner.engine.talk import (
    CUT,
    Leaving,
    Talk,
    clock,
    cut_short,
    last_line,
    summary,
    with_agent,
    with_answer,
    with_caller,
)
from flowrunner.engine.tool_use import Unfit, failure, needs
from flowrunner.engine.transitions import leave
from flowrunner.errors import TemplateError
from flowrunner.flow.model import Agent

if TYPE_CHECKING:
    from flowrunner.engine.actions import MistakeKind
    from flowrunner.engine.dialogue import ToolUse
    from flowrunner.engine.reading import Meaning
    from flowrunner.engine.turn import Turn

MAX_REPLIES = 8
"""Replies of the model to one turn of the caller: each but the last used a tool."""


def take_up_reply(turn: Turn) -> None:
    """Have the model go on from where it was cut."""
    talk = talk_of(turn)
    last = last_line(talk)
    talk = with_caller(talk, CUT) if last is not None and last.who == "agent" else talk
    turn.call = replace(turn.call, talk=replace(talk, owed=True, replies=0))


def own(turn: Turn) -> Agent:
    """Return the agent of the current state."""
    verb = turn.state.verb
    assert isinstance(verb, Agent)
    return verb


def talk_of(turn: Turn) -> Talk:
    """Return the talk of the current state."""
    talk = turn.call.talk
    assert talk is not None
    return talk


def go_on(turn: Turn) -> None:
    """Do what comes next, when nothing is under way; raises TemplateError."""
    talk = talk_of(turn)
    if talk.reply or talk.uses or turn.call.speaking:
        return
    if talk.leaving is not None:
        if not turn.call.prompt:
            _follow(turn, talk.leaving)
    elif talk.owed:
        ask(turn)
    elif not turn.call.prompt:
        _await_caller(turn)


def _await_caller(turn: Turn) -> None:
    if time_is_up(turn):
        end(turn, "limit")
    else:
        turn.start_timer(TimerKind.SILENCE, own(turn).after_s)


def time_is_up(turn: Turn) -> bool:
    """Whether the talk has taken as long as it may."""
    return clock(turn.at) - talk_of(turn).begun >= own(turn).time_s


def caller_said(turn: Turn, words: str) -> None:
    """Have the model answer the caller, unless that has been done often or long enough; raises TemplateError."""
    talk = replace(with_caller(talk_of(turn), words), replies=0, cut=False, late="", leaving=None)
    turn.call = replace(turn.call, talk=replace(talk, turns=talk.turns + 1), attempt=Attempt())
    if talk.turns >= own(turn).turns or time_is_up(turn):
        end(turn, "limit")
    else:
        ask(turn)


def ask(turn: Turn) -> None:
    """Have the model reply; raises TemplateError."""
    talk = talk_of(turn)
    if talk.replies >= MAX_REPLIES:
        end(turn, "error")
        return
    turn.cancel_timer()
    issued = replace(turn.call.issued, replies=turn.call.issued.replies + 1)
    talk = replace(talk, reply=issued.replies, replies=talk.replies + 1, pieces=0, owed=False, cut=False)
    told = briefing(turn, own(turn), talk)
    turn.call = replace(turn.call, issued=issued, talk=talk)
    turn.emit(AskModel(issued.replies, told))


def say(turn: Turn, words: str) -> None:
    """Say a sentence of the agent."""
    play(turn, words)
    turn.call = replace(turn.call, talk=with_agent(talk_of(turn), words, turn.call.prompt, turn.at))


def play(turn: Turn, words: str) -> None:
    """Say something in the voice of the agent; the silence of the caller ends with it."""
    agent = own(turn)
    turn.cancel_timer()
    turn.play((Text(words, turn.language, agent.voice or turn.flow.voice),))


def cut(turn: Turn) -> None:
    """Let the caller speak: what was not heard has not been said."""
    talk = talk_of(turn)
    was_busy = bool(talk.saying or talk.reply or talk.owed)
    turn.stop_model()
    turn.hush()
    turn.call = replace(turn.call, talk=replace(cut_short(talk_of(turn), turn.at), cut=talk.cut or was_busy))


def mistake(turn: Turn, kind: MistakeKind) -> None:
    """Count a mistake and say so, or give up; raises TemplateError."""
    cut(turn)
    turn.cancel_timer()
    if talk_of(turn).uses or talk_of(turn).leaving:
        go_on(turn)
        return
    count = turn.call.attempt.mistakes + 1
    turn.emit(Mistaken(kind, count))
    if count >= own(turn).tries:
        end(turn, "limit")
        return
    turn.call = replace(turn.call, attempt=replace(turn.call.attempt, mistakes=count, noises=0))
    built_in = sentences(turn.language)
    turn.play(sentence(turn, built_in.silence if kind == "silence" else built_in.unclear))
    go_on(turn)


def use_next(turn: Turn) -> None:
    """Use the tools that are still to be used, up to the first that makes a request; then go on."""
    while talk_of(turn).uses:
        use = talk_of(turn).uses[0]
        try:
            _send(turn, use)
            return
        except Unfit as error:
            answered(turn, failure(str(error)))
        except TemplateError:
            answered(turn, failure("this request cannot be made"))
    late = talk_of(turn).late
    if late:
        caller_said(turn, late)
    else:
        go_on(turn)


def _send(turn: Turn, use: ToolUse) -> None:
    """Make the request of a tool; raises Unfit and TemplateError."""
    if use.tool not in own(turn).tools:
        raise Unfit(f"there is no tool {use.tool[:40]!r}")
    tool = turn.flow.tools[use.tool]
    issued = replace(turn.call.issued, requests=turn.call.issued.requests + 1)
    action = rendered(turn, tool.request, issued.requests, needs(turn, tool, use))
    turn.call = replace(turn.call, issued=issued)
    turn.emit(action)


def answered(turn: Turn, content: str) -> None:
    """Answer the tool that was used first."""
    use, *rest = talk_of(turn).uses
    turn.call = replace(turn.call, talk=replace(with_answer(talk_of(turn), use, content), uses=tuple(rest)))


def obey(turn: Turn, meaning: Meaning) -> None:
    """Do what a command asks for; raises TemplateError."""
    cut(turn)
    close(turn)
    answer(turn, meaning)


def _follow(turn: Turn, found: Leaving) -> None:
    """Take the exit; raises TemplateError."""
    turn.store(found.values)
    end(turn, found.exit)


def end(turn: Turn, outcome: str) -> None:
    """End the talk with an outcome; raises TemplateError."""
    turn.stop_model()
    close(turn)
    turn.emit(Left(outcome))
    leave(turn, outcome)


def close(turn: Turn) -> None:
    """Keep what the talk was about, and owe nothing of it any more."""
    agent, about = own(turn), summary(talk_of(turn))
    turn.call = replace(
        turn.call, summary=about, talk=replace(talk_of(turn), saying=(), uses=(), owed=False, leaving=None)
    )
    if agent.save:
        turn.store({agent.save: about})
