from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flowrunner.engine.call import CallFacts
from flowrunner.flow.diagnostics import to_text
from flowrunner.flow.schema import schema_of
from flowrunner.script.model import (
    Answer,
    AtState,
    Bot,
    Caller,
    Ended,
    Hangup,
    Press,
    Silence,
    Transferred,
    Wait,
)
from flowrunner.script.reader import CALLED, CALLER, NOON, read_script
from tests.script.holding import script_of

CALL = "call: [{bot: Hello.}]"


def said(text: str) -> str:
    """Return what is said about a test file with mistakes."""
    text = dedent(text).lstrip("\n")
    script, diagnostics = read_script(text, "a.test.yaml")
    assert script is None
    return "\n".join(to_text(each, text.splitlines()) for each in diagnostics)


def test_every_step_is_read() -> None:
    (conversation,) = script_of("""
        - test: everything
          call:
            - bot: Welcome to Acme*
            - caller: how much money do I have
            - {caller: sales, during: "*Bank.", confidence: 0.5}
            - press: 0123 hash
            - press: star
            - {press: 1, during: Welcome*}
            - silence
            - silence:
            - wait: 500ms
            - hangup
            - at_state: menu
            - transferred: +911140001234
            - ended
    """).conversations
    assert [step.act for step in conversation.steps] == [
        Bot("Welcome to Acme*"),
        Caller("how much money do I have"),
        Caller("sales", "*Bank.", 0.5),
        Press("0123#"),
        Press("*"),
        Press("1", "Welcome*"),
        Silence(),
        Silence(),
        Wait(0.5),
        Hangup(),
        AtState("menu"),
        Transferred("+911140001234"),
        Ended(),
    ]
    assert [step.span.line for step in conversation.steps] == list(range(3, 16))


def test_every_answer_is_read() -> None:
    (conversation,) = script_of(f"""
        - test: answers
          answers:
            word: verified
            status: 404
            created: 201
            body: {{ok: {{amount: 1200, code: "007", list: [1, yes, true, ~]}}}}
            nothing: {{ok: }}
            turns: [timeout, {{503: busy}}]
          {CALL}
    """).conversations
    answers = conversation.answers
    assert {name: each.each for name, each in answers.items()} == {
        "word": (Answer("verified", 200),),
        "status": (Answer("404", 404),),
        "created": (Answer("ok", 201),),
        "body": (Answer("ok", 200, {"amount": 1200, "code": "007", "list": [1, "yes", True, None]}),),
        "nothing": (Answer("ok", 200),),
        "turns": (Answer("timeout"), Answer("503", 503, "busy")),
    }
    assert [answers["turns"].to_call(number) for number in (1, 2)] == [Answer("503", 503, "busy"), None]
    assert answers["word"].to_call(7) == Answer("verified", 200)


def test_who_calls_and_when_is_read() -> None:
    (plain, full) = script_of(f"""
        - test: plain
          {CALL}
        - test: full
          flow: other.yaml
          at: 2026-11-22 2:05
          from: "+1555"
          to: +1666
          direction: outbound
          machine: true
          extra: {{order: 0017}}
          {CALL}
    """).conversations
    assert (plain.at, plain.flow, plain.facts) == (NOON, None, CallFacts("test", CALLER, CALLED))
    assert full.at == datetime(2026, 11, 22, 2, 5)
    assert full.flow == "other.yaml"
    assert full.facts == CallFacts("test", "+1555", "+1666", "outbound", machine=True, extra={"order": "0017"})


def test_a_misspelled_step_is_told_with_its_place() -> None:
    assert said("""
        - test: a
          call:
            - bott: Hello.
            - slience
            - press 1
            - dance
    """) == dedent("""\
        a.test.yaml:3:7: unknown key `bott` [unknown-key]
            3 |     - bott: Hello.
              |       ^~~~
          hint: did you mean `bot`?
        a.test.yaml:4:7: item 2 of `call` must be a step such as `bot: Welcome*` or `silence` [wrong-type]
            4 |     - slience
              |       ^~~~~~~
          hint: did you mean `silence`?
        a.test.yaml:5:7: item 3 of `call` must be a step such as `bot: Welcome*` or `silence` [wrong-type]
            5 |     - press 1
              |       ^~~~~~~
          hint: write `- press: 1`
        a.test.yaml:6:7: item 4 of `call` must be a step such as `bot: Welcome*` or `silence` [wrong-type]
            6 |     - dance
              |       ^~~~~""")


