from __future__ import annotations

import pytest

from tests.flow.lint.advice import advice, hints

GET = "{request: GET https://a.example, save: {sum: body.sum}, go: "


def test_a_variable_is_read_before_any_path_has_set_it() -> None:
    example = f"  begin: {{say: 'You have {{{{ sum }}}}.', go: get}}\n  get: {GET}{{otherwise: bye}}}}\n"
    assert advice(example) == [(1, "never-set")]
    assert hints(example, "never-set") == ["`get` sets it: lead the call there first"]


def test_an_answer_is_not_saved_where_there_was_none() -> None:
    example = f"  begin: {GET}{{ok: bye, otherwise: sorry}}}}\n  sorry: {{say: 'No {{{{ sum }}}}.', go: bye}}\n"
    assert advice(example.replace("otherwise: sorry", "timeout: sorry, otherwise: bye")) == [(2, "never-set")]
    assert advice(example.replace("otherwise: sorry", "404: sorry, otherwise: bye")) == []


def test_what_was_forgotten_is_empty() -> None:
    example = f"  begin: {GET}{{otherwise: tell}}}}\n  tell: {{forget: sum, say: 'You have {{{{ sum }}}}.', go: bye}}\n"
    assert advice(example) == [(2, "never-set")]


def test_conditions_are_read_too() -> None:
    example = (
        "  begin: {wait: 1s, go: [{if: sum > 3, to: end}, {else: end}]}\n  end: {set: {sum: 1}, wait: 1s, go: hangup}\n"
    )
    assert advice(example) == [(1, "never-set")]


@pytest.mark.parametrize(
    "example",
    [
        # a counter begins empty
        "  begin: {set: {n: '{{ (n or 0) + 1 }}'}, say: Hello., go: [{if: n > 2, to: hangup}, {else: begin}]}\n",
        # a later value of the same set
        "  begin: {set: {a: 1, b: '{{ a + 1 }}'}, say: 'It is {{ b }}.', go: hangup}\n",
        # an answer is known where the call goes on
        "  begin: {ask: Name?, type: text, save: who, go: [{if: who == 'x', to: hangup}, {else: tell}]}\n"
        "  tell: {say: 'Hello {{ who }}.', go: hangup}\n",
        # one path is enough
        f"  begin: {{ask: Sum?, type: yes_no, go: {{yes: get, no: tell}}}}\n  get: {GET}{{otherwise: tell}}}}\n"
        "  tell: {say: 'It is {{ sum }}.', go: hangup}\n",
        # back to the question
        "  begin: {ask: Name?, type: text, save: who, go: next}\n  next: {say: Hello., go: back}\n".replace(
            "go: back", "go: [{if: who, to: back}, {else: hangup}]"
        ),
        # by a command, from anywhere
        "anytime: {tell: {press: star, hear: tell me}}\nstates:\n"
        "  begin: {ask: Name?, type: text, save: who, go: hangup}\n"
        "  tell: {say: 'Hello {{ who }}.', go: hangup}\n",
        # in the fallback, from anywhere
        "flow: a\nstart: b\nfallback: c\nstates:\n  b: {ask: Name?, type: text, save: who, go: hangup}\n"
        "  c: {say: 'Sorry {{ who }}.', go: hangup}\n",
    ],
)
def test_a_variable_that_some_path_has_set_is_well(example: str) -> None:
    assert advice(example) == []


def test_back_carries_what_was_learned_to_the_state_before() -> None:
    flow = """\
  begin: {say: "Hello {{ who }}.", go: name}
  name: {ask: Your name?, type: text, save: who, go: back}
"""
    assert advice(flow) == []


def test_what_is_remembered_must_come_from_somewhere() -> None:
    example = "remember: [nmae, colour]\nstates:\n  begin: {set: {name: Asha}, say: 'Hello {{ name }}.', go: bye}\n"
    assert [code for _, code in advice(example)] == ["never-set"] * 2
    assert hints(example, "never-set") == ["did you mean `name`?", "give it a value with `save: colour`"]
