"""A reader who does what a page says, word for word, in an empty folder.

``python -m tests.docs.reader docs/tutorial.md`` writes what really comes into the consoles of the page.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.book import ROOT, Block, Command, blocks, commands
from tests.ports import free_port

LASTING = ("serve", "dev", "exchange")
"""Commands that go on until they are stopped."""
AT_THE_END = " (at the end)"
"""Behind the name of a file: the block is added to it."""
_PORT = "8000"
_TOLD_S = 120.0


@dataclass(slots=True)
class Reader:
    """Somebody in a folder, with a terminal that has as many windows as it takes."""

    folder: Path
    port: str = field(default_factory=lambda: str(free_port()))
    """What 8000 is on this machine."""
    windows: list[subprocess.Popen[str]] = field(default_factory=list)
    home: Path = field(init=False)

    def __post_init__(self) -> None:
        self.home = self.folder

    def take(self, block: Block) -> Iterator[tuple[Command, str]]:
        """Write the file that a block has, or run the commands of a console and yield each with what it printed."""
        if block.title:
            self._write(block)
        for command in commands(block) if block.kind == "console" else ():
            yield command, self._run(command).replace(self.port, _PORT)

    def close(self) -> None:
        """Stop what goes on."""
        for window in self.windows:
            window.terminate()
        for window in self.windows:
            window.communicate(timeout=_TOLD_S)

    def _write(self, block: Block) -> None:
        path = self.folder / block.title.removesuffix(AT_THE_END)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if block.title.endswith(AT_THE_END) else ""
        path.write_text(before + block.text, "utf-8")

    def _run(self, command: Command) -> str:
        words = shlex.split(command.line.replace(_PORT, self.port))
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return ""
        assert words[0] == "flowrunner", f"a reader cannot run {command.line!r} here"
        run = [sys.executable, "-m", "flowrunner", *words[1:]]
        if words[1] in LASTING:
            return self._open(run, command.shown.count("\n"))
        done = subprocess.run(
            run, cwd=self.folder, env=_environment(self.home), capture_output=True, text=True, timeout=_TOLD_S
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    def _open(self, run: list[str], lines: int) -> str:
        """Begin what goes on, and return its first lines."""
        window = subprocess.Popen(
            run,
            cwd=self.folder,
            env=_environment(self.home),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.windows.append(window)
        assert window.stdout is not None
        return "".join(window.stdout.readline() for _ in range(lines))


def _environment(home: Path) -> dict[str, str]:
    """Return what a terminal of 120 columns has, without any setting of flowrunner but an empty cache."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLOWRUNNER_")}
    own = {"FLOWRUNNER_CACHE": str(home / "cache"), "FLOWRUNNER_DATABASE": "none"}
    return kept | own | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """Read in a folder, and leave nothing running behind."""
    reader = Reader(folder)
    try:
        yield reader
    finally:
        reader.close()


def is_as_shown(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows: a line of three dots stands for any, and times may differ."""
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in timeless(shown).splitlines())
    return re.fullmatch(pattern, timeless(printed).rstrip("\n"), re.DOTALL) is not None


def timeless(text: str) -> str:
    """Return text with every time and length of time as noughts, and without blanks at the ends of lines."""
    text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    return re.sub(r"\d+([.:]\d+)+", lambda found: re.sub(r"\d+", "0", found[0]), text)


def main(page: Path) -> None:
    """Write what comes into the consoles of a page; what ends in three dots is left as it is."""
    text, shift = page.read_text("utf-8"), 0
    with TemporaryDirectory() as folder, reading(Path(folder)) as reader:
        for block in blocks(page):
            new = "".join(
                f"$ {command.line}\n{command.shown if is_as_shown(command.shown, printed) else printed}"
                for command, printed in reader.take(block)
            )
            if new and block.kind == "console":
                text = text[: block.begin + shift] + new + text[block.end + shift :]
                shift += len(new) - len(block.text)
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
