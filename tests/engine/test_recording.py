"""Voicemail: a beep, the message, and what becomes of it."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Listen, Play, StartRecording, StopRecording, Tone
from flowrunner.engine.events import RecordingFailed, RecordingFinished
from flowrunner.engine.machine import Phase
from tests.engine.phone import Phone

VOICEMAIL = """
    anytime:
      operator: {press: 0, hear: a person, go: help}
    states:
      first:
        say: Leave a message.
        record: {max: 90s, stop: star, transcribe: true}
        save: message
        go: {done: thanks, nothing: nothing}
      thanks: {say: "Kept at {{ message }}: {{ message_text }}", go: hangup}
      nothing: {say: "Nobody spoke.{{ message }}", go: hangup}
"""
KEPT = RecordingFinished(1, True, 3.5, "/kept/c1-1.wav", "Call me back.")


def recording() -> Phone:
    phone = Phone(VOICEMAIL)
    phone.hears_it_out()
    phone.hears_it_out()
    return phone


def test_the_beep_comes_after_the_words_and_the_recording_after_the_beep() -> None:
    phone = Phone(VOICEMAIL)
    assert phone.said == "Leave a message."
    assert phone.hears_it_out() == (Play(2, (Tone(),)), Listen(None))
    assert phone.hears_it_out() == (StartRecording(1, "c1-1", 90.0, transcribe=True, language="en-US"),)
    assert phone.call.phase is Phase.RECORDING


def test_without_a_beep_the_recording_begins_at_once() -> None:
    phone = Phone("""
        states:
          first: {record: {beep: false}, go: hangup}
    """)
    assert StartRecording(1, "c1-1", 120.0) in phone.did


def test_a_message_is_kept_with_its_words() -> None:
    phone = recording()
    phone.feed(KEPT)
    assert phone.said == "Kept at /kept/c1-1.wav: Call me back."


def test_a_caller_who_says_nothing_leaves_nothing() -> None:
    phone = recording()
    phone.feed(RecordingFinished(1, speech=False))
    assert phone.said == "Nobody spoke."


def test_only_its_own_key_stops_the_recording() -> None:
    phone = recording()
    assert phone.press("0") == ()
    assert phone.press("#") == ()
    assert phone.press("*") == (StopRecording(),)
    assert phone.call.phase is Phase.RECORDING


def test_keys_pressed_during_the_beep_count_for_nothing() -> None:
    phone = Phone(VOICEMAIL)
    phone.hears_it_out()
    assert phone.press("*") == ()
    phone.hears_it_out()
    phone.feed(KEPT)
    assert phone.call.keys == ""


def test_a_message_that_cannot_be_kept_goes_to_the_fallback() -> None:
    phone = recording()
    phone.feed(RecordingFailed(1, "no space left on device"))
    assert phone.state == "help"


def test_a_caller_who_hangs_up_has_left_the_message() -> None:
    phone = recording()
    phone.feed(RecordingFinished(1, True, 2.0, "/kept/c1-1.wav", "Call", cut=True))
    phone.hangs_up()
    assert phone.call.ended
    assert phone.call.variables["message"] == "/kept/c1-1.wav"


def test_on_a_new_connection_there_is_a_beep_and_the_recording_goes_on() -> None:
    phone = recording()
    phone.feed(RecordingFinished(1, True, 2.0, "/kept/c1-1.wav", "Please call", cut=True))
    phone.rejoins()
    assert Play(3, (Tone(),)) in phone.did
    assert phone.hears_it_out() == (StartRecording(1, "c1-1", 90.0, transcribe=True, language="en-US"),)
    phone.feed(RecordingFinished(1, True, 1.0, "/kept/c1-1.wav", "me back."))
    assert phone.said == "Kept at /kept/c1-1.wav: Please call me back."


@pytest.mark.parametrize("speech", [True, False])
def test_what_was_said_before_the_connection_broke_counts(speech: bool) -> None:
    phone = recording()
    phone.feed(RecordingFinished(1, speech, 2.0, "/kept/c1-1.wav" if speech else "", cut=True))
    phone.rejoins()
    phone.hears_it_out()
    phone.feed(RecordingFinished(1, speech=False))
    assert phone.state == ("thanks" if speech else "nothing")


def test_the_end_of_another_recording_changes_nothing() -> None:
    phone = recording()
    assert phone.feed(RecordingFinished(7, speech=True)) == ()
