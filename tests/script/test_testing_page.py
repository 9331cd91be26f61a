"""Every example of ``docs/testing.md`` runs, and every console shows what really comes."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowrunner.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
YAML = [text for kind, text in BLOCKS if kind == "yaml"]
FLOW, FIRST = YAML[:2]
CONSOLES = [text for kind, text in BLOCKS if kind == "console"]
TUESDAY = FIRST.replace("Your visit is on*March 2*", "Your visit is on Tuesday*")


def with_flows() -> Iterator[tuple[str, str]]:
    """Yield each example of tests with the flow before it."""
    flow = ""
    for text in YAML:
        if text.startswith("flow:"):
            flow = text
        else:
            yield flow, text


MORE = tuple(with_flows())[1:]


def printed(
    folder: Path, tests: str, command: str, capsys: pytest.CaptureFixture[str], flow: str = FLOW
) -> tuple[int, str]:
    (folder / "clinic.yaml").write_text(flow)
    (folder / "clinic.test.yaml").write_text(tests)
    program, *words = shlex.split(command)
    assert program == "flowrunner"
    return main(words), without_time(capsys.readouterr().out)


def without_time(text: str) -> str:
    return re.sub(r"in \d+\.\d\d s$", "in 0.01 s", text, flags=re.MULTILINE)


@pytest.fixture(autouse=True)
def _there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("console", CONSOLES, ids=lambda text: text.partition("\n")[0])
def test_a_console_shows_what_comes(console: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, _, shown = console.removeprefix("$ ").partition("\n")
    status, out = printed(tmp_path, TUESDAY if "-k knows" in command else FIRST, command, capsys)
    assert out == without_time(shown)
    assert status == ("-k knows" in command)


@pytest.mark.parametrize(("flow", "tests"), MORE, ids=[text.partition("\n")[0] for _, text in MORE])
def test_an_example_passes(flow: str, tests: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = printed(tmp_path, tests, "flowrunner test clinic.yaml", capsys, flow)
    assert status == 0, out


def test_the_page_has_examples() -> None:
    assert len(CONSOLES) == 4
    assert len(MORE) >= 3
