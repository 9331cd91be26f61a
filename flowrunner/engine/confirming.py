"""When an answer is not sure enough: reading it back, or asking which of two was meant.

While that is asked the attempt holds a ``Doubt``, and the question of the state is another one: yes or no, or one of
two. Its mistakes climb the same ladder. A "no" counts as one, asks the question of the state again, and has the next
answer read back letter by letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flowrunner.answers import yes_no
from flowrunner.engine.call import Doubt
from flowrunner.engine.prompts import plain
from flowrunner.engine.reading import Either, Meaning
from flowrunner.engine.replacing import replace
from flowrunner.engine.sentences import sentences
from flowrunner.engine.typed import context_in, type_of
from flowrunner.flow.model import Ask, Choice, FreeText, Menu, Prompt, YesNo

if TYPE_CHECKING:
    from flowrunner.answers.answer import Value
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Answer

_FIRST = ("first", "the first", "the first one", "first one", "पहला", "पहले वाला")
_SECOND = ("second", "the second", "the second one", "second one", "दूसरा", "दूसरे वाला")
_NEITHER = "neither"


def must_confirm(asked: Ask, meaning: Meaning) -> bool:
    """Whether an answer is to be read back before it counts."""
    if meaning.anytime or asked.secret or asked.confirm == "never":
        return False
    if asked.confirm != "auto":
        return True
    vague = isinstance(asked.answer, YesNo | FreeText) or meaning.how in ("key", "anything")
    return not vague and meaning.confidence < asked.sure


def doubted(meaning: Meaning) -> Doubt:
    """Return the doubt about one answer."""
    return Doubt(meaning.outcome, meaning.how, meaning.confidence, meaning.value)


def torn(either: Either) -> Doubt:
    """Return the doubt between two choices."""
    return replace(doubted(either.first), other=either.second.outcome)


def held_answer(ask: Ask, doubt: Doubt | None, language: str) -> Answer:
    """Return what the caller may answer now: to the question of the state, or to the doubt about it."""
    if doubt is None:
        return ask.answer
    if not doubt.other or not isinstance(ask.answer, Menu):
        return YesNo()
    words = yes_no.words_for(language)
    first, second = (_named(ask.answer, name) for name in (doubt.outcome, doubt.other))
    return Menu(
        (
            _also(first, (*_FIRST, *words.yes)),
            _also(second, _SECOND),
            Choice(_NEITHER, phrases=words.no),
        )
    )


def _named(menu: Menu, name: str) -> Choice:
    return next((choice for choice in menu.choices if choice.name == name), Choice(name))


def _also(choice: Choice, phrases: tuple[str, ...]) -> Choice:
    """Return a choice that more phrases choose, where they are not its own already."""
    return replace(choice, phrases=(*choice.phrases, *(each for each in phrases if each not in choice.phrases)))


def question_now(turn: Turn, ask: Ask) -> Ask:
    """Return the question that is to be put now."""
    doubt = turn.call.attempt.doubt
    if doubt is None:
        return ask
    answer = held_answer(ask, doubt, turn.language)
    return replace(ask, answer=answer, prompt=_words(turn, ask, doubt), silence=(), unclear=())


def _words(turn: Turn, ask: Ask, doubt: Doubt) -> Prompt:
    built_in = sentences(turn.language)
    if doubt.other and isinstance(ask.answer, Menu):
        names = (read_aloud(_named(ask.answer, name)) for name in (doubt.outcome, doubt.other))
        return plain(built_in.either.format(*names))
    if ask.confirmation is None:
        return plain(built_in.confirm.format(_read_back(turn, ask.answer, doubt)))
    letters = plain(f"{_read_back(turn, ask.answer, doubt)}.").first if turn.call.attempt.spelled else ()
    return replace(ask.confirmation, first=(*letters, *ask.confirmation.first))


def _read_back(turn: Turn, answer: Answer, doubt: Doubt) -> str:
    """Return an answer as it is said to the caller, with care if they have denied one already."""
    if isinstance(answer, Menu):
        return read_aloud(_named(answer, doubt.outcome))
    value = cast("Value", doubt.value)
    say = type_of(answer).spelled if turn.call.attempt.spelled else type_of(answer).read_back
    return say(value, context_in(turn, answer))


def said_aloud(turn: Turn, answer: Answer, value: object) -> str:
    """Return an answer as a person would repeat it."""
    if isinstance(answer, Menu):
        return read_aloud(_named(answer, str(value)))
    return type_of(answer).read_back(cast("Value", value), context_in(turn, answer))


def read_aloud(choice: Choice) -> str:
    """Return a choice as it is said: by its first phrase, else by its name."""
    return choice.phrases[0] if choice.phrases else choice.name.replace("_", " ")


def settled(ask: Ask, doubt: Doubt, reply: Meaning) -> Meaning | None:
    """Return the answer that a reply to the doubt leaves; None when it was none of it."""
    if reply.outcome == ("no" if not doubt.other else _NEITHER):
        return None
    menu = ask.answer if isinstance(ask.answer, Menu) else Menu(())
    if doubt.other:
        choice = _named(menu, reply.outcome)
        return replace(reply, choice=choice, value=choice.name)
    choice_or_none = next((choice for choice in menu.choices if choice.name == doubt.outcome), None)
    return Meaning(doubt.how, doubt.outcome, doubt.confidence, choice_or_none, value=doubt.value)
