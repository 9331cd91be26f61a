"""Every example of ``docs/language.md`` is checked: whole flows as they are, parts of flows in a frame."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_text

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
STATES = {
    "menu": "  menu: {say: Hello., go: hangup}\n",
    "operator": '  operator: {transfer: "+15550100000"}\n',
    "bye": "  bye: {say: Goodbye., go: hangup}\n",
}
BESIDE = Library((f"{number}.yaml", block) for number, block in enumerate(BLOCKS) if block.startswith("flow:"))


def framed(block: str) -> str:
    if block.startswith("flow:"):
        return block
    top, _, states = ("", "", block) if block.startswith("  ") else block.partition("states:\n")
    start = states.split(":")[0].strip() or "menu"
    needed = [name for name in STATES if name in (start, "operator") or re.search(rf"\b{name}\b", block)]
    others = "".join(STATES[name] for name in needed if f"  {name}:\n" not in states)
    return f"flow: page\nstart: {start}\nfallback: operator\n{top}states:\n{states}{others}"


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split(":")[0].strip())
def test_every_example_of_the_page_is_good(block: str) -> None:
    loaded = load_text(framed(block), "language.md", BESIDE)
    assert loaded.diagnostics == ()
    assert loaded.flow is not None


def test_the_page_has_examples() -> None:
    assert len(BLOCKS) >= 10
