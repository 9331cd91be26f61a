"""From ``ask:`` to a question, its answer and its ladder."""

from __future__ import annotations

from typing import Literal, cast

from flowrunner.flow import model
from flowrunner.flow.build.choices import choices
from flowrunner.flow.build.data import condition, duration, items, own, text
from flowrunner.flow.build.ladder import ladder
from flowrunner.flow.build.prompts import Voice, prompt
from flowrunner.flow.document import Document
from flowrunner.flow.limits import ONLY_SPOKEN, limit_of
from flowrunner.flow.model import Listen
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.scalars import flag, key_of
from flowrunner.flow.source import Data, Path
from flowrunner.flow.texts import CONFIRM_WORDS


def ask(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Ask:
    """Return the question at ``path``."""
    answer = _answer(document, path, data)
    question = prompt(document, (*path, "ask"), data["ask"], voice)
    assert question is not None
    secret = flag(data.get("secret"))
    listen = text(own(document, data, "listen")) or ("voice" if _is_only_spoken(answer) else "both")
    return model.Ask(
        prompt=question,
        answer=answer,
        silence=ladder(document, (*path, "silence"), answer, voice),
        unclear=ladder(document, (*path, "unclear"), answer, voice),
        tries=int(text(own(document, data, "tries")) or 3),
        after_s=duration(own(document, data, "after"), 5.0),
        listen=Listen.KEYS if secret else Listen(listen),
        save=text(data.get("save")) or None,
        confirm=_confirm(own(document, data, "confirm")),
        confirmation=_confirmation(document, path, data, voice),
        sure=float(text(own(document, data, "sure")) or 0.7),
        reject=tuple(
            _rejection(document, (*path, "reject", index), each, voice)
            for index, each in enumerate(items(data, "reject"))
        ),
        secret=secret,
    )


def _is_only_spoken(answer: model.Answer) -> bool:
    return isinstance(answer, model.FreeText) or (isinstance(answer, model.Typed) and answer.type in ONLY_SPOKEN)


def _confirm(said: Data) -> Literal["auto", "always", "never"]:
    match said:
        case None | "auto":
            return "auto"
        case "never":
            return "never"
    return "always"


def _confirmation(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Prompt | None:
    words = own(document, data, "confirm")
    where: Path = path if "confirm" in data else ("defaults",)
    return None if words in CONFIRM_WORDS else prompt(document, (*where, "confirm"), words, voice)


def _rejection(document: Document, path: Path, data: Data, voice: Voice) -> model.Rejection:
    say = prompt(document, (*path, "say"), mapping(data)["say"], voice)
    assert say is not None
    return model.Rejection(condition(document, (*path, "if")), say)


def _answer(document: Document, path: Path, data: Mapped) -> model.Answer:
    match data.get("type"):
        case "digits":
            return _digits(document, data)
        case "yes_no":
            return model.YesNo()
        case "text":
            return model.FreeText()
        case str(kind):
            return _typed(document, data, kind)
    return model.Menu(choices(document, (*path, "choices"), mapping(data.get("choices"))))


def _digits(document: Document, data: Mapped) -> model.Digits:
    least, most = _lengths(data)
    return model.Digits(
        min_digits=least or 1,
        max_digits=most or 32,
        finish_on=_end(document, data),
        inter_digit_timeout_s=duration(own(document, data, "between_keys"), 3.0),
    )


def _typed(document: Document, data: Mapped, kind: str) -> model.Typed:
    least, most = _lengths(data)
    return model.Typed(
        type=cast("model.TypeName", kind),
        least=limit_of(kind, text(data.get("min"))),
        most=limit_of(kind, text(data.get("max"))),
        min_length=least,
        max_length=most,
        finish_on=_end(document, data),
        inter_digit_timeout_s=duration(own(document, data, "between_keys"), 3.0),
    )


def _lengths(data: Mapped) -> tuple[int, int]:
    """Return the least and the most of ``length``; 0 when it does not say."""
    least, _, most = text(data.get("length")).partition("..")
    return int(least or 0), int(most or least or 0)


def _end(document: Document, data: Mapped) -> str | None:
    end = text(own(document, data, "end")) or "hash"
    return None if end == "none" else key_of(end)
