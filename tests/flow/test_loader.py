from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.flow.loader import load_flow, load_flows, load_text
from flowrunner.flow.model import (
    Always,
    Ask,
    ByCondition,
    ByOutcome,
    Chance,
    ClipSegment,
    Digits,
    Else,
    Flow,
    FreeText,
    If,
    Listen,
    Menu,
    PauseSegment,
    Request,
    Start,
    State,
    Stream,
    TextSegment,
    Transfer,
    Wait,
    YesNo,
)
from flowrunner.flow.template import Template

HEAD = "flow: desk\nstart: menu\nfallback: operator\n"
TAIL = '  operator: {transfer: "+15550100000"}\n'


def flow_of(text: str) -> Flow:
    loaded = load_text(text)
    assert loaded.flow is not None, loaded.diagnostics
    return loaded.flow


def state_of(body: str, top: str = "") -> State:
    return flow_of(f"{HEAD}{top}states:\n  menu: {body}\n{TAIL}").states["menu"]


def ask_of(body: str, top: str = "") -> Ask:
    verb = state_of(f"{{ask: Sales?, {body}}}", top).verb
    assert isinstance(verb, Ask)
    return verb


def text(words: str, voice: str | None = None, language: str | None = None) -> TextSegment:
    return TextSegment(Template.parse(words), voice, language)


def test_everything_that_is_said_about_the_stream() -> None:
    flow = flow_of(
        "flow: desk\nstart: operator\nfallback: operator\nstream:\n  noise_cancellation: 85\n"
        "  extra_headers: {department: billing, Tier: 7}\n  bidirectional: true\n  keep_call_alive: true\n"
        "  status_callback_url: https://example.com/status\n  status_callback_method: GET\nstates:\n" + TAIL
    )
    assert flow.stream == Stream(
        noise_cancellation=85,
        extra_headers={"department": "billing", "Tier": "7"},
        status_url="https://example.com/status",
        status_method="GET",
    )


def test_the_head_of_a_flow() -> None:
    flow = flow_of(
        "flow: desk\nabout: A desk.\nstart: {inbound: menu, machine: operator}\nfallback: operator\n"
        "languages: [en-IN, hi-IN]\nvoice: amy\nstream: {content_type: audio/x-l16;rate=16000, timeout: 90s}\n"
        "anytime: {operator: {press: 0, hear: [agent, a person]}}\nstates:\n  menu: {say: Hello., go: hangup}\n" + TAIL
    )
    assert (flow.name, flow.about, flow.fallback, flow.voice) == ("desk", "A desk.", "operator", "amy")
    assert flow.start == Start("menu", "menu", "operator")
    assert flow.languages == ("en-IN", "hi-IN")
    assert flow.stream == Stream("l16", 16000, 90)
    assert [(each.name, each.keys, each.phrases) for each in flow.anytime] == [
        ("operator", ("0",), ("agent", "a person"))
    ]
    assert list(flow.states) == ["menu", "operator"]
    assert (flow.states["menu"].span.line, flow.states["menu"].span.column) == (10, 3)


def test_what_is_not_written_has_a_default() -> None:
    flow = flow_of(f"{HEAD}states:\n  menu: {{say: Hello., go: hangup}}\n{TAIL}")
    assert flow.start == Start("menu", "menu", "menu")
    assert (flow.languages, flow.voice, flow.stream, flow.anytime) == (("en-US",), None, Stream(), ())


def test_the_version_changes_with_the_text() -> None:
    one = flow_of(f"{HEAD}states:\n  menu: {{say: Hello., go: hangup}}\n{TAIL}")
    other = flow_of(f"{HEAD}states:\n  menu: {{say: Good day., go: hangup}}\n{TAIL}")
    assert one.version != other.version
    assert len(one.version) == 16


def test_a_menu() -> None:
    ask = ask_of(
        "choices: {sales: {press: 1, hear: [sales, buy], say: Good., go: operator}, "
        "star: {press: [star, '#'], go: repeat}, rest: {hear: [anything, who knows], go: operator}}, save: wish"
    )
    assert isinstance(ask.answer, Menu)
    sales, star, rest = ask.answer.choices
    assert (sales.keys, sales.phrases, sales.go) == (("1",), ("sales", "buy"), Always("operator"))
    assert sales.say is not None
    assert sales.say.first == (text("Good."),)
    assert (star.keys, star.anything) == (("*", "#"), False)
    assert (rest.phrases, rest.anything) == (("who knows",), True)
    assert ask.save == "wish"
    assert (ask.tries, ask.after_s, ask.listen, ask.silence, ask.unclear) == (3, 5.0, Listen.BOTH, (), ())


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ("type: digits", Digits()),
        ("type: digits, length: 8", Digits(8, 8)),
        ("type: digits, length: 4..6, end: star, between_keys: 2s", Digits(4, 6, "*", 2.0)),
        ("type: digits, end: none", Digits(finish_on=None)),
        ("type: yes_no", YesNo()),
        ("type: text", FreeText()),
    ],
)
def test_typed_answers(fields: str, answer: object) -> None:
    assert ask_of(f"{fields}, save: x").answer == answer