def test_a_test_without_expectation_is_an_error() -> None:
    assert said("""
        - test: nothing is expected
          call:
            - press: 1
            - hangup
    """) == dedent("""\
        a.test.yaml:1:9: this test expects nothing of the bot [no-expectation]
            1 | - test: nothing is expected
              |         ^~~~~~~~~~~~~~~~~~~
          hint: add a step such as `- bot: Welcome*`, `- at_state: menu`, `- transferred: ...` or `- ended`""")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "1:1: a test file is a list of tests"),
        ("test: a", "1:1: a test file is a list of tests"),
        ("- test a", "1:3: this is not a test"),
        ("- {test: a}", "1:3: missing key `call`"),
        ("- {call: [ended]}", "1:3: missing key `test`"),
        ("- {test: a, call: []}", "1:19: `call` must be a list of steps, such as `- bot: Welcome*`"),
        ("- {test: a, call: ended}", "1:19: `call` must be a list of steps, such as `- bot: Welcome*`"),
        ("- {test: a, cal: [ended]}", "1:13: unknown key `cal`"),
        ("- {test: a, call: [{bot: }]}", "1:21: `bot` is empty"),
        ("- {test: a, call: [{}]}", "1:20: item 1 of `call` must be a step such as `bot: Welcome*` or `silence`"),
        ("- {test: a, call: [{press: A}, ended]}", "1:28: `press` must be keys such as 1, 12345678 or 1234 hash"),
        ("- {test: a, call: [{wait: 3}, ended]}", "1:27: `wait` must be a duration such as 500ms, 5s or 2m"),
        ("- {test: a, call: [{ended: now}]}", "1:28: `ended` must be written without a value: `- ended`"),
        ("- {test: a, call: [{bot: b, press: 1}]}", "1:29: `bot` and `press` are two steps"),
        ("- {test: a, call: [{bot: b, during: c}]}", "1:29: `during` stands beside `caller` or `press`"),
        ("- {test: a, call: [{press: 1, confidence: 1}, ended]}", "1:31: `confidence` stands beside `caller`"),
        (
            "- {test: a, call: [{caller: b, confidence: 2}, ended]}",
            "1:44: `confidence` must be a number between 0 and 1",
        ),
        ("- {test: a, at: noon, call: [ended]}", "1:17: `at` must be a day and a time such as 2026-11-22 02:00"),
        ("- {test: a, at: 2026-02-30, call: [ended]}", "1:17: there is no such day or time"),
        ("- {test: a, at: 2026-02-28 24:00, call: [ended]}", "1:17: there is no such day or time"),
        ("- {test: a, answers: {b: {}}, call: [ended]}", "1:26: `b` must be one outcome with what came with it"),
        ("- {test: a, answers: {b: {ok: 1, error: 2}}, call: [ended]}", "1:26: `b` must be one outcome with what"),
        ("- {test: a, answers: {b: []}, call: [ended]}", "1:26: `b` must be outcomes"),
        ("- {test: a, direction: up, call: [ended]}", "1:24: `direction` must be inbound or outbound"),
        (
            "- {test: a, call: [ended]}\n- {test: a, call: [ended]}",
            "2:10: there is a test of this name already, on line 1",
        ),
        ("- {test: a, test: b, call: [ended]}", "1:13: `test` is here twice"),
        ("- test: a\n  call:\n    - bot: *balance", "3:12: text cannot begin with `*`"),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, first: str) -> None:
    assert said(text).startswith(f"a.test.yaml:{first}")


def test_all_mistakes_are_told_at_once() -> None:
    found = said("""
        - test: a
          cal:
            - bot: Hello.
        - test: b
          call:
            - bott: Hello.
        - test: b
          call: [ended]
    """)
    assert [line.split(": ")[0] for line in found.splitlines() if line.startswith("a.test")] == [
        "a.test.yaml:2:3",
        "a.test.yaml:6:7",
        "a.test.yaml:7:9",
    ]


json_like: st.SearchStrategy[object] = st.recursive(
    st.none() | st.integers() | st.sampled_from(["silence", "a", "", "*", "404", "2026-11-22"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["test", "call", "bot", "press", "answers", "at", "during", "ended", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_like)
def test_any_file_is_read_or_told_about(data: object) -> None:
    script, diagnostics = read_script(json.dumps(data), "a.test.yaml")
    assert (script is None) == bool(diagnostics)


def test_the_schema_is_a_schema_and_knows_the_files_of_the_project() -> None:
    Draft202012Validator.check_schema(schema_of("test"))
    for file in (Path(__file__).parents[2] / "flows").glob("*.test.yaml"):
        script, diagnostics = read_script(file.read_text("utf-8"), str(file))
        assert diagnostics == ()
        assert script is not None
