"""Test files with the flows they are about, ready to be run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.engine.machine import Machine
from flowrunner.errors import UsageError
from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.files import SUFFIXES
from flowrunner.flow.loader import Loaded, load_flow
from flowrunner.flow.model import Span
from flowrunner.script.case import Case, case_of
from flowrunner.script.fitting import misfits
from flowrunner.script.reader import read_script

if TYPE_CHECKING:
    from flowrunner.intents.embedding import Embedding
    from flowrunner.script.model import Conversation

ENDING = re.compile(r"\.test\.ya?ml\Z")
_START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file, and the lines of that file."""

    diagnostic: Diagnostic
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """One test file."""

    path: str
    cases: tuple[Case, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Why it cannot be run; then there are no cases."""
    lines: tuple[str, ...] = ()


class Shelf:
    """The flows that have been loaded, each once however it is named."""

    def __init__(self, embedding: Embedding | None = None) -> None:
        """An ``embedding`` finds more paraphrases."""
        self._embedding = embedding
        self._by_name: dict[Path, tuple[Loaded, Machine | None]] = {}
        self._by_place: dict[Path, tuple[Loaded, Machine | None]] = {}

    def take(self, path: Path) -> tuple[Loaded, Machine | None]:
        """Return the flow at a path, and its machine when the flow has no errors; raises OSError."""
        if path not in self._by_name:
            place = path.resolve()
            if place not in self._by_place:
                loaded = load_flow(path)
                self._by_place[place] = loaded, self._machine(loaded)
            self._by_name[path] = self._by_place[place]
        return self._by_name[path]

    def _machine(self, loaded: Loaded) -> Machine | None:
        return Machine(loaded.flow, embedding=self._embedding) if loaded.flow else None


def test_files(paths: Iterable[Path]) -> list[Path]:
    """Return the test files named, beside the flows named and in the folders named; raises UsageError."""
    return list(dict.fromkeys(file for path in paths for file in _files_at(path)))


def _files_at(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*.test.y*ml") if _is_test(each.relative_to(path)))
    elif not path.is_file():
        raise UsageError(f"there is no file or folder {path}")
    elif _is_test(path):
        yield path
    else:
        yield _beside(path)


def _is_test(path: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".." for part in path.parts)
    return ENDING.search(path.name) is not None and not hidden


def _beside(flow: Path) -> Path:
    """Return the tests of a flow."""
    for suffix in SUFFIXES:
        if (tests := flow.with_suffix(f".test{suffix}")).is_file():
            return tests
    raise UsageError(f"{flow} has no tests: they would be in {flow.with_suffix('.test.yaml').name} beside it")


def open_suite(path: Path, shelf: Shelf) -> Suite:
    """Read a test file and the flows it is about; raises OSError when the test file cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        error = Diagnostic("not-utf8", "error", "the file is not UTF-8", _START, "save it as UTF-8", str(path))
        return Suite(str(path), findings=(Finding(error, ()),))
    script, diagnostics = read_script(text, str(path))
    lines = tuple(text.splitlines())
    if script is None:
        return Suite(str(path), findings=tuple(Finding(each, lines) for each in diagnostics), lines=lines)
    found = [_case(path, conversation, shelf, lines) for conversation in script.conversations]
    findings = tuple(dict.fromkeys(finding for each in found if isinstance(each, list) for finding in each))
    cases = tuple(each for each in found if isinstance(each, Case))
    return Suite(str(path), () if findings else cases, findings, lines)


def _case(path: Path, conversation: Conversation, shelf: Shelf, lines: tuple[str, ...]) -> Case | list[Finding]:
    """Return a conversation with its flow, or why there is none."""
    file = _flow_of(path, conversation)
    try:
        loaded, machine = shelf.take(file)
    except OSError:
        return [Finding(_no_flow(path, conversation, file), lines)]
    if loaded.flow is None or machine is None:
        return [Finding(each, loaded.lines) for each in loaded.diagnostics]
    misfit = [Finding(each, lines) for each in misfits(str(path), conversation, loaded.flow)]
    return misfit or case_of(conversation, loaded.flow, machine)


def _flow_of(path: Path, conversation: Conversation) -> Path:
    if conversation.flow is not None:
        return path.parent / conversation.flow
    base = ENDING.sub("", path.name)
    other = path.with_name(base + ".yml")
    return other if other.is_file() else path.with_name(base + ".yaml")


def _no_flow(path: Path, conversation: Conversation, file: Path) -> Diagnostic:
    span = conversation.span if conversation.flow is not None else _START
    hint = "give each test a key `flow:` with the file of its flow" if conversation.flow is None else None
    return Diagnostic("no-flow", "error", f"there is no flow {file}", span, hint, str(path))
