import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.modelfiles.pinned import WHISPER_VOCABULARY, locate
from flowrunner.speech.whisper.bpe import END_OF_TEXT, START, Vocabulary

VOCABULARY = Vocabulary.read(locate(WHISPER_VOCABULARY))


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert VOCABULARY.decode(VOCABULARY.encode(text)) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (" yes", [3763]),
        (" Yes.", [3363, 13]),
        (" technical support", [6276, 1104]),
        (" account balance", [1848, 5236]),
        ("don't", [9099, 470]),
        (" 7491", [767, 41289]),
        (" naïve café", [41492, 40304]),
        ("", []),
    ],
)
def test_texts_become_the_tokens_that_the_model_learned(text: str, tokens: list[int]) -> None:
    assert VOCABULARY.encode(text) == tokens


def test_special_tokens_have_no_text() -> None:
    assert VOCABULARY.decode([START, *VOCABULARY.encode(" yes"), END_OF_TEXT]) == " yes"
