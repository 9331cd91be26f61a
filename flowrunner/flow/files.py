"""Which files of a folder are flows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean

SUFFIXES = frozenset({".yaml", ".yml"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


def flow_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named and the flows in the folders that are named; raises UsageError for none.

    Tests that are named beside flows, as a shell does for ``*.yaml``, are left out.
    """
    found = list(dict.fromkeys(file for path in paths for file in _files_at(path)))
    flows = [file for file in found if not file.stem.endswith(".test")]
    if found and not flows:
        raise UsageError(f"{found[0]} holds tests, and no flow: `flowrunner test {found[0]}` checks and runs them")
    return flows


def _files_at(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"there is no file or folder {path}{near_match(path)}")
    found = flows_below(path)
    if not found:
        raise UsageError(f"there is no flow (*.yaml) in {path}")
    return found


def near_match(path: Path) -> str:
    """Return what to say of a path that is not there: the one beside it that was probably meant, if there is one."""
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    hint = did_you_mean(str(path), map(str, beside))
    return f", {hint}" if hint else ""


def flows_below(folder: Path) -> list[Path]:
    """Return the flows and translations in a folder and the folders inside it, in order."""
    return sorted(each for each in _walk(folder) if is_flow_file(each) or flow_of_translation(each) is not None)


def _walk(folder: Path) -> Iterator[Path]:
    for inside, names in folders_below(folder):
        files = (inside / name for name in names if not name.startswith("."))
        yield from (path for path in files if path.is_file())


def folders_below(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and all inside it, each with the names of its files.

    Hidden ones, such as those of git and of virtual environments, are left out, and what cannot be looked into.
    """
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(path), files


def is_flow_file(path: Path) -> bool:
    """Whether a file of a folder is a flow, and neither a test nor the translation of a flow beside it."""
    return path.suffix in SUFFIXES and not path.stem.endswith(".test") and flow_of_translation(path) is None


def language_of(path: Path) -> str | None:
    """Return the language that the name of a file ends in, such as ``hi-IN`` of ``faq.hi-IN.yaml``."""
    base, _, last = path.stem.rpartition(".")
    return last if base and path.suffix in SUFFIXES and _LANGUAGE.match(last) else None


def flow_of_translation(path: Path) -> Path | None:
    """Return the flow that a file translates; None when it is no translation, or there is no such flow."""
    if language_of(path) is None:
        return None
    base = path.stem.rpartition(".")[0]
    return next((flow for suffix in SUFFIXES if (flow := path.with_name(base + suffix)).is_file()), None)
