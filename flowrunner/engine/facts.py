"""What is known of a call before it says anything, however a peer has put it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowrunner.engine.replacing import replace
from flowrunner.engine.storable import printable

if TYPE_CHECKING:
    from flowrunner.engine.call import Call, CallFacts
    from flowrunner.flow.model import Flow


def facts_of(flow: Flow, facts: CallFacts) -> CallFacts:
    """Return facts that can be written down, with what the flow itself says of its streams."""
    own = {name.lower(): text for name, text in flow.stream.extra_headers.items()}
    return replace(
        facts,
        id=printable(facts.id),
        from_=printable(facts.from_),
        to=printable(facts.to),
        extra=_printable({**own, **facts.extra}),
    )


def told(call: Call, extra: Mapping[str, str]) -> Call:
    """Return the call with more ``call.extra``; what was known first stays."""
    known = call.facts.extra
    if extra.keys() <= known.keys():
        return call
    return replace(call, facts=replace(call.facts, extra={**_printable(extra), **known}))


def _printable(extra: Mapping[str, str]) -> dict[str, str]:
    return {printable(name): printable(text) for name, text in extra.items()}
