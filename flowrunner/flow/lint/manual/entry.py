"""One code of the checker, explained; and its examples as whole files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowrunner.flow.diagnostics import Severity

_STATES = {
    "menu": "  menu: {say: Hello., go: hangup}\n",
    "bye": "  bye: {say: Goodbye., go: hangup}\n",
    "operator": '  operator: {transfer: "+15550100000", go: {otherwise: hangup}}\n',
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a code means. The examples are parts of a flow, or whole ones; both are run by the tests."""

    code: str
    severity: Severity
    """The gravest that its findings have."""
    summary: str
    """One line, in lower case and without a full stop."""
    why: str
    """Why it matters, in whole sentences."""
    bad: str
    good: str
    beside: str = ""
    """Another file of the same folder, where the examples need one."""
    beside_name: str = "beside.yaml"
    name: str = "example.yaml"
    """What the examples are saved as."""
    known: str = ""
    """What the file `shop.md` beside the examples says, where there is one."""
    recording: str = ""
    """The name of a sound that lies beside the examples, where there is one."""
    encoding: str = "utf-8"
    """How the bad example is saved."""


def whole(example: str) -> str:
    """Return an example as a whole flow, which begins with its first state.

    What begins with two spaces is states; what is neither that nor a whole flow is the top of one, with its states
    or without.
    """
    if example.startswith("flow:"):
        return example
    top, _, states = ("", "", example) if example.startswith("  ") else example.partition("states:\n")
    start = states.split(":")[0].strip() or "menu"
    needed = [name for name in _STATES if name in (start, "operator") or re.search(rf"\b{name}\b", example)]
    others = "".join(_STATES[name] for name in needed if f"  {name}:" not in states)
    return f"flow: example\nstart: {start}\nfallback: operator\n{top}states:\n{states}{others}"
