"""``flowrunner trace``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.engine.call import CallFacts
from flowrunner.flow.loader import load_flow
from flowrunner.script.model import Answer, Answers, Caller, Press, Silence
from tests.trace.test_turns import BANK
from tests.trace.traced import CALLER, held, keep, written


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the settings of a host that has held two calls."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowrunner.toml").write_text('database = "sqlite:///calls.db"\n')
    early, _ = held(BANK, Press("2"), facts=CallFacts("4a92dd13", CALLER))
    late, _ = held(BANK, Press("1"), *[Silence()] * 3, facts=CallFacts("4a17aaaa", CALLER))
    late = replace(late, items=tuple(replace(item, at=item.at + 60) for item in late.items))
    keep("sqlite:///calls.db", early, late)
    (tmp_path / "half.jsonl").write_text('{"at": 1, "call": "c", "flow": "f", "state": "s", "kind": "heard"}\n')
    return tmp_path


def asked(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main(["trace", *words])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.usefixtures("served")
def test_the_last_calls_are_listed_the_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = asked(capsys=capsys)
    first, second = out.splitlines()
    assert status == 0
    assert "test  +••••••••123" in first
    assert first.endswith("4a17aaaa  not ended  !")
    assert second.endswith("4a92dd13  the bot has hung up")
    assert asked("--errors", capsys=capsys)[1].splitlines() == [first]
    assert asked("-n", "1", capsys=capsys)[1].splitlines() == [first]


@pytest.mark.usefixtures("served")
def test_a_call_is_told_by_the_beginning_of_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = asked("4a9", capsys=capsys)
    lines = out.splitlines()
    assert status == 0
    assert lines[0].startswith("test: a call from +••••••••123, 2026-11-20")
    assert lines[2] == " 0:00.0  first  bot     For your balance, press 1. For our hours, press 2."
    assert lines[3].endswith("caller  presses 2")
    assert CALLER not in out
    assert asked("last", capsys=capsys)[1].splitlines()[1].startswith("call 4a17aaaa")


def test_what_a_caller_says_changes_nothing_of_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    where = {"at": 1, "call": "c", "flow": "f", "state": "s", "kind": "heard"}
    item = {**where, "transcript": "\x1b[2J [bold]hello", "phrase": None, "confidence": 1.0}
    Path("call.jsonl").write_text(json.dumps(item))
    status, out, _ = asked("call.jsonl", capsys=capsys)
    assert status == 0
    assert out.splitlines() == ["call c of f, the beginning is lost", " 0:00.0  s  caller   [2J [bold]hello"]


@pytest.mark.usefixtures("served")
def test_every_item_can_be_had_as_json_and_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked("4a9", "--json", capsys=capsys)
    kinds = [json.loads(line)["kind"] for line in out.splitlines()]
    assert kinds[:3] == ["began", "entered", "play"]
    Path("call.jsonl").write_text(out)
    assert asked("call.jsonl", capsys=capsys)[1] == asked("4a9", capsys=capsys)[1]


def test_a_call_becomes_a_test_that_passes(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = """\
flow: desk
start: menu
fallback: operator
states:
  menu:
    ask: For your balance, press 1.
    choices: {balance: {press: 1, hear: balance}}
  balance: {ask: Your PIN?, type: digits, length: 4, save: pin, secret: true, go: look}
  look:
    request: POST https://api.example/balance
    body: {pin: "{{ pin }}"}
    save: {amount: body.amount}
    go: {ok: told}
  told: {say: "You have {{ amount }}.", go: hangup}
  operator: {transfer: "+15550100000"}
"""
    (served / "desk.yaml").write_text(flow)
    model = load_flow(served / "desk.yaml").flow
    assert model is not None
    answers = {"look": Answers((Answer("ok", 200, {"amount": 12, "note": "it's 5%: fine"}),))}
    acts = (Caller("my balance"), Press("1379"), Caller("thanks"))
    trace, _ = held(model, *acts, answers=answers, facts=CallFacts("77aa0011bb22", CALLER))
    (served / "call.jsonl").write_bytes(written(trace.items))

    assert asked("call.jsonl", "--as-test", "-o", "desk.test.yaml", capsys=capsys) == (0, "", "")
    assert (
        (served / "desk.test.yaml").read_text()
        == """\
- test: call 77aa0011
  at: "2026-11-20 15:30:00"
  from: "+15550100123"
  answers:
    look: {ok: {amount: 12, note: "it's 5%: fine"}}
  call:
    - bot: For your balance, press 1.
    - caller: my balance
    - bot: Your PIN?
    - press: 1111  # not what was pressed: that is kept secret
    - at_state: look
    - bot: You have 12.
    - ended
"""
    )
    assert main(["test", "desk.test.yaml"]) == 0
    capsys.readouterr()
    again = asked("call.jsonl", "--as-test", "-o", "desk.test.yaml", capsys=capsys)
    assert again == (2, "", "flowrunner trace: desk.test.yaml has this test already\n")
    assert asked("call.jsonl", "--as-test", "-o", "desk.yaml", capsys=capsys)[0] == 2


def test_a_call_that_parts_from_the_flow_becomes_no_test(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (served / "other.yaml").write_text(
        "flow: test\nstart: a\nfallback: a\nstates: {a: {transfer: '+15550100000', go: hangup}}\n"
    )
    status, out, err = asked("4a9", "--as-test", "--with", "other.yaml", capsys=capsys)
    assert (status, out) == (1, "")
    assert err == "flowrunner trace: the call parts from this flow in `a`: `flowrunner replay` tells more\n"
    assert asked("4a9", "--as-test", capsys=capsys)[2] == (
        "flowrunner trace: the flow of the call is not at flow.yaml: say --with FILE\n"
    )


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["4a"], "several calls begin with `4a`: 4a17aaaa, 4a92dd13"),
        (["4b92dd13"], "no call `4b92dd13` is kept: did you mean `4a92dd13`?"),
        (["zz"], "no call `zz` is kept: `flowrunner trace` lists the last"),
        (["--flow", "tets"], "no call of a flow `tets` is kept: did you mean `test`?"),
        (["last", "--flow", "tets"], "no call of a flow `tets` is kept: did you mean `test`?"),
        (["flowrunner.toml"], "flowrunner.toml is no trace: line 1 is no item of a trace"),
        (["half.jsonl"], "half.jsonl is no trace: line 1: `heard` lacks `transcript`"),
    ],
)
def test_what_cannot_be_found_is_told_with_what_was_meant(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = asked(*words, capsys=capsys)
    assert (status, err) == (2, f"flowrunner trace: {message}\n")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("sqlite:///nowhere.db", "there is no database nowhere.db: no call has been served with these settings"),
        ("none", "the settings name no database, so nothing is kept of any call"),
    ],
)
def test_nothing_can_be_told_without_a_database(
    setting: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOWRUNNER_DATABASE", setting)
    assert asked(capsys=capsys) == (2, "", f"flowrunner trace: {message}\n")
    assert list(tmp_path.iterdir()) == []
