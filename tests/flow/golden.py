"""Flows with mistakes, and what the checker says of each.

After a change that is meant, write the ``.out`` files anew and read what changed:

    python -m tests.flow.golden && git diff tests/data/err
"""

from __future__ import annotations

from pathlib import Path

from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.library import Library
from flowrunner.flow.loader import Loaded, load_text

DATA = Path(__file__).parents[1] / "data"
OK = sorted((DATA / "ok").glob("*.yaml"))
ERR = sorted((DATA / "err").glob("*.yaml"))


def load(file: Path) -> Loaded:
    """Return a file loaded, as if it were here; the files beside it may be run by it."""
    return load_text(file.read_text("utf-8"), file.name, Library.of_folder(file.parent))


def report(file: Path) -> str:
    """Return what the checker says of a file."""
    loaded = load(file)
    return "".join(to_text(each, loaded.lines) + "\n\n" for each in loaded.diagnostics)


if __name__ == "__main__":
    for each in ERR:
        each.with_suffix(".out").write_text(report(each), "utf-8")
