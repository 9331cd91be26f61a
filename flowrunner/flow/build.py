"""Checked data in, the frozen model out. It runs only on a file without errors, so it asks no questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from flowrunner.flow import model
from flowrunner.flow.document import CONFIRM_WORDS, Document, Mapped, listed, mapping
from flowrunner.flow.duration import seconds
from flowrunner.flow.hours import FIELDS, Hours, Ranges, day_of, days_of, ranges_of, timezone_of
from flowrunner.flow.model import Listen
from flowrunner.flow.scalars import flag, key_of, typed
from flowrunner.flow.source import Data, Path
from flowrunner.flow.template import Expression, Template

_ENCODINGS = {"audio/x-mulaw": "mulaw", "audio/x-l16": "l16"}


def build(document: Document) -> model.Flow:
    """Return the flow of a document that has no errors."""
    data = document.data
    builder = _Builder(document)
    hours = _hours(mapping(data.get("hours")))
    languages = listed(data.get("languages")) or listed(data.get("language")) or ["en-US"]
    return model.Flow(
        name=_text(data["flow"]),
        start=_start(data["start"]),
        fallback=_text(data["fallback"]),
        states={name: builder.state(name, state) for name, state in document.states.items()},
        about=_text(data.get("about")),
        languages=tuple(languages),
        voice=_text(data.get("voice")) or None,
        anytime=builder.choices(("anytime",), mapping(data.get("anytime"))),
        stream=_stream(mapping(data.get("stream"))),
        variables=document.variables,
        secret=document.secret_variables,
        hours=hours,
        timezone=timezone_of(hours),
        inputs={name: _default(document, name, value) for name, value in mapping(data.get("inputs")).items()},
        outputs=tuple(listed(data.get("outputs"))),
        path=document.source.path,
        version=sha256(document.source.text.encode()).hexdigest()[:16],
    )


def _text(data: Data) -> str:
    return data if isinstance(data, str) else ""


def _list(data: Mapped, key: str) -> list[Data]:
    found = data.get(key)
    return found if isinstance(found, list) else []


def _seconds(data: Data, default: float) -> float:
    found = seconds(_text(data))
    return default if found is None else found


def _start(data: Data) -> model.Start:
    if isinstance(data, str):
        return model.Start(data, data, data)
    given = mapping(data)
    inbound = _text(given.get("inbound")) or _text(next(iter(given.values())))
    outbound = _text(given.get("outbound")) or inbound
    return model.Start(inbound, outbound, _text(given.get("machine")) or outbound)


def _stream(data: Mapped) -> model.Stream:
    encoding, _, rate = _text(data.get("content_type") or "audio/x-mulaw;rate=8000").partition(";rate=")
    timeout = seconds(_text(data.get("timeout")))
    return model.Stream(_ENCODINGS[encoding], int(rate), None if timeout is None else max(1, round(timeout)))


def _default(document: Document, name: str, data: Data) -> object:
    if not isinstance(data, str):
        return None
    return data if document.source.places[("inputs", name)].style else typed(data)


def _hours(data: Mapped) -> Mapping[str, Hours]:
    """Return the opening hours; those that name no time zone share that of the first which does."""
    zones = (_text(mapping(each).get("timezone")) for each in data.values())
    shared = next(filter(None, zones), "UTC")
    return {name: _week(mapping(each), shared) for name, each in data.items()}


def _week(data: Mapped, shared_zone: str) -> Hours:
    week: list[Ranges] = [()] * 7
    for key in (each for each in data if each not in FIELDS):
        ranges = tuple(span for text in listed(data[key]) for span in ranges_of(text) or ())
        for day in days_of(key) or ():
            week[day] = ranges
    closed = frozenset(filter(None, map(day_of, listed(data.get("closed")))))
    return Hours(tuple(week), _text(data.get("timezone")) or shared_zone, closed)


def _go(document: Document, path: Path, data: Data) -> model.Go | None:
    if data is None:
        return None
    if isinstance(data, str):
        return model.Always(data)
    if isinstance(data, dict):
        targets = {outcome: _text(target) for outcome, target in data.items()}
        return model.ByOutcome(targets, targets.pop("otherwise", None))
    return model.ByCondition(tuple(_branch(document, (*path, i), mapping(each)) for i, each in enumerate(data)))


def _branch(document: Document, path: Path, data: Mapped) -> model.Branch:
    if "else" in data:
        return model.Else(_text(data["else"]))
    if "chance" in data:
        return model.Chance(float(_text(data["chance"]).removesuffix("%")), _text(data["to"]))
    condition = document.templates[(*path, "if")]
    assert isinstance(condition, Expression)
    return model.If(condition, _text(data["to"]))


@dataclass(frozen=True, slots=True)
class _Voice:
    """How the prompts of one state are spoken."""

    voice: str | None = None
    language: str | None = None


class _Builder:
    """Builds the states of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._defaults = mapping(document.data.get("defaults"))

    def state(self, name: str, data: Mapped) -> model.State:
        """Return one state."""
        path: Path = ("states", name)
        voice = _Voice(_text(data.get("voice")) or None, _text(data.get("language")) or None)
        return model.State(
            name=name,
            span=self._document.source.key_span(path),
            set={each: self._value((*path, "set", each), text) for each, text in mapping(data.get("set")).items()},
            forget=tuple(listed(data.get("forget"))),
            say=self._prompt((*path, "say"), data.get("say"), voice),
            interrupt=flag(data.get("interrupt", self._defaults.get("interrupt", "true"))),
            verb=self._verb(path, data, voice),
            go=_go(self._document, (*path, "go"), data.get("go")),
        )

    def _verb(self, path: Path, data: Mapped, voice: _Voice) -> model.Verb | None:
        if "ask" in data:
            return self._ask(path, data, voice)
        if "request" in data:
            return self._request(path, data, voice)
        if "transfer" in data:
            return self._transfer(path, data)
        if "run" in data:
            return model.Run(_text(data["run"]), self._templates((*path, "inputs"), data.get("inputs")))
        if "return" in data:
            return model.Return(_text(data["return"]))
        return model.Wait(_seconds(data["wait"], 0.0)) if "wait" in data else None

    def _template(self, path: Path) -> Template:
        template = self._document.templates[path]
        assert isinstance(template, Template)
        return template

    def _templates(self, path: Path, data: Data) -> Mapping[str, Template]:
        return {name: self._value((*path, name), value) for name, value in mapping(data).items()}

    def _value(self, path: Path, data: Data) -> Template:
        """A value of ``set`` or ``body``: a plain number or flag is what it looks like."""
        if data is None:
            return Template.fixed("", None)
        if self._document.source.places[path].style:
            return self._template(path)
        template = self._template(path)
        return template if template.constant is None else Template.fixed(template.source, typed(template.source))

    def _request(self, path: Path, data: Mapped, voice: _Voice) -> model.Request:
        method, url = self._document.request_line(path)
        return model.Request(
            method=method,
            url=url,
            headers={name: self._template((*path, "headers", name)) for name in mapping(data.get("headers"))},
            body=self._templates((*path, "body"), data["body"]) if "body" in data else None,
            timeout_s=_seconds(self._own(data, "timeout"), 4.0),
            retry=int(_text(self._own(data, "retry")) or 0),
            meanwhile=self._prompt((*path, "meanwhile"), data.get("meanwhile"), voice),
            save={name: _text(where) for name, where in mapping(data.get("save")).items()},
        )

    def _transfer(self, path: Path, data: Mapped) -> model.Transfer:
        numbers = data["transfer"]
        paths: list[Path] = [(*path, "transfer")]
        if isinstance(numbers, list):
            paths = [(*path, "transfer", index) for index in range(len(numbers))]
        return model.Transfer(
            numbers=tuple(self._template(each) for each in paths),
            ring_s=_seconds(self._own(data, "ring"), 30.0),
            caller_id=self._template((*path, "caller_id")) if "caller_id" in data else None,
        )

    def _own(self, data: Mapped, key: str) -> Data:
        return data.get(key, self._defaults.get(key))

    def _ask(self, path: Path, data: Mapped, voice: _Voice) -> model.Ask:
        answer = self._answer(path, data)
        prompt = self._prompt((*path, "ask"), data["ask"], voice)
        assert prompt is not None
        secret = flag(data.get("secret"))
        listen = _text(self._own(data, "listen")) or ("voice" if isinstance(answer, model.FreeText) else "both")
        return model.Ask(
            prompt=prompt,
            answer=answer,
            silence=self._ladder(path, "silence", answer, voice),
            unclear=self._ladder(path, "unclear", answer, voice),
            tries=int(_text(self._own(data, "tries")) or 3),
            after_s=_seconds(self._own(data, "after"), 5.0),
            listen=Listen.KEYS if secret else Listen(listen),
            save=_text(data.get("save")) or None,
            confirm=self._confirm(data),
            confirmation=self._confirmation(path, data, voice),
            sure=float(_text(self._own(data, "sure")) or 0.7),
            reject=tuple(
                self._rejection((*path, "reject", index), each, voice)
                for index, each in enumerate(_list(data, "reject"))
            ),
            secret=secret,
        )

    def _confirm(self, data: Mapped) -> Literal["auto", "always", "never"]:
        match self._own(data, "confirm"):
            case None | "auto":
                return "auto"
            case "never":
                return "never"
        return "always"

    def _confirmation(self, path: Path, data: Mapped, voice: _Voice) -> model.Prompt | None:
        words = self._own(data, "confirm")
        where: Path = path if "confirm" in data else ("defaults",)
        return None if words in CONFIRM_WORDS else self._prompt((*where, "confirm"), words, voice)

    def _rejection(self, path: Path, data: Data, voice: _Voice) -> model.Rejection:
        condition = self._document.templates[(*path, "if")]
        say = self._prompt((*path, "say"), mapping(data)["say"], voice)
        assert isinstance(condition, Expression)
        assert say is not None
        return model.Rejection(condition, say)

    def _answer(self, path: Path, data: Mapped) -> model.Answer:
        match data.get("type"):
            case "digits":
                return self._digits(data)
            case "yes_no":
                return model.YesNo()
            case "text":
                return model.FreeText()
        return model.Menu(self.choices((*path, "choices"), mapping(data.get("choices"))))

    def _digits(self, data: Mapped) -> model.Digits:
        least, _, most = _text(data.get("length")).partition("..")
        end = _text(self._own(data, "end")) or "hash"
        return model.Digits(
            min_digits=int(least or 1),
            max_digits=int(most or least or 32),
            finish_on=None if end == "none" else key_of(end),
            inter_digit_timeout_s=_seconds(self._own(data, "between_keys"), 3.0),
        )

    def choices(self, path: Path, data: Mapped) -> tuple[model.Choice, ...]:
        """Return the choices of a menu or of ``anytime``."""
        return tuple(self._choice((*path, name), name, mapping(each)) for name, each in data.items())

    def _choice(self, path: Path, name: str, data: Mapped) -> model.Choice:
        phrases = listed(data.get("hear"))
        return model.Choice(
            name=name,
            keys=tuple(key_of(key) for key in listed(data.get("press"))),
            phrases=tuple(phrase for phrase in phrases if phrase != "anything"),
            anything="anything" in phrases,
            examples=tuple(listed(mapping(self._document.data.get("intents")).get(_text(data.get("intent"))))),
            say=self._prompt((*path, "say"), data.get("say"), _Voice()),
            go=_go(self._document, (*path, "go"), data.get("go")),
            span=self._document.source.key_span(path),
        )

    def _prompt(self, path: Path, data: Data, voice: _Voice) -> model.Prompt | None:
        if data is None:
            return None
        if isinstance(data, dict) and "first" in data:
            first = self._segments((*path, "first"), data["first"], voice)
            return model.Prompt(first, self._segments((*path, "again"), data["again"], voice))
        return model.Prompt(self._segments(path, data, voice))

    def _segments(self, path: Path, data: Data, voice: _Voice) -> tuple[model.Segment, ...]:
        if isinstance(data, list):
            return tuple(self._segment((*path, index), each, voice) for index, each in enumerate(data))
        return (self._segment(path, data, voice),)

    def _segment(self, path: Path, data: Data, voice: _Voice) -> model.Segment:
        if not isinstance(data, dict):
            return model.TextSegment(self._template(path), voice.voice, voice.language)
        if "any_of" in data:
            where = [(*path, "any_of", index) for index in range(len(_list(data, "any_of")))]
            return model.AnyOfSegment(
                tuple(model.TextSegment(self._template(each), voice.voice, voice.language) for each in where)
            )
        if "pause" in data:
            return model.PauseSegment(_seconds(data["pause"], 0.0))
        return model.ClipSegment(_text(data["audio"]), self._template((*path, "text")) if "text" in data else None)

    def _ladder(self, path: Path, key: str, answer: model.Answer, voice: _Voice) -> tuple[model.Reprompt, ...]:
        data = self._document.state_at(path).get(key)
        if data is None:
            path, data = ("defaults",), self._defaults.get(key)
        steps = data if isinstance(data, list) else [data] if data is not None else []
        several = isinstance(data, list)
        return tuple(
            self._step((*path, key, index) if several else (*path, key), each, answer, voice)
            for index, each in enumerate(steps)
        )

    def _step(self, path: Path, data: Data, answer: model.Answer, voice: _Voice) -> model.Reprompt:
        listen = None
        if isinstance(data, dict):
            listen = Listen(_text(data["listen"])) if "listen" in data else None
            path, data = (*path, "say"), data["say"]
        say = self._segments(path, data, voice)
        return model.Reprompt(say, listen, _stands_alone(say, answer))


def _stands_alone(say: tuple[model.Segment, ...], answer: model.Answer) -> bool:
    """Whether a text after a mistake asks by itself: it ends in ``?``, or names a choice or its key."""
    words = " ".join(_words(each) for each in say).strip()
    if words.endswith("?"):
        return True
    if not isinstance(answer, model.Menu):
        return False
    folded = words.casefold()
    return any(_mentions(folded, choice) for choice in answer.choices)


def _words(segment: model.Segment) -> str:
    if isinstance(segment, model.AnyOfSegment):
        return _words(segment.texts[0])
    if isinstance(segment, model.PauseSegment) or segment.text is None:
        return ""
    return segment.text.source


def _mentions(words: str, choice: model.Choice) -> bool:
    named = [re.escape(phrase.casefold()) for phrase in choice.phrases]
    names = {"*": "star", "#": "hash"}
    named += [rf"press\s+{names.get(key, key)}" for key in choice.keys]
    return any(re.search(rf"(?<!\w){each}(?!\w)", words) for each in named)
