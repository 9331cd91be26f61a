"""Whether data fit a schema: yes, or perhaps not.

Most files fit, and for them nothing more is needed; jsonschema, which takes longer to import than this takes to answer,
finds out what is wrong with the others. Nothing fits a schema with a keyword that is not known here, so that jsonschema
is asked. The data are those of a file: texts, nothing, lists and mappings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Fits = Callable[[object], bool]

_NOTES = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "errorMessage"}
    | {"defaultSnippets", "markdownEnumDescriptions", "doNotSuggest", "then", "else", "properties"}
)
"""Keywords that ask nothing of the data, or are asked about together with another one."""
_TYPES: Mapping[str, type] = {"string": str, "array": list, "object": dict, "null": type(None)}
"""Types that data of a file can have; a number, for instance, is a text there."""


def fitting(schema: Mapping[str, Any]) -> Fits:
    """Return a function that says whether data certainly fit the schema."""
    compiler = _Compiler(schema.get("$defs", {}))
    fits = compiler.compiled(schema)
    return (lambda data: False) if compiler.is_lost else fits


class _Compiler:
    """Turns schemas into functions; each definition once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._known: dict[str, Fits] = {}
        self.is_lost = False
        """Whether a keyword came up that is not known here."""

    def compiled(self, schema: Any) -> Fits:
        """Return the function of one schema."""
        if isinstance(schema, bool):
            return lambda data: schema
        keywords = [key for key in schema if key not in _NOTES]
        if "properties" in schema and "additionalProperties" not in schema:
            keywords.append("additionalProperties")
        tests = [test for key in keywords if (test := self._test(key, schema)) is not None]
        return tests[0] if len(tests) == 1 else lambda data: all(test(data) for test in tests)

    def _test(self, key: str, schema: Any) -> Fits | None:
        make: Callable[[Any], Fits] | None = getattr(self, f"_{key.lower().strip('$')}", None)
        self.is_lost |= make is None
        return make(schema) if make is not None else None

    def _ref(self, schema: Any) -> Fits:
        name = schema["$ref"].rpartition("/")[2]
        if name not in self._known:
            self._known[name] = self.compiled(self._definitions[name])
        return self._known[name]

    def _type(self, schema: Any) -> Fits:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        types = tuple(_TYPES[name] for name in names if name in _TYPES)
        return lambda data: isinstance(data, types)

    def _enum(self, schema: Any) -> Fits:
        values = frozenset(each for each in schema["enum"] if each is None or isinstance(each, str))
        return lambda data: (data is None or isinstance(data, str)) and data in values

    def _pattern(self, schema: Any) -> Fits:
        search = re.compile(schema["pattern"]).search
        return lambda data: not isinstance(data, str) or search(data) is not None

    def _minlength(self, schema: Any) -> Fits:
        least = schema["minLength"]
        return lambda data: not isinstance(data, str) or len(data) >= least

    def _minimum(self, schema: Any) -> Fits:
        del schema
        return lambda data: True

    _maximum = _minimum

    def _required(self, schema: Any) -> Fits:
        keys = frozenset(schema["required"])
        return lambda data: not isinstance(data, dict) or data.keys() >= keys

    def _minproperties(self, schema: Any) -> Fits:
        least = schema["minProperties"]
        return lambda data: not isinstance(data, dict) or len(data) >= least

    def _maxproperties(self, schema: Any) -> Fits:
        most = schema["maxProperties"]
        return lambda data: not isinstance(data, dict) or len(data) <= most

    def _minitems(self, schema: Any) -> Fits:
        least = schema["minItems"]
        return lambda data: not isinstance(data, list) or len(data) >= least

    def _items(self, schema: Any) -> Fits:
        each = self.compiled(schema["items"])
        return lambda data: not isinstance(data, list) or all(map(each, data))

    def _propertynames(self, schema: Any) -> Fits:
        each = self.compiled(schema["propertyNames"])
        return lambda data: not isinstance(data, dict) or all(map(each, data))

    def _additionalproperties(self, schema: Any) -> Fits:
        known = {key: self.compiled(value) for key, value in schema.get("properties", {}).items()}
        others = self.compiled(schema.get("additionalProperties", True))
        return lambda data: (
            not isinstance(data, dict) or all(known.get(key, others)(value) for key, value in data.items())
        )

    def _if(self, schema: Any) -> Fits:
        holds = self.compiled(schema["if"])
        then, other = self.compiled(schema.get("then", True)), self.compiled(schema.get("else", True))
        return lambda data: then(data) if holds(data) else other(data)

    def _not(self, schema: Any) -> Fits:
        holds = self.compiled(schema["not"])
        return lambda data: not holds(data)

    def _allof(self, schema: Any) -> Fits:
        tests = [self.compiled(each) for each in schema["allOf"]]
        return lambda data: all(test(data) for test in tests)

    def _anyof(self, schema: Any) -> Fits:
        tests = [self.compiled(each) for each in schema["anyOf"]]
        return lambda data: any(test(data) for test in tests)
