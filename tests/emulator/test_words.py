import pytest

from flowrunner.emulator.words import contains


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Welcome to Acme Bank. For your balance, press 1.", "for your balance press one"),
        ("Your balance is $1,250.", "balance is 1250"),
        ("I didn't hear you.", "didnt hear you"),
        ("Welcome to North wind.", "northwind"),
        ("The card ending 4 1 7 2.", "card ending 4172"),
        ("Conecting you to a person", "connecting you"),
    ],
)
def test_words_are_found_as_a_listener_would_find_them(said: str, wanted: str) -> None:
    assert contains(said, wanted)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Your card is blocked.", "your balance is"),
        ("", "hello"),
        ("Goodbye.", "which card do you want to block"),
        ("Press 1 for balance.", "press 2 for balance"),
        ("The card ending 4 1 7 2.", "card ending 4173"),
    ],
)
def test_other_words_are_not(said: str, wanted: str) -> None:
    assert not contains(said, wanted)
