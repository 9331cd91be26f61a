"""Where reading stopped, and the lines as they were probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_ENTRY = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?:(?P<key>[^\s:#'\"{}\[\],&*!|>%@`-][^:]*?)\s*:\s+)?(?P<value>\S.*)?\Z")
_LOOK_BACK = 30
"""Lines that are searched for the beginning of a mistake."""


class Repair(NamedTuple):
    """A line as it was probably meant."""

    line: int
    text: str


class Unreadable(ValueError):  # noqa: N818 - a finding for the author, which becomes a diagnostic
    """The text cannot be read from here on; ``line`` and ``column`` count from 0."""

    def __init__(
        self, message: str, place: tuple[int, int], hint: str | None = None, repair: Repair | None = None
    ) -> None:
        self.message = message
        self.line, self.column = place
        self.hint = hint
        self.repair = repair
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a YAML parser stopped, and what it said; positions count from 0."""

    problem: str
    line: int
    column: int
    context: str
    context_line: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """The line where the parser stopped."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def inside_braces(self) -> bool:
        """Whether the parser was inside ``{ }`` or ``[ ]``."""
        return "flow" in self.context

    def at(
        self, column: int, message: str, hint: str | None = None, repaired: str | None = None, line: int | None = None
    ) -> Unreadable:
        """Return the advice for a place, and the line as it was meant."""
        number = self.line if line is None else line
        return Unreadable(message, (number, column), hint, None if repaired is None else Repair(number, repaired))


def quoted(line: str, start: int, end: int) -> str:
    """Return ``line`` with double quotes around a part of it."""
    content = line[start:end].replace("\\", "\\\\").replace('"', '\\"')
    return f'{line[:start]}"{content}"{line[end:]}'


def value_end(line: str, start: int, *, braces: bool) -> int:
    """Return where a plain value that begins at ``start`` was probably meant to end."""
    if not braces:
        comment = re.search(r"\s#", line[start:])
        return len((line[: start + comment.start()] if comment else line).rstrip())
    end = start
    while end < len(line) and line[end] not in ",}]":
        closed = line.find("}}", end) if line.startswith("{{", end) else -1
        end = closed + 2 if closed >= 0 else end + 1
    return len(line[:end].rstrip())


def value_of(line: str) -> tuple[str | None, int]:
    """Return the key and the column of the value of a line such as ``- key: value``."""
    match = _ENTRY.match(line)
    if match is None or match["value"] is None:
        return None, len(line)
    return match["key"], match.start("value")


def indent_of(line: str) -> int:
    """Return how many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def lines_before(failure: Failure, first: int | None = None) -> Iterator[tuple[int, str]]:
    """Walk the lines up to the failure, the nearest first, without blank lines and comments."""
    start = min(failure.line if first is None else first, len(failure.lines) - 1)
    for number in range(start, max(-1, start - _LOOK_BACK), -1):
        line = failure.lines[number]
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def in_braces(line: str, column: int) -> bool:
    """Whether a column of a line is inside ``{ }`` or ``[ ]`` of that line."""
    before = line[:column]
    return before.count("{") + before.count("[") > before.count("}") + before.count("]")


def start_in_braces(line: str, column: int) -> int:
    """Return where the value that holds ``column`` begins, inside ``{ }`` or ``[ ]``."""
    opened = max(line.rfind(sign, 0, column) for sign in "{[,")
    match = re.compile(r"\s*(?:[^:,{}\[\]]*:\s+)?").match(line, opened + 1)
    return min(match.end() if match else opened + 1, column)
