"""What a flow does when the caller has left, and cannot do without one."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import strings, verbs_of

SILENT = frozenset({"request", "run", "sms"})


@rule("needs-caller", trusts="state")
def states_that_need_a_caller(document: Document) -> Iterator[Diagnostic]:
    """Find states that ``on_hangup`` leads to and that ask, wait for or connect somebody."""
    for name in _after(document):
        for verb in verbs_of(document.states[name])[:1]:
            if verb not in SILENT:
                span = document.source.key_span(("states", name, verb))
                message = f"`{verb}` needs a caller, and `on_hangup` leads here when the caller has left"
                yield document.error(
                    "needs-caller", message, span, "lead to states that only `set`, `request` or `sms`"
                )


def _after(document: Document) -> list[str]:
    """Return the states that may be entered when the caller has left; nothing rescues a call then."""
    leading: dict[str, list[str]] = {}
    for target in document.targets:
        if target.path[0] == "states" and target.path[2] == "go":
            leading.setdefault(str(target.path[1]), []).append(target.name)
    found: dict[str, None] = {}
    left = strings(document.data.get("on_hangup"))
    while left:
        name = left.pop()
        if name in document.states and name not in found:
            found[name] = None
            left += leading.get(name, ())
    return list(found)
