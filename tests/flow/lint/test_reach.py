from __future__ import annotations

import pytest

from tests.flow.lint.advice import advice, messages, notes

HELLO = "  begin: {say: Hello., go: hangup}\n"
NEWS = "  news: {say: N., go: hangup}\n"


def test_every_state_of_a_lost_part_is_told_and_what_would_lead_to_it() -> None:
    example = HELLO + "  news: {say: We moved., go: more}\n  more: {say: To the left., go: hangup}\n"
    assert advice(example) == [(2, "unreachable-state"), (3, "unreachable-state")]
    assert messages(example, "unreachable-state") == [
        "no call reaches `news`",
        "no call reaches `more`, which only `news` would lead to",
    ]


def test_states_that_only_lead_to_each_other_are_lost_together() -> None:
    example = "  begin: {say: Hello., go: hangup}\n  one: {say: One., go: two}\n  two: {say: Two., go: one}\n"
    assert advice(example) == [(2, "unreachable-state"), (3, "unreachable-state")]


@pytest.mark.parametrize(
    "example",
    [
        "anytime: {news: {press: star, hear: news}}\nstates:\n" + HELLO + NEWS,
        "anytime: {a: {press: star, go: news}}\nstates:\n" + HELLO + NEWS,
        "  begin:\n    ask: News?\n    type: yes_no\n    go: {give_up: news, otherwise: hangup}\n" + NEWS,
        "  begin:\n    ask: News?\n    choices: {news: {press: 1, hear: news}}\n" + NEWS,
        "  begin:\n    ask: News?\n    choices: {now: {press: 1, hear: news}}\n    go: {now: news}\n" + NEWS,
        "  begin:\n    wait: 1s\n    go:\n      - chance: 5%\n        to: news\n      - else: hangup\n" + NEWS,
        "  begin:\n    request: GET https://a.example\n    go: {404: news, otherwise: hangup}\n" + NEWS,
    ],
)
def test_a_state_is_reached_by_commands_choices_outcomes_and_conditions(example: str) -> None:
    assert advice(example) == []


def test_a_state_behind_an_else_is_not_reached() -> None:
    example = """\
  begin:
    wait: 1s
    go:
      - else: hangup
      - if: heard
        to: news
  news: {say: News., go: hangup}
"""
    assert advice(example) == [(5, "named-twice"), (7, "unreachable-state")]


def test_a_misspelled_target_does_not_make_others_look_lost() -> None:
    assert advice("  begin: {say: Hello., go: nwes}\n  news: {say: N., go: hangup}\n") == [(1, "unknown-target")]


def test_a_loop_without_a_way_out_is_told_once_at_its_first_state() -> None:
    example = "  begin: {say: Hello., go: one}\n  one: {say: One., go: two}\n  two: {wait: 5s, go: one}\n"
    assert advice(example) == [(2, "endless-loop")]
    assert messages(example, "endless-loop") == ["`one` and `two` lead nowhere else: the call never ends"]


def test_a_state_that_repeats_itself_for_ever_is_a_loop() -> None:
    assert advice("  begin: {say: Hello., go: repeat}\n") == [(1, "endless-loop")]


def test_two_loops_are_two_findings() -> None:
    example = """\
  begin: {ask: Which?, type: yes_no, go: {yes: one, no: two}}
  one: {say: One., go: one}
  two: {say: Two., go: three}
  three: {say: Three., go: two}
"""
    assert advice(example) == [(2, "endless-loop"), (3, "endless-loop")]


@pytest.mark.parametrize(
    "example",
    [
        "  begin: {ask: Again?, type: yes_no, go: {yes: begin, no: hangup, give_up: begin}}\n",
        "  begin: {ask: Name?, type: text, go: begin}\n",
        "  begin: {wait: 5s, go: [{if: visits('begin') > 3, to: hangup}, {else: begin}]}\n",
        "  begin: {wait: 5s, go: [{if: visits('begin') > 3, to: begin}]}\n",
        '  begin: {transfer: "+15550100001", go: {busy: begin, no_answer: begin, failed: begin}}\n',
        "anytime: {bye: {press: star, hear: goodbye}}\nstates:\n  begin: {wait: 5s, go: begin}\n",
    ],
)
def test_a_loop_with_a_way_out_is_well(example: str) -> None:
    assert advice(example) == []


def test_nobody_can_give_a_command_in_a_loop_that_neither_speaks_nor_waits() -> None:
    example = """\
anytime: {bye: {press: star, hear: goodbye}}
states:
  begin: {set: {a: 1}, go: other}
  other: {set: {a: 2}, go: begin}
"""
    assert advice(example) == [(1, "endless-loop")]


def test_what_is_left_to_the_fallback_is_good_to_know() -> None:
    example = """\
  begin:
    request: GET https://a.example
    go: {ok: ask}
  ask:
    ask: Sales or support?
    choices: {sales: {press: 1, hear: sales}, support: {press: 2, hear: support, go: hangup}}
    go: {sales: hangup}
  end: {say: Goodbye.}
"""
    example = example.replace("go: {sales: hangup}", "go: {sales: end}")
    assert advice(example) == []
    assert notes(example) == [(2, "left-to-fallback"), (5, "left-to-fallback"), (8, "left-to-fallback")]
    assert messages(example, "left-to-fallback") == [
        "`error` and `timeout` of `begin` go to the fallback `operator`",
        "`give_up` of `ask` goes to the fallback `operator`",
        "`done` of `end` goes to the fallback `operator`",
    ]


def test_otherwise_says_that_it_is_meant() -> None:
    assert notes("  begin: {request: GET https://a.example, go: {ok: bye, otherwise: operator}}\n") == []


def test_an_outcome_of_the_fallback_itself_ends_the_call() -> None:
    flow = 'flow: a\nstart: b\nfallback: b\nstates:\n  b: {transfer: "+15550100001", go: {busy: hangup}}\n'
    assert messages(flow, "left-to-fallback") == ["`failed` and `no_answer` of `b` end the call with an apology"]
