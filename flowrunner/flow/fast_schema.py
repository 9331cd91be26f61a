"""jsonschema, quick enough for a file of thousands of lines.

The results are those of the standard keywords. Three things are done ahead or in passing: references are put in place
once, the conditions that choose a branch by a key or a type are answered directly, and a text that fits a schema of
plain texts is let through without building a validator for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

Schema = Mapping[str, Any]

_STANDARD = cast("Mapping[str, Any]", Draft202012Validator.VALIDATORS)
_NOTES = frozenset({"title", "description", "examples", "errorMessage", "default"})
_NOTES |= {"defaultSnippets", "markdownEnumDescriptions", "doNotSuggest"}
_LEAF = frozenset({"type", "minLength", "pattern", "enum", "minimum", "maximum"}) | _NOTES


def fast_validator(schema: Schema) -> Any:
    """Return a validator whose ``iter_errors`` finds what jsonschema finds."""
    keywords = {
        "if": _if,
        "properties": _properties,
        "additionalProperties": _additional,
        "propertyNames": _names,
        "items": _items,
    }
    extended: Any = cast("Any", extend)(Draft202012Validator, keywords)
    return extended(_resolved(schema, schema["$defs"]))


def _resolved(node: Any, definitions: Schema) -> Any:
    """Put every definition in its place."""
    if isinstance(node, list):
        return [_resolved(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    base = _resolved(definitions[node["$ref"].rpartition("/")[2]], definitions) if "$ref" in node else {}
    own = {key: _resolved(value, definitions) for key, value in node.items() if key not in ("$ref", "$defs")}
    return {**base, **own}


def _fits(schema: Any, instance: object) -> bool:
    """Whether a text certainly fits; False leaves the question to jsonschema."""
    if type(instance) is not str or not instance or not isinstance(schema, dict) or not schema.keys() <= _LEAF:
        return False
    if "enum" in schema:
        return instance in schema["enum"]
    return "string" in schema.get("type", ()) and re.search(schema.get("pattern", ""), instance) is not None


def _if(validator: Any, condition: Schema, instance: object, schema: Schema) -> Iterator[Any]:
    while True:
        branch = "then" if _holds(validator, condition, instance) else "else"
        chosen = schema.get(branch, {})
        if branch == "then" or chosen.keys() != {"if", "then", "else"}:
            break
        schema, condition = chosen, chosen["if"]
    if not _fits(chosen, instance):
        yield from validator.descend(instance, chosen, schema_path=branch)


def _holds(validator: Any, condition: Schema, instance: object) -> bool:
    match condition:
        case {"required": [key], **rest} if not rest:
            return not isinstance(instance, dict) or key in instance
        case {"type": str(kind), **rest} if not rest:
            return bool(validator.is_type(instance, kind))
    return bool(validator.evolve(schema=condition).is_valid(instance))


def _properties(validator: Any, properties: Schema, instance: object, schema: Schema) -> Iterator[Any]:
    del schema
    for key, value in instance.items() if isinstance(instance, dict) else ():
        if key in properties and not _fits(properties[key], value):
            yield from validator.descend(value, properties[key], path=key, schema_path=key)


def _additional(validator: Any, additional: Any, instance: object, schema: Schema) -> Iterator[Any]:
    if not isinstance(additional, dict):
        yield from _STANDARD["additionalProperties"](validator, additional, instance, schema)
        return
    known = schema.get("properties", {})
    for key, value in instance.items() if isinstance(instance, dict) else ():
        if key not in known and not _fits(additional, value):
            yield from validator.descend(value, additional, path=key)


def _names(validator: Any, names: Any, instance: object, schema: Schema) -> Iterator[Any]:
    del schema
    for key in instance if isinstance(instance, dict) else ():
        if not _fits(names, key):
            yield from validator.descend(instance=key, schema=names)


def _items(validator: Any, items: Any, instance: object, schema: Schema) -> Iterator[Any]:
    del schema
    for index, value in enumerate(instance) if isinstance(instance, list) else ():
        if not _fits(items, value):
            yield from validator.descend(value, items, path=index)
