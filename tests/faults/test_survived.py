"""Every fault on the menu, and what becomes of a call with the real host: its scripted end, or the flow's fallback."""

from __future__ import annotations

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.emulator import During, EmulatorOptions, FaultKind, HangUp, Press, Silence, parse_fault
from tests.faults.calls import Held, hold

TOKEN = "a token of a test"

REACH_THE_END = (
    "duplicate-answer",
    "early-socket",
    "duplicate-callbacks",
    "missing-callbacks",
    "late-callbacks",
    "shuffled-callbacks",
    "other-status-words",
    "strict-subprotocol",
    "refused-connects",
    "refused-connectsx4",
    "refused-connectsx9",
    "second-socket@0.3",
    "reconnect@0.3",
    "reconnect@2.4",
    "abrupt-close@0.3",
    "abrupt-close@2.4",
    "abrupt-close@0.3x3",
    "close-without-stop@0.3",
    "stop-and-close@0.3",
    "stop-without-close@0.3",
    "stream-timeout@0.3",
    "error-event@0.3",
    "half-dead-socket@0.1x0",
    "stall@0.3x5",
    "lost-first-ack",
    "lost-acks",
    "duplicate-acks",
    "missing-cleared-audio",
    "play-failed",
    "strict-codec",
    "overflow-error",
    "overflow-play-failedx1",
    "overflow-droppedx1",
    "lenient-size",
    "missing-media",
    "missing-mediax1",
    "duplicate-media",
    "duplicate-mediax1",
    "shuffled-media",
    "shuffled-mediax2",
    "odd-bytesx1",
    "oversized-message@0.2",
    "oversized-message@0.2x300",
    "other-codec",
    "other-codecx9",
    "unknown-codec",
    "timestamps",
    "timestampsx2",
    "timestampsx3",
    "timestampsx4",
    "timestampsx5",
    "dtmf-burst",
    "noise",
    "name-variants",
    "strings-for-numbers",
    "bare-messages",
    "extra-headers",
    "extra-headersx2",
    "extra-headersx3",
    "extra-headersx4",
    "extra-headersx5",
)
REACH_THE_FALLBACK = (
    "refused-connectsx12",
    "abrupt-close@0.3x9",
    "close-without-stop@0.3x9",
    "error-event@0.3x9",
    "stream-timeout@0.3x9",
    "unknown-codecx9",
    "half-dead-socket@0.3x9",
    "overflow-errorx0",
    "play-failedx1000",
    "oversized-message@0.2x3000",
)
TESTED_BELOW = (
    "early-hangup",
    "silent-hangup",
    "unsigned",
    "bad-signature",
    "signature-list",
    "socket-signature",
    "slow-host",
    "late-acks-after-clear",
)


def test_every_fault_of_the_menu_is_tried() -> None:
    tried = {parse_fault(text).kind for text in (*REACH_THE_END, *REACH_THE_FALLBACK, *TESTED_BELOW)}
    assert tried == set(FaultKind)


@pytest.mark.parametrize("fault", REACH_THE_END)
def test_a_call_reaches_its_scripted_end_with(fault: str) -> None:
    report = hold(fault).report
    assert (report.problems, report.violations) == ((), ())
    assert (report.cause.code, report.cause.source) == (4000, "Answer XML")
    assert report.dialled == ()


@pytest.mark.parametrize("fault", REACH_THE_FALLBACK)
def test_a_call_reaches_the_fallback_of_its_flow_with(fault: str) -> None:
    report = hold(fault, steps=(Silence(), Silence(), Silence(), Silence(), Silence())).report
    assert [dialled.numbers for dialled in report.dialled] == [("+15550100000",)]
    assert report.violations == ()


@pytest.mark.parametrize("codec", [Codec.L16_8K, Codec.L16_16K])
@pytest.mark.parametrize("fault", ["odd-bytes", "odd-bytesx1", "other-codec"])
def test_odd_sound_harms_no_call_in_another_codec(fault: str, codec: Codec) -> None:
    report = hold(fault, codec=codec).report
    assert (report.problems, report.violations) == ((), ())
    assert report.cause.source == "Answer XML"


