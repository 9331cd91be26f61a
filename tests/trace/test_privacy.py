"""What a trace never tells."""

from __future__ import annotations

import pytest

from flowrunner.trace.privacy import masked_number, scrubbed, scrubber

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+15550100123", "+••••••••123"),
        ("15550100123", "••••••••123"),
        ("sip:ann@example.com", "••••"),
        ("anonymous", "••••"),
        ("", ""),
    ],
)
def test_who_called_is_told_by_the_last_digits(number: str, shown: str) -> None:
    assert masked_number(number) == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I call from +1 555 010 0123.", "I call from +• ••• ••• •123."),
        ("plus 1, 5 5 5, 0 1 0, 0 1 2 3", "plus •, • • •, • • •, • 1 2 3"),
        ("my number is 010-0123", "my number is •••-•123"),
        ("it is 5550100999, not mine", "it is 5550100999, not mine"),
        (f"my card is {CARD} and thanks", "my card is •••• •••• •••• •111 and thanks"),
        ("order 4111 1111 1111 1112", "order 4111 1111 1111 1112"),
        ("the pin 1379, or 1 3 7 9", "the pin ••••, or ••••"),
        ("my card is four one one one one one one one one one one one one one one one", "••••"),
        ("it is double four one two, five six, that is all of it and no more", None),
    ],
)
def test_a_text_is_told_without(text: str, told: str | None) -> None:
    scrub = scrubber("+15550100123", frozenset({"1379", "1 3 7 9"}))
    assert scrub(text) == (text if told is None else told)


def test_what_a_server_sends_back_is_looked_through() -> None:
    scrub = scrubber("", frozenset({"1379"}))
    body = {"pin": "1379", "card": 4111111111111111, "sums": [12, 0.5, True, None]}
    assert scrubbed(body, scrub) == {"pin": "••••", "card": "••••", "sums": [12, 0.5, True, None]}
