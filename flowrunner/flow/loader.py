"""A flow file in, the checked flow and everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.document import Document
from flowrunner.flow.library import Library
from flowrunner.flow.model import Flow, Span
from flowrunner.flow.source import split_lines
from flowrunner.flow.translation.loading import check_translation, is_translation, translation_problems

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
    notes: tuple[Diagnostic, ...] = ()
    """What is good to know and no mistake: diagnostics of the severity ``info``."""
    is_translation: bool = False
    """The texts of a flow in another language, which are served with it."""

    @property
    def has_errors(self) -> bool:
        """Whether there is an error in it."""
        return any(each.severity == "error" for each in self.diagnostics)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that was found, with the notes."""
        return in_order([*self.diagnostics, *self.notes])


def load_flow(path: Path, library: Library | None = None) -> Loaded:
    """Read and check one file; never raises for what is in it, only OSError when it cannot be opened.

    ``library`` holds the flows that it may run: those of its folder, unless something else is said. The file may be a
    translation, which is no flow and checked beside its own.
    """
    library = library or Library.of_folder(path.parent)
    content = library.disk.data(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        message, hint = "the file is not UTF-8", "save it as UTF-8"
        return Loaded(
            None, (_error("not-utf8", message, Span(line, column, line, column + 1), hint, str(path)),), str(path)
        )
    if is_translation(path, text):
        diagnostics, notes = _by_weight(check_translation(path, text, library))
        return Loaded(None, diagnostics, str(path), split_lines(text), notes=notes, is_translation=True)
    return load_text(text, str(path), library)


def _error(code: str, message: str, span: Span, hint: str, path: str) -> Diagnostic:
    return Diagnostic(code, "error", message, span, hint, path)


def load_text(text: str, path: str = "flow.yaml", library: Library | None = None) -> Loaded:
    """Read and check the text of one file, which may run the flows of ``library``; never raises for what is in it."""
    library = library or Library()
    checked = library.check(text, path)
    document = checked.document
    if document is None:
        return Loaded(None, checked.diagnostics, path, split_lines(text))
    beside = list(_beside(document, library)) if checked.is_sound else []
    broken = any(each.severity == "error" for each in (*checked.diagnostics, *beside))
    flow = library.built(document) if not broken else None
    source = document.source
    diagnostics, notes = _by_weight(in_order([*checked.diagnostics, *beside]))
    return Loaded(
        flow and _linked(flow, document, library), diagnostics, path, source.lines, source.span(("flow",)), notes
    )


def _by_weight(told: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return what is wrong, and what is good to know."""
    found = tuple(told)
    return tuple(each for each in found if each.severity != "info"), tuple(
        each for each in found if each.severity == "info"
    )


def _beside(document: Document, library: Library) -> Iterator[Diagnostic]:
    """Find what is wrong with the files beside a flow that it cannot do without."""
    yield from _broken_subflows(document, library)
    yield from translation_problems(document, library)


def _broken_subflows(document: Document, library: Library) -> Iterator[Diagnostic]:
    """Find runs of flows that have errors, or run others that have."""
    own = document.data["flow"]
    for name, state in document.states.items():
        run = state.get("run")
        needed = library.closure([run]) if isinstance(run, str) and run != own else ()
        for each in needed:
            if each != own and library.flow(each) is None:
                span = document.source.span(("states", name, "run"))
                message = f"`{run}` has errors" if each == run else f"`{run}` runs `{each}`, which has errors"
                hint = f"check {Path(library.place(each)).name} as well"
                yield document.error("broken-subflow", message, span, hint)


def _linked(flow: Flow, document: Document, library: Library) -> Flow:
    """Return the flow with every flow that it may come to run."""
    if not document.runs:
        return flow
    names = sorted({*library.closure(document.runs)} - {flow.name})
    subflows = {name: found for name in names if (found := library.flow(name)) is not None}
    versions = "\n".join((flow.version, *(each.version for each in subflows.values())))
    return replace(flow, subflows=subflows, version=sha256(versions.encode()).hexdigest()[:16])


def load_flows(paths: Iterable[Path]) -> Iterator[Loaded]:
    """Read and check many files; the second flow of a name is an error, for calls could not tell the two apart."""
    libraries: dict[Path, Library] = {}
    yield from each_name_once(
        load_flow(path, libraries.setdefault(path.parent, Library.of_folder(path.parent))) for path in paths
    )


def each_name_once(files: Iterable[Loaded]) -> Iterator[Loaded]:
    """Let the first flow of a name be, and refuse the others."""
    taken: dict[str, str] = {}
    for loaded in files:
        first = taken.setdefault(loaded.flow.name, loaded.path) if loaded.flow else loaded.path
        yield loaded if first == loaded.path else _double(loaded, first)


def _double(loaded: Loaded, first: str) -> Loaded:
    message = f"there is a flow of this name already, in {first}"
    error = _error("duplicate-flow", message, loaded.name, "give one of them another name", loaded.path)
    return replace(loaded, flow=None, diagnostics=in_order([*loaded.diagnostics, error]))
