"""From ``request:`` to a web request."""

from __future__ import annotations

from flowrunner.flow import model
from flowrunner.flow.build.data import duration, own, template, text, values
from flowrunner.flow.build.prompts import Voice, prompt
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.source import Path


def request(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Request:
    """Return the web request at ``path``: of a state, or of a tool."""
    method, url = document.request_line(path)
    return model.Request(
        method=method,
        url=url,
        headers={name: template(document, (*path, "headers", name)) for name in mapping(data.get("headers"))},
        body=values(document, (*path, "body"), data["body"]) if "body" in data else None,
        timeout_s=duration(own(document, data, "timeout"), 4.0),
        retry=int(text(own(document, data, "retry")) or 0),
        meanwhile=prompt(document, (*path, "meanwhile"), data.get("meanwhile"), voice),
        save={name: text(where) for name, where in mapping(data.get("save")).items()},
    )
