from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from flowrunner.cli import main
from flowrunner.cli.reading import read_flow
from flowrunner.cli.typist import Typist
from flowrunner.script.reader import NOON
from flowrunner.script.typed import answers_of_tests, typed_call

FLOWS = Path(__file__).parents[2] / "flows"
FLOW = """\
flow: desk
start: menu
fallback: person
states:
  menu:
    ask: For sales, press 1.
    choices: {sales: {press: 1, hear: sales}}
  sales: {say: Welcome to sales., go: ask_stock}
  ask_stock:
    request: GET https://shop.example/stock
    save: {stock: body.left}
    go: {ok: tell, otherwise: person}
  tell: {say: "There are {{ stock }} left.", go: hangup}
  person: {transfer: "+15550100000", go: {ended: hangup, otherwise: hangup}}
"""


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    path = tmp_path / "desk.yaml"
    path.write_text(FLOW)
    return path


def said(flow: Path, *lines: str) -> str:
    """Hold a call of these lines at noon, and return what a person reads."""
    return typed(flow, iter(lines))


def typed(flow: Path, lines: Iterator[str]) -> str:
    loaded = read_flow(flow)
    assert loaded is not None
    out = StringIO()
    call = typed_call(loaded, NOON, answers_of_tests(flow))
    Typist(flow, call, Console(file=out, width=200)).hold(lines, echo=True)
    return out.getvalue()


def test_a_call_can_be_typed_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["balance", "12345678", "2468", "bye"]
    assert main(["try", str(FLOWS / "bank.yaml"), "--at", "2026-11-23 11:00", *lines]) == 0
    out = capsys.readouterr().out
    assert "bot   Welcome to Acme Bank.\n" in out
    assert "you   balance\n      = balance (exact)\n" in out
    # its requests are answered as in the tests beside it, and the flow that it runs is held too
    assert "bot   Your balance is 1,200.\n" in out
    assert f"-> tell_balance  {FLOWS}/bank.yaml:48\n" in out


def test_a_request_that_no_test_answers_is_answered_by_the_author(flow: Path) -> None:
    out = said(flow, "sales", "ok {left: 7}")
    assert "ask_stock: how does it end? (ok {name: value}, 404, timeout, error; nothing: ok)\n" in out
    assert out.endswith("bot   There are 7 left.\nbot   (hangs up)\n" + over())


def over() -> str:
    return "      the call is over: /again begins anew, /undo takes the last step back\n"


def test_an_answer_that_cannot_be_is_refused_and_asked_for_again(flow: Path) -> None:
    out = said(flow, "sales", "okay", "busy", "503", "")
    assert "      did you mean `ok`?\n" in out
    assert "      `busy` is no answer; possible here: ok, timeout, error\n" in out
    assert "person: how does it end? (ended, busy, no_answer, failed; nothing: ended)\n" in out
    assert out.endswith(over())


def test_steps_can_be_taken_back(flow: Path) -> None:
    out = said(flow, "1", "ok {left: 7}", "/undo", "", "/again", "1")
    assert out.count("Welcome to sales.") == 2
    assert "      back to 0 of your steps\n" not in out
    assert "      from the beginning\n      -> menu" in out
    assert "      = silence, mistake 1\n" in out
    # what was answered stays answered
    assert out.endswith("bot   There are 7 left.\nbot   (hangs up)\n" + over())


def test_the_next_answer_can_be_prepared(flow: Path) -> None:
    out = said(flow, "/answer ask_stock ok {left: 3}", "sales", "/vars")
    assert "bot   There are 3 left.\n" in out
    assert out.endswith("      stock = 3\n")


def test_a_save_takes_the_same_call_through_the_new_version(flow: Path) -> None:
    new = FLOW.replace("There are {{ stock }} left", "There is nothing left")

    def lines() -> Iterator[str]:
        yield "/answer ask_stock ok {left: 7}"
        yield "sales"
        save(flow, new)
        yield "/vars"
        save(flow, new + "# never mind\n")
        yield "/vars"

    out = typed(flow, lines())
    assert "      the flow has changed; the same call goes on so:\nbot   There is nothing left.\n" in out
    assert "      the flow has changed; not for this call\n      the call is over" in out


def test_a_broken_save_leaves_the_call_as_it_is(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def lines() -> Iterator[str]:
        save(flow, FLOW.replace("go: ask_stock", "go: ask_stok"))
        yield "sales"
        yield "ok {left: 7}"

    out = typed(flow, lines())
    assert "the call goes on with the last version that was right" in out
    assert "bot   There are 7 left.\n" in out
    assert "did you mean `ask_stock`?" in capsys.readouterr().err


def save(flow: Path, text: str) -> None:
    """Write a file as an editor does, a moment later on the file system's clock."""
    later = flow.stat().st_mtime_ns + 1_000_000
    flow.write_text(text)
    os.utime(flow, ns=(later, later))


def test_time_passes_when_it_is_told_to(flow: Path) -> None:
    out = said(flow, "/wait 60s", "/wait soon")
    assert "= silence, mistake 1" in out
    assert "      `soon` is no time: write 10s or 2m\n" in out


def test_unknown_commands_are_told_with_the_nearest_one(flow: Path) -> None:
    out = said(flow, "/udno", "/quit", "sales")
    assert "      there is no /udno; did you mean `undo`?\n" in out
    assert "you   sales" not in out


def test_nobody_hears_what_is_said_after_the_end(flow: Path) -> None:
    out = said(flow, "bye", "hello?")
    assert "      nobody is there to hear this" in out


def test_the_words_of_a_language_model_are_typed_too(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["do you ship to France", "We ship everywhere.", "bye"]
    assert main(["try", str(FLOWS / "faq.yaml"), *lines]) == 0
    out = capsys.readouterr().out
    assert "what does the language model say? (words, or an outcome: " in out
    assert "bot   We ship everywhere.\n" in out


def test_a_caller_can_leave_while_something_is_to_be_answered(flow: Path) -> None:
    assert said(flow, "sales", "bye").endswith("you   bye\n" + over())


def test_a_flow_with_mistakes_is_not_tried(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow.write_text(FLOW.replace("start: menu", "start: meno"))
    assert main(["try", str(flow), "1"]) == 1
    assert "did you mean `menu`?" in capsys.readouterr().err


def test_a_time_that_does_not_exist_is_refused(flow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["try", str(flow), "--at", "tomorrow"]) == 2
    assert "write it as 2026-11-22 or 2026-11-22 09:00" in capsys.readouterr().err
