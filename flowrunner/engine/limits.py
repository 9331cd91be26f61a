"""What is said about an answer outside its limits, when the author wrote nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.prompts import plain
from flowrunner.engine.sentences import Sentences, sentences
from flowrunner.engine.typed import context_in, type_of
from flowrunner.flow.model import Typed

if TYPE_CHECKING:
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Ask, Prompt


def limits_told(turn: Turn, asked: Ask) -> Prompt | None:
    """Return the sentence that says what the limits are, or None when there are none."""
    answer = asked.answer
    if not isinstance(answer, Typed):
        return None
    context = context_in(turn, answer)
    said = [
        None if each is None else type_of(answer).read_back(each, context) for each in (context.least, context.most)
    ]
    words = sentences(context.language)
    text = _in_words(words, *said, in_time=answer.type in ("date", "time"))
    return plain(text) if text else None


def _in_words(words: Sentences, least: str | None, most: str | None, *, in_time: bool) -> str:
    if least is not None and most is not None:
        return words.between.format(least, most)
    if least is not None:
        return (words.not_before if in_time else words.at_least).format(least)
    return (words.not_after if in_time else words.at_most).format(most) if most is not None else ""
