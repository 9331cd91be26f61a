"""From samples to lines of the table, and from those to verdicts."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from benchmarks.figures import Figures, disturbances, failures, figures, percentile
from benchmarks.plan import Outcome
from benchmarks.subjects import Row, rows
from benchmarks.targets import verdicts

CALLS = 300
GOOD = Outcome(
    cpu_s=0.8,
    window_s=4.0,
    frames_due=60_000,
    frames_sent=60_000,
    late_ms=1.5,
    generator_cpu=0.3,
    others_cpu=0.02,
    lost_calls=0,
)


def costing(cpu_s: float, *keys_ms: float) -> Outcome:
    return msgspec.structs.replace(GOOD, cpu_s=cpu_s, key_to_audio_ms=keys_ms)


def row(letter: str, calls: int) -> Row:
    return next(row for row in rows(CALLS) if (row.subject.letter, row.calls) == (letter, calls))


def line(name: str, cpu_ms: float) -> Figures:
    letter, _, calls = name.split("-")
    return Figures(
        name=name,
        title=name,
        letter=letter,
        calls=int(calls),
        cpu_ms=cpu_ms,
        lowest_ms=cpu_ms,
        highest_ms=cpu_ms,
        ratio=None,
        key_p50_ms=None,
        key_p99_ms=None,
        others_cpu=0.0,
    )


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(value) for value in range(1, 101)]
    assert [percentile(values, percent) for percent in (50, 99, 100)] == [50, 99, 100]
    assert percentile([7.0], 99) == 7.0
    assert percentile([], 99) == 0.0


def test_a_row_is_the_median_of_its_rounds_beside_the_floor_with_as_many_calls() -> None:
    floor, keys = row("c", 300), row("a", 300)
    samples = {
        floor: [costing(0.6), costing(0.5), costing(9.0)],
        row("c", 100): [costing(0.1)],
        keys: [costing(1.2, 1.0, 2.0), costing(0.9, 4.0), costing(1.1)],
    }
    found = figures(samples)[2]
    assert (found.name, found.letter, found.calls) == (keys.name, "a", 300)
    assert (found.cpu_ms, found.lowest_ms, found.highest_ms) == pytest.approx((1100 / 1200, 900 / 1200, 1200 / 1200))
    assert found.ratio == pytest.approx(1.1 / 0.6)
    assert (found.key_p50_ms, found.key_p99_ms) == (2.0, 4.0)
    assert found.calls_per_core == pytest.approx(1200 / 1.1)


def test_a_row_without_samples_is_left_out_and_one_without_a_floor_has_no_ratio() -> None:
    found = figures({row("c", 300): [], row("d", 100): [costing(1.0)]})
    assert [(figure.letter, figure.ratio) for figure in found] == [("d", None)]


def test_a_good_sample_has_no_faults() -> None:
    assert disturbances(GOOD) + failures(GOOD, CALLS) == ()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (msgspec.structs.replace(GOOD, frames_sent=59_000), "the generator left frames out"),
        (msgspec.structs.replace(GOOD, late_ms=31.4), "the generator was 31 ms late"),
        (msgspec.structs.replace(GOOD, generator_cpu=0.99), "the generator was at its limit"),
    ],
)
def test_a_disturbed_round_is_left_out_while_most_were_not(bad: Outcome, said: str) -> None:
    disturbed = msgspec.structs.replace(bad, cpu_s=3.0)
    mostly_good = figures({row("a", 300): [disturbed, GOOD, GOOD]})[0]
    assert (mostly_good.left_out, mostly_good.faults) == (1, ())
    assert mostly_good.highest_ms == pytest.approx(800 / 1200)
    mostly_bad = figures({row("a", 300): [disturbed, GOOD, disturbed]})[0]
    assert (mostly_bad.left_out, mostly_bad.faults) == (0, (said,))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (msgspec.structs.replace(GOOD, lost_calls=2), "2 of 300 calls were lost"),
        (msgspec.structs.replace(GOOD, cpu_s=3.99), "the server was at its limit"),
        (msgspec.structs.replace(GOOD, unanswered_keys=3), "3 keys were not answered"),
    ],
)
def test_where_a_server_failed_once_its_row_does_not_count(bad: Outcome, said: str) -> None:
    assert figures({row("a", 300): [GOOD, GOOD, bad]})[0].faults == (said,)


def test_every_target_is_judged_by_the_rows_it_names() -> None:
    table = [
        replace(line("c-silence-300", 1.0), key_p99_ms=0.4),
        replace(line("a-silence-300", 1.5), key_p99_ms=5.1),
        line("b-silence-300", 3.0),
        line("b-noise-300", 3.1),
        line("c-silence-100", 2.0),
        line("a-silence-100", 2.5),
        line("b-talk-100", 14.0),
        line("d-silence-100", 4.9),
        line("e-silence-100", 12.5),
    ]
    found = verdicts(table, CALLS)
    assert [verdict.met for verdict in found] == [True, True, False, True, False, True, False]
    assert [verdict.measured for verdict in found] == [
        "1.50 x",
        "3.00 x",
        "3.10 x",
        "7.00 x",
        "2.0 x",
        "5.0 x",
        "5.1 ms (floor 0.4)",
    ]


def test_targets_of_rows_that_were_not_measured_are_not_judged() -> None:
    found = verdicts([line("a-silence-100", 1.0), line("e-silence-100", 5.0)], CALLS)
    assert [verdict.target for verdict in found] == ["(e) costs at least 5 x (a)"]


def test_a_row_that_does_not_count_meets_no_target() -> None:
    table = [line("c-silence-300", 1.0), replace(line("a-silence-300", 1.0), faults=("3 keys were not answered",))]
    assert not verdicts(table, CALLS)[0].met
