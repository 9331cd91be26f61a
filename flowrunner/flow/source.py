"""YAML text in, plain data with positions out: the only importer of yaml.

Every scalar is text as it was typed; an empty value is None. Nothing is resolved: no dates, numbers, booleans, merges.
The events of the parser are walked one by one and judged before anything is built, so that no file can grow, recurse
or refer to itself. Positions are kept for every node in a side table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import yaml
from yaml.error import Mark

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.model import Span
from flowrunner.flow.repair import Failure, Repair, Unreadable, quoted, value_end
from flowrunner.flow.traps import COMMA_HINT, KEYS_IN_BRACES, QUOTE_HINT, explain

Path = tuple[str | int, ...]
Data = str | None | list["Data"] | dict[str, "Data"]

MAX_BYTES = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_LINE = 2_000
"""Characters of a line that is looked at for what it was meant to be."""
MAX_REREAD = 2_000_000
"""Characters that are read again in all."""
MAX_REPAIRS_OF_A_LINE = 3
MAX_REPAIRS = 25
"""How often a file is read again with a line as it was meant."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_HASH = re.compile(r"\s*:?\s*(#)")
_AGAIN = "\0"
"""Ends a key that was there before; no file can hold it."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Place(NamedTuple):
    """Where a node is: its key, if it has one, and its value; positions count from 0."""

    key: tuple[Mark, Mark] | None
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
    repaired: frozenset[int] = frozenset()
    """Lines (from 1) that were read as they were probably meant; whatever else is said about them may be wrong."""

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
        start, end = place.key
        return Span(start.line + 1, start.column + 1, start.line + 1, end.column + 1)

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


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    data: dict[str, Data] | list[Data]
    path: Path
    braces: bool
    """Written with ``{ }`` or ``[ ]``."""
    key: str | None = None
    """The key whose value comes next; one that was there before ends in NUL, and its value is dropped."""
    key_place: tuple[Mark, Mark] | None = None
    last: str | None = None
    """The key whose value came last."""


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text as YAML counts them."""
    return tuple(_BREAK.split(text))


def read(text: str, path: str) -> tuple[Source | None, list[Diagnostic]]:
    """Return the data of a file, or None, and what is wrong with it as YAML."""
    given = split_lines(text)
    lines = list(given)
    if refused := _refused(text):
        return None, [_diagnostic(refused, path)]
    found: dict[int, Diagnostic] = {}
    repaired: Counter[int] = Counter()
    for _ in range(max(2, min(MAX_REPAIRS, MAX_REREAD // len(text or "-")))):
        composer = _Composer(path, "\n".join(lines))
        try:
            composer.run()
        except Unreadable as error:
            found.setdefault(error.line, _diagnostic(error, path))
            if error.repair is None or repaired[error.repair.line + 1] == MAX_REPAIRS_OF_A_LINE:
                break
            lines[error.repair.line] = error.repair.text
            repaired.update({error.line + 1, error.repair.line + 1})
        else:
            return composer.source(path, given, repaired), [*found.values(), *composer.diagnostics]
    return None, list(found.values())


def _diagnostic(error: Unreadable, path: str) -> Diagnostic:
    span = Span(error.line + 1, error.column + 1, error.line + 1, error.column + 2)
    return Diagnostic("yaml-syntax", "error", error.message, span, error.hint, path)


def _refused(text: str) -> Unreadable | None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return Unreadable("the file is larger than a megabyte", (0, 0), "split the flow")
    if found := _UNPRINTABLE.search(text):
        before = _BREAK.split(text[: found.start()])
        message = f"the character U+{ord(found[0]):04X} is not text"
        return Unreadable(message, (len(before) - 1, len(before[-1])), "remove it")
    return None


def _start(event: yaml.Event) -> Mark:
    return cast("Mark", event.start_mark)


def _end(event: yaml.Event) -> Mark:
    return cast("Mark", event.end_mark)


class _Composer:
    """Builds plain data from events, iteratively."""

    def __init__(self, path: str, text: str) -> None:
        self.text = text
        self.root: Data = None
        self.places: dict[Path, Place] = {}
        self.diagnostics: list[Diagnostic] = []
        self._path = path
        self._stack: list[_Frame] = []
        self._documents = 0
        self._nodes = 0

    def run(self) -> None:
        """Read the whole text; raises Unreadable."""
        try:
            for event in yaml.parse(self.text, Loader=_LOADER):
                take = _TAKE.get(type(event))
                if take is not None:
                    take(self, event)
        except yaml.MarkedYAMLError as error:
            raise explain(self._failure(error)) from None

    def source(self, path: str, lines: tuple[str, ...], repaired: Iterable[int]) -> Source:
        """Return what was read."""
        joined = {each.span.line for each in self.diagnostics if each.code == "yaml-syntax"}
        return Source(path, self.text, lines, self.root, self.places, frozenset(joined.union(repaired)))

    def _failure(self, error: yaml.MarkedYAMLError) -> Failure:
        mark = error.problem_mark or error.context_mark
        context = error.context_mark or mark
        return Failure(
            problem=error.problem or "",
            line=mark.line if mark else 0,
            column=mark.column if mark else 0,
            context=error.context or "",
            context_line=context.line if context else 0,
            lines=[line if len(line) <= MAX_LINE else "" for line in self.text.split("\n")],
        )

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._refuse(event, "a file holds one flow", "remove `---` and what follows, or move it to a file")

    def _refuse(self, event: yaml.Event, message: str, hint: str | None = None) -> Unreadable:
        mark = _start(event)
        return Unreadable(message, (mark.line, mark.column), hint)

    def _unquoted(self, event: yaml.Event, message: str) -> Unreadable:
        """Return the advice to quote what begins here, and the line as it was meant."""
        mark = _start(event)
        return self._quote(message, mark.line, mark.column, braces=any(frame.braces for frame in self._stack))

    def _quote(self, message: str, number: int, column: int, *, braces: bool) -> Unreadable:
        line = self.text.split("\n")[number]
        repaired = quoted(line, column, value_end(line, column, braces=braces)) if len(line) <= MAX_LINE else None
        repair = None if repaired is None else Repair(number, repaired)
        return Unreadable(message, (number, column), QUOTE_HINT, repair)

    def _marked(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> Unreadable:
        sign, name = ("&", "anchors") if event.anchor is not None else ("!", "tags")
        if isinstance(event, yaml.ScalarEvent):
            return self._unquoted(event, f"text cannot begin with `{sign}`, and there are no {name}")
        mark = _start(event)
        line = self.text.split("\n")[mark.line]
        rest = re.sub(r"\S", " ", line[mark.column :].partition(" ")[0])
        repaired = line[: mark.column] + rest + line[mark.column + len(rest) :]
        message = f"`{sign}` has no meaning here: there are no {name}"
        return Unreadable(message, (mark.line, mark.column), "remove it", Repair(mark.line, repaired))

    def _alias(self, event: yaml.AliasEvent) -> None:
        raise self._unquoted(event, "text cannot begin with `*`, and there are no aliases")

    def _check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refuse(event, f"the file holds more than {MAX_NODES:,} values", "split the flow")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_node(event)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.data, dict) and frame.key is None:
            self._take_key(frame, event)
        elif event.value or event.style:
            self._place(event, _end(event), event.value)
        else:
            self._empty(frame, event)

    def _empty(self, frame: _Frame | None, event: yaml.ScalarEvent) -> None:
        """Take a value that was not written, or that a comma or a ``#`` cut off."""
        mark = _start(event)
        rest = self.text[mark.index :].partition("\n")[0]
        if frame is not None and frame.key_place is not None and self._was_cut(frame, mark):
            self._join(frame, frame.key_place[0])
        elif frame is not None and frame.key in ("press", "end", "stop") and (found := _HASH.match(rest)):
            self._find(mark.line, mark.column + found.start(1), "`#` begins a comment in YAML", "write `hash`")
            self._place(event, _end(event), "hash")
        else:
            self._place(event, _end(event), None)

    def _was_cut(self, frame: _Frame, mark: Mark) -> bool:
        """Whether a key without a colon, inside braces, is the rest of the text before it."""
        if not frame.braces or frame.last is None or frame.key_place is None or not isinstance(frame.data, dict):
            return False
        if frame.key in KEYS_IN_BRACES:
            return False
        colon = ":" in self.text[frame.key_place[1].index : mark.index]
        return not colon and isinstance(frame.data.get(frame.last), str)

    def _join(self, frame: _Frame, key: Mark) -> None:
        """Put a text together again that a comma cut, and say so."""
        assert isinstance(frame.data, dict)
        assert frame.last is not None
        frame.data[frame.last] = f"{frame.data[frame.last]}, {(frame.key or '').rstrip(_AGAIN)}"
        frame.key = None
        comma = self.text.rfind(",", 0, key.index)
        hint = COMMA_HINT if frame.last == "if" else "put quotes around text that holds a comma"
        begin = self.text.rfind("\n", 0, comma) + 1
        self._find(self.text.count("\n", 0, comma), comma - begin, "the comma cuts the text here", hint)

    def _find(self, line: int, column: int, message: str, hint: str) -> None:
        self.diagnostics.append(_diagnostic(Unreadable(message, (line, column), hint), self._path))

    def _take_key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        frame.key = event.value
        frame.key_place = (_start(event), _end(event))
        if event.value in frame.data:
            self._duplicate(frame, event)
            frame.key += _AGAIN

    def _duplicate(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        first = self.places[(*frame.path, event.value)].key
        line = first[0].line + 1 if first else 0
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
        if not key.endswith(_AGAIN):
            frame.data[key] = value
            frame.last = key
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
            raise self._no_key(event, frame)
        path = self._place(event, _start(event), data)
        self._stack.append(_Frame(data, path, bool(event.flow_style)))

    def _no_key(self, event: yaml.CollectionStartEvent, frame: _Frame) -> Unreadable:
        mark = _start(event)
        if not frame.braces or self.text[mark.index - 1 : mark.index + 1] != "{{":
            return self._refuse(event, "a key is a word", QUOTE_HINT)
        message = "text that begins with `{{` needs quotes"
        braces = any(each.braces for each in self._stack[:-1])
        return self._quote(message, mark.line, mark.column - 1, braces=braces)

    def _end(self, event: yaml.CollectionEndEvent) -> None:
        frame = self._stack.pop()
        place = self.places.get(frame.path)
        if place is not None:
            self.places[frame.path] = place._replace(end=_end(event))


_TAKE: Mapping[type[yaml.Event], Callable[..., None]] = {
    yaml.ScalarEvent: _Composer._scalar,
    yaml.MappingStartEvent: _Composer._mapping,
    yaml.SequenceStartEvent: _Composer._sequence,
    yaml.MappingEndEvent: _Composer._end,
    yaml.SequenceEndEvent: _Composer._end,
    yaml.AliasEvent: _Composer._alias,
    yaml.DocumentStartEvent: _Composer._document,
}
"""What takes each event. Bound to a composer they would be a circle, which keeps all places until it is collected."""
