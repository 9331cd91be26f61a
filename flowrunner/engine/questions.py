"""Which question a call is in the middle of. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowrunner.engine.language import running
from flowrunner.flow.model import Ask, Menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrunner.engine.call import Call
    from flowrunner.flow.model import Choice, Flow


def question_of(flows: Mapping[str, Flow], call: Call) -> Ask | None:
    """Return the question that the current state puts, whatever is being asked about its answer; None: it asks none."""
    verb = running(flows, call).states[call.state].verb
    return verb if isinstance(verb, Ask) else None


def own_choices(flows: Mapping[str, Flow], call: Call) -> tuple[Choice, ...]:
    """Return the choices of that question."""
    asked = question_of(flows, call)
    return asked.answer.choices if asked is not None and isinstance(asked.answer, Menu) else ()
