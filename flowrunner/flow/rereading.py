"""Flows that are loaded again and again, of which only those are done again that may come out otherwise.

What a flow comes out as depends on its text, on the flows that it runs, its translations, what its agents know and
what it plays. All of that is kept with what came out; when it is as it was, what came out is still true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.disk import Disk, Look, Stamp
from flowrunner.flow.files import SUFFIXES, flow_files, flow_of_translation, flows_below, folders_below, language_of
from flowrunner.flow.library import Library, Needs
from flowrunner.flow.loader import Loaded, each_name_once, load_flow

FolderId = tuple[int, int]
"""Another one when a folder was deleted and made again."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How everything stands that flows are made from."""

    files: tuple[Path, ...]
    look: Look

    def lacks(self, before: Sight) -> bool:
        """Whether a file is away or empty that was there, as one is for a moment while some editors save it."""
        then = (path for path, stamp in before.look.stamps.items() if stamp is not None)
        return any(stamp is None or not stamp[1] for stamp in map(self.look.stamps.get, then))


@dataclass(frozen=True, slots=True)
class _Known:
    loaded: Loaded
    files: Mapping[Path, bytes | None]
    """The file itself and, for a translation, the flow that it is of."""
    needs: Needs


class Rereader:
    """Files and folders of flows."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(paths)
        self._folders = frozenset(path for path in self._paths if path.is_dir())
        self._known: dict[Path, _Known] = {}
        self._disk = Disk()
        self._files: tuple[Path, ...] | None = None
        """None: nothing was found yet."""

    def load(self) -> tuple[Loaded, ...]:
        """Read and check what has changed; return all. Raises UsageError when there is nothing at all, and OSError.

        Once there was something, files may go; only a whole folder that is away is not believed to be empty.
        """
        files = tuple(flow_files(self._paths) if self._files is None else self._find())
        disk, libraries = Disk(self._disk), dict[Path, Library]()
        known: dict[Path, _Known] = {}
        for path in files:
            library = libraries.setdefault(path.parent, Library.of_folder(path.parent, disk))
            known[path] = self._load(path, library)
        self._known, self._disk, self._files = known, disk, files
        return tuple(each_name_once(each.loaded for each in known.values()))

    def recordings(self) -> Mapping[str, Mapping[str, Stamp | None]]:
        """Return how the files stood that each flow plays, by the name of the flow and theirs."""
        stamps = self._disk.look.stamps
        return {
            known.loaded.flow.name: {name: stamps.get(path.parent / name) for name in known.needs.recordings}
            for path, known in reversed(self._known.items())  # of two with one name the first is served
            if known.loaded.flow is not None
        }

    @property
    def seen(self) -> Sight:
        """How everything stood when it was last loaded."""
        return Sight(self._files or (), self._disk.look)

    def look(self) -> Sight:
        """Return how everything stands now; raises UsageError when a folder is away."""
        return Sight(tuple(self._find()), self._disk.look.again())

    def folders(self) -> Mapping[Path, FolderId]:
        """Return every folder in which something may happen, those too where links lead, and which folder it is now."""
        inside = {folder for root in self._folders for folder, _ in folders_below(root)}
        look = self._disk.look
        holding = {*look.folders, *(path.parent for path in look.stamps)}
        linked = {Path(realpath(path)).parent for path in look.stamps if path.is_symlink()}
        return {folder: found for folder in {*inside, *holding, *linked} if (found := _id(folder)) is not None}

    def _find(self) -> Iterator[Path]:
        found: dict[Path, None] = {}
        for path in self._paths:
            if path in self._folders and not path.is_dir():
                raise UsageError(f"there is no folder {path}")
            found |= dict.fromkeys(flows_below(path) if path in self._folders else [path] * path.is_file())
        return (path for path in found if not path.stem.endswith(".test"))

    def _load(self, path: Path, library: Library) -> _Known:
        files = {each: _data(library.disk, each) for each in _files_of(path)}
        known = self._known.get(path)
        if known is not None and known.files == files and library.meets(known.needs):
            return known
        return _Known(load_flow(path, library), files, _needs(path, library))


def _needs(path: Path, library: Library) -> Needs:
    flow = flow_of_translation(path) or path
    text = library.disk.text(flow)
    document = library.check(text, str(flow)).document if text is not None else None
    return library.needs(document) if document is not None else Needs()


def _files_of(path: Path) -> Iterator[Path]:
    yield path
    if language_of(path) is not None:
        base = path.stem.rpartition(".")[0]
        yield from (path.with_name(base + suffix) for suffix in sorted(SUFFIXES))


def _data(disk: Disk, path: Path) -> bytes | None:
    try:
        return disk.data(path)
    except FileNotFoundError:
        return None


def _id(folder: Path) -> FolderId | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
