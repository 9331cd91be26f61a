from __future__ import annotations

import pytest

from flowrunner.engine.actions import Text
from flowrunner.flow.markup import is_ssml
from flowrunner.flow.template import Template
from flowrunner.speech.pieces import MOST, fixed_sentences, pieces


def said(text: str) -> list[str]:
    return [piece.text for piece in pieces(Text(text, "en-IN", "amy"))]


def test_a_prompt_is_cut_where_a_sentence_ends() -> None:
    assert said("Hello. Dr. Rao is in at 9 a.m. tomorrow! Shall I?") == [
        "Hello.",
        "Dr. Rao is in at 9 a.m. tomorrow!",
        "Shall I?",
    ]
    assert said("नमस्ते। आप कैसे हैं?") == ["नमस्ते।", "आप कैसे हैं?"]
    assert said("No end") == ["No end"]
    assert said(" ") == []


def test_a_piece_is_said_like_the_whole() -> None:
    assert {(piece.language, piece.voice) for piece in pieces(Text("Hello. Goodbye.", "en-IN", "amy"))} == {
        ("en-IN", "amy")
    }


def test_a_document_is_one_piece_and_words_become_none() -> None:
    assert said("<speak>Hello. Goodbye.</speak>") == ["<speak>Hello. Goodbye.</speak>"]
    assert not any(is_ssml(text) for text in said("Hello. <speak>Goodbye. <speak>"))


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("Welcome. Your balance is {{ amount }}. Thank you.", ("Welcome.", "Thank you.")),
        ("{{ name }}, welcome! Sales or support?", ("Sales or support?",)),
        ("You owe {{ amount }}", ()),
        ("We open at 9 a.m. {{ day }} is free.", ("We open at 9 a.m.",)),
        ("Goodbye. Thank you.", ("Goodbye.", "Thank you.")),
    ],
)
def test_what_does_not_vary_is_known_beforehand(text: str, fixed: tuple[str, ...]) -> None:
    template = Template.parse(text)
    assert fixed_sentences(template) == fixed
    rendered = template.render({"amount": 5, "name": "Ann", "day": "Monday"})
    assert {*fixed} <= {*said(rendered)}


def test_what_goes_on_for_ever_is_cut_so_many_times_and_no_more() -> None:
    found = said("Hello. " * 5000)
    assert found[:-1] == ["Hello."] * (MOST - 1)
    assert found[-1].count("Hello.") == 5000 - MOST + 1


def test_a_long_text_without_an_end_is_cut_quickly() -> None:
    assert len(said("Mr. " * 20_000)) == 1
