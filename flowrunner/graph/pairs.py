"""Which state of a new flow is which of the old one, also when it has another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from flowrunner.flow.model import Flow, State
from flowrunner.graph.edges import Edge, transitions
from flowrunner.graph.facts import state_facts
from flowrunner.graph.prompts import texts

ALIKE = 0.6
"""From which share of common words on two states look like one that was renamed."""
_BY_NAME = 0.2
"""How much of that share the names themselves account for."""


def renamed(old: Flow, new: Flow) -> dict[str, str]:
    """Return the old and the new name of each state that seems to have been renamed."""
    gone = {name: words for name, words in _contents(old).items() if name not in new.states}
    added = {name: words for name, words in _contents(new).items() if name not in old.states}
    pairs: dict[str, str] = {}
    for score, before, after in sorted(_scores(gone, added), reverse=True):
        if score >= ALIKE and before not in pairs and after not in pairs.values():
            pairs[before] = after
    return pairs


def _scores(gone: Mapping[str, Counter[str]], added: Mapping[str, Counter[str]]) -> Iterator[tuple[float, str, str]]:
    for before, old in gone.items():
        for after, new in added.items():
            common, total = (old & new).total(), (old | new).total()
            content = common / total if total else 1.0
            if content >= ALIKE - _BY_NAME:
                name = SequenceMatcher(None, before, after).ratio()
                yield (1 - _BY_NAME) * content + _BY_NAME * name, before, after


def _contents(flow: Flow) -> dict[str, Counter[str]]:
    leaving: dict[str, list[Edge]] = {name: [] for name in flow.states}
    for edge in transitions(flow):
        leaving[edge.source].append(edge)
    return {name: _content(state, leaving[name]) for name, state in flow.states.items()}


def _content(state: State, edges: list[Edge]) -> Counter[str]:
    """Return the words that make a state what it is; its own name is none of them."""
    words = Counter(word for _, text in texts(state) for word in text.split())
    words.update(fact.words for fact in state_facts(state).values())
    words.update(f"{edge.name} {edge.when} → {edge.target}" for edge in edges if edge.target != state.name)
    return words
