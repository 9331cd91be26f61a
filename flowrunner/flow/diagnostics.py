"""One finding of the checker, and its text: ``file:line:column: message [code]``, the line, a caret, a hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from flowrunner.flow.model import Span

Severity = Literal["error", "warning", "info"]
"""An error keeps a flow from being served; a warning does not; an info is good to know."""

_BOLD, _RED, _YELLOW, _GREEN, _DIM, _RESET = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[2m", "\x1b[0m"
_CYAN = "\x1b[36m"
_TONES = {"error": _RED, "warning": _YELLOW, "info": _CYAN}
_WIDE = 120
"""Characters of a source line that are shown at most."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. Texts are in lower case and end without a full stop."""

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str | None = None
    path: str = ""
    """The file, as it is shown."""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by file and position, each once."""
    once = dict.fromkeys(diagnostics)
    return tuple(sorted(once, key=lambda each: (each.path, each.span.line, each.span.column, each.code, each.message)))


def to_text(diagnostic: Diagnostic, lines: Sequence[str], *, color: bool = False) -> str:
    """Return the finding for a person; ``lines`` are those of its file."""
    span = diagnostic.span
    paint = _paint if color else _plain
    tone = _TONES[diagnostic.severity]
    word = "" if diagnostic.severity == "error" else f"{diagnostic.severity}: "
    head = f"{diagnostic.path}:{span.line}:{span.column}: "
    parts = [paint(head, _BOLD) + paint(word + diagnostic.message, tone) + paint(f" [{diagnostic.code}]", _DIM)]
    parts += _excerpt(span, lines, tone, color=color)
    if diagnostic.hint:
        parts.append(paint("  hint: ", _GREEN) + diagnostic.hint)
    return "\n".join(parts)


def excerpt(span: Span, lines: Sequence[str]) -> list[str]:
    """Return the line of a place and the caret below it, with the number of the line; nothing when it is not there."""
    return _excerpt(span, lines, "", color=False)


def _excerpt(span: Span, lines: Sequence[str], tone: str, *, color: bool) -> list[str]:
    if not 0 < span.line <= len(lines):
        return []
    line = lines[span.line - 1].replace("\t", " ")
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    skipped = max(0, start - _WIDE // 2)
    width = max(1, _cells(line[start : min(end, skipped + _WIDE)]))
    caret = " " * _cells(line[skipped:start]) + (_paint if color else _plain)("^" + "~" * (width - 1), tone)
    number = f"{span.line:>5} | "
    return [number + _visible(line[skipped : skipped + _WIDE]), " " * (len(number) - 2) + "| " + caret]


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)
    return len(text) + wide - marks


def _visible(line: str) -> str:
    """No control character of a file reaches the terminal."""
    return "".join(character if character.isprintable() else "�" for character in line)


def _paint(text: str, tone: str) -> str:
    return f"{tone}{text}{_RESET}"


def _plain(text: str, tone: str) -> str:
    del tone
    return text
