"""What a recognizer is told beside the phrases that count."""

from __future__ import annotations

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import Listen, StartRecording, Transcribe
from tests.engine.phone import Phone

INTENTS = """
intents:
  lost: [I lost my card, my card is gone]
  person: [let me talk to somebody]
anytime: {agent: {intent: person, go: bye}}
states:
  first:
    ask: How can I help?
    choices: {lost: {hear: lost card, intent: lost, go: pin}, hours: {hear: opening hours, go: bye}}
    confirm: always
  pin: {ask: Your pin?, type: digits, save: pin, go: bye}
  bye: {go: hangup}
"""


def listened(phone: Phone) -> Expected:
    """Return what was listened to last."""
    expected = next(action.expected for action in reversed(phone.did) if isinstance(action, Listen))
    assert expected is not None
    return expected


def test_examples_of_intents_are_hints_and_no_phrases() -> None:
    expected = listened(Phone(INTENTS))
    assert expected.phrases == ("lost card", "opening hours")
    assert expected.hints == ("I lost my card", "my card is gone", "let me talk to somebody")


def test_another_question_has_other_hints() -> None:
    phone = Phone(INTENTS)
    phone.says("lost card")
    phone.says("yes")
    assert listened(phone).kind == "digits"
    assert listened(phone).hints == ("let me talk to somebody",)


MODELS = """
recognizer: telephony
states:
  first: {ask: Well?, type: text, save: x, recognizer: medical_dictation, go: second}
  second: {ask: And?, type: text, save: y, go: hangup}
"""


def test_a_state_is_heard_with_its_own_model_or_that_of_the_flow() -> None:
    phone = Phone(MODELS)
    assert listened(phone).model == "medical_dictation"
    phone.says("something")
    assert listened(phone).model == "telephony"


def test_what_is_written_down_has_a_model_too() -> None:
    phone = Phone(
        "states:\n  first: {record: {transcribe: true}, recognizer: long, go: {done: hangup, nothing: hangup}}"
    )
    [recording] = [action for action in phone.hears_it_out() if isinstance(action, StartRecording)]
    assert recording.model == "long"
    phone = Phone("recognizer: long\nstates:\n  first: {transcribe: true, go: hangup}")
    [transcript] = [action for action in phone.did if isinstance(action, Transcribe)]
    assert transcript.model == "long"
