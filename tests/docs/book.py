"""Pages of the documentation, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """Something between two lines of backticks."""

    kind: str
    title: str
    """The name of a file; empty: none."""
    text: str
    begin: int
    end: int
    """Where the text stands on the page."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line that the reader types, and what they are told to expect."""

    line: str
    shown: str


def pages() -> list[Path]:
    """Return every page that users read, the first one first."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """Return what stands between backticks on a page."""
    text = page.read_text("utf-8")
    return [Block(found[1], found[2] or "", found[3], found.start(3), found.end(3)) for found in _BLOCK.finditer(text)]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console, each with what it prints; in a block of ``sh`` every line is one."""
    if block.kind == "sh":
        yield from (Command(line, "") for line in block.text.splitlines() if line and not line.startswith("#"))
    if block.kind == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            yield Command(line.partition("  #")[0].rstrip(), shown)
