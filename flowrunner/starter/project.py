"""Writes a first project into a folder, and never over anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.schema import schema_text

_TOGETHER = (
    {"flows/front_desk.yaml": "front_desk.yaml", "flows/front_desk.test.yaml": "front_desk.test.yaml"},
    {".vscode/settings.json": "settings.json"},
    {".vscode/extensions.json": "extensions.json"},
    {"README.md": "README.md"},
)
"""Where each file goes, and which are left together: a test of ours means nothing beside a flow of the author's."""


@dataclass(frozen=True, slots=True)
class Written:
    """The files that are new, and those that were there and are as they were; paths within the folder."""

    new: tuple[str, ...]
    left: tuple[str, ...]


def write_project(folder: Path) -> Written:
    """Write what is not there yet; raises UsageError for a folder that cannot be written to."""
    try:
        return _write(folder)
    except OSError as error:
        raise UsageError(f"cannot write {error.filename}: {(error.strerror or str(error)).lower()}") from None


def _write(folder: Path) -> Written:
    new: list[str] = []
    left: list[str] = []
    for files in _contents():
        there = [name for name in files if (folder / name).exists() or (folder / name).is_symlink()]
        left += there
        for name, text in files.items() if not there else ():
            _write_new(folder / name, text)
            new.append(name)
    return Written(tuple(new), tuple(left))


def _contents() -> Iterable[Mapping[str, str]]:
    files = resources.files(__package__) / "files"
    for group in _TOGETHER:
        yield {name: (files / source).read_text("utf-8") for name, source in group.items()}
    for kind in ("flow", "test", "translation"):
        yield {f"schemas/{kind}.schema.json": schema_text(kind)}


def _write_new(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        opened.write(text)
