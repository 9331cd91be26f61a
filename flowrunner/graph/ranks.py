"""Which row each box belongs to: below everything that leads to it, but for links that lead back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Pairs = Mapping[str, Sequence[str]]


def ranks(names: Sequence[str], following: Pairs, roots: Sequence[str]) -> dict[str, int]:
    """Return the row of each name, from 0, by the longest path from the roots.

    ``following`` holds where each name leads, what matters most first: a walk in that order decides which links lead
    back when they go in a circle. What the roots do not lead to does not push down what they lead to.
    """
    met = set(_walk(roots, following)[0])
    order, forward = _walk([*roots, *names], following)
    rank = dict.fromkeys(names, 0)
    for name in order:
        for target in forward[name]:
            if name in met or target not in met:
                rank[target] = max(rank[target], rank[name] + 1)
    for name in reversed(order):
        if name not in met and rank[name] == 0 and forward[name]:
            rank[name] = max(0, min(rank[target] for target in forward[name]) - 1)
    return rank


def _walk(starts: Sequence[str], following: Pairs) -> tuple[list[str], dict[str, list[str]]]:
    """Return the names, each before all it leads to, and the links without those that lead back."""
    forward: dict[str, list[str]] = {}
    done: list[str] = []
    for start in starts:
        if start not in forward:
            _descend(start, following, forward, done)
    return done[::-1], forward


def _descend(start: str, following: Pairs, forward: dict[str, list[str]], done: list[str]) -> None:
    """Walk depth first, without recursion: a flow may be a thousand states long."""
    forward[start] = []
    path: list[tuple[str, Iterator[str]]] = [(start, iter(following.get(start, ())))]
    above = {start}
    while path:
        name, rest = path[-1]
        target = next(rest, None)
        if target is None:
            done.append(name)
            above.discard(name)
            path.pop()
        elif target not in above:
            forward[name].append(target)
            if target not in forward:
                forward[target] = []
                above.add(target)
                path.append((target, iter(following.get(target, ()))))
