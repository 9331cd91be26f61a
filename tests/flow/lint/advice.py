"""What the checker says of a few states."""

from __future__ import annotations

from flowrunner.flow.lint.manual.entry import whole
from flowrunner.flow.loader import load_text


def advice(example: str) -> list[tuple[int, str]]:
    """Return the line and the code of every error and warning of an example, counted from its own first line."""
    return [(line, code) for line, severity, code in said(example) if severity != "info"]


def notes(example: str) -> list[tuple[int, str]]:
    """Return the line and the code of everything that is good to know."""
    return [(line, code) for line, severity, code in said(example) if severity == "info"]


def said(example: str) -> list[tuple[int, str, str]]:
    text = whole(example)
    above = text[: text.index(example.partition("states:\n")[2] or example)].count("\n")
    return [(each.span.line - above, each.severity, each.code) for each in load_text(text).findings]


def messages(example: str, code: str) -> list[str]:
    """Return what is said about one code."""
    return [each.message for each in load_text(whole(example)).findings if each.code == code]


def hints(example: str, code: str) -> list[str | None]:
    """Return the hints about one code."""
    return [each.hint for each in load_text(whole(example)).findings if each.code == code]
