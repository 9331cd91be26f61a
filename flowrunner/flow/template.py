"""Sandboxed templates: the only importer of jinja2. (Placeholder signatures; see the docstrings.)"""

from __future__ import annotations

from collections.abc import Mapping

Value = object
Scope = Mapping[str, object]


class Template:
    """Text with ``{{ }}``."""

    source: str
    constant: str | None
    """The whole text when nothing in it varies."""
    names: frozenset[str]
    """Bare names that the template reads."""

    def render(self, scope: Scope) -> str:
        """Return the text; raises TemplateError."""
        raise TypeError

    def value(self, scope: Scope) -> Value:
        """Return the value with its type when the source is exactly one ``{{ }}``, else the text."""
        raise TypeError


class Expression:
    """A bare condition, as in ``if:``."""

    source: str
    names: frozenset[str]

    def evaluate(self, scope: Scope) -> Value:
        """Return the value; raises TemplateError."""
        raise TypeError
