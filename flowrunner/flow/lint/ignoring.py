"""Comments that silence a finding: ``# flowrunner: ignore[long-menu]``, or ``ignore`` for all of a line.

YAML drops comments, so they are looked for in the text; a ``#`` inside a scalar is no comment, and the positions of
all scalars are known. A comment on a line of its own is about the next line. A text over several lines is one thing:
a comment at its ``>`` silences what is found inside.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.model import Span
from flowrunner.flow.source import Place, Source
from flowrunner.flow.spelling import did_you_mean

CODE = "unused-ignore"
MAX_UNUSED = 100
_COMMENT = re.compile(r"#[ \t]*flowrunner:[ \t]*ignore\b(?:\[(?P<codes>[^\]\n]*)\])?")


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One comment."""

    span: Span
    lines: range
    """The lines (from 1) that it is about."""
    codes: frozenset[str]
    """Empty: every code."""

    def silences(self, finding: Diagnostic) -> bool:
        """Whether the comment is about a finding on its lines."""
        return finding.severity != "error" and (not self.codes or finding.code in self.codes)


def without_ignored(
    document: Document, findings: Sequence[Diagnostic], known: frozenset[str] | None = None
) -> list[Diagnostic]:
    """Return the findings that no comment silences; given the ``known`` codes, also each comment that silences nothing.

    In a file with errors some rules do not speak, so that nothing can be said about comments there.
    """
    ignores = list(_ignores(document.source))
    by_line: dict[int, list[_Ignore]] = {}
    for ignore in ignores:
        for line in ignore.lines:
            by_line.setdefault(line, []).append(ignore)
    kept: list[Diagnostic] = []
    used: set[tuple[Span, str]] = set()
    for finding in findings:
        by = [each for each in by_line.get(finding.span.line, ()) if each.silences(finding)]
        used.update((each.span, finding.code if each.codes else "") for each in by)
        if not by:
            kept.append(finding)
    return kept if known is None else [*kept, *islice(_unused(document, ignores, used, known), MAX_UNUSED)]


def _unused(
    document: Document, ignores: Sequence[_Ignore], used: set[tuple[Span, str]], known: frozenset[str]
) -> Iterator[Diagnostic]:
    for each in ignores:
        for code in sorted(each.codes) or [""]:
            if (each.span, code) not in used:
                message = f"there is no `{code}` here to ignore" if code else "there is nothing here to ignore"
                hint = "remove the comment" if not code or code in known else did_you_mean(code, known)
                yield document.info(CODE, message, each.span, hint)


def _ignores(source: Source) -> Iterator[_Ignore]:
    found = list(_COMMENT.finditer(source.text)) if "flowrunner:" in source.text else []
    if not found:
        return
    scalars = _Scalars(source)
    for match in found:
        if scalars.holds(match.start()):
            continue
        line = source.text.count("\n", 0, match.start()) + 1
        column = match.start() - source.text.rfind("\n", 0, match.start())
        alone = not source.lines[line - 1][: column - 1].strip()
        codes = frozenset(filter(None, re.split(r"[\s,]+", match["codes"] or "")))
        span = Span(line, column, line, column + len(match[0]))
        yield _Ignore(span, scalars.lines_at(_next_line(source, line) if alone else line), codes)


def _next_line(source: Source, line: int) -> int:
    """Return the next line that holds more than a comment."""
    following = range(line, len(source.lines))
    return next((at + 1 for at in following if source.lines[at].strip() and source.lines[at].lstrip()[0] != "#"), line)


class _Scalars:
    """Where the scalars of a file are."""

    def __init__(self, source: Source) -> None:
        collections = {path[:-1] for path in source.places}
        places = [place for path, place in source.places.items() if path not in collections]
        keys = [place.key for place in source.places.values() if place.key is not None]
        ranges = [(start.index, end.index) for start, end in keys]
        ranges = sorted([*ranges, *((_begin(source, place), place.end.index) for place in places)])
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]
        long = [_lines(place) for place in places if place.end.line > place.start.line]
        self._long = {line: lines for lines in long for line in lines}

    def holds(self, offset: int) -> bool:
        """Whether a character is part of a scalar."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]

    def lines_at(self, line: int) -> range:
        """Return the lines of the text that a line is part of."""
        return self._long.get(line, range(line, line + 1))


def _begin(source: Source, place: Place) -> int:
    """Return where the text begins; beside ``>`` and ``|`` there is room for a comment."""
    return source.text.find("\n", place.start.index) if place.style in ("|", ">") else place.start.index


def _lines(place: Place) -> range:
    """Return the lines (from 1) that a place has a part in."""
    return range(place.start.line + 1, place.end.line + 1 + (place.end.column > 0))
