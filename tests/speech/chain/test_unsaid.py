"""What is left of a text when the voice stopped after so many seconds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.speech.chain.unsaid import unsaid

TEXT = "Welcome to the bank. Your balance is two dollars. Is there anything else?"
"""4, 5 and 4 words at 0.4 s each."""


@pytest.mark.parametrize(
    ("heard_s", "left"),
    [
        (0.0, TEXT),
        (1.6, TEXT),
        (2.2, "Your balance is two dollars. Is there anything else?"),
        (4.7, "Your balance is two dollars. Is there anything else?"),
        (4.9, "Is there anything else?"),
        (60.0, ""),
    ],
)
def test_the_sentence_in_which_a_voice_stopped_is_said_again(heard_s: float, left: str) -> None:
    assert unsaid(TEXT, heard_s) == left


def test_sentences_end_in_every_script() -> None:
    assert unsaid("नमस्ते बैंक में स्वागत है। आप कैसे हैं?", 3.0) == "आप कैसे हैं?"


def test_a_document_is_said_again_as_a_whole() -> None:
    assert unsaid("<speak>One. Two.</speak>", 5.0) == "<speak>One. Two.</speak>"


@given(st.text(), st.floats(0, 100))
def test_what_is_left_is_the_end_of_the_text(text: str, heard_s: float) -> None:
    left = unsaid(text, heard_s)
    assert "".join(text.split()).endswith("".join(left.split()))
