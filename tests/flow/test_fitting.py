from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from flowrunner.flow.fitting import fitting
from flowrunner.flow.schema import flow_schema, schema_of
from flowrunner.flow.source import Data, read
from tests.flow.golden import ERR, OK

FITS = fitting(flow_schema())
VALIDATOR = Draft202012Validator(flow_schema())


@pytest.mark.parametrize("file", [*OK, *ERR], ids=lambda file: file.stem)
def test_a_file_fits_exactly_when_jsonschema_finds_nothing(file: Path) -> None:
    source, _ = read(file.read_text("utf-8"), file.name)
    data = source.data if source else None
    assert FITS(data) == VALIDATOR.is_valid(data)


_LEAVES = st.sampled_from(["x", "1", "5s", "true", "hangup", "", None, "digits", "both", "12", "a b", "20%"])
_KEYS = ["ask", "say", "choices", "type", "go", "wait", "press", "hear", "if", "to", "chance", "else", "first", "again"]
_DATA = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=150)
@given(_DATA)
def test_a_state_fits_exactly_when_jsonschema_finds_nothing(state: Data) -> None:
    data = {"flow": "x", "start": "a", "fallback": "a", "states": {"a": state}}
    assert FITS(data) == VALIDATOR.is_valid(data)


def test_nothing_fits_a_keyword_that_is_not_known() -> None:
    assert fitting({"type": "string"})("x")
    assert not fitting({"type": "string", "format": "date"})("2026-12-25")
    assert not fitting({"properties": {"a": {"contains": {}}}})({})


def test_both_schemas_are_understood_whole() -> None:
    assert FITS({"flow": "x", "start": "a", "fallback": "a", "states": {"a": {"say": "Hello."}}})
    assert fitting(schema_of("test"))([{"test": "hello", "call": [{"bot": "Hello."}]}])
