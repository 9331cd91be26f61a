from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flowrunner.flow.fast_schema import fast_validator
from flowrunner.flow.schema import VERBS, check_shape, flow_schema
from flowrunner.flow.source import read
from tests.flow.golden import ERR, OK

WHOLE_LANGUAGE = """
flow: clinic
about: Books a visit.
start: {inbound: greet, outbound: greet, machine: bye}
fallback: front_desk
languages: [en-IN, hi-IN]
voice: amy
defaults: {tries: 2, confirm: never, sure: 0.8, end: star}
anytime: {front_desk: {press: 0, hear: [reception, front desk]}}
intents: {lost: [I lost my card, my card is gone]}
hours: {desk: {mon-fri: 9:00-18:00, sat: [9:00-12:00, 13:00-15:00], closed: [2026-12-25], timezone: Asia/Kolkata}}
remember: [who]
inputs: {tries: 3}
outputs: [account]
tools: {look: {about: Looks it up., needs: {order: digits}, request: "GET https://a.example/{{ order }}", timeout: 4s}}
on_hangup: bye
stream: {content_type: audio/x-l16;rate=16000, timeout: 60m, audio_track: inbound, noise_cancellation: 85}
states:
  greet: {say: {any_of: [Hello., Good day.]}, go: booking}
  booking:
    form:
      who: {ask: What name?, type: name, confirm: always}
      day: {only_if: not urgent, ask: Which day?, type: date, reject: [{if: day < today, say: That day has passed.}]}
      kind: {ask: Checkup or cleaning?, choices: {checkup: {press: 1}, cleaning: {intent: clean}}}
    confirm: "{{ who }} on {{ day | date }}?"
    go: {done: fetch, cancel: bye, give_up: front_desk}
  fetch: {request: POST https://a.example/x, headers: {X: y}, body: {n: 1}, timeout: 4s, retry: 2, save: {a: body.a}}
  wait: {request: GET https://a.example/x, meanwhile: Wait., go: {ok: bye, 404: bye, timeout: bye}}
  verify: {run: verify_caller, inputs: {tries: 2}, go: {verified: talk}}
  talk:
    agent: Be kind.
    opening: "{{ heard }}"
    knowledge: faq.md
    tools: [look]
    collect: {order: The order number}
    leave_when: {solved: All is answered.}
    limits: {turns: 10, time: 4m}
    go: {solved: bye, limit: front_desk}
  front_desk: {transfer: ["+918040001111", "+918040002222"], ring: 20s, brief: A caller., caller_id: "+918040000000"}
  voicemail: {record: {max: 2m, stop: hash, beep: true, transcribe: false}, save: message, go: {nothing: bye}}
  text: {sms: {to: "{{ call.from }}", message: Hello.}, go: {ok: bye, failed: bye}}
  pause: {wait: 2s, go: bye}
  listen: {transcribe: {max: 30m}, go: {ended: bye}}
  pin: {ask: Your PIN?, type: code, length: 4..6, secret: true, listen: keys, between_keys: 2s, end: none, save: pin}
  guests: {ask: How many?, type: number, min: 1, max: 9, save: guests}
  bye: {say: [{ssml: <speak>Bye</speak>}, {audio: bye.wav, text: Bye.}, {pause: 1s}], return: done}
"""


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(flow_schema())


def test_the_schema_has_the_whole_language() -> None:
    source, diagnostics = read(WHOLE_LANGUAGE, "clinic.yaml")
    assert source is not None
    assert diagnostics == []
    assert check_shape(source) == (source, [])


def test_the_schema_takes_numbers_and_flags_as_an_editor_reads_them() -> None:
    state: dict[str, object] = {
        "ask": "Sales?",
        "choices": {"a": {"press": 1, "hear": False, "go": True}},
        "tries": 2,
        "interrupt": False,
    }
    typed: dict[str, object] = {
        "ask": "PIN?",
        "type": "digits",
        "length": 4,
        "end": 1,
        "save": "pin",
        "set": {"n": 2.5, "x": None},
    }
    flow = {"flow": "x", "start": "a", "fallback": "a", "states": {"a": state, "b": typed, "c": {"transfer": 112}}}
    assert list(Draft202012Validator(flow_schema()).iter_errors(flow)) == []
    assert list(fast_validator(flow_schema()).iter_errors(flow)) == []


def test_every_field_has_help_for_an_editor() -> None:
    schema = flow_schema()
    for name in ("say", *VERBS):
        for field, described in schema["$defs"][f"state_{name}"]["properties"].items():
            target = schema["$defs"][described["$ref"].rpartition("/")[2]] if "$ref" in described else described
            assert {"title", "description"} & {*described, *target}, f"{name}: {field}"
    for field, described in schema["properties"].items():
        assert "description" in described or "$ref" in described, field


def test_every_verb_chooses_its_branch() -> None:
    for verb in VERBS:
        states = {"a": {verb: {"no": []}, "x": "y"}}
        flow = {"flow": "x", "start": "a", "fallback": "a", "states": states}
        messages = [error.message for error in Draft202012Validator(flow_schema()).iter_errors(flow)]
        assert any("'x' was unexpected" in message for message in messages), verb
        assert not any("not valid under any" in message for message in messages), verb


def _wrong_places(schema: Any, data: object, *, fast: bool) -> set[tuple[str | int, ...]]:
    validator = fast_validator(schema) if fast else Draft202012Validator(schema)
    return {tuple(error.absolute_path) for error in validator.iter_errors(data)}


def _files() -> Iterator[object]:
    for file in (*OK, *ERR):
        source, _ = read(file.read_text("utf-8"), file.name)
        if source is not None:
            yield source.data


@pytest.mark.parametrize("data", list(_files()), ids=lambda data: "file")
def test_the_quick_validator_says_what_jsonschema_says_of_files(data: object) -> None:
    assert _wrong_places(flow_schema(), data, fast=True) == _wrong_places(flow_schema(), data, fast=False)


_LEAVES = st.sampled_from(["x", "1", "5s", "true", "hangup", "", None, 1, True, "digits", "both", "12", "a b"])
_KEYS = st.sampled_from(
    [
        "ask",
        "say",
        "choices",
        "type",
        "go",
        "transfer",
        "wait",
        "press",
        "hear",
        "if",
        "to",
        "chance",
        "else",
        "silence",
        "first",
        "again",
        "listen",
        "a",
    ]
)
_DATA = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=10
)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["a", "b c"]), _DATA, max_size=2))
def test_the_quick_validator_says_what_jsonschema_says(states: dict[str, object]) -> None:
    data = {"flow": "x", "start": "a", "fallback": "a", "states": states}
    assert _wrong_places(flow_schema(), data, fast=True) == _wrong_places(flow_schema(), data, fast=False)
