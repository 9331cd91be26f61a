"""The flows of one folder, each read at most once: how a flow finds those that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.document import Document, Signature
from flowrunner.flow.files import SUFFIXES, flow_of_translation, is_flow_file, language_of
from flowrunner.flow.knowledge import knowledge
from flowrunner.flow.lint import check
from flowrunner.flow.model import Flow
from flowrunner.flow.plain import listed
from flowrunner.flow.recordings import trouble
from flowrunner.flow.schema import check_shape
from flowrunner.flow.source import read
from flowrunner.flow.translation.reading import Translation, built, read_translation

FLOW_NAME = re.compile(r"^flow:[ \t]+[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, checked by itself; ``document`` is None when it cannot be read at all."""

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether the file has no errors."""
        return self.document is not None and all(each.severity != "error" for each in self.diagnostics)


class Library:
    """Files that may run each other, by path; later files of a name are not found."""

    def __init__(self, texts: Iterable[tuple[str, str]] = (), folder: Path | None = None) -> None:
        """``folder`` is where translations lie, recordings, and what agents know; None: nobody looks for them."""
        self._texts = texts
        self._folder = folder
        self._translations: dict[str, Translation] = {}
        self._checked: dict[str, Checked] = {}
        self._flows: dict[str, Flow | None] = {}

    @classmethod
    def of_folder(cls, folder: Path) -> Library:
        """Return the flows that lie in a folder; they are read when one of them is wanted."""
        return cls(_texts(_files(folder)), folder)

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for path, text in self._texts:
            if match := FLOW_NAME.search(text):
                found.setdefault(match[1], (path, text))
        return found

    @cached_property
    def _by_flow(self) -> Mapping[str, list[tuple[str, str]]]:
        """The translations by the name of their flow's file."""
        found: dict[str, list[tuple[str, str]]] = {}
        for path, text in _texts(_translations(self._folder)) if self._folder is not None else ():
            found.setdefault(Path(path).stem.rpartition(".")[0], []).append((path, text))
        return found

    @property
    def knows_translations(self) -> bool:
        """Whether a translation that is not here does not exist."""
        return self._folder is not None

    def translations(self, document: Document) -> tuple[Translation, ...]:
        """Return the translations of a flow, read and checked."""
        found = self._by_flow.get(Path(document.source.path).stem, ())
        return tuple(self.translation(path, text, document) for path, text in found)

    def translation(self, path: str, text: str, document: Document) -> Translation:
        """Return a translation of a flow, read and checked once."""
        if path not in self._translations:
            language = language_of(Path(path)) or ""
            self._translations[path] = read_translation(text, path, language, document)
        return self._translations[path]

    def built(self, document: Document) -> Flow | None:
        """Return the flow of a document without errors, or None when a translation has some."""
        translations = self.translations(document)
        return built(document, translations) if all(each.is_sound for each in translations) else None

    def place(self, name: str) -> str:
        """Return the path of the flow of this name."""
        return self._places[name][0]

    def closure(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return every flow that can come to run when these do, with these; those that are not there too."""
        found: dict[str, None] = {}
        left = list(names)
        while left:
            name = left.pop()
            if name in found:
                continue
            found[name] = None
            checked = self._check(name)
            left += checked.document.runs if checked and checked.document else ()
        return tuple(found)

    def flow(self, name: str) -> Flow | None:
        """Return a flow without its subflows, or None when it is not there or has errors of its own."""
        if name not in self._flows:
            checked = self._check(name)
            sound = checked if checked is not None and checked.is_sound else None
            self._flows[name] = self.built(sound.document) if sound and sound.document else None
        return self._flows[name]

    def _check(self, name: str) -> Checked | None:
        if name not in self._places:
            return None
        if name not in self._checked:
            path, text = self._places[name]
            self._checked[name] = self.check(text, path)
        return self._checked[name]

    def check(self, text: str, path: str) -> Checked:
        """Check one text of this folder by itself: whatever it runs counts by what it is declared to take and give."""
        source, found = read(text, path)
        if source is None:
            return Checked(None, in_order(found))
        source, misshapen = check_shape(source)
        document = Document(source)
        if document.runs or document.knowledge_files or document.clips:
            signatures = self._signatures(document) if document.runs else {}
            neighbours = frozenset(self._places) if document.runs else frozenset[str]()
            known, played = self._knowledge(document), self._recordings(document)
            document = Document(source, signatures, neighbours, knowledge=known, recordings=played)
        others = [*misshapen, *check(document, [*found, *misshapen])]
        others = [each for each in others if each.span.line not in source.repaired]
        return Checked(document, in_order([*found, *others]))

    def _knowledge(self, document: Document) -> Mapping[str, str | None]:
        if self._folder is None:
            return {}
        return {name: knowledge(self._folder, name) for name in document.knowledge_files}

    def _recordings(self, document: Document) -> Mapping[str, str | None]:
        if self._folder is None:
            return {}
        return {name: trouble(self._folder / name) for name in dict.fromkeys(name for _, name in document.clips)}

    def _signatures(self, document: Document) -> Mapping[str, Signature]:
        known = {name: self._signature(name) for name in document.runs}
        own = listed(document.data.get("flow"))
        known.update((name, document.signature) for name in document.runs if name in own)
        return {name: signature for name, signature in known.items() if signature is not None}

    def _signature(self, name: str) -> Signature | None:
        if name not in self._places:
            return None
        path, text = self._places[name]
        source, _ = read(text, path)
        return Document(source).signature if source is not None else Signature()


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        each for each in folder.iterdir() if each.suffix in SUFFIXES and each.is_file() and is_flow_file(each)
    )


def _translations(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.*.y*ml") if flow_of_translation(path) is not None)


def _texts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    return ((str(path), text) for path in paths if (text := _text(path)) is not None)


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
