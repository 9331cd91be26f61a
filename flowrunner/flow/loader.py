"""A flow file in, the checked flow and everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flowrunner.flow.build import build
from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.document import Document
from flowrunner.flow.lint import check
from flowrunner.flow.model import Flow, Span
from flowrunner.flow.schema import check_shape
from flowrunner.flow.source import read, split_lines

_START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read; ``flow`` is None when there is an error among the diagnostics."""

    flow: Flow | None
    diagnostics: tuple[Diagnostic, ...]
    path: str
    lines: tuple[str, ...] = ()
    """The lines of the file, to show beside the diagnostics."""
    name: Span = _START
    """Where the name of the flow is."""


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
        return Loaded(None, in_order(found), path, split_lines(text))
    source, misshapen = check_shape(source)
    document = Document(source)
    others = [each for each in (*misshapen, *check(document)) if each.span.line not in source.repaired]
    diagnostics = in_order([*found, *others])
    sound = all(each.severity != "error" for each in diagnostics)
    flow = build(document) if sound else None
    return Loaded(flow, diagnostics, path, source.lines, source.span(("flow",)))


def load_flows(paths: Iterable[Path]) -> Iterator[Loaded]:
    """Read and check many files; the second flow of a name is an error, for calls could not tell the two apart."""
    taken: dict[str, str] = {}
    for path in paths:
        loaded = load_flow(path)
        first = taken.setdefault(loaded.flow.name, loaded.path) if loaded.flow else loaded.path
        yield loaded if first == loaded.path else _double(loaded, first)


def _double(loaded: Loaded, first: str) -> Loaded:
    message = f"there is a flow of this name already, in {first}"
    error = _error("duplicate-flow", message, loaded.name, "give one of them another name", loaded.path)
    return replace(loaded, flow=None, diagnostics=in_order([*loaded.diagnostics, error]))
