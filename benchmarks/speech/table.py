"""A table of measured things, for a terminal and for a page."""

from __future__ import annotations

from dataclasses import dataclass

import rich.table
from rich import box


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text below their headings; the first column names the row."""

    about: str
    """What was measured, and on what: Markdown."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """Return the text and the table for a page."""
        rule = ("---", *("---:" for _ in self.columns[1:]))
        lines = "\n".join(f"| {' | '.join(row)} |" for row in (self.columns, rule, *self.rows))
        return f"{self.about}\n\n{lines}\n"

    def shown(self) -> rich.table.Table:
        """Return the table for a terminal."""
        paragraphs = [" ".join(lines.split()) for lines in self.about.split("\n\n")]
        shown = rich.table.Table(box=box.SIMPLE, caption="\n".join(paragraphs), caption_justify="left")
        shown.add_column(self.columns[0])
        for column in self.columns[1:]:
            shown.add_column(column, justify="right")
        for row in self.rows:
            shown.add_row(*row)
        return shown