def test_text_is_only_heard() -> None:
    assert ask_of("type: text").listen is Listen.VOICE
    assert ask_of("type: digits").listen is Listen.BOTH


def test_the_defaults_of_a_file_hold_where_a_state_says_nothing() -> None:
    top = (
        "defaults: {tries: 5, after: 2s, listen: keys, interrupt: false, silence: Hello?, end: star, between_keys: 1s}"
    )
    ask = ask_of("type: digits, after: 9s", top + "\n")
    assert (ask.tries, ask.after_s, ask.listen, len(ask.silence)) == (5, 9.0, Listen.KEYS, 1)
    assert ask.answer == Digits(finish_on="*", inter_digit_timeout_s=1.0)
    assert not state_of("{say: Hello., go: hangup}", top + "\n").interrupt
    assert state_of("{say: Hello., interrupt: true, go: hangup}", top + "\n").interrupt


def test_prompts_in_parts() -> None:
    state = state_of(
        "{say: {first: ['Hello, {{ call.from }}', {pause: 1s}, {audio: a.wav, text: A}], again: Hello}, "
        "voice: joe, go: hangup}"
    )
    assert state.say is not None
    assert state.say.first == (
        text("Hello, {{ call.from }}", "joe"),
        PauseSegment(1.0),
        ClipSegment("a.wav", Template.parse("A")),
    )
    assert state.say.again == (text("Hello", "joe"),)


def test_the_lines_of_a_prompt_are_one_text() -> None:
    state = flow_of(f"{HEAD}states:\n  menu:\n    say: |\n      One\n      two.\n    go: hangup\n{TAIL}").states["menu"]
    assert state.say is not None
    assert state.say.first == (text("One two."),)


def test_the_ladder() -> None:
    ask = ask_of(
        "choices: {sales: {press: 1, hear: sales, go: hangup}, star: {press: star, hear: [the star], go: hangup}}, "
        'silence: Hello., unclear: [Pardon?, "Say Sales, please.", Press 1 now., Press 12., Wholesales., Press star., '
        "{say: [Use your keys, {pause: 1s}], listen: keys}]"
    )
    assert [each.stands_alone for each in ask.silence] == [False]
    assert [each.stands_alone for each in ask.unclear] == [True, True, True, False, False, True, False]
    assert ask.unclear[-1].listen is Listen.KEYS
    assert ask.unclear[-1].say == (text("Use your keys"), PauseSegment(1.0))


def test_the_three_shapes_of_go() -> None:
    assert state_of("{say: Hello., go: hangup}").go == Always("hangup")
    assert state_of("{wait: 1s, go: {done: operator, otherwise: back}}").go == ByOutcome({"done": "operator"}, "back")
    assert state_of("{wait: 1s}").go is None
    go = state_of("{wait: 1s, go: [{if: call.from == '1', to: back}, {chance: 12.5%, to: repeat}, {else: hangup}]}").go
    assert isinstance(go, ByCondition)
    first, *rest = go.branches
    assert isinstance(first, If)
    assert (first.condition.source, first.to) == ("call.from == '1'", "back")
    assert rest == [Chance(12.5, "repeat"), Else("hangup")]


def test_a_request() -> None:
    verb = state_of(
        '{request: "POST  https://a.example/{{ call.id }}", headers: {A: "{{ secrets.KEY }}"}, timeout: 2s, retry: 1, '
        'body: {who: "{{ call.from }}", n: 3, t: "3", no: null, ok: true}, '
        "meanwhile: Wait., save: {sum: body.sum}, go: hangup}"
    ).verb
    assert isinstance(verb, Request)
    assert (verb.method, verb.url.source) == ("POST", "https://a.example/{{ call.id }}")
    assert (verb.timeout_s, verb.retry, verb.save) == (2.0, 1, {"sum": "body.sum"})
    assert verb.headers["A"].render({"secrets": {"KEY": "k"}}) == "k"
    assert verb.meanwhile is not None
    assert verb.body is not None
    body = {name: each.value({"call": {"from": "+1"}}) for name, each in verb.body.items()}
    assert body == {"who": "+1", "n": 3, "t": "3", "no": None, "ok": True}


