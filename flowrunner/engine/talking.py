"""An agent: a language model and the caller take turns, until an exit is met or a limit is reached.

The model only proposes. Its sentences are prompts like any other, its tools are web requests like any other, and an
exit is followed when its name and values hold and everything has been said. Here is what each event does; what comes
next is decided in ``turn_taking``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.briefing import LEAVE
from flowrunner.engine.call import Attempt, Phase, TimerKind
from flowrunner.engine.ladder import noise
from flowrunner.engine.reading import Meaning
from flowrunner.engine.replacing import replace
from flowrunner.engine.requests import saved
from flowrunner.engine.storable import printable, storable
from flowrunner.engine.talk import CUT, Talk, clock, cut_short, heard_until, last_line, with_answer
from flowrunner.engine.tool_use import Unfit, failure, leaving, told
from flowrunner.engine.turn_taking import (
    answered,
    ask,
    caller_said,
    cut,
    end,
    go_on,
    mistake,
    obey,
    own,
    play,
    say,
    take_up_reply,
    talk_of,
    time_is_up,
    use_next,
)
from flowrunner.engine.understand import Situation, Utterance, command, read_speech, utterance
from flowrunner.flow.model import REPEATABLE, FreeText

if TYPE_CHECKING:
    from flowrunner.engine.dialogue import ToolUse
    from flowrunner.engine.events import (
        Heard,
        HearingFailed,
        KeyPressed,
        ModelFailed,
        ModelFinished,
        ModelSaid,
        ModelUsed,
        PromptFailed,
        PromptFinished,
        RequestFinished,
        SpeechStarted,
        TimerFired,
    )
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Agent

SPEECH_LIMIT_S = 20.0
"""How long an utterance that has begun may take to be heard."""
MAX_PIECES = 30
"""Sentences and tools of one reply."""


def begin(turn: Turn, agent: Agent) -> None:
    """Begin to talk: with what the caller has said already, with the author's words, or with the model's.

    Raises TemplateError.
    """
    keys = turn.call.keys
    turn.call = replace(
        turn.call, phase=Phase.TALKING, keys="", chosen=None, attempt=Attempt(), talk=Talk(begun=clock(turn.at))
    )
    meaning = command(keys[0], turn.anytime) if keys and turn.state.interrupt else None
    opening = " ".join(turn.render(agent.opening).split()) if agent.opening else ""
    if meaning is not None:
        obey(turn, meaning)
    elif opening and _is_the_callers(turn, agent, opening):
        caller_said(turn, opening)
    elif opening:
        say(turn, opening)
    else:
        ask(turn)


def _is_the_callers(turn: Turn, agent: Agent, opening: str) -> bool:
    """Whether the opening is what was heard last; words of the author's own are the agent's."""
    fixed = agent.opening is None or agent.opening.constant is not None
    return not fixed and opening == " ".join(turn.call.heard.split())


def prompt_finished(turn: Turn, event: PromptFinished) -> None:
    """A sentence has been heard, and with it those before."""
    turn.call = replace(turn.call, talk=heard_until(talk_of(turn), event.prompt_id, turn.at))
    go_on(turn)


def prompt_failed(turn: Turn, event: PromptFailed) -> None:
    """A sentence could not be said."""
    end(turn, "error")


def key_pressed(turn: Turn, event: KeyPressed) -> None:
    """The caller pressed a key: only commands count."""
    meaning = command(event.key, turn.anytime)
    if meaning is not None and (turn.state.interrupt or not turn.call.prompt):
        obey(turn, meaning)


def speech_started(turn: Turn, event: SpeechStarted) -> None:
    """The caller began to speak: nobody talks over that, and what is said must come in time."""
    cut(turn)
    turn.start_timer(TimerKind.SPEECH, SPEECH_LIMIT_S)


def heard(turn: Turn, event: Heard) -> None:
    """The caller finished an utterance."""
    said = utterance(event)
    if not said.words:
        _noise(turn)
        return
    turn.note(said)
    cut(turn)
    turn.cancel_timer()
    meaning = _command_in(turn, said)
    if meaning is not None:
        obey(turn, meaning)
    elif talk_of(turn).uses:
        talk = talk_of(turn)
        turn.call = replace(turn.call, talk=replace(talk, late=f"{talk.late} {said.words}".strip(), cut=False))
    else:
        caller_said(turn, said.words)


def _command_in(turn: Turn, said: Utterance) -> Meaning | None:
    """Return the command that an utterance is, word for word."""
    found = read_speech(Situation(FreeText(), turn.anytime, language=turn.language), said)
    return found if isinstance(found, Meaning) and found.anytime else None


def hearing_failed(turn: Turn, event: HearingFailed) -> None:
    """The recognizer failed; to the caller that is not being understood."""
    mistake(turn, "unclear")


def timer_fired(turn: Turn, event: TimerFired) -> None:
    """The caller says nothing, or what was begun does not come."""
    if turn.timer_fired() is TimerKind.SPEECH:
        turn.call = replace(turn.call, speaking=False)
        mistake(turn, "unclear")
    else:
        mistake(turn, "silence")


def model_said(turn: Turn, event: ModelSaid) -> None:
    """The model goes on talking."""
    if talk_of(turn).pieces >= MAX_PIECES:
        turn.stop_model()
        go_on(turn)
    elif event.sentence.strip():
        say(turn, printable(event.sentence).strip())


def model_used(turn: Turn, event: ModelUsed) -> None:
    """The model wants to use a tool, or to leave."""
    talk, use = talk_of(turn), _plain(event.use)
    turn.call = replace(turn.call, talk=replace(talk, pieces=talk.pieces + 1))
    if talk.leaving is not None:
        return
    if use.tool == LEAVE:
        _propose(turn, use)
    elif talk.pieces >= MAX_PIECES:
        turn.stop_model()
        go_on(turn)
    else:
        turn.call = replace(turn.call, talk=replace(talk_of(turn), uses=(*talk.uses, use)))
        if not talk.uses:
            use_next(turn)


def model_finished(turn: Turn, event: ModelFinished) -> None:
    """The reply is complete."""
    talk = talk_of(turn)
    turn.call = replace(turn.call, talk=replace(talk, reply=0))
    if talk.pieces or time_is_up(turn):
        go_on(turn)
    else:
        end(turn, "error")


def model_failed(turn: Turn, event: ModelFailed) -> None:
    """There is no reply, or no more of it."""
    turn.call = replace(turn.call, talk=replace(talk_of(turn), reply=0))
    end(turn, "error")


def request_finished(turn: Turn, event: RequestFinished) -> None:
    """A tool has answered, or failed to."""
    if not talk_of(turn).uses:
        return
    tool = turn.flow.tools[talk_of(turn).uses[0].tool]
    turn.store(saved(tool.request.save, event))
    answered(turn, told(event))
    use_next(turn)


def say_again(turn: Turn) -> None:
    """Say the last sentence of the agent once more; raises TemplateError."""
    turn.call = replace(turn.call, phase=Phase.TALKING, chosen=None)
    last = last_line(talk_of(turn))
    if last is not None and last.who == "agent" and not last.text.endswith(CUT):
        play(turn, last.text)
    else:
        take_up_reply(turn)
    go_on(turn)


def take_up(turn: Turn) -> None:
    """Go on with an agent on a new connection; raises TemplateError."""
    talk = talk_of(turn)
    turn.call = replace(turn.call, talk=replace(cut_short(talk, turn.at), reply=0))
    if talk.saying or talk.reply or talk.cut:
        take_up_reply(turn)
    if talk.uses and turn.flow.tools[talk.uses[0].tool].request.method.upper() not in REPEATABLE:
        answered(turn, failure("the connection was lost, nobody knows whether it was done"))
    if talk.uses:
        use_next(turn)
    elif talk.leaving is None and not talk_of(turn).owed:
        say_again(turn)
    else:
        go_on(turn)


def _plain(use: ToolUse) -> ToolUse:
    """Return a use in a form that can be written down."""
    arguments = {printable(name): storable(value) for name, value in use.arguments.items()}
    return replace(use, id=printable(use.id), tool=printable(use.tool), arguments=arguments)


def _noise(turn: Turn) -> None:
    """A sound without words: what it cut is taken up again, unless there is no end of it."""
    talk = talk_of(turn)
    if turn.call.prompt or talk.reply:
        return
    turn.cancel_timer()
    if noise(turn):
        mistake(turn, "silence")
        return
    if talk.cut and talk.leaving is None:
        take_up_reply(turn)
    go_on(turn)


def _propose(turn: Turn, use: ToolUse) -> None:
    """Take an exit that holds; answer one that does not."""
    try:
        found = leaving(turn, own(turn), use)
    except Unfit as error:
        turn.call = replace(turn.call, talk=with_answer(talk_of(turn), use, failure(str(error))))
    else:
        turn.call = replace(turn.call, talk=replace(talk_of(turn), leaving=found))
