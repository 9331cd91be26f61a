"""YAML text in, plain data with positions out: the only importer of yaml.

Every scalar is text as it was typed; an empty value is None. Nothing is resolved: no dates, numbers, booleans, merges.
The events of the parser are walked one by one and judged before anything is built, so that no file can grow, recurse
or refer to itself. Positions are kept for every node in a side table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import yaml
from yaml.error import Mark

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Span

Path = tuple[str | int, ...]
Data = str | None | list["Data"] | dict[str, "Data"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 100_000

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Place(NamedTuple):
    """Where a node is: its key, if it has one, and its value; positions count from 0."""

    key: tuple[int, int, int] | None
    """Line, first column, end column of the key."""
    start: Mark
    end: Mark
    style: str
    """The quote or block sign of a scalar, empty for plain ones and collections."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that has been read."""

    path: str
    text: str
    lines: tuple[str, ...]
    data: Data
    places: Mapping[Path, Place] = field(repr=False)

    def span(self, path: Path) -> Span:
        """Return where the value at ``path`` is; of a collection, its key."""
        place = self.places.get(path)
        if place is None:
            return Span(1, 1, 1, 1) if not path else self.span(path[:-1])
        if place.key is not None and (place.end.line > place.start.line or place.start.index == place.end.index):
            return self.key_span(path)
        last = place.end.column if place.end.line == place.start.line else len(self.lines[place.start.line])
        return Span(place.start.line + 1, place.start.column + 1, place.start.line + 1, last + 1)

    def key_span(self, path: Path) -> Span:
        """Return where the key at ``path`` is."""
        place = self.places.get(path)
        if place is None or place.key is None:
            return self.span(path)
        line, start, end = place.key
        return Span(line + 1, start + 1, line + 1, end + 1)

    def find(self, path: Path, value: str, offset: int, length: int) -> Span:
        """Return where the part of a scalar at ``offset`` of its value was typed."""
        place = self.places[path]
        raw = self.text[place.start.index : place.end.index]
        word = value[offset : offset + length]
        at = _nth(raw, word, value.count(word, 0, offset)) if word.strip() else -1
        if at < 0:
            return self.span(path)
        before = _BREAK.split(raw[:at])
        line = place.start.line + len(before) - 1
        column = len(before[-1]) + (place.start.column if len(before) == 1 else 0)
        return Span(line + 1, column + 1, line + 1, column + 1 + length)


def _nth(text: str, word: str, skip: int) -> int:
    """Return where ``word`` begins in ``text`` for the time after ``skip`` others, or -1."""
    at = -1
    for _ in range(skip + 1):
        at = text.find(word, at + 1)
        if at < 0:
            break
    return at


class Unreadable(ValueError):  # noqa: N818 - a finding for the author, which becomes a diagnostic
    """The text cannot be read from here on; ``line`` and ``column`` count from 0."""

    def __init__(self, code: str, message: str, line: int, column: int, hint: str | None = None) -> None:
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint
        super().__init__(message)


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    data: dict[str, Data] | list[Data]
    path: Path
    key: str | None = None
    """The key whose value comes next; one that was there before ends in NUL, and its value is dropped."""
    key_place: tuple[int, int, int] | None = None


def read(text: str, path: str) -> tuple[Source | None, list[Diagnostic]]:
    """Return the data of a file, or None, and what is wrong with it as YAML."""
    lines = tuple(_BREAK.split(text))
    try:
        _check_characters(text)
        composer = _Composer(path)
        composer.run(text)
    except Unreadable as error:
        return None, [_diagnostic(error, path)]
    return Source(path, text, lines, composer.root, composer.places), composer.diagnostics


def _diagnostic(error: Unreadable, path: str) -> Diagnostic:
    span = Span(error.line + 1, error.column + 1, error.line + 1, error.column + 2)
    return Diagnostic(error.code, "error", error.message, span, error.hint, path)


def _check_characters(text: str) -> None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Unreadable("too-large", "the file is larger than a megabyte", 0, 0, "split the flow")
    if found := _UNPRINTABLE.search(text):
        before = _BREAK.split(text[: found.start()])
        name = f"U+{ord(found[0]):04X}"
        raise Unreadable("yaml-syntax", f"the character {name} is not text", len(before) - 1, len(before[-1]))