def test_a_request_without_a_body_sends_none() -> None:
    verb = state_of("{request: GET https://a.example/x, go: hangup}").verb
    assert isinstance(verb, Request)
    assert (verb.body, verb.timeout_s, verb.retry) == (None, 4.0, 0)


def test_a_transfer() -> None:
    verb = state_of('{transfer: [+15551230001, "{{ call.extra.desk }}"], ring: 20s, caller_id: "{{ call.to }}"}').verb
    assert isinstance(verb, Transfer)
    assert [each.source for each in verb.numbers] == ["+15551230001", "{{ call.extra.desk }}"]
    assert (verb.ring_s, verb.caller_id) == (20.0, Template.parse("{{ call.to }}"))


def test_set_takes_plain_values_for_what_they_look_like() -> None:
    state = state_of(
        '{set: {n: 3, t: "3", f: false, z: 0123, e: , x: "{{ n + 1 }}"}, forget: [a, b], wait: 500ms, go: back}'
    )
    assert {name: each.value({"n": 3}) for name, each in state.set.items()} == {
        "n": 3,
        "t": "3",
        "f": False,
        "z": "0123",
        "e": None,
        "x": 4,
    }
    assert state.forget == ("a", "b")
    assert state.verb == Wait(0.5)


def test_variables_are_all_names_that_a_flow_declares() -> None:
    flow = flow_of(
        f"{HEAD}states:\n  menu: {{set: {{a: 1}}, forget: b, ask: Who?, type: text, save: c, go: get}}\n"
        f"  get: {{request: GET https://a.example, save: {{d: body.d}}, go: hangup}}\n{TAIL}"
    )
    assert flow.variables == {"a", "b", "c", "d"}


def test_a_file_is_loaded_with_its_path(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}states:\r\n  menu: {{say: Hello., go: hangup}}\r\n{TAIL}".encode())
    loaded = load_flow(file)
    assert loaded.flow is not None
    assert loaded.flow.path == str(file)


def test_a_file_that_is_not_utf8_is_advice(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_bytes("flow: desk\nabout: caf\u00e9\n".encode("latin-1"))
    (found,) = load_flow(file).diagnostics
    assert (found.code, found.span.line, found.span.column) == ("not-utf8", 2, 11)


def test_two_flows_of_one_name_are_an_error_of_the_second(tmp_path: Path) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file in files:
        file.write_text("flow: desk\nstart: a\nfallback: a\nstates: {a: {say: Hello., go: hangup}}\n")
    first, second = load_flows(files)
    assert first.diagnostics == ()
    assert second.flow is None
    assert [(each.code, each.span.line, each.span.column) for each in second.diagnostics] == [("duplicate-flow", 1, 7)]


SUB = "flow: sub\nstart: one\nfallback: one\noutputs: [x]\nstates: {one: {set: {x: 1}, return: done}}\n"
MAIN = f"{HEAD}states:\n  menu: {{run: sub, go: {{done: operator}}}}\n{TAIL}"


def test_a_flow_finds_those_that_it_runs_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "any.yaml").write_text(SUB)
    (tmp_path / "desk.yaml").write_text(MAIN)

    (desk,) = load_flows([tmp_path / "desk.yaml"])
    alone = load_text(MAIN)

    assert desk.flow is not None
    assert list(desk.flow.subflows) == ["sub"]
    assert alone.flow is None
    assert [each.code for each in alone.diagnostics] == ["unknown-subflow"]


def test_a_changed_subflow_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text(MAIN)
    versions = set()
    for text in (SUB, SUB.replace("x: 1", "x: 2")):
        (tmp_path / "sub.yaml").write_text(text)
        flow = load_flow(tmp_path / "desk.yaml").flow
        assert flow is not None
        versions.add(flow.version)
    assert len(versions) == 2


def test_a_broken_subflow_breaks_the_flow_that_runs_it(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text(MAIN)
    (tmp_path / "sub.yaml").write_text(SUB.replace("{set", "{go: nowhere, set"))

    loaded = load_flow(tmp_path / "desk.yaml")

    assert loaded.flow is None
    assert [(each.code, each.span.line) for each in loaded.diagnostics] == [("broken-subflow", 5)]
