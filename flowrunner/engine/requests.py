"""Web requests of a flow: what is sent, and what of the answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from flowrunner.engine.actions import SendRequest
from flowrunner.engine.storable import sendable
from flowrunner.flow.model import REPEATABLE
from flowrunner.flow.values import part

if TYPE_CHECKING:
    from flowrunner.engine.events import RequestFinished
    from flowrunner.engine.turn import Turn
    from flowrunner.flow.model import Request
    from flowrunner.flow.template import Template


def attempts(method: str, retry: int) -> int:
    """Return how often a request may be sent in all: a method with effects only once."""
    return 1 + max(retry, 0) if method.upper() in REPEATABLE else 1


def rendered(turn: Turn, request: Request, request_id: int, given: Mapping[str, object] | None = None) -> SendRequest:
    """Return the request with everything filled in; only here are secrets to be had; raises TemplateError.

    ``given`` are names beside those that every text of the flow can read.
    """
    scope = {**turn.scope(), **(given or {}), "secrets": turn.secrets}
    body, whole = request.body, {**scope, **turn.call.sealed, **(given or {})}
    return SendRequest(
        request_id,
        request.method,
        request.url.render(scope, _encoder(request.url)),
        {name: template.render(scope) for name, template in request.headers.items()},
        None if body is None else {name: sendable(template.value(whole)) for name, template in body.items()},
        request.timeout_s,
        request.retry,
        frozenset(_hidden(request, turn.flow.secret | {"secrets"})),
    )


def _hidden(request: Request, names: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a request that use a secret."""
    if request.url.names & names:
        yield ("url",)
    for part_name, templates in (("headers", request.headers), ("body", request.body or {})):
        yield from ((part_name, name) for name, template in templates.items() if template.names & names)


def _encoder(url: Template) -> Callable[[str], str]:
    """Keep what a caller said inside its place in an address; only a value that begins it may be an address itself."""
    safe = iter([":/?#[]@!$&'()*+,;=%"] if url.source.lstrip().startswith("{{") else [])
    return lambda value: quote(value, safe=next(safe, ""))


def saved(save: Mapping[str, str], event: RequestFinished) -> Mapping[str, object]:
    """Return the variables that an answer fills; none when there was no answer. A missing part is empty."""
    if event.outcome in ("timeout", "error"):
        return {}
    answer = {"body": event.body, "status": event.status}
    return {name: find(answer, path) for name, path in save.items()}


def find(value: object, path: str) -> object:
    """Return what is at ``path``, such as ``body.accounts.0.name``, or None."""
    for key in path.replace("[", ".").replace("]", "").split("."):
        as_index = isinstance(value, list | tuple) and key.isdecimal() and len(key) < 10
        value = part(value, int(key) if as_index else key)
    return value
