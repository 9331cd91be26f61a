from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from flowrunner.audio.endpointing import LONGEST_S, Endpoint, Endpointer

WINDOW = 0.032
SPEECH, FAINT, SILENCE = 0.9, 0.4, 0.05


def hear(endpointer: Endpointer, *spans: tuple[float, float]) -> tuple[Endpointer, list[Endpoint]]:
    """Feed ``(probability, seconds)``, in windows."""
    happened: list[Endpoint] = []
    for probability, seconds in spans:
        for _ in range(round(seconds / WINDOW)):
            endpointer, events = endpointer.hear(probability, WINDOW)
            happened += events
    return endpointer, happened


def test_a_word_starts_pauses_and_finishes() -> None:
    endpointer, happened = hear(Endpointer(), (SILENCE, 1), (SPEECH, 0.5), (SILENCE, 1))
    assert happened == [Endpoint.STARTED, Endpoint.MAYBE_FINISHED, Endpoint.FINISHED]
    assert endpointer == Endpointer()


def test_a_click_is_no_word() -> None:
    assert hear(Endpointer(), (SPEECH, WINDOW), (SILENCE, 0.1), (SPEECH, WINDOW), (SILENCE, 1))[1] == []


def test_a_pause_inside_a_sentence_is_not_its_end() -> None:
    _, happened = hear(Endpointer(), (SPEECH, 0.5), (SILENCE, 0.3), (SPEECH, 0.5), (SILENCE, 0.6))
    assert happened == [
        Endpoint.STARTED,
        Endpoint.MAYBE_FINISHED,
        Endpoint.RESUMED,
        Endpoint.MAYBE_FINISHED,
        Endpoint.FINISHED,
    ]


def test_a_short_gap_is_not_even_a_pause() -> None:
    assert hear(Endpointer(), (SPEECH, 0.5), (SILENCE, 0.12), (SPEECH, 0.5))[1] == [Endpoint.STARTED]


def test_faint_sound_goes_on_with_a_word_but_begins_none() -> None:
    assert hear(Endpointer(), (FAINT, 2))[1] == []
    assert hear(Endpointer(), (SPEECH, 0.3), (FAINT, 1))[1] == [Endpoint.STARTED]


def test_faint_sound_in_a_pause_does_not_end_the_pause() -> None:
    _, happened = hear(Endpointer(), (SPEECH, 0.3), (SILENCE, 0.1), (FAINT, 0.5))
    assert happened == [Endpoint.STARTED, Endpoint.MAYBE_FINISHED, Endpoint.FINISHED]


def test_the_question_says_how_much_silence_ends_the_answer() -> None:
    patient = Endpointer().ending_after(0.8)
    speaking, _ = hear(patient, (SPEECH, 0.5))
    assert hear(speaking, (SILENCE, 0.7))[1] == [Endpoint.MAYBE_FINISHED]
    assert hear(speaking.ending_after(0.4), (SILENCE, 0.42))[1] == [Endpoint.MAYBE_FINISHED, Endpoint.FINISHED]


def test_silence_by_the_clock_finishes_in_one_step() -> None:
    speaking, _ = hear(Endpointer(), (SPEECH, 0.5))
    assert speaking.hear(0.0, 5.0) == (Endpointer(), (Endpoint.MAYBE_FINISHED, Endpoint.FINISHED))


def test_an_endless_utterance_is_cut_and_another_begins() -> None:
    endpointer, happened = hear(Endpointer(), (SPEECH, LONGEST_S + 0.5))
    assert happened == [Endpoint.STARTED, Endpoint.TOO_LONG, Endpoint.STARTED]
    assert endpointer.length_s < 1


LEGAL = {
    None: {Endpoint.STARTED},
    Endpoint.STARTED: {Endpoint.MAYBE_FINISHED, Endpoint.TOO_LONG},
    Endpoint.MAYBE_FINISHED: {Endpoint.RESUMED, Endpoint.FINISHED, Endpoint.TOO_LONG},
    Endpoint.RESUMED: {Endpoint.MAYBE_FINISHED, Endpoint.TOO_LONG},
    Endpoint.FINISHED: {Endpoint.STARTED},
    Endpoint.TOO_LONG: {Endpoint.STARTED},
}


def windows() -> st.SearchStrategy[list[tuple[float, float]]]:
    probability = st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0])
    return st.lists(st.tuples(probability, st.sampled_from([0.032, 0.032, 0.02, 0.3, 2.0, 20.0])))


@given(windows(), st.sampled_from([0.1, 0.2, 0.4, 0.8]))
def test_events_come_in_an_order_that_makes_sense(heard: Iterable[tuple[float, float]], end_silence_s: float) -> None:
    endpointer, last = Endpointer(end_silence_s), None
    for probability, seconds in heard:
        endpointer, happened = endpointer.hear(probability, seconds)
        for event in happened:
            assert event in LEGAL[last]
            last = event
    assert endpointer.speaking == (last not in (None, Endpoint.FINISHED, Endpoint.TOO_LONG))
