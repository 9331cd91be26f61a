"""A reply becomes sentences while it streams."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.models.sentences import LONGEST, SentenceSplitter


def sentences(*pieces: str) -> list[str]:
    splitter = SentenceSplitter()
    return [sentence for piece in pieces for sentence in splitter.write(piece)] + splitter.flush()


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello. How are you?", ["Hello.", "How are you?"]),
        ("Hello! Is it you? Yes.", ["Hello!", "Is it you?", "Yes."]),
        ("आपका स्वागत है। मैं कैसे मदद करूँ? जी हाँ।ठीक।", ["आपका स्वागत है।", "मैं कैसे मदद करूँ?", "जी हाँ।", "ठीक।"]),
        ("यह ठीक है. धन्यवाद.", ["यह ठीक है.", "धन्यवाद."]),
        ("You owe 1,200.50 rupees. Pay now.", ["You owe 1,200.50 rupees.", "Pay now."]),
        ("Dr. A. P. J. Rao is in. Mrs. Shah is out.", ["Dr. A. P. J. Rao is in.", "Mrs. Shah is out."]),
        ("डॉ. शर्मा कल आएँगे।", ["डॉ. शर्मा कल आएँगे।"]),
        ("It costs Rs. 500 or so. Fine?", ["It costs Rs. 500 or so.", "Fine?"]),
        ("We open at 9 a.m. on Monday.", ["We open at 9 a.m. on Monday."]),
        ("We open at 9 a.m. Please come.", ["We open at 9 a.m.", "Please come."]),
        ("Room No. 5 is free. No. It is not.", ["Room No. 5 is free.", "No.", "It is not."]),
        (
            "See https://example.com/a?b=1. Or mail a.b@example.org!",
            ["See https://example.com/a?b=1.", "Or mail a.b@example.org!"],
        ),
        ("Well... let me see. Yes... Of course.", ["Well... let me see.", "Yes...", "Of course."]),
        ('He said "Stop!" (Twice.) Then left.', ['He said "Stop!"', "(Twice.)", "Then left."]),
        ("The sum is 5. That is all.", ["The sum is 5.", "That is all."]),
        ("So do I. Bye.", ["So do I.", "Bye."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("a.b.c is a name", ["a.b.c is a name"]),
    ],
)
def test_a_reply_is_cut_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
    assert sentences(*text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Hello.** How are *you*?", ["Hello.", "How are you?"]),
        ("# Prices\n\n- Tea: 5\n- Milk: **6**\n", ["Prices", "Tea: 5", "Milk: 6"]),
        ("1. Open it.\n2. Close it.", ["1. Open it.", "2. Close it."]),
        ("Press # or *, then wait. 2 * 3 is 2*3.", ["Press # or *, then wait.", "2 * 3 is 2*3."]),
        ("Dial *123# or **now**, *5 people* wait.", ["Dial *123# or now, 5 people wait."]),
        ("**It is. So it is.** *Is it? It is.*", ["It is.", "So it is.", "Is it?", "It is."]),
        ("> Quoted `code` here", ["Quoted code here"]),
        ("See [our page](https://example.com/a.b). Bye.", ["See our page.", "Bye."]),
        ("```python\nx\n```\nDone", ["x", "Done"]),
        ("my_file_name is _here_ and ~~there~~.", ["my_file_name is here and there."]),
        ("One.\n\n---\n\n***\n\nTwo.", ["One.", "Two."]),
        ("  \n ", []),
    ],
)
def test_markdown_is_not_spoken(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
    assert sentences(*text) == expected


def test_a_sentence_is_given_as_soon_as_its_end_is_certain() -> None:
    splitter = SentenceSplitter()

    assert splitter.write("It is 5.") == []
    assert splitter.write("5 now.") == []
    assert splitter.write(" ") == ["It is 5.5 now."]
    assert splitter.write("ठीक है।") == ["ठीक है।"]
    assert splitter.write("At 5 p.m. ") == []
    assert splitter.write("B") == ["At 5 p.m."]
    assert splitter.flush() == ["B"]
    assert splitter.flush() == []


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = "We have " + "tea and milk " * 10 + "and bread, " + "and butter and eggs " * 10

    found = sentences(text)

    assert found[0].endswith("and bread,")
    assert " ".join(found) == text.strip()
    assert max(map(len, found)) <= LONGEST


def test_a_long_sentence_without_a_comma_is_cut_between_words() -> None:
    text = " ".join(["word"] * 100)

    assert " ".join(sentences(text)) == text


def test_a_text_without_blanks_is_held_back_no_further_than_the_limit() -> None:
    assert [len(part) for part in SentenceSplitter().write("x" * 450)] == [LONGEST, LONGEST]


_PARTS = st.sampled_from(
    [
        *("Hello", "yes", "Dr", "no", "p.m", "5", "1,200.50", "U.S", "है", "e.g", "I", "example.com", "word " * 45),
        *(".", "...", "!", "?", "।", "…", ",", " ", "  ", "\n", "**", "*", "- ", "# ", ")", '"', "_", "`", ", "),
    ]
)
_TEXTS = st.lists(_PARTS, max_size=40).map("".join) | st.text(max_size=300)


@given(_TEXTS, st.lists(st.integers(0, 400), max_size=30))
def test_how_the_stream_was_cut_makes_no_difference(text: str, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(text)]
    pieces = [text[begin:end] for begin, end in pairwise(places)]

    assert sentences(*pieces) == sentences(text) == sentences(*text)


@given(st.lists(_PARTS.filter(lambda part: part != "`"), max_size=60).map("".join))
def test_nothing_is_lost_and_the_order_is_kept(text: str) -> None:
    found = sentences(text)

    assert letters("".join(found)) == letters(text)
    assert all(0 < len(sentence) <= LONGEST + 16 and sentence == sentence.strip() for sentence in found)
