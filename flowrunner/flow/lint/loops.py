"""The loops of a graph: its strongly connected components, after Tarjan (1972), without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flowrunner.flow.lint.ways import Way


def loops(names: Iterable[str], leaving: Mapping[str, tuple[Way, ...]]) -> Iterator[list[str]]:
    """Yield the loops among the named states, each as the states that lead to each other."""
    among = set(names)
    ahead = {name: sorted({way.target for way in leaving[name]} & among) for name in among}
    for component in _components(ahead):
        if len(component) > 1 or component[0] in ahead[component[0]]:
            yield component


def _components(ahead: Mapping[str, list[str]]) -> Iterator[list[str]]:
    search = _Search(ahead)
    for name in sorted(ahead):
        if name not in search.order:
            yield from search.run(name)


class _Search:
    """One walk over the whole graph."""

    def __init__(self, ahead: Mapping[str, list[str]]) -> None:
        self.order: dict[str, int] = {}
        self._ahead = ahead
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()

    def run(self, root: str) -> Iterator[list[str]]:
        """Walk everything that can be reached from a state."""
        path = [(root, iter(self._enter(root)))]
        while path:
            name, rest = path[-1]
            following = next(rest, None)
            if following is None:
                path.pop()
                if path:
                    above = path[-1][0]
                    self._low[above] = min(self._low[above], self._low[name])
                if self._low[name] == self.order[name]:
                    yield self._close(name)
            elif following not in self.order:
                path.append((following, iter(self._enter(following))))
            elif following in self._is_open:
                self._low[name] = min(self._low[name], self.order[following])

    def _enter(self, name: str) -> list[str]:
        self.order[name] = self._low[name] = len(self.order)
        self._open.append(name)
        self._is_open.add(name)
        return self._ahead[name]

    def _close(self, name: str) -> list[str]:
        at = self._open.index(name)
        component, self._open = self._open[at:], self._open[:at]
        self._is_open.difference_update(component)
        return component
