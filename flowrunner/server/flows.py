"""Finds flow files, loads them, and tells which serve."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import ConnectTo
from flowrunner.engine.machine import Machine
from flowrunner.errors import UsageError
from flowrunner.flow import loader
from flowrunner.flow.files import flow_files
from flowrunner.flow.loader import Loaded
from flowrunner.flow.model import Flow, Transfer
from flowrunner.flow.rereading import Rereader, Sight
from flowrunner.intents.embedding import Embedding
from flowrunner.plivo.xml import dialable
from flowrunner.server.calls import Recordings, ServedFlow


@dataclass(frozen=True, slots=True)
class LoadedFlows:
    """What was found: the flows that can serve, by name, and every file with its diagnostics."""

    flows: Mapping[str, Flow]
    loaded: tuple[Loaded, ...]
    recordings: Mapping[str, Recordings] = field(default_factory=dict)
    """How the files stood that each of the flows plays."""


def load_flows(paths: Iterable[Path]) -> LoadedFlows:
    """Load the flows that are named or in folders that are named; raises UsageError for what cannot be opened."""
    with _readable():
        return _by_name(tuple(loader.load_flows(flow_files(paths))))


@contextmanager
def _readable() -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot read {error.filename}: {(error.strerror or str(error)).lower()}") from None


def _by_name(loaded: tuple[Loaded, ...]) -> LoadedFlows:
    return LoadedFlows({each.flow.name: each.flow for each in loaded if each.flow is not None}, loaded)


class FlowFiles:
    """Flows in files, to be read whenever they may have changed."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._rereader = Rereader(paths)
        self.found = LoadedFlows({}, ())
        """What was found last."""
        self.look = self._rereader.look
        self.folders = self._rereader.folders

    def load(self) -> LoadedFlows:
        """Read what has changed, which takes a while; raises UsageError for what cannot be opened."""
        with _readable():
            self.found = replace(_by_name(self._rereader.load()), recordings=self._rereader.recordings())
        return self.found

    @property
    def seen(self) -> Sight:
        """How the files stood when they were last read."""
        return self._rereader.seen


def serve_flow(flow: Flow, secrets: Mapping[str, str], embedding: Embedding | None = None) -> ServedFlow:
    """Return the flow with what its calls need; what its machine can learn beforehand takes longer."""
    return ServedFlow(flow, Machine(flow, secrets, embedding=embedding), stream_codec(flow), _rescue(flow))


def stream_codec(flow: Flow) -> Codec:
    """Return the codec that the flow's streams ask for."""
    wanted = (flow.stream.encoding, flow.stream.sample_rate)
    return next((codec for codec in Codec if (codec.encoding, codec.sample_rate) == wanted), Codec.MULAW_8K)


def _rescue(flow: Flow) -> ConnectTo | None:
    """Return the fallback as a request to connect, when it is a transfer to numbers that never vary."""
    fallback = flow.states.get(flow.fallback)  # it may be `hangup`, which is no state
    if fallback is None or not isinstance(fallback.verb, Transfer):
        return None
    verb = fallback.verb
    numbers = tuple(filter(None, (dialable(number.constant or "") for number in verb.numbers)))
    caller_id = verb.caller_id.constant if verb.caller_id else None
    return ConnectTo(numbers, verb.ring_s, caller_id) if numbers else None
