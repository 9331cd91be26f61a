"""What is said into a telephone, and what is understood at the other end of everything."""

import numpy as np
import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.speech.ports import Recognition
from flowrunner.speech.silero import SileroModel
from flowrunner.speech.whisper.model import WhisperModel
from tests.speech.conftest import Say
from tests.speech.ear import utterances
from tests.speech.sounds import RATE, over_the_telephone, recorded

MENU = (
    "billing",
    "technical support",
    "sales",
    "operator",
    "account balance",
    "main menu",
    "opening hours",
    "repeat that",
    "cancel my order",
    "option four",
)
YES_NO = ("yes", "no")


@pytest.fixture
def heard(whisper: WhisperModel, silero: SileroModel) -> "Ear":
    return Ear(whisper, silero)


class Ear:
    def __init__(self, whisper: WhisperModel, silero: SileroModel) -> None:
        self._whisper = whisper
        self._silero = silero

    def __call__(self, pcm: PCM, rate: int, expected: Expected) -> Recognition:
        cut = utterances(over_the_telephone(pcm, rate), self._silero, expected.end_silence_ms / 1000)
        assert len(cut) == 1
        return self._whisper.recognize(cut[0], RATE, expected, lambda: True)


def test_a_menu_is_understood(say: Say, heard: Ear) -> None:
    spoken = [(phrase, voice) for phrase in MENU for voice in ("heart", "caller")]
    understood = [
        heard(say(f"{phrase.capitalize()}.", voice), 24000, Expected(MENU)).phrase == phrase for phrase, voice in spoken
    ]
    assert sum(understood) >= 0.95 * len(spoken)


@pytest.mark.parametrize("name", ["yes_51055bda", "yes_6a27a9bf", "no_2f813234", "no_37e8db82"])
def test_people_say_yes_and_no(heard: Ear, name: str) -> None:
    recognition = heard(recorded(name), RATE, Expected(YES_NO, end_silence_ms=400))
    assert recognition.phrase == name.partition("_")[0]
    assert recognition.confidence > 0.7


@pytest.mark.parametrize("name", ["stop_97f4c236", "right_b87bdb22"])
def test_people_give_commands(heard: Ear, name: str) -> None:
    expected = Expected(("go", "left", "off", "on", "right", "stop"))
    assert heard(recorded(name), RATE, expected).phrase == name.partition("_")[0]


@pytest.mark.parametrize("name", ["no_2f813234", "no_37e8db82", "stop_97f4c236", "right_b87bdb22"])
def test_noise_does_not_make_every_word_a_yes(whisper: WhisperModel, name: str) -> None:
    line = over_the_telephone(recorded(name), RATE).astype(float)
    hiss = np.random.default_rng(0).standard_normal(len(line)) * 32768 * 10 ** (-32 / 20)
    noisy = np.clip(line + hiss, -32768, 32767).astype(np.int16)
    expected = Expected(("yes", "no", "go", "left", "right", "stop"))
    assert whisper.recognize(noisy, RATE, expected, lambda: True).phrase == name.partition("_")[0]


@pytest.mark.parametrize("name", ["zero_439c84f4", "seven_6a27a9bf", "nine_563aa4e6"])
def test_one_digit_is_not_taken_for_four(whisper: WhisperModel, name: str) -> None:
    line = over_the_telephone(recorded(name), RATE)
    assert whisper.recognize(line, RATE, Expected((), "digits", 4, 4), lambda: True).phrase is None


@pytest.mark.parametrize("name", ["zero_439c84f4", "two_2f813234", "seven_6a27a9bf", "nine_563aa4e6"])
def test_people_say_one_digit(heard: Ear, name: str) -> None:
    digits = {"zero": "0", "two": "2", "seven": "7", "nine": "9"}
    recognition = heard(recorded(name), RATE, Expected((), "digits", 1, 1))
    assert recognition.phrase == digits[name.partition("_")[0]]


