"""What a flow needs of the host, beside the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from flowrunner.flow.model import Agent, Flow
from flowrunner.flow.template import Template


def languages_of(flow: Flow) -> tuple[str, ...]:
    """Return every language that a flow, with those that it runs, may be held in."""
    family = (flow, *flow.subflows.values())
    return tuple(
        dict.fromkeys(
            language
            for each in family
            for language in (*each.languages, *(state.language for state in each.states.values() if state.language))
        )
    )


def agents_of(flow: Flow) -> tuple[str, ...]:
    """Return the states of a flow, and of those that it runs, in which a language model talks."""
    family = (flow, *flow.subflows.values())
    return tuple(name for each in family for name, state in each.states.items() if isinstance(state.verb, Agent))


def secrets_of(flow: Flow) -> tuple[str, ...]:
    """Return the names of the secrets that requests of a flow, and of those that it runs, hold."""
    references = (each for template in _templates(flow) for each in template.references)
    return tuple(dict.fromkeys(each.path[0] for each in references if each.name == "secrets" and each.path))


def _templates(value: object) -> Iterator[Template]:
    if isinstance(value, Template):
        yield value
    elif isinstance(value, Mapping):
        yield from _templates(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from _templates(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _templates(getattr(value, field.name))
