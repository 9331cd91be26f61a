"""Web requests that give something away, or are not made as often as they are meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.source import Path


@rule("plain-http")
def secrets_over_plain_http(document: Document) -> Iterator[Diagnostic]:
    """Find requests over ``http`` with a secret in them: a key of the project, or a secret answer of the caller."""
    plain = {path for path, data in _askers(document) if _is_plain(data)}
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


@rule("sent-once")
def never_repeated(document: Document) -> Iterator[Diagnostic]:
    """Find requests that are to be tried again, and never are: doing twice what has effects may do harm."""
    for path, data in _askers(document):
        method = next(iter(str(data.get("request")).split()), "").upper()
        if method in ("POST", "PATCH") and data.get("retry", "0") != "0":
            message = f"a {method} is sent once, whatever `retry` says: it may have had its effect already"
            hint = "leave `retry` away, or write PUT if the service does no harm when it is asked twice"
            yield document.warning("sent-once", message, document.source.key_span((*path, "retry")), hint)


def _askers(document: Document) -> Iterator[tuple[Path, Mapped]]:
    for root, found in (("states", document.states), ("tools", mapping(document.data.get("tools")))):
        yield from (((root, name), mapping(data)) for name, data in found.items())


def _is_plain(data: Mapped) -> bool:
    lines = listed(data.get("request"))
    return any(address.lower().startswith("http://") for text in lines for address in text.split(None, 1)[1:])
