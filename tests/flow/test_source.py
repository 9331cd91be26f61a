from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Span
from flowrunner.flow.source import MAX_DEPTH, Data, Source, read


def source_of(text: str) -> Source:
    source, diagnostics = read(text, "flow.yaml")
    assert source is not None
    assert diagnostics == []
    return source


def data_of(text: str) -> Data:
    return source_of(text).data


def mistakes(text: str) -> list[tuple[int, int, str]]:
    _, diagnostics = read(text, "flow.yaml")
    return [(each.span.line, each.span.column, each.message) for each in diagnostics]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("on: a\nyes: b\n1: c\n01: d\n", {"on": "a", "yes": "b", "1": "c", "01": "d"}),
        ("no: bye", {"no": "bye"}),
        ("hear: no", {"hear": "no"}),
        ("opens: 9:00", {"opens": "9:00"}),
        ("transfer: +15551230001", {"transfer": "+15551230001"}),
        ("code: 0123", {"code": "0123"}),
        ("closed: [2026-12-25]", {"closed": ["2026-12-25"]}),
        ("[true, null, ~, 0x1F, 1_000, .inf]", ["true", "null", "~", "0x1F", "1_000", ".inf"]),
        ("a:\nb: ''", {"a": None, "b": ""}),
        ("press: '*'\nother: \"#\"", {"press": "*", "other": "#"}),
        ("<<: {a: b}", {"<<": {"a": "b"}}),
        ("a: >\n  one\n  two\nb: |\n  one\n  two\n", {"a": "one two\n", "b": "one\ntwo\n"}),
        ("नाम: अमित", {"नाम": "अमित"}),
        ("\ufeffa: b", {"a": "b"}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("", None),
    ],
)
def test_every_scalar_is_text_as_typed(text: str, data: Data) -> None:
    assert data_of(text.removeprefix("\ufeff")) == data


def test_every_node_has_its_place() -> None:
    source = source_of(
        "flow: desk\nstates:\n  menu:\n    ask: Sales?\n    choices: {a: {press: 1, hear: [x, नमस्ते, z]}}\n"
    )
    choice = ("states", "menu", "choices", "a")
    assert source.span(("flow",)) == Span(1, 7, 1, 11)
    assert source.key_span(("flow",)) == Span(1, 1, 1, 5)
    assert source.span(("states", "menu")) == Span(3, 3, 3, 7)
    assert source.span((*choice, "press")) == Span(5, 26, 5, 27)
    assert source.key_span((*choice, "hear")) == Span(5, 29, 5, 33)
    assert source.span((*choice, "hear", 2)) == Span(5, 47, 5, 48)


def test_a_place_inside_a_text_is_found_however_it_was_typed() -> None:
    text = 'a: "x {{ one }} \\" {{ two }}"\nb: >\n  first {{ one }}\n  then {{ two }} and {{ two }}\n'
    source = source_of(text)
    folded = source.data["b"] if isinstance(source.data, dict) else ""
    assert isinstance(folded, str)
    assert source.find(("a",), 'x {{ one }} " {{ two }}', 17, 3) == Span(1, 23, 1, 26)
    assert source.find(("b",), folded, folded.rindex("two"), 3) == Span(4, 25, 4, 28)


def test_a_duplicate_key_names_both_lines() -> None:
    assert mistakes("a: 1\nb: 2\na: {c: 3, c: 4}\n") == [
        (3, 1, "`a` is here twice: first on line 1, again on line 3"),
        (3, 11, "`c` is here twice: first on line 3, again on line 3"),
    ]


def test_what_a_duplicate_holds_does_not_move_the_first() -> None:
    source, _ = read("a: {x: 1}\na: {x: 2}\n", "flow.yaml")
    assert source is not None
    assert source.data == {"a": {"x": "1"}}
    assert source.span(("a", "x")) == Span(1, 8, 1, 9)