def _start(event: yaml.Event) -> Mark:
    return cast("Mark", event.start_mark)


def _end(event: yaml.Event) -> Mark:
    return cast("Mark", event.end_mark)


class _Composer:
    """Builds plain data from events, iteratively."""

    def __init__(self, path: str) -> None:
        self.root: Data = None
        self.places: dict[Path, Place] = {}
        self.diagnostics: list[Diagnostic] = []
        self._path = path
        self._stack: list[_Frame] = []
        self._documents = 0
        self._nodes = 0
        self._take: Mapping[type[yaml.Event], Callable[..., None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def run(self, text: str) -> None:
        """Read the whole text; raises Unreadable."""
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                take = self._take.get(type(event))
                if take is not None:
                    take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            raise Unreadable("yaml-syntax", error.problem or "this cannot be read", line, column) from None

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._refuse(event, "a file holds one flow", "remove `---` and what follows, or move it to a file")

    def _refuse(self, event: yaml.Event, message: str, hint: str | None = None) -> Unreadable:
        return Unreadable("yaml-syntax", message, _start(event).line, _start(event).column, hint)

    def _alias(self, event: yaml.AliasEvent) -> None:
        raise self._refuse(event, "`*` begins an alias in YAML, which flows do not have", "put quotes around the text")

    def _check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise self._refuse(
                event, "`&` begins an anchor in YAML, which flows do not have", "put quotes around the text"
            )
        if event.tag is not None:
            raise self._refuse(event, "`!` begins a tag in YAML, which flows do not have", "put quotes around the text")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refuse(event, f"the file holds more than {MAX_NODES:,} values", "split the flow")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_node(event)
        if self._stack and isinstance(self._stack[-1].data, dict) and self._stack[-1].key is None:
            self._take_key(self._stack[-1], event)
            return
        self._place(event, _end(event), event.value if event.value or event.style else None)

    def _take_key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        mark = _start(event)
        frame.key = event.value
        frame.key_place = (mark.line, mark.column, _end(event).column)
        if event.value in frame.data:
            self._duplicate(frame, event)
            frame.key += "\0"

    def _duplicate(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        first = self.places[(*frame.path, event.value)].key
        line = first[0] + 1 if first else 0
        start, end = _start(event), _end(event)
        span = Span(start.line + 1, start.column + 1, start.line + 1, end.column + 1)
        message = f"`{event.value}` is here twice: first on line {line}, again on line {start.line + 1}"
        self.diagnostics.append(
            Diagnostic("duplicate-key", "error", message, span, "remove or rename one of them", self._path)
        )

    def _place(self, event: yaml.Event, end: Mark, value: Data) -> Path:
        """Put a value where it belongs, and note its position."""
        style = getattr(event, "style", None) or ""
        if not self._stack:
            self.root = value
            self.places[()] = Place(None, _start(event), end, style)
            return ()
        frame = self._stack[-1]
        if isinstance(frame.data, list):
            path: Path = (*frame.path, len(frame.data))
            frame.data.append(value)
            self.places[path] = Place(None, _start(event), end, style)
            return path
        key, frame.key = frame.key or "", None
        path = (*frame.path, key)
        self.places[path] = Place(frame.key_place, _start(event), end, style)
        if not key.endswith("\0"):
            frame.data[key] = value
        return path

    def _mapping(self, event: yaml.MappingStartEvent) -> None:
        self._open(event, {})

    def _sequence(self, event: yaml.SequenceStartEvent) -> None:
        self._open(event, [])

    def _open(self, event: yaml.CollectionStartEvent, data: dict[str, Data] | list[Data]) -> None:
        self._check_node(event)
        if len(self._stack) >= MAX_DEPTH:
            raise self._refuse(event, f"this is nested more than {MAX_DEPTH} deep")
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.data, dict) and frame.key is None:
            raise self._refuse(event, "a key is a word")
        self._stack.append(_Frame(data, self._place(event, _start(event), data)))

    def _end(self, event: yaml.CollectionEndEvent) -> None:
        frame = self._stack.pop()
        place = self.places.get(frame.path)
        if place is not None:
            self.places[frame.path] = place._replace(end=_end(event))
