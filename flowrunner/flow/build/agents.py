"""From ``agent:`` and ``tools:`` to a language model that talks."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.flow import model
from flowrunner.flow.build.data import duration, own, template, text
from flowrunner.flow.build.prompts import Voice
from flowrunner.flow.build.requests import request
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, listed, mapping
from flowrunner.flow.schema import answer_types
from flowrunner.flow.source import Data, Path


def agent(document: Document, path: Path, data: Mapped, voice: Voice) -> model.Agent:
    """Return the agent at ``path``."""
    limits = mapping(data.get("limits"))
    return model.Agent(
        instructions=template(document, (*path, "agent")),
        leave_when={name: template(document, (*path, "leave_when", name)) for name in mapping(data["leave_when"])},
        opening=template(document, (*path, "opening")) if "opening" in data else None,
        knowledge="\n\n".join(filter(None, map(document.knowledge.get, listed(data.get("knowledge"))))),
        tools=tuple(listed(data.get("tools"))),
        collect={
            name: _wanted(document, (*path, "collect", name), each)
            for name, each in mapping(data.get("collect")).items()
        },
        turns=int(text(limits.get("turns")) or 20),
        time_s=duration(limits.get("time"), 300.0),
        tries=int(text(own(document, data, "tries")) or 3),
        after_s=duration(own(document, data, "after"), 5.0),
        save=text(data.get("save")) or None,
        voice=voice.voice,
    )


def _wanted(document: Document, path: Path, data: Data) -> model.Wanted:
    if isinstance(data, dict):
        about = template(document, (*path, "about")) if "about" in data else None
        return model.Wanted(text(data.get("type")) or "text", about)
    return model.Wanted(text(data)) if data in answer_types() else model.Wanted(about=template(document, path))


def tools(document: Document) -> Mapping[str, model.Tool]:
    """Return the tools of the file."""
    return {name: _tool(document, name, mapping(data)) for name, data in mapping(document.data.get("tools")).items()}


def _tool(document: Document, name: str, data: Mapped) -> model.Tool:
    needs = {need: text(kind) for need, kind in mapping(data.get("needs")).items()}
    return model.Tool(name, text(data["about"]), request(document, ("tools", name), data, Voice()), needs)
