"""A call that is written down beside a person: both voices arrive, and no fault of that stream harms the talk."""

from __future__ import annotations

import pytest

from flowrunner.config import Settings
from flowrunner.emulator import (
    CallReport,
    DialOutcome,
    Emulator,
    EmulatorOptions,
    Person,
    Say,
    Silence,
    Step,
    parse_fault,
)
from flowrunner.server.app import running_host
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import Loud, Tones
from tests.virtual_time import run

FLOW = """
flow: listen
start: listen
fallback: sorry
states:
  listen:
    transcribe: {with: ["+15550100001", "+15550100002"], ring: 20s, max: 10m}
    save: words
    go: {ended: read, failed: sorry}
  read: {say: "Written down. {{ words }}", go: hangup}
  sorry: {say: Nobody is there., go: hangup}
"""
ADVISER = Person((Say("how can I help"), Say("I see"), Silence(3)))


def hold(
    *faults: str, steps: tuple[Step, ...] = (Silence(20),), adviser: Person = ADVISER
) -> tuple[CallReport, list[str]]:
    """Hold a call with the adviser; return what the host said, too."""
    heard = [Recognition(words, confidence=0.9) for words in ("how can I help", "I have moved", "I see")]
    speech = FakeSpeech(Tones(), FakeRecognizer(*heard), FakeVad())
    people = {"15550100001": Person(outcome=DialOutcome.BUSY), "15550100002": adviser}
    options = EmulatorOptions(people=people, patience_s=30, max_call_s=120, faults=tuple(map(parse_fault, faults)))

    async def held() -> CallReport:
        async with running_host(Settings(port=0), {"listen": flow_of(FLOW)}, speech) as host:
            report = await Emulator(options, voice=Loud()).call(host.answer_url("listen"), steps)
            assert len(host.site.board.calls) == 0
            return report

    return run(held(), 0.0005), speech.prompts.said


def test_both_voices_are_written_down_in_the_order_in_which_they_spoke() -> None:
    report, said = hold(steps=(Say("I have moved"), Silence(8)))
    assert (report.problems, report.violations) == ((), ())
    assert said == ["Written down. Person: how can I help\nCaller: I have moved\nPerson: I see"]
    assert [dialled.outcome for dialled in report.dialled] == [DialOutcome.BUSY, DialOutcome.ANSWERED]
    assert [turn.who for turn in report.turns] == ["callee", "callee", "bot"]


@pytest.mark.parametrize(
    "fault",
    [
        "abrupt-close@5",
        "close-without-stop@5",
        "stop-and-close@5",
        "stream-timeout@5",
        "error-event@5",
        "half-dead-socket@5",
        "reconnect@5",
        "second-socket@5",
        "stall@5x4",
        "slow-host@5",
        "refused-connectsx3",
        "unknown-codec",
        "other-codec",
        "odd-bytesx2",
        "missing-media",
        "shuffled-media",
        "noise",
        "bare-messages",
        "strings-for-numbers",
        "oversized-message@5x3000",
        "late-callbacks",
        "missing-callbacks",
        "duplicate-answer",
    ],
)
def test_the_talk_with_the_person_goes_on_and_the_call_ends_as_written_with(fault: str) -> None:
    report, said = hold(fault)
    assert report.violations == ()
    assert report.dialled[-1].outcome is DialOutcome.ANSWERED
    assert [words.split(".")[0] for words in said] == ["Written down"]
    assert (report.cause.code, report.cause.source) == (4000, "Answer XML")
