"""``flowrunner replay``."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.engine.call import CallFacts
from flowrunner.flow.loader import load_flow
from flowrunner.script.model import Act, Caller, Press, Silence
from tests.trace.traced import CALLER, held, keep, written

DESK = """
flow: desk
start: menu
fallback: operator
states:
  menu:
    ask: For sales, press 1. For our hours, press 2.
    choices:
      sales: {press: 1, hear: sales}
      hours: {press: 2, hear: [hours, opening hours]}
  hours: {say: We are open., go: hangup}
  sales: {transfer: "+15550100001"}
  operator: {transfer: "+15550100000"}
"""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the settings of a host that has held three calls, and their flow."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowrunner.toml").write_text('database = "sqlite:///calls.db"\n')
    file = tmp_path / "desk.yaml"
    file.write_text(DESK)
    flow = load_flow(file).flow
    assert flow is not None
    ways: list[tuple[Act, ...]] = [(Press("2"),), (Press("2"),), (Caller("sales please"),), (Silence(), Press("2"))]
    facts = [CallFacts(f"c{number}", CALLER) for number in range(len(ways))]
    calls = [held(flow, *acts, facts=each)[0] for acts, each in zip(ways, facts, strict=True)]
    keep("sqlite:///calls.db", *calls)
    (tmp_path / "call.jsonl").write_bytes(written(calls[0].items))
    return tmp_path


def replayed(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["replay", *words, "--flow", "desk.yaml"])
    return status, capsys.readouterr().out


def edit(old: str, new: str) -> None:
    text = Path("desk.yaml").read_text()
    assert old in text
    Path("desk.yaml").write_text(text.replace(old, new))


@pytest.mark.usefixtures("served")
def test_a_flow_that_is_the_same_goes_as_it_went(capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed("c0", capsys=capsys) == (0, "c0 goes as it went\n")
    assert replayed("call.jsonl", capsys=capsys) == (0, "c0 goes as it went\n")
    assert replayed("--all", capsys=capsys) == (0, "4 of the last 4 calls go as before\n")


@pytest.mark.usefixtures("served")
def test_a_key_that_leads_elsewhere_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    edit("hours: {press: 2,", "hours: {press: 3,")
    status, out = replayed("c0", capsys=capsys)
    assert status == 1
    assert out.splitlines() == [
        "c0 parts in menu: desk.yaml:6",
        "  at 0:02.9, when the caller presses 2",
        "  then  understood as hours",
        "        on to hours",
        '          "We are open."',
        "        hang up",
        "  now   not understood",
        '          "Sorry, I didn\'t understand. For sales, press 1. For our hours, press 2."',
    ]


@pytest.mark.usefixtures("served")
def test_words_that_changed_are_no_parting(capsys: pytest.CaptureFixture[str]) -> None:
    edit("We are open.", "We are open all day.")
    status, out = replayed("c0", capsys=capsys)
    assert status == 0
    assert out.splitlines() == [
        "c0 goes as it went",
        "  hours says something else: desk.yaml:11",
        "    - We are open.",
        "    + We are open all day.",
    ]


@pytest.mark.usefixtures("served")
def test_a_state_that_is_put_between_parts_where_it_is_entered(capsys: pytest.CaptureFixture[str]) -> None:
    edit(
        "hours: {say: We are open., go: hangup}",
        "hours: {say: One moment., go: open}\n  open: {say: We are open., go: hangup}",
    )
    status, out = replayed("c0", capsys=capsys)
    assert status == 1
    assert out.splitlines()[0] == "c0 parts in hours: desk.yaml:11"


@pytest.mark.usefixtures("served")
def test_of_many_calls_the_places_where_they_part_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    edit("hours: {press: 2,", "hours: {press: 3,")
    edit("For our hours, press 2.", "For our hours, press 3.")
    status, out = replayed("--all", capsys=capsys)
    assert status == 1
    assert out.splitlines() == [
        "1 of the last 4 calls go as before",
        "  3 part in menu (desk.yaml:6): not understood, not understood as hours, such as c3",
        "  menu says something else in 2: desk.yaml:6",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name one call, or say --all"),
        (["c0", "--all"], "--all takes no call: leave one out"),
        (["--all", "--flow-name", "dsk"], "no call of a flow `dsk` is kept: did you mean `desk`?"),
        (
            ["broken.jsonl"],
            "the trace of c cannot be replayed: `text_sent` cannot be read: Invalid enum value 'x' - at `$.outcome`",
        ),
    ],
)
def test_what_cannot_be_asked_is_told(
    served: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = '"call": "c", "flow": "desk", "state": "menu"'
    began = f'{{"at": 1, {where}, "kind": "began", "from": "", "to": "", "machine": false}}\n'
    sent = (
        '{"at": 2, "call": "c", "flow": "desk", "state": "menu", "kind": "text_sent", "text_id": 1, "outcome": "x"}\n'
    )
    entered = '{"at": 1, "call": "c", "flow": "desk", "state": "menu", "kind": "entered"}\n'
    (served / "broken.jsonl").write_text(began + entered + sent)
    assert main(["replay", *words, "--flow", "desk.yaml"]) == 2
    assert capsys.readouterr().err == f"flowrunner replay: {message}\n"


def test_a_flow_with_mistakes_is_not_replayed(served: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("start: menu", "start: nowhere")
    assert replayed("c0", capsys=capsys)[0] == 2
