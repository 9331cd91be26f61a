"""What a language model is told: the author's words, what it knows, how to talk on a telephone, and how to leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowrunner.engine.dialogue import Briefing, Parameter, Tool
from flowrunner.engine.talk import CUT, entries

if TYPE_CHECKING:
    from flowrunner.engine.talk import Talk
    from flowrunner.engine.turn import Turn
    from flowrunner.flow import model

LEAVE, EXIT, SUMMARY = "leave", "exit", "summary"
"""The tool by which a model proposes an exit, and what it says of it."""
_MANNERS = f"""\
You are on the telephone: everything you write is spoken aloud, and what the caller says was recognised by a machine.
Speak {{language}}. Be brief: one or two short sentences, then let the caller speak. No lists, no headings, no markup.
`{CUT}` marks where somebody was cut off, or was not understood: do not repeat what was heard before it."""
_TYPES = {
    "yes_no": "yes or no",
    "digits": "digits only",
    "date": "YYYY-MM-DD",
    "time": "HH:MM, on the 24-hour clock",
    "phone": "with its country code, such as +15550100000",
    "money": "the amount, as a plain number",
    "number": "a plain number",
    "email": "an address for email",
    "code": "letters and digits",
    "name": "the name of a person",
}
"""How a value of each type is to be written; of any text nothing need be said."""


def briefing(turn: Turn, agent: model.Agent, talk: Talk) -> Briefing:
    """Return everything that the model is told for its next reply; raises TemplateError."""
    tools = tuple(_tool(turn.flow.tools[name]) for name in agent.tools)
    instructions = "\n\n".join(_instructions(turn, agent))
    return Briefing(instructions, entries(talk), (*tools, _leave(turn, agent)), turn.language)


def _instructions(turn: Turn, agent: model.Agent) -> Iterator[str]:
    yield turn.render(agent.instructions).strip()
    yield _MANNERS.format(language=turn.language)
    exits = "\n".join(f"- {name}: {turn.render(when).strip()}" for name, when in agent.leave_when.items())
    yield f"As soon as one of these is so, use the tool `{LEAVE}` with its name, after a last short sentence:\n{exits}"
    if agent.collect:
        wanted = "\n".join(f"- {name}: {_wanted(turn, each)}" for name, each in agent.collect.items())
        yield f"Before that, find out, one thing at a time:\n{wanted}"
    if agent.knowledge:
        yield f"What you know:\n\n{agent.knowledge}"


def _wanted(turn: Turn, wanted: model.Wanted) -> str:
    about = turn.render(wanted.about).strip() if wanted.about else ""
    return " ".join(filter(None, (about, f"({_TYPES[wanted.type]})" if wanted.type in _TYPES else "")))


def _tool(tool: model.Tool) -> Tool:
    return Tool(
        tool.name, tool.about, {name: Parameter(about=_TYPES.get(kind, "")) for name, kind in tool.needs.items()}
    )


def _leave(turn: Turn, agent: model.Agent) -> Tool:
    needs = {EXIT: Parameter(about="one of: " + ", ".join(agent.leave_when))}
    for name, wanted in agent.collect.items():
        needs[name] = Parameter(about=f"{_wanted(turn, wanted)}; empty if the caller has not said it".lstrip("; "))
    needs[SUMMARY] = Parameter(about="what the caller wants and what came of it, in one short sentence for a colleague")
    return Tool(LEAVE, "Ends your part of the call. What you said before it is heard to its end.", needs)
