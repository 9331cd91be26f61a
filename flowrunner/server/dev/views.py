"""What the page shows of flow files, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flowrunner.flow.diagnostics import Diagnostic, excerpt
from flowrunner.flow.library import FLOW_NAME

if TYPE_CHECKING:
    from flowrunner.flow.loader import Loaded
    from flowrunner.flow.model import Flow
    from flowrunner.server.catalog import FlowFile

Health = Literal["good", "warned", "stale", "broken"]
"""``stale``: the file has mistakes, and calls go to what it said before. ``broken``: it takes no calls."""


def flows_view(files: Iterable[FlowFile], *, keeps_traces: bool) -> dict[str, object]:
    """Return the message that tells a page everything about the flows."""
    shown = [_file_view(each) for each in files if _is_shown(each.newest)]
    return {"type": "flows", "flows": shown, "traces": keeps_traces}


def _is_shown(loaded: Loaded) -> bool:
    """A translation is part of its flow, unless there is something to say about it."""
    return not loaded.is_translation or bool(loaded.diagnostics)


def _file_view(file: FlowFile) -> dict[str, object]:
    loaded, flow = file.newest, file.serving.flow if file.serving is not None else None
    return {
        "id": loaded.path,
        "name": flow.name if flow is not None else _name(loaded),
        "file": loaded.path,
        "absolute": str(Path(loaded.path).absolute()),
        "health": _health(file),
        "problems": list(_problems(loaded)),
        **(_flow_view(flow) if flow is not None else {}),
    }


def _health(file: FlowFile) -> Health:
    if file.newest.has_errors:
        return "stale" if file.is_stale else "broken"
    return "warned" if file.newest.diagnostics else "good"


def _name(loaded: Loaded) -> str:
    found = None if loaded.is_translation else FLOW_NAME.search("\n".join(loaded.lines))
    return found[1] if found else Path(loaded.path).name


def _flow_view(flow: Flow) -> dict[str, object]:
    return {
        "about": flow.about,
        "version": flow.version,
        "languages": list(flow.languages),
        "states": {name: state.span.line for name, state in flow.states.items()},
    }


def _problems(loaded: Loaded) -> Iterator[dict[str, object]]:
    for diagnostic in loaded.diagnostics:
        yield problem_view(diagnostic, loaded.lines if diagnostic.path in ("", loaded.path) else ())


def problem_view(diagnostic: Diagnostic, lines: Sequence[str]) -> dict[str, object]:
    """Return one finding, as ``check`` tells it."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": diagnostic.path,
        "absolute": str(Path(diagnostic.path).absolute()),
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "excerpt": list(excerpt(diagnostic.span, lines)),
    }
