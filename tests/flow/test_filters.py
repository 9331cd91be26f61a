from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from flowrunner.flow.expression import LANGUAGE
from flowrunner.flow.template import Template


@pytest.mark.parametrize(
    ("value", "source", "text"),
    [
        ("1234", "x | spell", "1 2 3 4"),
        ("AB 12", "x | spell", "A B 1 2"),
        (42, "x | spell", "4 2"),
        (1200, "x | money", "1,200"),
        (1200.5, "x | money", "1,200.50"),
        ("1234567.891", "x | money", "1,234,567.89"),
        (-5, "x | money", "minus 5"),
        (date(2026, 12, 25), "x | date", "Friday, December 25, 2026"),
        ("2026-01-02", "x | date", "Friday, January 2, 2026"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "x | date", "Friday, January 2, 2026"),
        ("14:05", "x | time", "2:05 PM"),
        ("9:00", "x | time", "9 AM"),
        ("00:30", "x | time", "12:30 AM"),
        (time(12), "x | time", "12 PM"),
        (datetime(2026, 1, 2, 23, 59, tzinfo=UTC), "x | time", "11:59 PM"),
        ("+15550100001", "x | phone", "plus 1, 5 5 5, 0 1 0, 0 0 0 1"),
        ("112", "x | phone", "1 1 2"),
        ("020 7946 0000", "x | phone", "0, 2 0 7, 9 4 6, 0 0 0 0"),
        (None, "x | default('none')", "none"),
        ("", "x | default('none')", "none"),
        (0, "x | default('none')", "0"),
        ("ann lee", "x | title", "Ann Lee"),
        ("ann", "x | upper", "ANN"),
        ("ANN", "x | lower", "ann"),
        (" ann ", "x | trim | length", "3"),
        ([1, 2], "x | length", "2"),
        (2.567, "x | round(1)", "2.6"),
        (2.567, "x | round", "3"),
        ("42.9", "x | int", "42"),
        ("many", "x | int", "0"),
    ],
)
def test_filters_say_values_as_people_do(value: object, source: str, text: str) -> None:
    assert Template.parse(f"{{{{ {source} }}}}").render({"x": value}) == text


@pytest.mark.parametrize(
    ("language", "value", "source", "text"),
    [
        ("hi-IN", 125000, "x | money", "1,25,000"),
        ("hi-IN", "12345678.5", "x | money", "1,23,45,678.50"),
        ("hi-IN", -5, "x | money", "माइनस 5"),
        ("hi-IN", "2026-12-25", "x | date", "शुक्रवार, 25 दिसंबर 2026"),
        ("hi-IN", "14:05", "x | time", "दोपहर 2 बजकर 5 मिनट"),
        ("hi-IN", "00:30", "x | time", "रात 12 बजकर 30 मिनट"),
        ("hi-IN", "21:00", "x | time", "रात 9 बजे"),
        ("hi-IN", "+919876543210", "x | phone", "प्लस 9 1, 9 8 7 6 5, 4 3 2 1 0"),
        ("en-IN", 125000, "x | money", "1 lakh 25,000"),
        ("en-IN", 20300050.25, "x | money", "2 crore 3 lakh 50.25"),
        ("en-IN", 99999, "x | money", "99,999"),
        ("en-IN", 10000000, "x | money", "1 crore"),
        ("fr-FR", "14:05", "x | time", "2:05 PM"),
    ],
)
def test_filters_speak_the_language_of_the_call(language: str, value: object, source: str, text: str) -> None:
    assert Template.parse(f"{{{{ {source} }}}}").render({"x": value, LANGUAGE: language}) == text


def test_what_is_said_in_words_waits_for_the_language_of_the_call() -> None:
    template = Template.parse("{{ '14:05' | time }}")

    assert template.constant is None
    assert template.names == frozenset()
    assert template.render({LANGUAGE: "hi-IN"}) == "दोपहर 2 बजकर 5 मिनट"


@pytest.mark.parametrize("name", ["spell", "money", "date", "time", "phone", "upper", "lower", "title", "trim"])
def test_what_is_empty_stays_empty(name: str) -> None:
    assert Template.parse(f"{{{{ x | {name} }}}}").render({"x": None}) == ""
