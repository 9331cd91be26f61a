"""The flows of one folder, each read at most once: how a flow finds those that it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.disk import Disk
from flowrunner.flow.document import Document, Signature
from flowrunner.flow.files import flow_of_translation, is_flow_file, language_of
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


@dataclass(frozen=True, slots=True)
class Needs:
    """What a flow, or a translation of it, was made from beside its own text; None: it was not there."""

    flows: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)
    """The path and the text of every flow that it can come to run."""
    neighbours: frozenset[str] | None = None
    """The names of all flows that it could run, if it runs any."""
    translations: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Their paths and texts, by the name of a flow's file."""
    knowledge: Mapping[str, str | None] = field(default_factory=dict)
    recordings: Mapping[str, str | None] = field(default_factory=dict)
    """What is wrong with them."""


class Library:
    """Files that may run each other, by path; later files of a name are not found."""

    def __init__(
        self, texts: Iterable[tuple[str, str]] = (), folder: Path | None = None, disk: Disk | None = None
    ) -> None:
        """``folder`` is where translations lie, recordings, and what agents know; None: nobody looks for them."""
        self.disk = disk or Disk()
        self._texts = texts
        self._folder = folder
        self._translations: dict[str, Translation] = {}
        self._checked: dict[str, Checked] = {}
        self._last = ("", "", Checked(None, ()))
        """What was checked last: a flow and its translations follow each other."""
        self._flows: dict[str, Flow | None] = {}

    @classmethod
    def of_folder(cls, folder: Path, disk: Disk | None = None) -> Library:
        """Return the flows that lie in a folder; they are read when one of them is wanted."""
        disk = disk or Disk()
        return cls(_texts(disk, filter(is_flow_file, _listed(disk, folder))), folder, disk)

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
        for path, text in _texts(self.disk, self._files_of_translations()):
            found.setdefault(Path(path).stem.rpartition(".")[0], []).append((path, text))
        return found

    @property
    def knows_translations(self) -> bool:
        """Whether a translation that is not here does not exist."""
        return self._folder is not None

    def translations(self, document: Document) -> tuple[Translation, ...]:
        """Return the translations of a flow, read and checked."""
        found = self._beside(Path(document.source.path).stem)
        return tuple(self.translation(path, text, document) for path, text in found)

    def _beside(self, stem: str) -> tuple[tuple[str, str], ...]:
        return tuple(self._by_flow.get(stem, ()))

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
            self._checked[name] = self._check_afresh(text, path)
        return self._checked[name]

    def check(self, text: str, path: str) -> Checked:
        """Check one text of this folder by itself: whatever it runs counts by what it is declared to take and give."""
        if self._last[:2] != (path, text):
            self._last = (path, text, self._check_afresh(text, path))
        return self._last[2]

    def needs(self, document: Document) -> Needs:
        """Return everything beside a flow's own text that decides what comes out for it."""
        names = self.closure(document.runs)
        found = [checked.document for name in names if (checked := self._check(name)) and checked.document]
        documents = [document, *found]
        stems = {Path(each.source.path).stem for each in documents}
        return Needs(
            flows={name: self._places.get(name) for name in names},
            neighbours=frozenset(self._places) if names else None,
            translations={stem: self._beside(stem) for stem in stems},
            knowledge={name: text for each in documents for name, text in each.knowledge.items()},
            recordings={name: found for each in documents for name, found in each.recordings.items()},
        )

    def meets(self, needs: Needs) -> bool:
        """Whether everything is there, and not there, as it was then."""
        return (
            all(self._places.get(name) == found for name, found in needs.flows.items())
            and (needs.neighbours is None or needs.neighbours == self._places.keys())
            and all(self._beside(stem) == found for stem, found in needs.translations.items())
            and needs.knowledge == self._read_knowledge(needs.knowledge)
            and needs.recordings == self._look_at_recordings(needs.recordings)
        )

    def _check_afresh(self, text: str, path: str) -> Checked:
        source, found = read(text, path)
        if source is None:
            return Checked(None, in_order(found))
        source, misshapen = check_shape(source)
        document = Document(source)
        if document.runs or document.knowledge_files or document.clips:
            signatures = self._signatures(document) if document.runs else {}
            neighbours = frozenset(self._places) if document.runs else frozenset[str]()
            known = self._read_knowledge(document.knowledge_files)
            played = self._look_at_recordings(name for _, name in document.clips)
            document = Document(source, signatures, neighbours, knowledge=known, recordings=played)
        others = [*misshapen, *check(document, [*found, *misshapen])]
        others = [each for each in others if each.span.line not in source.repaired]
        return Checked(document, in_order([*found, *others]))

    def _read_knowledge(self, names: Iterable[str]) -> Mapping[str, str | None]:
        if self._folder is None:
            return {}
        return {name: knowledge(self.disk, self._folder, name) for name in names}

    def _look_at_recordings(self, names: Iterable[str]) -> Mapping[str, str | None]:
        if self._folder is None:
            return {}
        return {name: trouble(self.disk, self._folder / name) for name in dict.fromkeys(names)}

    def _files_of_translations(self) -> Iterator[Path]:
        if self._folder is not None:
            listed = self.disk.yaml_files(self._folder)
            yield from (path for path in listed if flow_of_translation(path) is not None)

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


def _listed(disk: Disk, folder: Path) -> Iterator[Path]:
    """Look into the folder when the first of its flows is wanted."""
    yield from disk.yaml_files(folder)


def _texts(disk: Disk, paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    return ((str(path), text) for path in paths if (text := disk.text(path)) is not None)