@pytest.mark.parametrize(
    ("said", "understood", "shortest", "longest"),
    [
        ("7, 4, 9, 1.", "7491", 4, 4),
        ("oh, three, two, six.", "0326", 4, 6),
        ("7, 4, 9, 1, 0, 3, 8, 2.", "74910382", 8, 8),
        ("five one nine, six two seven, four four.", "51962744", 4, 10),
    ],
)
def test_digits_are_understood(say: Say, heard: Ear, said: str, understood: str, shortest: int, longest: int) -> None:
    expected = Expected(("operator",), "digits", shortest, longest, end_silence_ms=800)
    assert heard(say(said, "caller"), 24000, expected).phrase == understood


def test_a_command_is_understood_where_digits_are_expected(say: Say, heard: Ear) -> None:
    expected = Expected(("operator", "main menu"), "digits", 4, 8, end_silence_ms=800)
    assert heard(say("Operator."), 24000, expected).phrase == "operator"


@pytest.mark.parametrize("expected", [Expected(MENU), Expected(YES_NO), Expected((), "digits", 4, 8)])
def test_the_weather_is_no_answer_but_is_written_down(say: Say, heard: Ear, expected: Expected) -> None:
    recognition = heard(say("The weather is lovely today.", "caller"), 24000, expected)
    assert recognition.phrase is None
    assert recognition.transcript == "The weather is lovely today."


@pytest.mark.parametrize("name", ["bird_a5609cce", "happy_a7545b9f"])
def test_another_word_is_no_answer(heard: Ear, name: str) -> None:
    assert heard(recorded(name), RATE, Expected(MENU)).phrase is None


@pytest.mark.parametrize(
    ("name", "words"),
    [("order_mocha", ["mocha", "skim milk"]), ("order_americano", ["triple shot", "americano"])],
)
def test_people_order_coffee_in_their_own_words(heard: Ear, name: str, words: list[str]) -> None:
    recognition = heard(recorded(name), RATE, Expected((), "open"))
    assert recognition.phrase is None
    assert all(word in recognition.transcript.lower() for word in words)


def test_an_open_answer_may_be_a_phrase(say: Say, heard: Ear) -> None:
    assert heard(say("Operator."), 24000, Expected(("operator", "main menu"), "open")).phrase == "operator"


def tones(*hertz: float, seconds: float = 3.0) -> PCM:
    time = np.arange(int(seconds * RATE)) / RATE
    return np.rint(sum(6000 * np.sin(2 * np.pi * one * time) for one in hertz)).astype(np.int16)


def chords() -> PCM:
    return np.concatenate([tones(root, root * 1.26, root * 1.5, seconds=0.4) for root in (220, 262, 330, 294, 247) * 2])


@pytest.mark.parametrize(
    "sound",
    [tones(697, 1209), tones(941, 1477), tones(440, 480), chords(), recorded("kitchen")],
    ids=["key 1", "key #", "ringing", "music", "kitchen"],
)
def test_what_is_not_speech_is_not_heard(silero: SileroModel, sound: PCM) -> None:
    assert utterances(np.pad(sound, (4000, 8000)), silero) == []


def test_noise_that_gets_as_far_as_the_recognizer_has_no_words(whisper: WhisperModel) -> None:
    for expected in (Expected(MENU), Expected((), "digits", 1, 8), Expected((), "open")):
        assert whisper.recognize(recorded("kitchen")[:16000], RATE, expected, lambda: True) == Recognition("")
        assert whisper.recognize(np.zeros(0, np.int16), RATE, expected, lambda: True) == Recognition("")


def test_quiet_and_loud_are_understood_alike(say: Say, heard: Ear, whisper: WhisperModel) -> None:
    line = over_the_telephone(say("Technical support."), 24000)
    for factor in (0.1, 3):
        pcm = np.clip(line * factor, -32768, 32767).astype(np.int16)
        assert whisper.recognize(pcm, RATE, Expected(MENU), lambda: True).phrase == "technical support"
