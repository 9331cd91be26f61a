"""What the pages say of settings is what the settings are."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from flowrunner import config
from flowrunner.config import Limits, load_settings

DOCS = Path(__file__).parents[1] / "docs"
SECURITY = (DOCS / "security.md").read_text("utf-8")


def test_the_table_of_limits_has_their_defaults() -> None:
    rows: list[tuple[str, str]] = re.findall(r"^\| `(\w+)` \| (\S+) \|", SECURITY, re.MULTILINE)

    assert {name: float(default) for name, default in rows} == {name: getattr(Limits(), name) for name, _ in rows}
    assert len(rows) >= 11


def settings_blocks() -> list[str]:
    pages = sorted(DOCS.glob("*.md"))
    return [block for page in pages for block in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]


def example() -> str:
    """Return the file that the module shows."""
    assert config.__doc__ is not None
    return textwrap.dedent(config.__doc__.partition("::\n")[2].rpartition("\n\nEvery key")[0])


@pytest.mark.parametrize("text", [*settings_blocks(), example()])
def test_every_example_can_be_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "flowrunner.toml"
    file.write_text(text, encoding="utf-8")

    load_settings(file, {"FLOWRUNNER_AUTH_TOKEN": "t"})
