"""Finds flow files, loads them, and tells which serve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import ConnectTo
from flowrunner.engine.machine import Machine
from flowrunner.errors import UsageError
from flowrunner.flow.loader import Loaded, load_flow
from flowrunner.flow.model import Flow, Transfer
from flowrunner.plivo.xml import dialable
from flowrunner.server.calls import ServedFlow

SUFFIXES = (".yaml", ".yml")
_BESIDE_A_FLOW = re.compile(r".+\.(test|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$")
"""Stems of what stands beside flows in their folder: tests and translations."""


@dataclass(frozen=True, slots=True)
class LoadedFlows:
    """What was found. ``loaded`` has every file with its diagnostics, ``doubles`` the files whose name was taken."""

    flows: Mapping[str, Flow]
    loaded: tuple[Loaded, ...]
    doubles: tuple[Path, ...] = ()


def load_flows(paths: Iterable[Path]) -> LoadedFlows:
    """Load all flows; raises UsageError when there is no file or none that can be opened."""
    flows: dict[str, Flow] = {}
    loaded, doubles = [], []
    for path in flow_files(paths):
        each = _load(path)
        loaded.append(each)
        if each.flow is not None and each.flow.name in flows:
            doubles.append(path)
        elif each.flow is not None:
            flows[each.flow.name] = each.flow
    return LoadedFlows(flows, tuple(loaded), tuple(doubles))


def flow_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named, and the flows in the folders that are named; raises UsageError for none."""
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if not files:
        raise UsageError("there are no flows here: name a flow file, or a folder with *.yaml files in it")
    return files


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.suffix in SUFFIXES and file.is_file() and not hidden and not _BESIDE_A_FLOW.fullmatch(file.stem):
            yield file


def _load(path: Path) -> Loaded:
    try:
        return load_flow(path)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from None


def serve_flow(flow: Flow, secrets: Mapping[str, str]) -> ServedFlow:
    """Return the flow, ready to take calls."""
    return ServedFlow(flow.name, Machine(flow, secrets), stream_codec(flow), flow.stream.timeout_s, _rescue(flow))


def stream_codec(flow: Flow) -> Codec:
    """Return the codec that the flow's streams ask for."""
    wanted = (flow.stream.encoding, flow.stream.sample_rate)
    return next((codec for codec in Codec if (codec.encoding, codec.sample_rate) == wanted), Codec.MULAW_8K)


def _rescue(flow: Flow) -> ConnectTo | None:
    """Return the fallback as a request to connect, when it is a transfer to numbers that never vary."""
    verb = flow.states[flow.fallback].verb
    if not isinstance(verb, Transfer):
        return None
    numbers = tuple(filter(None, (dialable(number.constant or "") for number in verb.numbers)))
    caller_id = verb.caller_id.constant if verb.caller_id else None
    return ConnectTo(numbers, verb.ring_s, caller_id) if numbers else None
