"""A booking by voice: the recognizer hears with what the machine expects, and the machine takes what was heard."""

from __future__ import annotations

import pytest

from flowrunner.speech.silero import SileroModel
from flowrunner.speech.whisper.model import WhisperModel
from tests.engine.phone import Phone
from tests.speech.conftest import Say
from tests.speech.ear import utterances
from tests.speech.sounds import RATE, over_the_telephone

BOOKING = """
    timezone: America/New_York
    anytime:
      reception: {press: star, hear: [reception, a person]}
    states:
      first: {ask: For how many?, type: number, min: 1, max: 12, save: guests, go: day}
      day: {ask: For which day?, type: date, min: today, save: day, go: time}
      time: {ask: At what time?, type: time, save: time, go: number}
      number: {ask: Your phone number?, type: phone, save: number, go: booked}
      booked:
        say: "{{ guests }} on {{ day | date }} at {{ time | time }}, {{ number | phone }}."
        go: hangup
      reception: {say: Here is the reception., go: hangup}
"""


class Caller:
    """Somebody who speaks into a telephone line, and is heard as the call listens at that moment."""

    def __init__(self, say: Say, whisper: WhisperModel, silero: SileroModel) -> None:
        self.phone = Phone(BOOKING)
        self._say, self._whisper, self._silero = say, whisper, silero

    def speaks(self, text: str, voice: str) -> None:
        if self.phone.call.prompt:
            self.phone.hears_it_out()
        expected = self.phone.call.listening
        assert expected is not None
        sound = over_the_telephone(self._say(text, voice), 24000)
        for cut in utterances(sound, self._silero, expected.end_silence_ms / 1000):
            heard = self._whisper.recognize(cut, RATE, expected, lambda: True)
            self.phone.says(heard.transcript, heard.phrase, heard.confidence)


@pytest.fixture
def caller(say: Say, whisper: WhisperModel, silero: SileroModel) -> Caller:
    return Caller(say, whisper, silero)


@pytest.mark.parametrize("voice", ["heart", "caller"])
def test_a_table_is_booked_by_voice(caller: Caller, voice: str) -> None:
    caller.speaks("We are eight people.", voice)
    caller.speaks("Next Friday, please.", voice)
    caller.speaks("Quarter to six.", voice)
    caller.speaks("Nine eight one, two three four, five six seven eight.", voice)
    assert caller.phone.call.variables == {
        "guests": 8,
        "day": "2026-11-13",
        "time": "17:45",
        "number": "+19812345678",
    }
    assert caller.phone.said == ("8 on Friday, November 13, 2026 at 5:45 PM, plus 1, 9 8 1, 2 3 4, 5 6 7 8.")


def test_what_is_too_much_is_told(caller: Caller) -> None:
    caller.speaks("Twenty five.", "heart")
    assert caller.phone.said == "Sorry, it has to be between 1 and 12. For how many?"


def test_a_command_is_heard_beside_an_answer(caller: Caller) -> None:
    caller.speaks("Reception.", "heart")
    assert caller.phone.said == "Here is the reception."
