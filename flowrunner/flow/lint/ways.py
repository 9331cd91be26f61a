"""Every way a call can take through a file: what the rules about reaching, ending and setting have in common.

A command of ``anytime`` works in every state that says or does something; all of them meet in one hub, so that the
number of ways stays in proportion to the length of the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flowrunner.flow.document import Document
from flowrunner.flow.lint.outcomes import UNSAVED, beside_choices, choice_targets, led_to
from flowrunner.flow.plain import Mapped, listed, mapping, verbs_of
from flowrunner.flow.source import Data

END = "\0end"
"""Where a call goes that ends; no state can have this name."""
HUB = "\0hub"
"""Where the commands of ``anytime`` leave from."""
_MAX_STEPS_BACK = 100
"""States that are looked at to find where ``back`` leads from one of them."""


class Way(NamedTuple):
    """One way out of a state."""

    target: str
    saved: bool = False
    """Whether the answer of the state has been saved by then."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Every way of a file; targets are states, END or HUB."""

    roots: frozenset[str]
    leaving: Mapping[str, tuple[Way, ...]]
    reached: Mapping[str, None]
    """The states that some call may be in, the nearest to the roots first."""


def ways_of(document: Document) -> Ways:
    """Return the ways of a file without errors."""
    return document.once(_ways_of)


def _ways_of(document: Document) -> Ways:
    raw = {name: list(_leaving(document, name, state)) for name, state in document.states.items()}
    raw[HUB] = [Way(target) for target in _commands(document)]
    back = {name for name, ways in raw.items() if any(way.target == "back" for way in ways)}
    coming = _coming(raw)
    leaving = {name: tuple(_resolved(document, name, ways)) for name, ways in raw.items()}
    for name in document.states if HUB in back else back:
        leaving[name] += tuple(Way(each, saved=True) for each in _before(document, coming, name))
    roots = frozenset({*_texts(document.data.get("start")), *listed(document.data.get("fallback"))})
    roots |= frozenset(listed(document.data.get("on_hangup")))
    return Ways(roots, leaving, reachable(leaving, sorted(roots & document.state_names)))


def _texts(start: Data) -> list[str]:
    return [text for value in mapping(start).values() for text in listed(value)] or listed(start)


def _commands(document: Document) -> Iterator[str]:
    for name, choice in mapping(document.data.get("anytime")).items():
        targets, decided = choice_targets(document, name, mapping(choice), {})
        yield from targets
        if not decided:
            yield from listed(document.data.get("fallback"))


def _leaving(document: Document, name: str, state: Mapped) -> Iterator[Way]:
    if "return" in state:
        yield Way(END)
        return
    for choice, data in mapping(state.get("choices")).items():
        targets, decided = choice_targets(document, choice, mapping(data), state)
        yield from _ways(targets if decided else [*targets, _rescue(document, name)], saved=True)
    for outcome in beside_choices(state):
        targets, decided = led_to(state, outcome)
        if not decided:
            ends = "transfer" in state and outcome == "ended"
            targets = [*targets, END if ends else _rescue(document, name)]
        yield from _ways(targets, saved="agent" in state or outcome not in UNSAVED)


def _ways(targets: Iterable[str], *, saved: bool) -> Iterator[Way]:
    return (Way(target, saved) for target in targets)


def _rescue(document: Document, name: str) -> str:
    """Return where a call goes that is stuck; in the fallback itself it ends with an apology."""
    fallback = document.data.get("fallback")
    return fallback if isinstance(fallback, str) and fallback not in (name, "hangup") else END


def _resolved(document: Document, name: str, ways: Iterable[Way]) -> Iterator[Way]:
    for way in dict.fromkeys(ways):
        if way.target in ("hangup", "return"):
            yield Way(END, way.saved)
        elif way.target == "repeat":
            yield Way(name, way.saved)
        elif way.target != "back":
            yield way
    if name in document.states and not is_silent(document.states[name]):
        yield Way(HUB, saved=True)
        yield Way(HUB)


def is_silent(state: Mapped) -> bool:
    """Whether a call passes a state without a moment in which the caller could do anything."""
    return "say" not in state and not verbs_of(state)


def _coming(leaving: Mapping[str, Iterable[Way]]) -> Mapping[str, set[str]]:
    coming: dict[str, set[str]] = {}
    for name, ways in leaving.items():
        for way in ways:
            coming.setdefault(way.target, set()).add(name)
    return coming


def _before(document: Document, coming: Mapping[str, set[str]], name: str) -> Iterator[str]:
    """Yield where ``back`` may lead from a state: to the states before it, past those that only pass a call on."""
    seen = {name, HUB}
    left = deque(coming.get(name, ()))
    while left and len(seen) < _MAX_STEPS_BACK:
        state = left.popleft()
        if state in seen:
            continue
        seen.add(state)
        if is_silent(document.states[state]):
            left.extend(coming.get(state, ()))
        else:
            yield state


def reachable(leaving: Mapping[str, tuple[Way, ...]], roots: Iterable[str]) -> dict[str, None]:
    """Return every state that can be reached from the roots, with the roots, in the order of being reached."""
    seen = dict.fromkeys(roots)
    left = deque(seen)
    while left:
        for way in leaving[left.popleft()]:
            if way.target not in seen and way.target in leaving:
                seen[way.target] = None
                left.append(way.target)
    seen.pop(HUB, None)
    return seen
