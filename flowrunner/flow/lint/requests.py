"""Web requests that give something away."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import listed


@rule("plain-http")
def secrets_over_plain_http(document: Document) -> Iterator[Diagnostic]:
    """Find requests over ``http`` with a secret in them: a key of the project, or a secret answer of the caller."""
    plain = {name for name, state in document.states.items() if _is_plain(listed(state.get("request")))}
    if not plain:
        return
    for use in document.references:
        if use.text.kind != "request" or use.text.path[1] not in plain or use.reference.kind != "variable":
            continue
        name = use.reference.name
        if name == "secrets" or name in document.secret_variables:
            what = ".".join((name, *use.reference.path[:1]))
            message = f"`{what}` is sent over plain http, where others can read it"
            yield document.warning("plain-http", message, use.span, "write https:// in the address")


def _is_plain(line: list[str]) -> bool:
    return any(address.lower().startswith("http://") for text in line for address in text.split(None, 1)[1:])
