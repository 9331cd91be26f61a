import pytest

from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.decide import Evidence, decide


def evidence(
    score: float | None, *, transcript: str = "Billing.", free: float = -1.0, no_speech: float = 0.1
) -> Evidence:
    return Evidence({} if score is None else {"billing": score, "sales": score - 5}, transcript, free, 3, no_speech)


def test_a_likely_phrase_is_taken_and_sure() -> None:
    recognition = decide(evidence(-1.0))
    assert recognition.phrase == "billing"
    assert recognition.confidence > 0.95


def test_what_sounds_like_two_phrases_is_taken_but_not_sure() -> None:
    recognition = decide(Evidence({"billing": -3.0, "building": -3.3}, "Bidding.", -2.0, 3, 0.1))
    assert recognition.phrase == "billing"
    assert 0.5 <= recognition.confidence < 0.7


@pytest.mark.parametrize("score", [-7.5, -20.0, None])
def test_an_unlikely_phrase_is_not_taken_but_the_words_are_known(score: float | None) -> None:
    recognition = decide(evidence(score, transcript="The weather is lovely."))
    assert recognition.phrase is None
    assert recognition.transcript == "The weather is lovely."
    assert 0 < recognition.confidence < 1


def test_a_phrase_close_to_another_is_doubted() -> None:
    alone = decide(Evidence({"billing": -3.0}, "Billing.", -2.0, 3, 0.1))
    beside = decide(Evidence({"billing": -3.0, "building": -3.1}, "Billing.", -2.0, 3, 0.1))
    assert beside.confidence < alone.confidence


@pytest.mark.parametrize("no_speech", [0.8, 0.97])
def test_noise_has_no_words(no_speech: float) -> None:
    assert decide(evidence(-7.6, transcript="you", no_speech=no_speech)) == Recognition("")


def test_a_word_in_noise_is_heard_until_it_is_all_noise() -> None:
    assert decide(evidence(-3.0, no_speech=0.85)).phrase == "billing"
    assert decide(evidence(-3.0, no_speech=0.95)).phrase is None


def test_a_doubtful_transcript_of_doubtful_sound_is_noise() -> None:
    assert decide(evidence(None, free=-6.0, no_speech=0.6)) == Recognition("")
    assert decide(evidence(None, free=-1.0, no_speech=0.6)).transcript == "Billing."


@pytest.mark.parametrize("transcript", ["", ".", "...", "♪"])
def test_a_transcript_without_words_is_empty(transcript: str) -> None:
    assert decide(evidence(None, transcript=transcript)) == Recognition("")


def test_in_an_open_answer_a_phrase_must_be_what_was_heard_anyway() -> None:
    assert decide(evidence(-1.2), is_open=True).phrase == "billing"
    assert decide(evidence(-3.0), is_open=True).phrase is None
    assert decide(evidence(-3.0)).phrase == "billing"
