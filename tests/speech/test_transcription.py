import numpy as np

from flowrunner.speech.ports import Recognition
from flowrunner.speech.transcription import RecognizerTranscriber, pieces
from tests.fakes import FakeRecognizer


async def test_long_speech_is_heard_in_pieces_and_joined() -> None:
    recognizer = FakeRecognizer(Recognition("welcome to acme bank"), Recognition(""), Recognition("goodbye"))
    sound = np.ones(8000 * 30, np.int16)
    assert await RecognizerTranscriber(recognizer).transcribe(sound, 8000) == "welcome to acme bank goodbye"


def test_sound_is_cut_at_its_quietest_moment() -> None:
    sound = np.full(8000 * 20, 1000, np.int16)
    sound[8000 * 9 : 8000 * 9 + 1600] = 0
    first, second = pieces(sound, 8000)
    assert 9.0 <= len(first) / 8000 <= 9.2
    assert np.array_equal(np.concatenate([first, second]), sound)


def test_short_speech_is_heard_whole() -> None:
    assert [len(piece) for piece in pieces(np.ones(8000 * 14, np.int16), 8000)] == [8000 * 14]
    assert [len(piece) for piece in pieces(np.ones(0, np.int16), 8000)] == [0]
