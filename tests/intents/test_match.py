"""What callers say to a menu, and which choice they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.intents.closeness import alike
from flowrunner.intents.match import Match, close, exact, match
from flowrunner.intents.words import words

BANK = [
    ("balance", ["balance", "how much money do I have"]),
    ("block_card", ["block my card", "lost card", "stolen card"]),
    ("sales", ["sales"]),
    ("support", ["support"]),
    ("checkup", ["checkup"]),
    ("shut", ["बंद है"]),
]
ANYWHERE = [("operator", ["operator", "agent", "a person"]), ("repeat", ["repeat", "say that again"])]


def meant(text: str) -> tuple[str, str] | None:
    found = match(text, BANK, ANYWHERE)
    return (found.label, found.how) if found else None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("balance", "balance"),
        ("  Balance! ", "balance"),
        ("How much money do I have?", "balance"),
        ("check up", "checkup"),
        ("A person.", "operator"),
        ("बंद है।", "shut"),
    ],
)
def test_case_punctuation_and_spaces_do_not_matter(text: str, label: str) -> None:
    assert meant(text) == (label, "exact")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("balance please", "balance"),
        ("um, I want to know my account balance", "balance"),
        ("how much money is in my account", "balance"),
        ("I think I lost my card", "block_card"),
        ("the card I had was stolen", "block_card"),
        ("card lost", "block_card"),
        ("could you block the cards please", "block_card"),
        ("suport", "support"),
        ("operater please", "operator"),
        ("can I talk to a person", "operator"),
        ("say again", "repeat"),
        ("sales sales sales", "sales"),
    ],
)
def test_fillers_word_order_and_slips_of_spelling_are_close(text: str, label: str) -> None:
    assert meant(text) == (label, "close")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "um please",
        "tell me about the weather",
        "balloons",
        "tales",
        "what is the balance of nature in the deep blue sea",
        "the sport section",
        "my dog ate the homework",
        "card",
    ],
)
def test_unrelated_words_mean_nothing(text: str) -> None:
    assert meant(text) is None


def test_what_is_said_in_the_negative_means_nothing() -> None:
    assert meant("I don't want sales") is None


def test_two_choices_equally_near_are_not_told_apart() -> None:
    assert meant("sales or support") is None


def test_the_longer_phrase_is_meant_when_both_are_said() -> None:
    book = [("card", ["card"]), ("lost_card", ["lost card"])]

    assert match("I have a lost card", book) == Match("lost_card", "close", 1.0)


def test_between_equals_the_earlier_book_wins() -> None:
    own, anywhere = [("own", ["a person"])], [("anywhere", ["person"])]

    assert match("a real person", own, anywhere) == Match("own", "close", 2 / 3)


def test_an_exact_phrase_of_a_later_book_goes_before_a_close_one() -> None:
    own, anywhere = [("own", ["person of interest"])], [("anywhere", ["interest person"])]

    assert match("interest person", own, anywhere) == Match("anywhere", "exact", 1.0)


def test_a_clearly_nearer_phrase_of_a_later_book_wins() -> None:
    own, anywhere = [("own", ["person"])], [("anywhere", ["real person"])]

    assert match("a real person please", own, anywhere) == Match("anywhere", "close", 1.0)


def test_a_numeral_is_its_word() -> None:
    assert words("Option 2") == words("option two")


@pytest.mark.parametrize(("one", "other"), [("bill", "ball"), ("sales", "tales"), ("cat", "cut"), ("pass", "pas")])
def test_short_words_and_other_first_letters_allow_no_slip(one: str, other: str) -> None:
    assert alike(one, other) == 0


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    found = match(text, BANK, ANYWHERE)

    assert found is None or 0 < found.score <= 1


@given(st.sampled_from([phrase for _, phrases in [*BANK, *ANYWHERE] for phrase in phrases]))
def test_every_phrase_is_exactly_itself(phrase: str) -> None:
    assert exact(phrase.upper(), BANK, ANYWHERE) == exact(phrase, BANK, ANYWHERE) is not None


def test_no_phrases_mean_nothing() -> None:
    assert close("hello", []) is None
