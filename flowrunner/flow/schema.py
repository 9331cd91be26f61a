"""The shape of a flow, checked against ``schemas/flow.schema.json``; each error becomes one line of advice.

In a file every scalar is text; in an editor ``press: 1`` is a number. The schema allows both: a field that holds a
number or a flag names both types and a pattern, so nothing is converted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any, cast

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.fast_schema import Schema, fast_validator
from flowrunner.flow.source import Path, Source
from flowrunner.flow.spelling import did_you_mean, nearest

VERBS = ("ask", "form", "request", "run", "agent", "transfer", "record", "sms", "wait", "transcribe")
"""What a state can do; at most one of them."""


@cache
def flow_schema() -> Schema:
    """Return the schema, from the wheel or from the source tree."""
    here = FilePath(__file__).resolve()
    folders = (here.parents[1] / "schemas", here.parents[2] / "schemas")
    file = next(each for each in (folder / "flow.schema.json" for folder in folders) if each.exists())
    return cast("Schema", json.loads(file.read_text("utf-8")))


@cache
def _validator() -> Any:
    return fast_validator(flow_schema())


def check_shape(source: Source) -> list[Diagnostic]:
    """Return every unknown key, missing key and wrong type of a file."""
    found: dict[tuple[Path, str], Diagnostic] = {}
    for error in _validator().iter_errors(source.data):
        for path, diagnostic in _advice(source, error):
            found.setdefault((path, diagnostic.code), diagnostic)
    return [each for (path, code), each in found.items() if not _explained(path, code, found)]


def _explained(path: Path, code: str, found: Mapping[tuple[Path, str], Diagnostic]) -> bool:
    """Whether a key is missing only because it is misspelled beside."""
    if code != "missing-key":
        return False
    unknown = [str(each[-1]) for each, kind in found if kind == "unknown-key" and each[:-1] == path[:-1]]
    meant = {"type", "choices"} if path[-1] == "type" else {str(path[-1])}
    return any(nearest(each, meant) for each in unknown)


def _advice(source: Source, error: Any) -> Iterable[tuple[Path, Diagnostic]]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = [key for key in error.instance if key not in error.schema["properties"]]
        return [_unknown(source, error, path, key) for key in _own_fault(path, error.instance, unknown)]
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return [_missing(source, error, path, key) for key in missing]
    if "propertyNames" in error.relative_schema_path:
        return [_bad_name(source, error, (*path, str(error.instance)))]
    return [_wrong(source, error, path)]


def _own_fault(path: Path, state: Mapping[str, object], unknown: list[str]) -> list[str]:
    """Leave out the fields of a second verb, and those of a misspelled one."""
    if len(path) != 2 or path[0] != "states":
        return unknown
    verbs = {verb for verb in VERBS if verb in state or any(nearest(key, VERBS) == verb for key in unknown)}
    fields = {key for verb in verbs for key in _state_keys(verb)}
    return [key for key in unknown if key not in fields]


def _state_keys(verb: str) -> Iterable[str]:
    return cast("Iterable[str]", flow_schema()["$defs"][f"state_{verb}"]["properties"])


def _unknown(source: Source, error: Any, path: Path, key: str) -> tuple[Path, Diagnostic]:
    here = (*path, key)
    hint = _meant(path, key, error) or "possible here: " + ", ".join(sorted(error.schema["properties"]))
    return here, Diagnostic("unknown-key", "error", f"unknown key `{key}`", source.key_span(here), hint, source.path)


def _meant(path: Path, key: str, error: Any) -> str | None:
    """Return what an unknown key was probably meant to be."""
    own = did_you_mean(key, error.schema["properties"])
    if own:
        return own
    if len(path) == 2 and path[0] == "states":
        verbs = [verb for verb in VERBS if key in _state_keys(verb)]
        return f"`{key}` belongs to `{'` or `'.join(verbs)}`" if verbs else did_you_mean(key, VERBS)
    if not path and isinstance(error.instance[key], dict):
        return f"if `{key}` is a state, indent it under `states:`"
    if "text" in str(error.schema.get("errorMessage")) and isinstance(error.instance[key], str):
        return "if this is text, put quotes around it: a colon separates a key from its value"
    return None


def _missing(source: Source, error: Any, path: Path, key: str) -> tuple[Path, Diagnostic]:
    wanted = error.schema.get("properties", {}).get(key, {})
    hint = wanted.get("description") or wanted.get("errorMessage")
    hint = f"`{key}`: {hint[0].lower()}{hint[1:].rstrip('.')}" if hint else None
    message = f"missing key `{key}`" + (f" in `{path[-1]}`" if path and isinstance(path[-1], str) else "")
    if key == "type" and "ask" in error.instance:
        message, hint = f"the question of `{path[-1]}` has no answers", "add `choices:`, or a `type:` such as digits"
    return (*path, key), Diagnostic("missing-key", "error", message, source.key_span(path), hint, source.path)


def _bad_name(source: Source, error: Any, path: Path) -> tuple[Path, Diagnostic]:
    message = f"`{path[-1]}` must be {error.schema.get('errorMessage', 'a name')}"
    return path, Diagnostic("bad-name", "error", message, source.key_span(path), None, source.path)


def _wrong(source: Source, error: Any, path: Path) -> tuple[Path, Diagnostic]:
    label = _label(path)
    expected = error.schema.get("errorMessage", "something else")
    code, hint = "wrong-type", None
    if error.validator == "not":
        message = expected
    elif error.instance is None or error.instance == "":
        message, hint = f"{label} is empty", f"write {expected}"
    else:
        message = f"{label} must be {expected}"
    if "press" in path[-2:]:
        code = "not-a-key"
    return path, Diagnostic(code, "error", message, source.span(path), hint, source.path)


def _label(path: Path) -> str:
    if not path:
        return "a flow file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_label(path[:-1])}"
    return f"`{path[-1]}`"
