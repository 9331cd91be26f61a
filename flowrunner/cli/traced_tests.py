"""Writes calls that were held as tests of their flows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from flowrunner.cli.reading import read_flow
from flowrunner.cli.understanding import understanding
from flowrunner.engine.machine import Machine
from flowrunner.errors import TraceError, UsageError
from flowrunner.flow.model import Flow
from flowrunner.script.from_trace import Written, as_test
from flowrunner.script.suite import ENDING
from flowrunner.trace.reading import Trace


def write_test(trace: Trace, file: Path | None, output: Path | None, config: Path | None) -> int:
    """Print a test, or add it to a file, and return 0; 1 when there can be none, 2 when the flow has mistakes.

    Raises UsageError.
    """
    path = file or _path(trace)
    flow = read_flow(path)
    if flow is None:
        return 2
    if output is not None and not ENDING.search(output.name):
        raise UsageError(f"{output} would not be run: the name of a test file ends in .test.yaml")
    try:
        machine = Machine(flow, embedding=understanding(config))
        written = as_test(trace, machine, None if output is None else _named(path, output))
    except TraceError as error:
        print(f"flowrunner trace: {error}", file=sys.stderr)
        return 1
    text = _commented(written, trace, flow)
    if output is None:
        sys.stdout.write(text)
    else:
        _add(text, output)
    return 0


def _path(trace: Trace) -> Path:
    path = trace.began.facts.get("path")
    if not isinstance(path, str) or not Path(path).is_file():
        raise UsageError(f"the flow of the call is not at {path or 'any place that is known'}: say --with FILE")
    return Path(path)


def _named(flow: Path, output: Path) -> str | None:
    """Return how the test names its flow; None when the name of the file says it."""
    beside = output.resolve().parent == flow.resolve().parent
    if beside and ENDING.sub("", output.name) == flow.stem:
        return None
    return Path(os.path.relpath(flow.resolve(), output.resolve().parent)).as_posix()


def _commented(written: Written, trace: Trace, flow: Flow) -> str:
    remarks = list(written.remarks)
    version = trace.began.facts.get("version")
    if version != flow.version:
        remarks.insert(0, "the call was held with another version of the flow")
    return "".join(f"# {remark}\n" for remark in remarks) + written.text


def _add(text: str, output: Path) -> None:
    try:
        before = output.read_text("utf-8") if output.exists() else ""
        name = text[text.index("- test: ") :].partition("\n")[0]
        if name in before.splitlines():
            raise UsageError(f"{output} has this test already")
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        with output.open("a", encoding="utf-8") as file:
            file.write(gap + text)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"cannot write {output}: {reason.lower()}") from None
