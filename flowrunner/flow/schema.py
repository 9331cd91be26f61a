"""The shape of a flow, checked against ``schemas/flow.schema.json``; each error becomes one line of advice.

In a file every scalar is text; in an editor ``press: 1`` is a number. The schema allows both: a field that holds a
number or a flag names both types and a pattern, so nothing is converted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.source import Path, Source
from flowrunner.flow.spelling import did_you_mean

VERBS = ("ask", "form", "request", "run", "agent", "transfer", "record", "sms", "wait", "transcribe")
"""What a state can do; at most one of them."""

Schema = Mapping[str, Any]


@cache
def flow_schema() -> Schema:
    """Return the schema, from the wheel or from the source tree."""
    here = FilePath(__file__).resolve()
    folders = (here.parents[1] / "schemas", here.parents[2] / "schemas")
    file = next(each for each in (folder / "flow.schema.json" for folder in folders) if each.exists())
    return cast("Schema", json.loads(file.read_text("utf-8")))


@cache
def _validator() -> Any:
    schema = flow_schema()
    extended: Any = cast("Any", extend)(Draft202012Validator, {"if": _if})
    return extended(_resolved(schema, schema["$defs"]))


def _resolved(node: Any, definitions: Schema) -> Any:
    """Put every definition in its place, once, so that no reference is looked up while a file is checked."""
    if isinstance(node, list):
        return [_resolved(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    base = _resolved(definitions[node["$ref"].rpartition("/")[2]], definitions) if "$ref" in node else {}
    own = {key: _resolved(value, definitions) for key, value in node.items() if key not in ("$ref", "$defs")}
    return {**base, **own}


def _if(validator: Any, condition: Schema, instance: object, schema: Schema) -> Iterator[Any]:
    """Do what the standard keyword does; the two conditions that decide every branch are answered directly."""
    while True:
        branch = "then" if _holds(validator, condition, instance) else "else"
        chosen = schema.get(branch, {})
        if branch == "then" or set(chosen) != {"if", "then", "else"}:
            break
        schema, condition = chosen, chosen["if"]
    yield from validator.descend(instance, chosen, schema_path=branch)


def _holds(validator: Any, condition: Schema, instance: object) -> bool:
    match condition:
        case {"required": [key], **rest} if not rest:
            return not isinstance(instance, dict) or key in instance
        case {"type": str(kind), **rest} if not rest:
            return bool(validator.is_type(instance, kind))
    return bool(validator.evolve(schema=condition).is_valid(instance))


def check_shape(source: Source) -> list[Diagnostic]:
    """Return every unknown key, missing key and wrong type of a file."""
    found: dict[tuple[Path, str], Diagnostic] = {}
    for error in _validator().iter_errors(source.data):
        for path, diagnostic in _advice(source, error):
            found.setdefault((path, diagnostic.message if path and diagnostic.code != "wrong-type" else ""), diagnostic)
    return list(found.values())


def _advice(source: Source, error: Any) -> Iterable[tuple[Path, Diagnostic]]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        return [_unknown(source, error, path, key) for key in error.instance if key not in error.schema["properties"]]
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return [_missing(source, error, path, key) for key in missing]
    if "propertyNames" in error.relative_schema_path:
        return [_bad_name(source, error, (*path, str(error.instance)))]
    return [_wrong(source, error, path)]


def _unknown(source: Source, error: Any, path: Path, key: str) -> tuple[Path, Diagnostic]:
    here = (*path, key)
    hint = did_you_mean(key, error.schema["properties"]) or _elsewhere(path, key) or _possible(error)
    return here, Diagnostic("unknown-key", "error", f"unknown key `{key}`", source.key_span(here), hint, source.path)


def _elsewhere(path: Path, key: str) -> str | None:
    if len(path) != 2 or path[0] != "states":
        return None
    definitions = flow_schema()["$defs"]
    verbs = [verb for verb in VERBS if key in definitions[f"state_{verb}"]["properties"]]
    return f"`{key}` belongs to `{'` or `'.join(verbs)}`" if verbs else None


def _possible(error: Any) -> str:
    return "possible here: " + ", ".join(sorted(error.schema["properties"]))


def _missing(source: Source, error: Any, path: Path, key: str) -> tuple[Path, Diagnostic]:
    wanted = error.schema.get("properties", {}).get(key, {})
    hint = wanted.get("description") or wanted.get("errorMessage")
    hint = f"`{key}`: {hint[0].lower()}{hint[1:].rstrip('.')}" if hint else None
    message = f"missing key `{key}`" + (f" in `{path[-1]}`" if path and isinstance(path[-1], str) else "")
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
