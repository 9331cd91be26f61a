from pathlib import Path

import pytest

from flowrunner.emulator import During, Expect, HangUp, PlayWav, Press, Say, Silence, Step, Then, WaitFor, parse
from flowrunner.errors import UsageError


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("say block my card", Say("block my card")),
        ("press 1234#", Press("1234#")),
        ("press 12 34 a", Press("1234A")),
        ("silence", Silence()),
        ("silence 2.5", Silence(2.5)),
        ("during 1.5 say operator", During(Say("operator"), 1.5)),
        ("during 0 press 0", During(Press("0"), 0)),
        ("then 0.5 press #", Then(Press("#"))),
        ("then 2 hangup", Then(HangUp(), 2)),
        ("expect your balance", Expect("your balance")),
        ("wait for which card", WaitFor("which card")),
        ("hangup", HangUp()),
        ("  SAY  yes ", Say("yes")),
    ],
)
def test_a_step_is_read_from_the_command_line(text: str, step: Step) -> None:
    assert parse(text) == step


def test_a_file_is_played_when_it_exists(tmp_path: Path) -> None:
    path = tmp_path / "hello.wav"
    path.write_bytes(b"")
    assert parse(f"wav {path}") == PlayWav(path)
    with pytest.raises(UsageError, match="there is no file"):
        parse(f"wav {path}x")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("shout help", "is none of"),
        ("", "is none of"),
        ("say", "is none of"),
        ("press 1x", "no key 'X'"),
        ("during say operator", "needs a number of seconds"),
        ("during 1 silence", "is none of"),
        ("then press #", "needs a number of seconds"),
        ("silence forever", "needs a number of seconds"),
        ("silence nan", "needs a number of seconds"),
    ],
)
def test_a_step_that_makes_no_sense_is_explained(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        parse(text)
