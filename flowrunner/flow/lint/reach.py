"""Where calls never come, where they never leave, and where nobody decided what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.loops import loops
from flowrunner.flow.lint.outcomes import ANY, left_over
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.ways import END, Way, reachable, ways_of
from flowrunner.flow.plain import verbs_of


@rule("unreachable-state", trusts="file")
def unreachable_states(document: Document) -> Iterator[Diagnostic]:
    """Find states that no path reaches."""
    ways = ways_of(document)
    lost = [name for name in document.states if name not in ways.reached]
    coming: dict[str, dict[str, None]] = {name: {} for name in lost}
    for other in lost:
        for way in ways.leaving[other]:
            if way.target in coming and way.target != other:
                coming[way.target][f"`{other}`"] = None
    for name, others in coming.items():
        why = f", which only {' and '.join(list(others)[:3])} would lead to" if others else ""
        span = document.source.key_span(("states", name))
        hint = f"lead to it with `go: {name}`, or remove it"
        yield document.warning("unreachable-state", f"no call reaches `{name}`{why}", span, hint)


@rule("endless-loop", trusts="file")
def endless_loops(document: Document) -> Iterator[Diagnostic]:
    """Find loops that no call leaves, whatever the caller does."""
    ways = ways_of(document)
    ending = reachable(_turned(ways.leaving), [END])
    trapped = [name for name in document.states if name in ways.reached and name not in ending]
    for loop in loops(trapped, ways.leaving):
        within = frozenset(loop)
        first, *others = [name for name in trapped if name in within]
        round_trip = " and ".join(f"`{name}`" for name in (first, *others[:3]))
        message = f"{round_trip} lead{'s' * (len(loop) == 1)} nowhere else: the call never ends"
        hint = "add a way out, such as `go: hangup` after the last sentence"
        yield document.warning("endless-loop", message, document.source.key_span(("states", first)), hint)


def _turned(leaving: Mapping[str, tuple[Way, ...]]) -> Mapping[str, tuple[Way, ...]]:
    turned: dict[str, list[Way]] = {END: []}
    for name, ways in leaving.items():
        turned.setdefault(name, [])
        for way in dict.fromkeys(ways):
            turned.setdefault(way.target, []).append(Way(name))
    return {name: tuple(ways) for name, ways in turned.items()}


@rule("left-to-fallback", trusts="file")
def outcomes_left_to_fallback(document: Document) -> Iterator[Diagnostic]:
    """Find outcomes that the flow says nothing about, so that they go to the fallback."""
    for name, state in document.states.items():
        left = list(left_over(document, name, state))
        if left:
            span = document.source.key_span(("states", name, *verbs_of(state)[:1]))
            message = _left(document, name, ["any other outcome" if each == ANY else f"`{each}`" for each in left])
            hint = (
                f"if that is meant, all is well; `go: {{{'otherwise' if ANY in left else left[0]}: ...}}` would say so"
            )
            yield document.info("left-to-fallback", message, span, hint)


def _left(document: Document, name: str, left: list[str]) -> str:
    outcomes = " and ".join(filter(None, (", ".join(left[:-1]), left[-1])))
    fallback = document.data.get("fallback")
    one = len(left) == 1
    if fallback in (name, "hangup"):
        return f"{outcomes} of `{name}` end{'s' * one} the call with an apology"
    return f"{outcomes} of `{name}` go{'es' * one} to the fallback `{fallback}`"
