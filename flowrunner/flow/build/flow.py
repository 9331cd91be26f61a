"""From checked data to a flow: its top level and its states."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from flowrunner.flow import model
from flowrunner.flow.build.agents import tools
from flowrunner.flow.build.choices import choices
from flowrunner.flow.build.data import own, text, values
from flowrunner.flow.build.going import go
from flowrunner.flow.build.prompts import Voice, prompt
from flowrunner.flow.build.verbs import verb
from flowrunner.flow.document import Document
from flowrunner.flow.duration import seconds
from flowrunner.flow.hours import FIELDS, Hours, Ranges, day_of, days_of, ranges_of, timezone_of
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.scalars import flag, typed
from flowrunner.flow.source import Data, Path

_ENCODINGS = {"audio/x-mulaw": "mulaw", "audio/x-l16": "l16"}
_TRACKS: Mapping[str, Literal["inbound", "outbound", "both"]] = {
    "inbound": "inbound",
    "outbound": "outbound",
    "both": "both",
}


def build(document: Document) -> model.Flow:
    """Return the flow of a document that has no errors."""
    data = document.data
    hours = _hours(mapping(data.get("hours")), text(data.get("timezone")))
    return model.Flow(
        name=text(data["flow"]),
        start=_start(data["start"]),
        fallback=text(data["fallback"]),
        states={name: _state(document, name, state) for name, state in document.states.items()},
        about=text(data.get("about")),
        languages=document.languages,
        voice=text(data.get("voice")) or None,
        recognizer=text(data.get("recognizer")) or None,
        pace=_pace(data) or model.Pace.NORMAL,
        anytime=choices(document, ("anytime",), mapping(data.get("anytime"))),
        stream=_stream(mapping(data.get("stream"))),
        variables=document.variables,
        secret=document.secret_variables,
        on_hangup=text(data.get("on_hangup")) or None,
        remember=tuple(listed(data.get("remember"))),
        hours=hours,
        timezone=text(data.get("timezone")) or timezone_of(hours),
        inputs={name: _default(document, name, value) for name, value in mapping(data.get("inputs")).items()},
        outputs=tuple(listed(data.get("outputs"))),
        tools=tools(document),
        path=document.source.path,
        version=_version(document),
    )


def _version(document: Document) -> str:
    knowledge = (f"\0{name}\0{text}" for name, text in sorted(document.knowledge.items()) if text)
    return sha256("".join((document.source.text, *knowledge)).encode()).hexdigest()[:16]


def _state(document: Document, name: str, data: Mapped) -> model.State:
    path: Path = ("states", name)
    voice = Voice.of(data)
    return model.State(
        name=name,
        span=document.source.key_span(path),
        set=values(document, (*path, "set"), data.get("set")),
        forget=tuple(listed(data.get("forget"))),
        say=prompt(document, (*path, "say"), data.get("say"), voice),
        interrupt=flag(own(document, data, "interrupt") or "true"),
        pace=_pace(data),
        verb=verb(document, path, data, voice),
        go=go(document, (*path, "go"), data.get("go")),
        language=voice.language,
        recognizer=text(data.get("recognizer")) or None,
    )


def _pace(data: Mapped) -> model.Pace | None:
    return model.Pace(text(data["pace"])) if "pace" in data else None


def _start(data: Data) -> model.Start:
    if isinstance(data, str):
        return model.Start(data, data, data)
    given = mapping(data)
    inbound = text(given.get("inbound")) or text(next(iter(given.values())))
    outbound = text(given.get("outbound")) or inbound
    return model.Start(inbound, outbound, text(given.get("machine")) or outbound)


def _stream(data: Mapped) -> model.Stream:
    encoding, _, rate = text(data.get("content_type") or "audio/x-mulaw;rate=8000").partition(";rate=")
    timeout = seconds(text(data.get("timeout")))
    return model.Stream(
        encoding=_ENCODINGS[encoding],
        sample_rate=int(rate),
        timeout_s=None if timeout is None else max(1, round(timeout)),
        audio_track=_TRACKS.get(text(data.get("audio_track"))),
        noise_cancellation=int(text(data["noise_cancellation"])) if "noise_cancellation" in data else None,
        extra_headers={name: text(value) for name, value in mapping(data.get("extra_headers")).items()},
        status_url=text(data.get("status_callback_url")) or None,
        status_method="GET" if data.get("status_callback_method") == "GET" else "POST",
    )


def _default(document: Document, name: str, data: Data) -> object:
    if not isinstance(data, str):
        return None
    return data if document.source.places[("inputs", name)].style else typed(data)


def _hours(data: Mapped, own_zone: str) -> Mapping[str, Hours]:
    """Return the opening hours; those that name no time zone share that of the flow, or of the first which does."""
    zones = (text(mapping(each).get("timezone")) for each in data.values())
    shared = own_zone or next(filter(None, zones), "UTC")
    return {name: _week(mapping(each), shared) for name, each in data.items()}


def _week(data: Mapped, shared_zone: str) -> Hours:
    week: list[Ranges] = [()] * 7
    for key in (each for each in data if each not in FIELDS):
        ranges = tuple(span for text in listed(data[key]) for span in ranges_of(text) or ())
        for day in days_of(key) or ():
            week[day] = ranges
    closed = frozenset(filter(None, map(day_of, listed(data.get("closed")))))
    return Hours(tuple(week), text(data.get("timezone")) or shared_zone, closed)
