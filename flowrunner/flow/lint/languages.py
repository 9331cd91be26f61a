"""Languages that a flow sets and does not have."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.languages import LANGUAGE, spoken
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import mapping
from flowrunner.flow.spelling import did_you_mean
from flowrunner.flow.template import Template


@rule("unfit-key")
def two_first_languages(document: Document) -> Iterator[Diagnostic]:
    """Find a `language` that is not the first of `languages`."""
    written = document.data.get(LANGUAGE)
    if "languages" in document.data and isinstance(written, str) and written != document.languages[0]:
        message = f"`languages` begins with {document.languages[0]}, the language that the file is written in"
        yield document.error("unfit-key", message, document.source.key_span((LANGUAGE,)), "leave `language` away")


@rule("unknown-language")
def unknown_languages(document: Document) -> Iterator[Diagnostic]:
    """Find states that set a language which the flow does not have."""
    known = document.languages
    for name, state in document.states.items():
        path = ("states", name, "set", LANGUAGE)
        found = document.templates.get(path) if LANGUAGE in mapping(state.get("set")) else None
        wanted = found.constant if isinstance(found, Template) else None
        if wanted is not None and spoken(known, wanted) is None:
            message = f"this flow does not have the language `{wanted}`"
            hint = did_you_mean(wanted, known) or f"it has {', '.join(known)}: add it to `languages`"
            yield document.error("unknown-language", message, document.source.span(path), hint)
