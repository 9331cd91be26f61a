"""Every example of ``docs/traces.md`` is so: the calls that it tells of are held, and its commands run."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.engine.call import CallFacts
from flowrunner.flow.loader import load_flow
from flowrunner.script.model import Act, Answer, Answers, Caller, Press, Silence
from flowrunner.trace.item import TraceItem
from flowrunner.trace.reading import Trace
from tests.trace.traced import held, keep

PAGE = Path(__file__).parents[2] / "docs" / "traces.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
FLOW = next(text for kind, text in BLOCKS if kind == "yaml")
CONSOLES = [text for kind, text in BLOCKS if kind == "console"]
CALLS: tuple[tuple[str, str, tuple[Act, ...]], ...] = (
    ("9c01f6d2", "+15550100777", (Press("0"),)),
    ("4a92dd13", "+15550100123", (Caller("um my balance please", None, 0.94), Press("12345678"), Press("1379"))),
    ("77b0c4e9", "+15550100555", (Silence(), Silence(), Silence())),
)
_DAY_S = 86_400.0


@pytest.fixture(autouse=True)
def _served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with the flow of the page, and the calls that were held with it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    (tmp_path / "flowrunner.toml").write_text('database = "sqlite:///calls.db"\n')
    (tmp_path / "bank.yaml").write_text(FLOW)
    changed = FLOW.replace("press: 0,", "press: 9,").replace("person, press 0.", "person, press 9.")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "bank.yaml").write_text(changed)
    flow = load_flow(Path("bank.yaml")).flow
    assert flow is not None
    answers = {"look": Answers((Answer("ok", 200, {"amount": 1200}),))}
    for number, (call, caller, acts) in enumerate(CALLS):
        trace, _ = held(flow, *acts, answers=answers, facts=CallFacts(call, caller, "+15550100200"))
        keep("sqlite:///calls.db", _heard(trace, later_s=number * 600.0))
    yield
    monkeypatch.undo()
    time.tzset()


def _heard(trace: Trace, later_s: float) -> Trace:
    """Return a trace with the sound of a real call in it."""
    return replace(trace, items=tuple(_with_sound(trace.items, later_s)))


def _with_sound(items: tuple[TraceItem, ...], later_s: float) -> Iterator[TraceItem]:
    for item in items:
        moved = replace(item, at=item.at + later_s)
        if item.kind == "heard":
            yield replace(moved, at=moved.at - 0.2, kind="speech_ended", facts={"silence_s": 0.5})
        yield moved
        if item.kind == "play":
            facts = {"prompt_id": item.facts["prompt_id"], "in_s": 0.0}
            yield replace(moved, at=moved.at + 0.1, kind="sounded", facts=facts)


@pytest.mark.parametrize("console", CONSOLES, ids=lambda text: text.partition("\n")[0])
def test_a_console_shows_what_comes(console: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, _, shown = console.removeprefix("$ ").partition("\n")
    main(shlex.split(command)[1:])
    assert _lines(capsys.readouterr().out) == _lines(shown)


def test_the_test_on_the_page_passes(capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = (each for each in CONSOLES if "--as-test" in each)
    Path("bank.test.yaml").write_text(console.partition("\n")[2])
    assert main(["test", "bank.test.yaml"]) == 0, capsys.readouterr().out


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]
