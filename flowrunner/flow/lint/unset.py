"""Variables that are read where nothing can have set them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document, Use
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.lint.ways import HUB, Ways, ways_of
from flowrunner.flow.plain import Mapped, listed, mapping, words_of
from flowrunner.flow.spelling import did_you_mean

Names = int
"""A set of variables, one bit each."""
_AFTER_THE_ANSWER = frozenset({"go", "choices", "confirm", "reject", "form"})
"""Fields of a state that are read when its answer has been saved."""


@rule("never-set", trusts="file")
def never_set_variables(document: Document) -> Iterator[Diagnostic]:
    """Find variables that are read before any path has set them."""
    filling = _Filling(document)
    bits, there = filling.bits, filling.run(ways_of(document))
    for use in document.references:
        name = use.reference.name
        if use.reference.kind == "variable" and name in bits and not _known(use, filling, there) & bits[name]:
            message = f"`{name}` is always empty here: nothing on the way sets it"
            yield document.warning("never-set", message, use.span, _hint(document, name))


@rule("never-set", trusts="file")
def never_set_memories(document: Document) -> Iterator[Diagnostic]:
    """Find variables that are to be remembered and have nothing to remember."""
    data = document.data.get("remember")
    for index, name in enumerate(listed(data)):
        if name not in document.settable:
            span = document.source.span(("remember", index) if isinstance(data, list) else ("remember",))
            message = f"`{name}` is remembered, but nothing sets it"
            hint = did_you_mean(name, document.settable) or f"give it a value with `save: {name}`"
            yield document.warning("never-set", message, span, hint)


def _known(use: Use, filling: _Filling, there: Mapping[str, Names]) -> Names:
    """Return the variables that may have a value where one is read."""
    if use.text.path[0] != "states":
        return there[HUB]
    state, field = str(use.text.path[1]), use.text.path[2]
    if state not in there:
        return filling.all
    effect = filling.effects[state]
    if field == "set":
        return there[state] | effect.sets
    before = effect.applied(there[state])
    return before | effect.saves if field in _AFTER_THE_ANSWER else before


def _hint(document: Document, name: str) -> str:
    for state, data in document.states.items():
        if name in mapping(data.get("set")) or name in _saved(document, data):
            return f"`{state}` sets it: lead the call there first"
    return f"give it a value first, with `save: {name}` or `set: {{{name}: ...}}`"


def _saved(document: Document, state: Mapped) -> list[str]:
    tools = mapping(document.data.get("tools"))
    return [
        *(each for tool in listed(state.get("tools")) for each in mapping(mapping(tools.get(tool)).get("save"))),
        *listed(state.get("save")),
        *words_of(state),
        *(each for key in ("save", "form", "collect") for each in mapping(state.get(key))),
    ]


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a state does to the variables."""

    sets: Names
    forgets: Names
    saves: Names

    def applied(self, given: Names) -> Names:
        return (given | self.sets) & ~self.forgets


class _Filling:
    """Fills the states with the variables that may have a value there, until nothing changes."""

    def __init__(self, document: Document) -> None:
        self.bits = {name: 1 << place for place, name in enumerate(sorted(document.variables))}
        self.all = (1 << len(self.bits)) - 1
        self.effects = {name: self._effect(document, state) for name, state in document.states.items()}
        given = [*mapping(document.data.get("inputs")), *listed(document.data.get("remember"))]
        self._given = self._names(given)
        self._late = {*listed(document.data.get("fallback")), *listed(document.data.get("on_hangup"))}

    def _names(self, names: list[str]) -> Names:
        return sum(self.bits.get(name, 0) for name in set(names))

    def _effect(self, document: Document, state: Mapped) -> _Effect:
        saves = self.all if "run" in state else self._names(_saved(document, state))
        return _Effect(self._names(list(mapping(state.get("set")))), self._names(listed(state.get("forget"))), saves)

    def run(self, ways: Ways) -> dict[str, Names]:
        """Return for each state that is reached, and for the hub, what may have a value on entering it."""
        there = dict.fromkeys([*ways.reached, HUB], self._given)
        left = deque(there)
        waiting = set(left)
        while left:
            name = left.popleft()
            waiting.discard(name)
            for target, names in self._leaving(ways, name, there[name]):
                if target in there and names & ~there[target]:
                    there[target] |= names
                    if target not in waiting:
                        waiting.add(target)
                        left.append(target)
        return there

    def _leaving(self, ways: Ways, name: str, given: Names) -> Iterator[tuple[str, Names]]:
        if name == HUB:
            yield from ((way.target, given) for way in ways.leaving[HUB])
            yield from ((target, given) for target in self._late)
            return
        effect = self.effects[name]
        plain = effect.applied(given)
        for way in ways.leaving[name]:
            yield way.target, plain | effect.saves if way.saved else plain
