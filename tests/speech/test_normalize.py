import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.speech.normalize import LONGEST_WORD, normalize, spell


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("For sales, press 1.", "For sales, press 1."),
        ("Press * or #.", "Press star or hash."),
        ("You are caller #3.", "You are caller number 3."),
        ("**Please** wait, *really*.", "Please wait, really."),
        ("<speak>Hello <break time='1s'/>you</speak>", "Hello you"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("AT&amp;T", "AT&T"),
        ("Hi 👋🏽 there ❤️", "Hi there"),
        ("It is 5°C outside.", "It is 5°C outside."),
        ("Your PIN starts with 00.", "Your PIN starts with 0 0."),
        ("Agent 007", "Agent 0 0 7"),
        ("Order 10482", "Order 1 0 4 8 2"),
        ("about 50000 people", "about 50000 people"),
        ("In 2026, 1,250 people paid $42.17.", "In 2026, 1,250 people paid $42.17."),
        ("pi is 3.14159", "pi is 3.14159"),
        ("on 2026-12-25 at 2:30 p.m.", "on 2026-12-25 at 2:30 p.m."),
        ("Call +1 555 010 0123.", "Call plus 1, 5 5 5, 0 1 0, 0 1 2 3."),
        ("Call 555-0100.", "Call 5 5 5, 0 1 0 0."),
        ("Call (555) 010-0123.", "Call 5 5 5, 0 1 0, 0 1 2 3."),
        ("Call 15550100123", "Call 1 5 5, 5 0 1, 0 0 1, 2 3"),
        ("Code B47K9", "Code B 4 7 K 9"),
        ("an MP3 at 10AM, 5KM away", "an MP3 at 10AM, 5KM away"),
        ("Rs. 1,25,000.50 is due", "125,000 rupees and 50 paise is due"),
        ("₹1 and INR 500", "1 rupee and 500 rupees"),
        ("Write to ann.lee@example.com", "Write to ann dot lee at example dot com"),
        ("see https://example.com", "see example.com"),
        ("  two\n lines\t", "two lines"),
        ("", ""),
        ("👋 ...", ""),
        ("<break/>", ""),
    ],
)
def test_text_is_written_as_it_is_said(written: str, said: str) -> None:
    assert normalize(written) == said


def test_the_letter_a_is_not_the_article() -> None:
    assert spell("A1") == "[A](/ˈA/) 1"


def test_long_codes_are_said_in_groups() -> None:
    assert spell("12345") == "1 2 3 4 5"
    assert spell("1234567") == "1 2 3, 4 5 6 7"
    assert spell("12345678") == "1 2 3, 4 5 6, 7 8"


def test_a_word_without_end_is_cut() -> None:
    assert max(map(len, normalize("a" * 500).split())) <= LONGEST_WORD


@given(st.text())
def test_nothing_unspeakable_is_left(text: str) -> None:
    said = normalize(text)
    assert said == " ".join(said.split())
    assert "*" not in said
    assert "#" not in said
    assert said == "" or any(letter.isalnum() for letter in said)
