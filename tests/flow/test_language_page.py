"""Every example of ``docs/language.md`` is checked: whole flows as they are, parts of flows in a frame."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flowrunner.flow.library import Library
from flowrunner.flow.loader import load_flows, load_text

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
ALL = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
BLOCKS = [block for block in ALL if not block.startswith("# shop.hi-IN.yaml")]
SHOP = """
flow: shop
languages: [en-IN, hi-IN]
start: hello
fallback: hello
anytime: {person: {press: 0, hear: person, go: hangup}}
states:
  hello:
    ask: What can I do for you, opening hours or returns?
    choices:
      opening_hours: {hear: opening hours}
      returns: {hear: returns, say: Very well., go: hello}
  opening_hours: {say: Every day., go: hangup}
"""
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


def test_the_translation_of_the_page_is_one(tmp_path: Path) -> None:
    (block,) = set(ALL) - set(BLOCKS)
    (tmp_path / "shop.yaml").write_text(SHOP, "utf-8")
    (tmp_path / "shop.hi-IN.yaml").write_text(block, "utf-8")
    assert [each.diagnostics for each in load_flows(sorted(tmp_path.iterdir()))] == [(), ()]
