"""Opening hours as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flowrunner.flow.hours import Hours, days_of, ranges_of
from flowrunner.flow.loader import load_text

FLOW = """
flow: desk
start: menu
fallback: menu
hours: {{desk: {{{hours}}}}}
states:
  menu: {{say: Hello., go: hangup}}
"""


def hours(text: str) -> Hours:
    loaded = load_text(FLOW.format(hours=text))
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow.hours["desk"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("Sunday", (6,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-mon", (5, 6, 0)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("mon-tue-wed", None),
        ("someday", None),
        ("-", None),
        ("", None),
    ],
)
def test_days_are_read(text: str, days: tuple[int, ...] | None) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9:00-18:00", ((540, 1080),)),
        ("9-12, 14:30-18", ((540, 720), (870, 1080))),
        ("9am - 12am", ((540, 1440),)),
        ("12pm-1:30 PM", ((720, 810),)),
        ("0:00-24:00", ((0, 1440),)),
        ("22:00-2:00", ((1320, 1560),)),
        ("closed", ()),
        ("9:00", None),
        ("9:60-10:00", None),
        ("24:00-25:00", None),
        ("13pm-14pm", None),
        ("9-10-11", None),
        ("", None),
    ],
)
def test_times_are_read(text: str, ranges: tuple[tuple[int, int], ...] | None) -> None:
    assert ranges_of(text) == ranges


def test_a_moment_is_judged_on_the_clock_of_the_desk() -> None:
    desk = hours("mon-fri: 9:00-18:00, timezone: Asia/Kolkata")

    assert desk.is_open(datetime(2026, 11, 23, 3, 30, tzinfo=UTC)), "nine in the morning in India"
    assert not desk.is_open(datetime(2026, 11, 23, 3, 29, tzinfo=UTC))
    assert not desk.is_open(datetime(2026, 11, 23, 12, 30, tzinfo=UTC)), "six in the evening"
    assert desk.is_open("2026-11-23T10:00")
    assert not desk.is_open("2026-11-22T10:00"), "a Sunday"


def test_the_night_belongs_to_the_day_on_which_it_began() -> None:
    bar = hours("fri: 22:00-2:00, closed: [2026-12-25], timezone: Europe/Paris")

    assert bar.is_open("2026-11-28T01:59"), "Saturday"
    assert not bar.is_open("2026-11-28T02:00")
    assert not bar.is_open("2026-11-27T01:00"), "Friday"
    assert not bar.is_open("2026-12-26T01:00"), "the night of a closed Friday"


def test_the_clocks_of_summer_are_minded() -> None:
    desk = hours("daily: 9:00-10:00, timezone: Europe/Paris")

    assert desk.is_open(datetime(2026, 7, 1, 7, 30, tzinfo=UTC))
    assert desk.is_open(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))


def test_a_day_is_open_when_it_is_open_at_all() -> None:
    desk = hours("mon-fri: 9:00-18:00, closed: [2026-12-25], timezone: UTC")

    assert desk.is_open(date(2026, 11, 23))
    assert desk.is_open("2026-11-23")
    assert not desk.is_open(date(2026, 11, 22))
    assert not desk.is_open(date(2026, 12, 25))


@pytest.mark.parametrize("when", [None, "", "soon", 3, ["2026-11-23"], "9" * 100])
def test_what_is_no_time_is_not_open(when: object) -> None:
    assert not hours("daily: 0:00-24:00, timezone: UTC").is_open(when)