@pytest.mark.parametrize("fault", ["late-acks-after-clear", "missing-cleared-audio", "lost-acks"])
def test_clearing_is_harmless_with(fault: str) -> None:
    report = hold(fault, steps=(During(Press("3"), 0.5), During(Press("1234"), 0.2))).report
    assert (report.problems, report.violations) == ((), ())
    assert report.cause.source == "Answer XML"


def test_acknowledgements_that_vanish_when_sound_is_cleared_hold_up_nothing() -> None:
    report = hold(steps=(During(Press("2"), 0.5), Press("1234"))).report
    assert (report.problems, report.violations) == ((), ())


def test_late_acknowledgements_of_what_was_cleared_are_passed_over() -> None:
    held = hold("late-acks-after-clear", steps=(During(Press("3"), 0.5), Press("1234")))
    assert held.counts["stream.stale_checkpoint"] == 1


@pytest.mark.parametrize("fault", ["early-hangup", "silent-hangup", "stop-without-close", "late-callbacks"])
@pytest.mark.parametrize("leave", [During(HangUp(), 0.5), HangUp()], ids=["in-a-prompt", "while-listening"])
def test_the_caller_may_leave_at_any_moment_with(fault: str, leave: During | HangUp) -> None:
    held = hold(fault, steps=(leave,))
    assert held.report.violations == ()
    assert held.report.cause.source == "Caller"
    assert held.ended == ["caller_left"]


def test_a_host_that_takes_nothing_for_too_long_loses_the_stream_and_goes_on_with_another() -> None:
    held = hold("slow-host@0.3", steps=(Silence(), Silence(), Silence(70), Press("3"), Press("1234")))
    assert [fetched.event for fetched in held.report.fetched][:2] == ["StartApp", "Redirect"]
    assert held.report.violations == ()


@pytest.mark.parametrize("fault", ["unsigned", "bad-signature"])
def test_who_is_not_plivo_is_not_answered(fault: str) -> None:
    held = hold(fault, token=TOKEN)
    assert [fetched.status for fetched in held.report.fetched] == [403]
    assert held.report.cause.code == 7011
    assert held.ended == []


@pytest.mark.parametrize("fault", ["signature-list", "socket-signature", "socket-signaturex2", "socket-signaturex3"])
def test_signatures_are_known_in_every_form(fault: str) -> None:
    held = hold(fault, token=TOKEN)
    assert (held.report.problems, held.report.violations) == ((), ())
    assert held.report.cause.source == "Answer XML"


def test_a_second_socket_is_refused_while_the_first_is_open() -> None:
    held: Held = hold("second-socket@0.3")
    assert held.counts["stream_refused.no_admission"] == 1
    assert "dials a second socket, which the host closes" in [said.text for said in held.report.conversation]


def test_a_hangup_told_to_the_answer_address_begins_no_second_call() -> None:
    held = hold("duplicate-callbacks", steps=(HangUp(),), options=EmulatorOptions(hangup_url=None))
    assert held.report.violations == ()
    assert held.ended == ["caller_left"]


def test_a_caller_who_waits_hears_the_question_again_after_each_lost_stream() -> None:
    report = hold("abrupt-close@0.3x3").report
    assert [fetched.event for fetched in report.fetched] == ["StartApp", *["Redirect"] * 4]
    assert [turn.prompted_by for turn in report.turns][:4] == ["the call began", "", "", ""]


def test_everything_that_is_harmless_may_happen_at_once() -> None:
    kinds = ("noise", "name-variants", "timestampsx2", "duplicate-media", "shuffled-media", "duplicate-answer")
    more = ("duplicate-callbacks", "lost-first-ack", "dtmf-burst", "extra-headersx2", "refused-connects")
    report = hold(*kinds, *more, "abrupt-close@0.3", options=EmulatorOptions(patience_s=60)).report
    assert (report.problems, report.violations) == ((), ())
    assert report.cause.source == "Answer XML"
