"""A trace that is read by people."""

from __future__ import annotations

from flowrunner.script.model import Answer, Answers, Caller, Hangup, Press, Silence
from flowrunner.trace.item import TraceItem
from flowrunner.trace.reading import Trace
from flowrunner.trace.story import story
from tests.trace.test_turns import BANK
from tests.trace.traced import held


def told(trace: Trace) -> list[str]:
    return [f"{line.who or '-'}: {line.text}" for line in story(trace)]


def test_a_call_reads_like_a_conversation() -> None:
    answers = {"look": Answers((Answer("ok", 200, {"balance": 12}),))}
    trace, _ = held(BANK, Caller("um balance please"), Silence(), Press("12345678#"), Press("1379#"), answers=answers)
    lines = told(trace)
    assert lines == [
        "bot: For your balance, press 1. For our hours, press 2.",
        "caller: um balance please",
        "-: = account (by a close phrase)",
        "bot: Your account number?",
        "caller: (says nothing)",
        "-: = nothing was said, mistake 1",
        "bot: Sorry, I didn't hear anything. Your account number?",
        "caller: presses 12345678#",
        "-: = done (by key)",
        "bot: Your PIN?",
        "-: account = 12345678",
        "caller: presses ••••#",
        "-: = done (by key)",
        "-: asks POST https://api.example/balance",
        "-: pin is kept secret",
        "-: = ok (200)",
        "bot: You have 12.",
        "-: amount = 12",
        "-: the bot hangs up",
        "-: over after 9.0 s: the bot has hung up",
    ]


def test_what_went_wrong_stands_out() -> None:
    trace, _ = held(BANK, Press("1"), *[Silence()] * 3)
    assert [line.text for line in story(trace) if line.is_failure] == ["to the fallback: nothing handles `give_up`"]


def test_a_key_that_cuts_a_prompt_is_told_before_what_it_cuts() -> None:
    trace, _ = held(BANK, Press("2", during="For your balance*"), Hangup())
    assert told(trace)[:5] == [
        "bot: For your balance, press 1. For our hours, press 2.",
        "caller: presses 2",
        "-: the bot is cut short by a key",
        "-: = hours (by key)",
        "bot: We are open.",
    ]


def test_the_wait_for_an_answer_is_told_as_the_caller_felt_it() -> None:
    def item(at: float, kind: str, **facts: object) -> TraceItem:
        return TraceItem(at, "c", "bank", "menu", kind, facts)

    items = (
        item(100.0, "speech_started"),
        item(102.0, "speech_ended", silence_s=0.5),
        item(102.3, "heard", transcript="hours", phrase="hours", confidence=1.0),
        item(102.5, "sounded", prompt_id=2, in_s=0.0),
        item(109.0, "sounded", prompt_id=3, in_s=0.0),
    )
    assert told(Trace(items)) == [
        "caller: hours",
        "-: first sound 1.0 s after the caller had finished, understood after 0.8 s",
    ]
