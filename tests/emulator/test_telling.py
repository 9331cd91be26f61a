from io import StringIO
from pathlib import Path

from rich.console import Console

from flowrunner.emulator import BotTurn, CallReport, HangupCause, Remark, Violation, telling


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


def told(*remarks: Remark, width: int = 100) -> list[str]:
    console = Console(width=width, file=StringIO())
    for remark in remarks:
        telling.remark(console, remark)
    return [line.rstrip() for line in printed(console)]


def test_each_line_has_its_time_its_speaker_and_its_words() -> None:
    assert told(
        Remark(3.24, "bot", "For your balance, press 1.", 0.421, 2.0),
        Remark(65.0, "caller", "(presses 1)"),
        Remark(66.0, "bot", "", None, 3.04),
        Remark(70.0, "carrier", "dials 15550123: busy"),
    ) == [
        "00:03.2  bot      For your balance, press 1.  (0.42 s)",
        "01:05.0  caller   (presses 1)",
        "01:06.0  bot      (speaks for 3.0 s)",
        "01:10.0  carrier  dials 15550123: busy",
    ]


def test_long_words_are_folded_under_themselves() -> None:
    assert told(Remark(1.0, "bot", "one two three four five six"), width=32) == [
        "00:01.0  bot      one two three",
        "                  four five six",
    ]


def test_what_is_said_is_not_taken_for_markup() -> None:
    assert told(Remark(0, "caller", "[red]hello[/red]")) == ["00:00.0  caller   [red]hello[/red]"]


def test_the_summary_tells_how_it_ended_how_fast_it_was_and_what_was_wrong() -> None:
    report = CallReport(
        call_uuid="1",
        duration_s=12.3,
        cause=HangupCause(4000, "Normal Hangup", "Caller"),
        turns=tuple(BotTurn("pressed 1", 1.0, latency, 1.0, None) for latency in (0.1, 0.2, 0.6, None)),
        conversation=(),
        fetched=(),
        dialled=(),
        violations=(Violation("invalid JSON", "[x", 2),),
        problems=("expected 'a', but the bot said 'b'",),
        wav=Path("call.wav"),
    )
    console = Console(width=100, file=StringIO())
    telling.summary(console, report)
    assert printed(console) == [
        "",
        "00:12.3  the call ended: Normal Hangup (4000, by Caller)",
        "answers came after 0.20 s (median), 0.60 s (longest)",
        "recording: call.wav",
        "problem: expected 'a', but the bot said 'b'",
        "violation by the host: invalid JSON: [x (2 times)",
    ]
