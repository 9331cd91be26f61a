from __future__ import annotations

import pytest

from flowrunner.flow.lint.sounds import sound_of, within_one
from tests.flow.lint.advice import advice, messages


def menu(one: str, other: str, top: str = "") -> str:
    return (
        f"{top}  begin:\n    ask: What shall it be?\n    choices:\n"
        f"      a: {{hear: {one}, go: bye}}\n      b: {{hear: {other}, go: bye}}\n"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sales", "sails"),
        ("buy", "bye"),
        ("billing", "filling"),
        ("thirteen", "thirty"),
        ("shipping", "shopping"),
        ("card", "cards"),
        ("new order", "no order"),
        ("write", "right"),
        ("खाता", "काता"),
        ("[pay, billing]", "[leave, filling]"),
    ],
)
def test_phrases_that_sound_alike(one: str, other: str) -> None:
    assert advice(menu(one, other)) == [(5, "sounds-alike")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sales", "support"),
        ("balance", "block my card"),
        ("tuesday", "thursday"),
        ("english", "spanish"),
        ("new", "old"),
        ("credit card", "debit card"),
        ("account", "anything"),
        ("बैलेंस", "कार्ड"),
    ],
)
def test_phrases_that_do_not(one: str, other: str) -> None:
    assert advice(menu(one, other)) == []


def test_two_phrases_of_one_choice_may_sound_alike() -> None:
    assert advice(menu("[sales, sails]", "support")) == []


def test_commands_are_heard_in_every_menu() -> None:
    top = "anytime: {help: {press: star, hear: filling, go: bye}}\nstates:\n"
    assert messages(menu("billing", "support", top), "sounds-alike") == ["`billing` sounds like `filling` of `help`"]
    assert advice(menu("filling", "support", top)) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("abc", "abc", True), ("abc", "abd", True), ("abc", "ab", True), ("abc", "xabc", True), ("abc", "axxc", False)],
)
def test_one_slip(one: str, other: str, near: bool) -> None:
    assert within_one(one, other) is near
    assert within_one(other, one) is near


def test_spelling_is_not_sound() -> None:
    assert sound_of("knight") == sound_of("night")
    assert sound_of("eight") == sound_of("ate")
    assert sound_of("phone") != sound_of("home")
