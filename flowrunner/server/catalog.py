"""The flows that take calls, each in the version that serves now.

Theory of operation. A version never changes: a reload makes new ones, and ``switch`` lets them serve in one step of
the event loop. A call holds the version that it began with. The catalog holds only what serves, and knows the others
weakly: an older version goes with the last call that uses it, and is found until then for requests about such calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from flowrunner.flow.library import FLOW_NAME
from flowrunner.server.flows import LoadedFlows, serve_flow

if TYPE_CHECKING:
    from flowrunner.flow.loader import Loaded
    from flowrunner.flow.model import Flow
    from flowrunner.intents.embedding import Embedding
    from flowrunner.server.calls import Recordings, ServedFlow


@dataclass(frozen=True, slots=True)
class FlowFile:
    """A file as it is now, and what serves of it."""

    newest: Loaded
    """Its newest text, with everything that was found in it."""
    serving: ServedFlow | None
    """What new calls get: the newest text, or the last one without errors. None: nothing, or another file's flow."""

    @property
    def path(self) -> str:
        """Where it is."""
        return self.newest.path

    @property
    def is_stale(self) -> bool:
        """Whether an older text serves, because the newest one has errors."""
        return self.newest.flow is None and self.serving is not None


@dataclass(frozen=True, slots=True)
class FlowChange:
    """What a reload has changed."""

    live: tuple[ServedFlow, ...] = ()
    """Versions that serve from now on, of new flows too."""
    gone: tuple[str, ...] = ()
    """Names of flows that serve no more; calls in progress go on."""
    files: tuple[FlowFile, ...] = ()
    """Files that were added, or whose text or findings are others than before."""
    away: tuple[str, ...] = ()
    """Paths of files that are there no more."""
    seconds: float = 0.0
    """What reading and checking took."""

    def __bool__(self) -> bool:
        """Whether there is any change."""
        return bool(self.live or self.gone or self.files or self.away)


Listener = Callable[[FlowChange], None]


class FlowCatalog:
    """What serves, by the name of the flow."""

    def __init__(self, secrets: Mapping[str, str] | None = None, embedding: Embedding | None = None) -> None:
        """``secrets`` are what flows may put into requests; an ``embedding`` finds more paraphrases."""
        self._secrets = secrets or {}
        self._embedding = embedding
        self._current: dict[str, ServedFlow] = {}
        self._files: tuple[FlowFile, ...] = ()
        self._versions: WeakValueDictionary[tuple[str, str], ServedFlow] = WeakValueDictionary()
        self._listeners: list[Listener] = []

    @classmethod
    def of(
        cls, flows: Iterable[Flow], secrets: Mapping[str, str] | None = None, embedding: Embedding | None = None
    ) -> FlowCatalog:
        """Return a catalog of flows that did not come from files."""
        catalog = cls(secrets, embedding)
        catalog._current = {flow.name: catalog._served(flow, {}) for flow in flows}
        return catalog

    def __iter__(self) -> Iterator[ServedFlow]:
        """Go through what serves, by name."""
        return iter([served for _, served in sorted(self._current.items())])

    def current(self, name: str) -> ServedFlow | None:
        """Return what a new call gets; None: there is no such flow, or none that ever was without errors."""
        return self._current.get(name)

    def known(self, name: str) -> ServedFlow | None:
        """Return what serves or, of a flow that was deleted, what calls in progress still use."""
        old = (served for (flow, _), served in self._versions.items() if flow == name)
        return self._current.get(name) or next(old, None)

    def version(self, name: str, version: str) -> ServedFlow | None:
        """Return a version that serves or that calls in progress still use."""
        return self._versions.get((name, version))

    def files(self) -> tuple[FlowFile, ...]:
        """Return every file with its newest text, translations too; none for flows that did not come from files."""
        return self._files

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell of changes, on the event loop when they serve already; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def switch(self, found: LoadedFlows, seconds: float = 0.0) -> FlowChange:
        """Let what was found serve the calls that begin from now on, and tell what that changes."""
        before, known = self._current, {file.path: file for file in self._files}
        self._files = tuple(FlowFile(each, self._serving(each, found, known.get(each.path))) for each in found.loaded)
        self._current = {file.serving.name: file.serving for file in self._files if file.serving is not None}
        live = tuple(served for served in self if served is not before.get(served.name))
        gone = tuple(sorted(before.keys() - self._current.keys()))
        files = tuple(file for file in self._files if _is_news(file, known.get(file.path)))
        away = tuple(sorted(known.keys() - {file.path for file in self._files}))
        change = FlowChange(live, gone, files, away, seconds)
        for listener in tuple(self._listeners) if change else ():
            listener(change)
        return change

    def _serving(self, newest: Loaded, found: LoadedFlows, before: FlowFile | None) -> ServedFlow | None:
        if newest.is_translation:
            return None
        if newest.flow is not None:
            return self._served(newest.flow, found.recordings.get(newest.flow.name, {}))
        declared = FLOW_NAME.search("\n".join(newest.lines))
        last = self._current.get(declared[1]) if declared else None
        last = last or (before.serving if before is not None else None)
        return None if last is None or last.name in found.flows else last

    def _served(self, flow: Flow, recordings: Recordings) -> ServedFlow:
        known = self._versions.get((flow.name, flow.version))
        if known is not None and (known.flow.path, known.recordings) == (flow.path, recordings):
            return known
        served = replace(serve_flow(flow, self._secrets, self._embedding), recordings=recordings)
        self._versions[flow.name, flow.version] = served
        return served


def _is_news(file: FlowFile, before: FlowFile | None) -> bool:
    return before is None or (file.newest.lines, file.newest.findings) != (before.newest.lines, before.newest.findings)
