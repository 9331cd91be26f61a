"""The shape of a file, checked against its schema in ``schemas/``; each error becomes one line of advice.

In a file every scalar is text; in an editor ``press: 1`` is a number. The schema allows both: a field that holds a
number or a flag names both types and a pattern, so nothing is converted here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, cast

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.fitting import Fits, fitting
from flowrunner.flow.meant import meant
from flowrunner.flow.moving import moved
from flowrunner.flow.source import Path, Source
from flowrunner.flow.spelling import nearest

Schema = Mapping[str, Any]

VERBS = ("ask", "form", "request", "run", "agent", "transfer", "record", "sms", "wait", "transcribe")
"""What a state can do; at most one of them."""
MAX_FINDINGS = 100
MAX_ROUNDS = 4
"""How often a file is checked again with its keys as they were meant."""


@cache
def schema_of(kind: str) -> Schema:
    """Return the schema of a kind of file (``flow`` or ``test``)."""
    return cast("Schema", json.loads(schema_text(kind)))


def schema_text(kind: str) -> str:
    """Return the schema of a kind of file as it is written, from the wheel or from the source tree."""
    here = FilePath(__file__).resolve()
    folders = (here.parents[1] / "schemas", here.parents[2] / "schemas")
    file = next(each for each in (folder / f"{kind}.schema.json" for folder in folders) if each.exists())
    return file.read_text("utf-8")


def flow_schema() -> Schema:
    """Return the schema of flows."""
    return schema_of("flow")


@cache
def answer_types() -> frozenset[str]:
    """Return every type that an answer can have."""
    return frozenset(flow_schema()["$defs"]["answer_type"]["enum"])


@cache
def _fits(kind: str) -> Fits:
    return fitting(schema_of(kind))


@cache
def _validator(kind: str) -> Any:
    # jsonschema takes longer to import than a file of thousands of lines to fit
    from flowrunner.flow.fast_schema import fast_validator

    return fast_validator(schema_of(kind))


def check_shape(source: Source, kind: str = "flow") -> tuple[Source, list[Diagnostic]]:
    """Return every unknown key, missing key and wrong type of a file, and the file with its keys as they were meant.

    A misspelled key would hide what is wrong inside it, and a misspelled verb all about its state; so the file is
    checked again with the near matches in place.
    """
    said: list[Diagnostic] = []
    for _ in range(MAX_ROUNDS):
        found, moves = _check_once(source, kind)
        if not moves:
            break
        said += [found.pop((path, "unknown-key")) for path in moves]
        source = moved(source, moves)
    return source, [*said, *found.values()]


def _check_once(source: Source, kind: str) -> tuple[dict[tuple[Path, str], Diagnostic], dict[Path, Path]]:
    found: dict[tuple[Path, str], Diagnostic] = {}
    moves: dict[Path, Path] = {}
    if _fits(kind)(source.data):
        return found, moves
    for error in islice(_validator(kind).iter_errors(source.data), MAX_FINDINGS):
        unknown = error.validator == "additionalProperties"
        for at, diagnostic in _unknown_keys(source, error, moves) if unknown else _advice(source, error):
            found.setdefault((at, diagnostic.code), diagnostic)
    return found, moves


def _unknown_keys(source: Source, error: Any, moves: dict[Path, Path]) -> Iterator[tuple[Path, Diagnostic]]:
    path = tuple(error.absolute_path)
    for key in _own_fault(path, error):
        hint, target = _meant(path, key, error)
        if target is not None and target not in moves.values():
            moves[*path, key] = target
        yield (*path, key), _unknown(source, (*path, key), hint)


def _unknown(source: Source, path: Path, hint: str) -> Diagnostic:
    return Diagnostic("unknown-key", "error", f"unknown key `{path[-1]}`", source.key_span(path), hint, source.path)


def _advice(source: Source, error: Any) -> Iterable[tuple[Path, Diagnostic]]:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return [_missing(source, error, path, key) for key in missing]
    if "propertyNames" in error.relative_schema_path:
        return [_bad_name(source, error, (*path, str(error.instance)))]
    return [_wrong(source, error, path)]


def _own_fault(path: Path, error: Any) -> list[str]:
    """Return the unknown keys, without the fields of a second verb."""
    unknown = [key for key in error.instance if key not in error.schema["properties"]][:MAX_FINDINGS]
    if not _is_state(path):
        return unknown
    fields = {key for verb in VERBS if verb in error.instance for key in _state_keys(verb)}
    return [key for key in unknown if key not in fields]


def _is_state(path: Path) -> bool:
    return len(path) == 2 and path[0] == "states"


def _state_keys(verb: str) -> Iterable[str]:
    return cast("Iterable[str]", flow_schema()["$defs"][f"state_{verb}"]["properties"])


def _meant(path: Path, key: str, error: Any) -> tuple[str, Path | None]:
    """Return a hint for an unknown key, and where it was meant to be, if that is clear."""
    verbs = [verb for verb in VERBS if key in _state_keys(verb)] if _is_state(path) else []
    if verbs:
        first = ", ".join(f"`{verb}`" for verb in verbs[:-1])
        return f"`{key}` belongs to {first}{' or ' if first else ''}`{verbs[-1]}`", None
    value, known = error.instance[key], list(error.schema["properties"])
    near = nearest(key, [*known, *(VERBS if _is_state(path) else ())]) or _only_gap(path, error)
    if near is not None:
        return f"did you mean `{near}`?", None if near in error.instance else (*path, near)
    if not path and isinstance(value, dict) and _has_room(error.instance, key):
        return f"if `{key}` is a state, indent it under `states:`", ("states", key)
    if "text" in str(error.schema.get("errorMessage")) and isinstance(value, str):
        return "if this is text, put quotes around it: a colon separates a key from its value", None
    return "possible here: " + ", ".join(sorted(known)), None


def _only_gap(path: Path, error: Any) -> str | None:
    """Return the one key that is missing where one is not known: the author has another word for it."""
    missing = [key for key in error.schema.get("required", ()) if key not in error.instance]
    unknown = [key for key in error.instance if key not in error.schema["properties"]]
    return missing[0] if path and len(missing) == len(unknown) == 1 else None


def _has_room(flow: Mapping[str, object], key: str) -> bool:
    states = flow.get("states")
    return isinstance(states, dict) and key not in states


def _missing(source: Source, error: Any, path: Path, key: str) -> tuple[Path, Diagnostic]:
    wanted = error.schema.get("properties", {}).get(key, {})
    hint = wanted.get("description") or wanted.get("errorMessage")
    hint = f"`{key}`: {hint[0].lower()}{hint[1:].rstrip('.')}" if hint else None
    message = f"missing key `{key}`" + (f" in `{path[-1]}`" if path and isinstance(path[-1], str) else "")
    if key == "type" and "ask" in error.instance:
        message, hint = f"the question of `{path[-1]}` has no answers", "add `choices:`, or a `type:` such as digits"
    if key == "if" and isinstance(error.instance.get("to"), str):
        hint = f"`else: {error.instance['to']}` takes every call that is left"
    return (*path, key), Diagnostic("missing-key", "error", message, source.key_span(path), hint, source.path)


def _bad_name(source: Source, error: Any, path: Path) -> tuple[Path, Diagnostic]:
    message = f"`{path[-1]}` must be {error.schema.get('errorMessage', 'a name')}"
    near = re.sub(r"[^\w]+", "_", str(path[-1])).strip("_")
    hint = f"call it `{near}`" if re.fullmatch(r"[^\W\d]\w*", near) else None
    return path, Diagnostic("bad-name", "error", message, source.key_span(path), hint, source.path)


def _wrong(source: Source, error: Any, path: Path) -> tuple[Path, Diagnostic]:
    label = _label(path)
    expected = error.schema.get("errorMessage", "something else")
    code, hint = "wrong-type", None
    if error.validator == "not":
        message = expected
    elif error.instance in (None, ""):
        message, hint = f"{label} is empty", f"write {expected}"
    elif error.instance in ([], {}) and "errorMessage" not in error.schema:
        message, hint = f"{label} is empty", "write one at least"
    else:
        message = f"{label} must be {expected}"
        near = meant(error.instance, error.schema)
        hint = f"did you mean `{near}`?" if near else _without_dashes(error)
    if "press" in path[-2:]:
        code = "not-a-key"
    return path, Diagnostic(code, "error", message, source.span(path), hint, source.path)


def _without_dashes(error: Any) -> str | None:
    """Return a hint for a list of entries where their names alone are wanted."""
    entries = isinstance(error.instance, list) and all(isinstance(each, dict) for each in error.instance)
    return "leave the dashes away" if entries and error.schema.get("type") == "object" else None


def _label(path: Path) -> str:
    if not path:
        return "a flow file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_label(path[:-1])}"
    return f"`{path[-1]}`"