MANY_ANCHORS = "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a, *a, *a]\n" for i in range(30))
MERGES = "a: &a {x: 1}\n" + "".join(f"b{i}: {{<<: [{'*a,' * 40}]}}\n" for i in range(9))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 30_000, f"this is nested more than {MAX_DEPTH} deep"),
        ("a: " + "{a: " * 30_000, f"this is nested more than {MAX_DEPTH} deep"),
        ("".join(" " * i + "a:\n" for i in range(200)), f"this is nested more than {MAX_DEPTH} deep"),
        ("- " * 500 + "a", f"this is nested more than {MAX_DEPTH} deep"),
        ("a: " + "x" * 1_000_001, "the file is larger than a megabyte"),
        ("a: " + "é" * 500_001, "the file is larger than a megabyte"),
        ("[" + "a," * 120_000 + "]", "the file holds more than 100,000 values"),
        ("a: b\0", "the character U+0000 is not text"),
        ("a: \ud800", "the character U+D800 is not text"),
        ("a: \x1b[31m", "the character U+001B is not text"),
        (MANY_ANCHORS, "`&` has no meaning here: there are no anchors"),
        (MERGES, "`&` has no meaning here: there are no anchors"),
        ("a: !!python/object/apply:os.system [id]", "`!` has no meaning here: there are no tags"),
        ("a: !!binary aGk=", "text cannot begin with `!`, and there are no tags"),
    ],
    ids=range(14),
)
def test_bombs_are_refused_where_they_begin(text: str, message: str) -> None:
    assert mistakes(text)[0][2] == message


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("say: {{ name }}, hello", {"say": "{{ name }}, hello"}),
        ("a: {say: {{ name }}, go: b}", {"a": {"say": "{{ name }}", "go": "b"}}),
        ("a: {say: hello {{ name }}, go: b}", {"a": {"say": "hello {{ name }}", "go": "b"}}),
        ("a: [{{ x }}, y]", {"a": ["{{ x }}", "y"]}),
        ("- {{ x }} a\n- b", ["{{ x }} a", "b"]),
        ("say: Note: we close  # really", {"say": "Note: we close"}),
        ("a: {say: Note: we close}", {"a": {"say": "Note: we close"}}),
        ("a: {press: 1 hear: x}", {"a": {"press": "1", "hear": "x"}}),
        ("a: {if: f(x, y), say: b}", {"a": {"if": "f(x, y)", "say": "b"}}),
        ("a: {if: x in [1, 2] or y, to: b}", {"a": {"if": "x in [1, 2] or y", "to": "b"}}),
        ("a: {say: b, c,\n  d, go: e}", {"a": {"say": "b, c, d", "go": "e"}}),
        ("a: {press: *, hear: x}", {"a": {"press": "star", "hear": "x"}}),
        ("a: {press: #, hear: x}\nb: 1", {"a": {"press": "hash", "hear": "x"}, "b": "1"}),
        ("press: #", {"press": "hash"}),
        ("hear: *", {"hear": "*"}),
        ("a: {b: x # y}\nc: d", {"a": {"b": "x - y"}, "c": "d"}),
        ("a: 'I didn't'", {"a": "I didn't"}),
        ('a: "say "hi" now"', {"a": 'say "hi" now'}),
        ('a: "x\nb: y\nc: "z"', {"a": "x", "b": "y", "c": "z"}),
        ('a: "\\d"', {"a": "\\d"}),
        ("a: @x", {"a": "@x"}),
        ("a: `x`", {"a": "`x`"}),
        ("a: %x", {"a": "%x"}),
        ("a: - x", {"a": "- x"}),
        ("a: ? x", {"a": "? x"}),
        ("a: > text", {"a": "> text"}),
        ("a: [x] y", {"a": "[x] y"}),
        ("a: say: no", {"a": {"say": "no"}}),
        ("say Hello\nb: c", {"say": "Hello", "b": "c"}),
        ("menu\n  say: x\nb: c", {"menu": {"say": "x"}, "b": "c"}),
        ("a:b\nc: d", {"a": "b", "c": "d"}),
        ("a:\n  b: 1\n   c: 2", {"a": {"b": "1", "c": "2"}}),
        ("a:\n    b: 1\n  c: 2", {"a": {"b": "1", "c": "2"}}),
        ("a:\n  b: 1\n\tc: 2\n\td: 3", {"a": {"b": "1", "c": "2", "d": "3"}}),
        ("a: {b: {c: 1}\nd: 1", {"a": {"b": {"c": "1"}}, "d": "1"}),
        ("a: [1, 2\nb: 1", {"a": ["1", "2"], "b": "1"}),
    ],
)
def test_a_trap_is_reported_and_the_file_read_on_as_it_was_meant(text: str, data: Data) -> None:
    source, diagnostics = read(text, "flow.yaml")
    assert source is not None
    assert source.data == data
    assert diagnostics
    assert {each.code for each in diagnostics} == {"yaml-syntax"}


