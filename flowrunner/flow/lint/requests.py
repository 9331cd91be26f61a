"""Web requests that give something away."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping


@rule("plain-http")
def secrets_over_plain_http(document: Document) -> Iterator[Diagnostic]:
    """Find requests over ``http`` with a secret in them: a key of the project, or a secret answer of the caller."""
    askers = [("states", document.states), ("tools", mapping(document.data.get("tools")))]
    plain = {(root, name) for root, found in askers for name, data in found.items() if _is_plain(mapping(data))}
    if not plain:
        return
    for use in document.references:
        if use.text.kind != "request" or use.text.path[:2] not in plain or use.reference.kind != "variable":
            continue
        name = use.reference.name
        if name == "secrets" or name in document.secret_variables:
            what = ".".join((name, *use.reference.path[:1]))
            message = f"`{what}` is sent over plain http, where others can read it"
            yield document.warning("plain-http", message, use.span, "write https:// in the address")


def _is_plain(data: Mapped) -> bool:
    lines = listed(data.get("request"))
    return any(address.lower().startswith("http://") for text in lines for address in text.split(None, 1)[1:])
