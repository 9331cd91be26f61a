"""A flow file in, the checked flow and everything that is wrong with it out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flowrunner.flow.build import build
from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.document import Document
from flowrunner.flow.lint import check
from flowrunner.flow.model import Flow, Span
from flowrunner.flow.schema import check_shape
from flowrunner.flow.source import read


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read; ``flow`` is None when there is an error among the diagnostics."""

    flow: Flow | None
    diagnostics: tuple[Diagnostic, ...]
    path: str
    lines: tuple[str, ...] = ()
    """The lines of the file, to show beside the diagnostics."""


def load_flow(path: Path) -> Loaded:
    """Read and check one file; never raises for what is in it, only OSError when it cannot be opened."""
    content = path.read_bytes()
    try:
        return load_text(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        message, hint = "the file is not UTF-8", "save it as UTF-8"
        return Loaded(
            None, (_error("not-utf8", message, Span(line, column, line, column + 1), hint, str(path)),), str(path)
        )


def _error(code: str, message: str, span: Span, hint: str, path: str) -> Diagnostic:
    return Diagnostic(code, "error", message, span, hint, path)


def load_text(text: str, path: str = "flow.yaml") -> Loaded:
    """Read and check the text of one file; never raises for what is in it."""
    source, found = read(text, path)
    if source is None:
        return Loaded(None, in_order(found), path, tuple(text.splitlines()))
    document = Document(source)
    diagnostics = in_order([*found, *check_shape(source), *check(document)])
    sound = all(each.severity != "error" for each in diagnostics)
    return Loaded(build(document) if sound else None, diagnostics, path, source.lines)
