"""What stands on a page is so: flows have no mistakes, commands exist, and who follows a page sees what it shows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from flowrunner.cli import COMMANDS, command_line, main
from flowrunner.flow import reference
from tests.docs.book import DOCS, ROOT, Block, blocks, commands, pages
from tests.docs.reader import is_as_shown, reading

FOLLOWED = ("index.md", "tutorial.md")
HELD_ELSEWHERE = ("editors.md", "graph.md", "language.md", "lint.md", "testing.md", *FOLLOWED)
"""Pages with parts of flows, or with mistakes on purpose: their own tests hold them."""


def typed(line: str) -> list[str] | None:
    """Return what follows our name on a line, which may set variables before it; None: another program's."""
    words = shlex.split(line)
    ours = next((number for number, word in enumerate(words) if "=" not in word), 0)
    return words[ours + 1 :] if words[ours : ours + 1] == ["flowrunner"] else None


def every_command() -> list[tuple[str, list[str]]]:
    """Return each command of ours on any page, once, with the name of the page."""
    lines = [(page.name, command.line) for page in pages() for block in blocks(page) for command in commands(block)]
    words = {line: (name, typed(line)) for name, line in lines}
    return [(name, each) for name, each in words.values() if each is not None]


def flows() -> list[Block]:
    """Return each whole flow of a page that has no test of its own."""
    kept = [page for page in pages() if page.name not in HELD_ELSEWHERE]
    return [block for page in kept for block in blocks(page) if block.kind == "yaml"]


@pytest.mark.parametrize(("page", "words"), every_command(), ids=lambda each: " ".join(each)[:60])
def test_a_command_of_a_page_exists_with_its_options(page: str, words: list[str]) -> None:
    assert words[0] in COMMANDS
    command_line(words[0]).parse_args(words)


@pytest.mark.parametrize("flow", flows(), ids=lambda block: block.text.partition("\n")[0])
def test_a_flow_of_a_page_has_no_mistakes(flow: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"{flow.text.partition(chr(10))[0].removeprefix('flow: ')}.yaml"
    path.write_text(flow.text, "utf-8")
    assert main(["check", str(path)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", FOLLOWED)
def test_who_follows_a_page_sees_what_it_shows(name: str, tmp_path: Path) -> None:
    done = []
    with reading(tmp_path) as reader:
        for block in blocks(DOCS / name):
            for command, printed in reader.take(block):
                assert is_as_shown(command.shown, printed), f"$ {command.line}\n{printed}"
                done.append(command.line)
    assert done


def test_the_readme_begins_as_the_site_does() -> None:
    readme, index = (blocks(page)[:2] for page in (ROOT / "README.md", DOCS / "index.md"))
    assert [(each.title, each.text) for each in readme] == [(each.title, each.text) for each in index]


def test_the_page_of_keys_is_that_of_the_schema() -> None:
    assert (DOCS / "reference.md").read_text("utf-8") == reference.page().rstrip() + "\n"
