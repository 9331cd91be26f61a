"""The page of all keys, made from the schema: ``python -m flowrunner.flow.reference > docs/reference.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flowrunner.flow.schema import VERBS, flow_schema

_HEAD = """\
# Every key

What can stand where in a flow, and what each key takes: a page to look things up. [The language](language.md) explains
it with examples. This page is made from the schema that editors use, by `python -m flowrunner.flow.reference`.
"""
_PARTS: Mapping[str, tuple[str, str]] = {
    "Choices": ("choice", "Under `choices` and `anytime`: the names are the outcomes."),
    "Questions of a form": ("slot", "Under `form`: the names are the variables that keep the answers."),
    "Prompts": ("prompt_object", "A prompt is text, a list of parts, or one of these."),
    "After a mistake": ("step", "Under `silence` and `unclear`: text, or a list of texts and of these."),
    "Conditions": ("branch", "`go` may be a list of these; the first that holds wins."),
    "Answers that are not taken": ("rejection", "Under `reject`."),
}
_LINKS: Mapping[str, str] = {
    "prompt": "[a prompt](#prompts)",
    "spoken": "[a prompt](#prompts)",
    "ladder": "[texts and steps](#after-a-mistake)",
    "choices": "[choices](#choices)",
    "go": "a state, outcomes, or [conditions](#conditions)",
    "answer_type": "[a type](#types-of-answers)",
    "rejections": "[answers and why](#answers-that-are-not-taken)",
    "target": "a state, or hangup, repeat, back or return",
}
"""What a key takes that has a part of the page to itself, by the name of its definition."""
_IN_BRACES = re.compile(r"\[\{[^]]*\}\]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
Schema = Mapping[str, Any]


def page() -> str:
    """Return the whole page."""
    schema = flow_schema()
    return "\n".join((_HEAD, *_page(schema, schema["$defs"])))


def _page(schema: Schema, parts: Schema) -> Iterator[str]:
    yield _section("The top of a file", "", _rows(schema, parts))
    shared = set.intersection(*(set(parts[f"state_{verb}"]["properties"]) for verb in ("say", *VERBS)))
    state = parts["state_say"]
    yield _section("Every state", parts["state"]["description"], _rows(state, parts, only=shared))
    for verb in VERBS:
        own = parts[f"state_{verb}"]
        yield _section(f"A state with `{verb}`", "", _rows(own, parts, only=own["properties"].keys() - shared))
        yield from _outcomes(own)
    for title, (name, about) in _PARTS.items():
        own = parts[name] if "properties" in parts[name] else parts[name]["then"]
        yield _section(title, about, _rows(own, parts))
    yield _types(parts["answer_type"])


def _section(title: str, about: str, rows: Iterable[str]) -> str:
    head = ["| Key | What it is | What it takes |", "|---|---|---|"]
    return "\n".join([f"## {title}", "", *([about, ""] if about else []), *head, *rows, ""])


def _rows(schema: Schema, parts: Schema, only: Iterable[str] | None = None) -> Iterator[str]:
    keys: Schema = schema["properties"]
    wanted = set(keys if only is None else only)
    for key, value in keys.items():
        if key in wanted:
            needed = " (needed)" if key in schema.get("required", ()) else ""
            yield f"| `{key}`{needed} | {_cell(_about(value, parts))} | {_cell(_takes(value, parts))} |"
            yield from _inner(key, value, parts)


def _inner(key: str, value: Schema, parts: Schema) -> Iterator[str]:
    """Yield the keys of a value that is written out where it stands."""
    if "$ref" in value or key == "go":
        return
    for name, each in _properties(value).items():
        yield f"| `{key}.{name}` | {_cell(_about(each, parts))} | {_cell(_takes(each, parts))} |"


def _properties(value: Schema) -> Schema:
    """Return the keys of a value that may be an object, or of each object under names that the author chooses."""
    found: Schema = value.get("properties") or value.get("then", {}).get("properties") or {}
    return {name: each for name, each in found.items() if isinstance(each, dict)}


def _outcomes(schema: Schema) -> Iterator[str]:
    named = schema["properties"]["go"].get("allOf", [{}, {}])[1].get("properties", {})
    if named:
        yield "Outcomes, under `go`:\n"
        yield "\n".join(f"- `{name}`: {each['description']}" for name, each in named.items()) + "\n"


def _types(schema: Schema) -> str:
    pairs = zip(schema["enum"], schema["markdownEnumDescriptions"], strict=True)
    rows = [f"| `{name}` | {_cell(about)} |" for name, about in pairs]
    return "\n".join(["## Types of answers", "", "| `type` | The answer |", "|---|---|", *rows, ""])


def _about(value: Schema, parts: Schema) -> str:
    target = _target(value, parts)
    return str(value.get("description") or target.get("description") or value.get("title") or target.get("title") or "")


def _takes(value: Schema, parts: Schema) -> str:
    name = value.get("$ref", "").rpartition("/")[2]
    if name in _LINKS:
        return _LINKS[name]
    target = _target(value, parts)
    told = value.get("errorMessage") or target.get("errorMessage") or target.get("description")
    kind = target.get("type")
    return str(told or target.get("title") or (kind if isinstance(kind, str) else ""))


def _target(value: Schema, parts: Schema) -> Schema:
    target: Schema = parts[value["$ref"].rpartition("/")[2]] if "$ref" in value else value
    return target


def _cell(text: str) -> str:
    """Return text as a cell of a table: what stands in braces or brackets is written as it would be in a file."""
    text = text.replace("|", "\\|")
    return text if "`" in text or "](" in text else _IN_BRACES.sub(r"`\g<0>`", text)


if __name__ == "__main__":
    print(page().rstrip())
