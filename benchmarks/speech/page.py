"""The page that the tables are written into: each stands between two comments that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speech.table import Table

PAGE = Path(__file__).parent.parent.parent / "docs" / "speech.md"
_PLACE = "<!-- begin {name} -->\n(?:.*?\n)?<!-- end {name} -->"


def places(page: str) -> Sequence[str]:
    """Return the names of all places for tables, in the order of the page."""
    return re.findall(_PLACE.format(name="([a-z_]+)").replace("end ([a-z_]+)", r"end \1"), page, re.DOTALL)


def replaced(page: str, name: str, table: Table) -> str:
    """Return the page with another table in one place; raises KeyError where there is no such place."""
    found = re.search(_PLACE.format(name=name), page, re.DOTALL)
    if found is None:
        raise KeyError(name)
    return (
        f"{page[: found.start()]}<!-- begin {name} -->\n\n{table.markdown()}\n<!-- end {name} -->{page[found.end() :]}"
    )
