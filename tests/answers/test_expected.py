from flowrunner.answers.expected import Expected

MENU = Expected(("sales", "Sales support", "support", "salesman"))


def test_a_choice_is_whole_when_no_other_begins_with_its_words() -> None:
    assert MENU.is_whole("support")
    assert MENU.is_whole("Sales support")
    assert MENU.is_whole("salesman")
    assert not MENU.is_whole("sales")


def test_digits_are_whole_when_no_more_are_wanted() -> None:
    digits = Expected(("operator",), "digits", 4, 6)
    assert digits.is_whole("749100")
    assert digits.is_whole("operator")
    assert not digits.is_whole("7491")


def test_an_open_answer_is_never_whole() -> None:
    assert not Expected(("sales",), "open").is_whole("sales")


def test_what_was_not_expected_is_not_whole() -> None:
    assert not MENU.is_whole("weather")
