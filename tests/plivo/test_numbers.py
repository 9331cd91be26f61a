import pytest

from flowrunner.plivo.numbers import odd_letters, one_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+15550199000", "+15550199000"),
        (" +1 (555) 019-9000 ", "+15550199000"),
        ("555.019.9000", "5550199000"),
        ("112", "112"),
        ("", ""),
        ("+", ""),
        ("12", ""),
        ("+15550199000<+15550199001", ""),
        ("call me", ""),
        ("١٢٣٤٥٦٧", ""),
        ("sip:desk@example.com", ""),
    ],
)
def test_a_text_is_one_number_or_none(text: str, number: str) -> None:
    assert one_number(text) == number


def test_what_cannot_be_in_a_number_is_named() -> None:
    assert odd_letters("+1 555-x<x") == "<x"
