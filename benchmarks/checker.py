"""What checking a flow costs: ``python -m benchmarks.checker``, beside PyYAML's own reading of the same file.

The file is the example of the bank, again and again under other names, until it has as many lines as were asked for.
Both are measured in one process on the CPU clock; the best of several rounds counts, for nothing makes code faster
than it is.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from flowrunner.flow.library import Library
from flowrunner.flow.loader import Loaded, load_text

BANK = Path(__file__).parents[1] / "flows" / "bank.yaml"
SUBFLOW = BANK.with_name("verify_caller.yaml")
LINES = 5_000
ROUNDS = 7


def large_flow(lines: int = LINES) -> str:
    """Return a flow without mistakes of at least so many lines; each copy of the bank leads into the next."""
    head, states = BANK.read_text("utf-8").split("states:\n")
    names = re.findall(r"^  (\w+):", states, re.MULTILINE)
    place = re.compile(rf"(^  |^      |go: |to: |else: |: (?=\w+[,}}])|visits\(')({'|'.join(names)})\b", re.MULTILINE)
    text = f"{head}states:\n{states}"
    copies = 1
    while text.count("\n") < lines:
        suffix = f"_{copies}"
        copy = place.sub(lambda found, suffix=suffix: found[0] + suffix, states)  # type: ignore[misc]
        text = text.replace("    go: hangup\n", f"    go: welcome{suffix}\n") + copy
        copies += 1
    return text


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the CPU time of the quickest round, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best * 1000


def checked(text: str) -> Loaded:
    """Read and check a flow that runs what the bank runs."""
    return load_text(text, library=Library.of_folder(BANK.parent))


def command_ms(text: str) -> float:
    """Return the CPU time of the whole command, with starting Python and importing, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.yaml"
        file.write_text(text, "utf-8")
        shutil.copy(SUBFLOW, folder)
        script = (
            "import sys, time; from flowrunner.cli import main; main(['check', sys.argv[1]]);"
            "print(time.process_time(), file=sys.stderr)"
        )
        command = [sys.executable, "-c", script, str(file)]
        # the first run compiles the modules, as the first run after an installation does
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        runs = [subprocess.run(command, capture_output=True, text=True, check=True, env=environment) for _ in range(4)]
    return min(float(run.stderr) for run in runs) * 1000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker", description="What checking a flow costs.")
    parser.add_argument("--lines", type=int, default=LINES, help=f"length of the file (default {LINES})")
    text = large_flow(parser.parse_args().lines)
    loaded = checked(text)
    print(f"{len(loaded.lines):,} lines, {len(loaded.diagnostics)} findings, CPU time")
    print(f"{cpu_ms(lambda: yaml.compose(text, Loader=yaml.CSafeLoader)):7.0f} ms  PyYAML composes it")
    print(f"{cpu_ms(lambda: checked(text)):7.0f} ms  flowrunner reads and checks it")
    print(f"{command_ms(text):7.0f} ms  the whole command `flowrunner check`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
