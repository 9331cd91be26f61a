import os

import pytest

from flowrunner.cli.keyboard import typed, understand
from flowrunner.emulator import Action, HangUp, Press, Say, Silence


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("1", Press("1")),
        ("12 34 #", Press("1234#")),
        ("*", Press("*")),
        ("press A", Press("A")),
        ("my balance, please", Say("my balance, please")),
        ("say 1", Say("1")),
        ("A", Say("A")),
        ("", Silence()),
        ("  ", Silence()),
        ("bye", HangUp()),
        ("Bye", HangUp()),
    ],
)
def test_a_line_is_what_the_caller_does(line: str, action: Action | Silence) -> None:
    assert understand(line) == action


async def test_lines_arrive_as_they_are_typed_until_the_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"1\nmy bal")
    os.write(writing, b"ance\n\nunfinished")
    os.close(writing)
    assert [line async for line in typed(reading)] == ["1", "my balance", ""]
    os.close(reading)