HOPELESS = "states:\n  me-\n    sayif The pifssword is {{ se{{    go: hangup\n { operator: {transfer: x}\n"


@pytest.mark.parametrize(
    "text",
    [
        HOPELESS,
        "a: " + "{{" * 400_000,
        "a" + " " * 900_000 + "\nb: c",
        "a: {b: " + "c # " * 200_000,
        "a: 'x' " + "'y' " * 200_000,
        "a: " + "b: " * 300_000,
        "".join(f"a{i}: @x\n" for i in range(60_000)),
    ],
    ids=range(7),
)
def test_a_hopeless_file_is_given_up_soon(text: str) -> None:
    assert 1 <= len(mistakes(text)) <= 25


def test_a_file_full_of_mistakes_is_told_of_a_hundred_of_a_kind() -> None:
    states = "".join(f"  s{i}: {{say: Hello., go: nowhere_{i}, odd_{i}: x}}\n" for i in range(3_000))
    loaded = load_text(f"flow: x\nstart: s1\nfallback: s1\nstates:\n{states}")
    assert [each.code for each in loaded.diagnostics].count("unknown-target") == 100
    assert loaded.flow is None


@pytest.mark.parametrize(
    "text",
    [
        "say: Hello, world: peace",
        "a: b:c",
        "a: it's fine",
        "a: {say: it's fine, go: b}",
        "a: http://x.example/#part",
        "a: C# is a note",
        "a: x  # comment",
        "a: 'it''s'",
        'a: "\\"x\\""',
        "a: {b: , c: d}",
        "a: {b}",
        "a: a*b & c!",
    ],
)
def test_what_is_no_trap_is_left_alone(text: str) -> None:
    expected_trap = text.startswith("say: Hello, world:")
    assert bool(mistakes(text)) == expected_trap


@given(st.text(max_size=200))
def test_no_text_crashes_the_reader(text: str) -> None:
    load_text(text)


_SIGNS = """a flow states ask say go press if : - { } [ ] , {{ }} " ' # * &a *a !t > | ? % @ ` x 1 --- \\"""
_PIECES = st.sampled_from([*_SIGNS.split(), ": ", ", ", " #", "- ", "\n", "\n  ", "\n    ", "\t"])


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_heap_of_yaml_signs_crashes_the_reader(text: str) -> None:
    loaded = load_text(text)
    assert loaded.diagnostics
    assert all(each.span.line >= 1 and each.span.column >= 1 for each in loaded.diagnostics)


_FIELDS = "ask say choices type go save set forget press hear if to else silence first again listen a"
_VALUES = st.recursive(
    st.sampled_from(["x", "menu", "1", "{{ a }}", "{{ a", "5s", "star", "true", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_FIELDS.split()), inner, max_size=4),
    max_leaves=12,
)


def _flow_style(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow_style(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow_style, value)) + "]"
    return f'"{value}"'


_TOP = "flow start fallback states anytime defaults stream voice languages hours"


@given(
    st.dictionaries(st.sampled_from(_TOP.split()), _VALUES),
    st.dictionaries(st.sampled_from(["a", "menu", "x"]), _VALUES),
)
def test_no_shape_crashes_the_checker(top: dict[str, object], states: dict[str, object]) -> None:
    load_text(_flow_style({"flow": "x", "start": "a", "fallback": "a", "states": states, **top}))
