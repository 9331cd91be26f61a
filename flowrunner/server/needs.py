"""What a flow needs of the host, beside the engine."""

from __future__ import annotations

from flowrunner.flow.model import Agent, Flow


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
