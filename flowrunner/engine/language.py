"""The language that a call is held in, and what its flows are in that language. Pure.

A caller who has chosen a language keeps it in every flow that has it; a flow that has not is heard in its own. A state
may say in which language it is, whatever the caller speaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.flow.languages import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import Call
    from flowrunner.flow.model import Flow


def in_language_of(flow: Flow, call: Call) -> Flow:
    """Return a flow as this caller hears it."""
    return flow.translations.get(_chosen(flow, call), flow) if call.language else flow


def running(flows: Mapping[str, Flow], call: Call) -> Flow:
    """Return the flow that the call is in, as this caller hears it."""
    return in_language_of(flows[call.running], call)


def language_of(flow: Flow, call: Call) -> str:
    """Return the language that the call is held in now; ``flow`` is the one that it is in."""
    state = flow.states.get(call.state)
    return (state.language if state else None) or _chosen(flow, call)


def _chosen(flow: Flow, call: Call) -> str:
    return (call.language and spoken(flow.languages, call.language)) or flow.languages[0]
