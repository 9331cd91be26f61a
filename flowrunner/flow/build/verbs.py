"""From the keys of a state to what it does."""

from __future__ import annotations

from flowrunner.flow import model
from flowrunner.flow.build.agents import agent
from flowrunner.flow.build.asking import ask
from flowrunner.flow.build.data import duration, own, template, templates, text, values
from flowrunner.flow.build.form import form
from flowrunner.flow.build.prompts import Voice, text_segment
from flowrunner.flow.build.requests import request
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.scalars import flag, key_of
from flowrunner.flow.source import Path


def verb(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Verb | None:
    """Return the verb of the state at ``path``, or None when it only speaks."""
    if "ask" in data:
        return ask(document, path, data, voice)
    if "form" in data:
        return form(document, path, data, voice)
    if "request" in data:
        return request(document, path, data, voice)
    if "agent" in data:
        return agent(document, path, data, voice)
    if "transfer" in data:
        return _transfer(document, path, data, voice)
    if "record" in data:
        return _record(data)
    if "sms" in data:
        return _sms(document, (*path, "sms"), mapping(data["sms"]))
    if "transcribe" in data:
        return _transcribe(document, path, data)
    if "run" in data:
        return model.Run(text(data["run"]), values(document, (*path, "inputs"), data.get("inputs")))
    if "return" in data:
        return model.Return(text(data["return"]))
    return model.Wait(duration(data["wait"], 0.0)) if "wait" in data else None


def _transfer(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Transfer:
    return model.Transfer(
        numbers=templates(document, (*path, "transfer"), data["transfer"]),
        ring_s=duration(own(document, data, "ring"), 30.0),
        caller_id=template(document, (*path, "caller_id")) if "caller_id" in data else None,
        brief=text_segment(document, (*path, "brief"), voice) if "brief" in data else None,
    )


def _record(data: Mapped) -> model.Record:
    given = mapping(data["record"])
    stop = text(given.get("stop")) or "hash"
    return model.Record(
        max_s=duration(given.get("max"), 120.0),
        stop=None if stop == "none" else key_of(stop),
        beep=flag(given.get("beep") or "true"),
        transcribe=flag(given.get("transcribe") or "false"),
        save=text(data.get("save")) or None,
    )


def _sms(document: Document, path: Path, data: Mapped) -> model.Sms:
    return model.Sms(
        to=template(document, (*path, "to")),
        message=template(document, (*path, "message")),
        sender=template(document, (*path, "from")) if "from" in data else None,
    )


def _transcribe(document: Document, path: Path, data: Mapped) -> model.Transcribe:
    given = mapping(data["transcribe"])
    return model.Transcribe(
        numbers=templates(document, (*path, "transcribe", "with"), given.get("with")),
        ring_s=duration(own(document, given, "ring"), 30.0),
        max_s=duration(given.get("max"), 3600.0),
        language=text(given.get("language")) or None,
        save=text(data.get("save")) or None,
    )
