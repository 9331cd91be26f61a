"""What a question offers, beside what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Choice, Document
from flowrunner.flow.limits import ONLY_SPOKEN
from flowrunner.flow.lint.keys import ANSWER_KEYS, END_KEY, KEY_WORDS, pressed
from flowrunner.flow.lint.questions import Question, questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.spoken import has_unknown_words, spoken_texts, words_of
from flowrunner.flow.plain import listed, mapping, verbs_of
from flowrunner.flow.scalars import key_of
from flowrunner.flow.source import Data
from flowrunner.flow.texts import prompts_in

_PROMPTS = ("say", "ask", "silence", "unclear")
_YES_NO = frozenset({"yes", "no", "हाँ", "हां", "नहीं", "haan", "nahi", "nahin"})


@rule("unoffered-key", trusts="state")
def unoffered_keys(document: Document) -> Iterator[Diagnostic]:
    """Find prompts that name a key which nothing takes."""
    everywhere = {key for each in mapping(document.data.get("anytime")).values() for key in _keys(mapping(each))}
    for question in questions(document):
        taken = _taken(document, question)
        if taken is not None:
            yield from _unoffered(document, question, taken | everywhere)


def _keys(choice: Mapping[str, Data]) -> set[str]:
    return set(map(key_of, listed(choice.get("press"))))


def _taken(document: Document, question: Question) -> set[str] | None:
    """Return the keys that a question takes; None when all may be part of an answer."""
    if question.choices:
        return set().union(*(_keys(choice.data) for choice in question.choices))
    if question.kind in ONLY_SPOKEN:
        return set()
    if question.kind != "digits":
        return {"1", "2"} if question.kind == "yes_no" else None
    end = question.data.get("end", mapping(document.data.get("defaults")).get("end"))
    return {*ANSWER_KEYS, key_of(end) if isinstance(end, str) else END_KEY}


def _unoffered(document: Document, question: Question, taken: set[str]) -> Iterator[Diagnostic]:
    for field in _PROMPTS:
        for path, text in prompts_in((*question.path, field), question.data.get(field)):
            for key, offset, length in pressed(text):
                if key not in taken:
                    name = {"*": "star", "#": "hash"}.get(key, key)
                    message = f"the caller is told to press {name}, and nothing takes that key"
                    hint = f"give it to a choice with `press: {name}`, or change the text"
                    span = document.source.find(path, text, offset, length)
                    yield document.warning("unoffered-key", message, span, hint)


@rule("unmentioned-choice", trusts="state")
def unmentioned_choices(document: Document) -> Iterator[Diagnostic]:
    """Find choices that no prompt mentions, in menus that mention the others, or that only a key can choose."""
    before = _introductions(document)
    for question in questions(document):
        heard = [*(question.data.get(field) for field in _PROMPTS), *before.get(question.state, ())]
        if not question.choices or any(map(has_unknown_words, heard)):
            continue
        words = _words(heard)
        choices = [choice for choice in question.choices if _wants_mention(choice)]
        silent = [choice for choice in choices if not _is_mentioned(document, choice, words)]
        for choice in silent:
            if len(silent) < len(choices) or not choice.data.keys() & {"hear", "intent"}:
                yield _unmentioned(document, choice)


def _introductions(document: Document) -> Mapping[str, list[Data]]:
    """Return what callers hear in the states that do nothing but lead to a question."""
    found: dict[str, list[Data]] = {}
    for state in document.states.values():
        if isinstance(state.get("go"), str) and not verbs_of(state):
            found.setdefault(str(state["go"]), []).append(state.get("say"))
    return found


def _words(prompts: list[Data]) -> frozenset[str]:
    return words_of(" ".join(text for prompt in prompts for text in spoken_texts(prompt)))


def _wants_mention(choice: Choice) -> bool:
    """Whether callers cannot know the choice: ``anything`` has no name, and everybody knows yes and no."""
    phrases = listed(choice.data.get("hear"))
    return bool(choice.data) and "anything" not in phrases and not _YES_NO.intersection(map(str.casefold, phrases))


def _is_mentioned(document: Document, choice: Choice, words: frozenset[str]) -> bool:
    if any(KEY_WORDS[key] & words for key in _keys(choice.data) if key in KEY_WORDS):
        return True
    intents = mapping(document.data.get("intents"))
    examples = [each for name in listed(choice.data.get("intent")) for each in listed(intents.get(name))]
    phrases = [choice.name, *listed(choice.data.get("hear")), *examples]
    return any(wanted and wanted <= words for wanted in map(words_of, phrases))


def _unmentioned(document: Document, choice: Choice) -> Diagnostic:
    message = f"no prompt mentions `{choice.name}`, so callers cannot know of it"
    hint = "name it in the question, or remove it"
    return document.warning("unmentioned-choice", message, document.source.key_span(choice.path), hint)


def offered(document: Document, question: Question) -> list[Choice]:
    """Return the choices that callers have to keep in mind: those with a key, and those that the question names."""
    words = _words([question.data.get("ask")])
    return [
        choice
        for choice in question.choices
        if _wants_mention(choice) and (_keys(choice.data) or _is_mentioned(document, choice, words))
    ]
