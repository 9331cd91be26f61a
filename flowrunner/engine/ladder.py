"""The ladder: what is said after a mistake, and what follows the last. Silence and confusion share one counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.actions import Item, Mistaken
from flowrunner.engine.prompts import items, question, sentence, spoken
from flowrunner.engine.replacing import replace
from flowrunner.engine.sentences import sentences
from flowrunner.engine.slots import conclude
from flowrunner.engine.transitions import leave

if TYPE_CHECKING:
    from flowrunner.engine.actions import MistakeKind
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Ask, Prompt, Reprompt

MAX_NOISES = 2
"""Sounds without words that one attempt forgives; the next counts as silence."""


def mistake(turn: Turn, ask: Ask, kind: MistakeKind, say: Prompt | None = None) -> bool:
    """Count a mistake and say the next step of the ladder, or ``say`` and the question in its place, or give up.

    Return whether a prompt is to be heard before the answer is due; raises TemplateError.
    """
    count = turn.call.attempt.mistakes + 1
    turn.hush()
    turn.cancel_timer()
    turn.emit(Mistaken(kind, count))
    turn.call = replace(turn.call, keys="")
    if count >= ask.tries:
        give_up(turn)
        return True
    step = _step(ask, kind, count)
    listen = step.listen if step and step.listen else turn.call.attempt.listen
    attempt = replace(turn.call.attempt, mistakes=count, noises=0, digits="", listen=listen)
    turn.call = replace(turn.call, attempt=attempt)
    words = _words(turn, ask, kind, step) if say is None else spoken(turn, say) + question(turn, ask)
    return turn.play(turn.remarked() + words)


def give_up(turn: Turn) -> None:
    """Leave a question that the caller does not answer; raises TemplateError."""
    if turn.call.form is None:
        leave(turn, "give_up")
    else:
        conclude(turn, "give_up")


def noise(turn: Turn) -> bool:
    """Count a sound without words; return whether it is one too many."""
    noises = turn.call.attempt.noises + 1
    turn.call = replace(turn.call, attempt=replace(turn.call.attempt, noises=noises))
    return noises > MAX_NOISES


def _step(ask: Ask, kind: MistakeKind, count: int) -> Reprompt | None:
    steps = ask.silence if kind == "silence" else ask.unclear
    return steps[min(count, len(steps)) - 1] if steps else None


def _words(turn: Turn, ask: Ask, kind: MistakeKind, step: Reprompt | None) -> tuple[Item, ...]:
    if step is None:
        built_in = sentences(turn.language)
        return sentence(turn, built_in.silence if kind == "silence" else built_in.unclear) + question(turn, ask)
    return items(turn, step.say) + (() if step.stands_alone else question(turn, ask))
