"""Opening hours that cannot be read, and names of hours that nobody gave."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.hours import DAYS, FIELDS, NAMES, day_of, days_of, ranges_of, zone
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.source import Path
from flowrunner.flow.spelling import did_you_mean


@rule("wrong-hours")
def unreadable_hours(document: Document) -> Iterator[Diagnostic]:
    """Find days, times, dates and time zones that cannot be read, and days that are there twice."""
    hours = mapping(document.data.get("hours")).values()
    zoned = "timezone" in document.data or any("timezone" in mapping(each) for each in hours)
    yield from _zone(document, ("timezone",))
    for name, data in mapping(document.data.get("hours")).items():
        path: Path = ("hours", name)
        week = mapping(data)
        yield from _days(document, path, week)
        yield from _zone(document, (*path, "timezone"))
        for place, text in _listed(document, (*path, "closed")):
            if day_of(text) is None:
                message = f"`{text}` is no date"
                yield document.error("wrong-hours", message, document.source.span(place), "write it as 2026-12-25")
        if not zoned:
            message = f"nothing says which time zone the hours of `{name}` are in"
            hint = "add `timezone: Asia/Kolkata`, or where you are"
            yield document.error("wrong-hours", message, document.source.key_span(path), hint)


def _days(document: Document, path: Path, week: Mapped) -> Iterator[Diagnostic]:
    taken: dict[int, str] = {}
    for key in (each for each in week if each not in FIELDS):
        days = days_of(key)
        if days is None:
            hint = did_you_mean(key, {*DAYS, *NAMES, *FIELDS}) or "days are written mon, mon-fri or daily"
            yield document.error("wrong-hours", f"`{key}` is no day", document.source.key_span((*path, key)), hint)
            continue
        twice = sorted({taken[day] for day in days if day in taken})
        if twice:
            message = f"`{key}` has hours already, by `{twice[0]}`"
            yield document.error("wrong-hours", message, document.source.key_span((*path, key)), "name each day once")
        taken.update(dict.fromkeys(days, key))
        yield from _times(document, (*path, key))


def _times(document: Document, path: Path) -> Iterator[Diagnostic]:
    for place, text in _listed(document, path):
        if ranges_of(text) is None:
            message, hint = f"`{text}` is no time from and to", "write it as 9:00-18:00, or closed"
            yield document.error("wrong-hours", message, document.source.span(place), hint)


def _listed(document: Document, path: Path) -> Iterator[tuple[Path, str]]:
    data = mapping(mapping(document.data.get("hours"))[str(path[1])]).get(str(path[2]))
    several = isinstance(data, list)
    for index, text in enumerate(listed(data)):
        yield ((*path, index) if several else path), text


def _zone(document: Document, path: Path) -> Iterator[Diagnostic]:
    name = document.at(path)
    if isinstance(name, str) and zone(name) is None:
        hint = did_you_mean(name, available_timezones()) or "name it by continent and city, such as Asia/Kolkata"
        span = document.source.span(path)
        yield document.error("wrong-hours", f"there is no time zone `{name}`", span, hint)


@rule("unknown-hours")
def unknown_hours(document: Document) -> Iterator[Diagnostic]:
    """Find ``is_open('name')`` of opening hours that do not exist."""
    known = mapping(document.data.get("hours"))
    for _, reference, span in document.references:
        name = reference.arguments[0] if reference.name == "is_open" and reference.arguments else None
        if reference.kind == "function" and isinstance(name, str) and name not in known:
            hint = did_you_mean(name, known) or f"add `{name}` under `hours:`"
            yield document.error("unknown-hours", f"there are no hours `{name}`", span, hint)
