"""Chromium, for the tests of the page: Debian's package, or whatever browser of its family is here.

    python -m tests.dev.install

``make test`` does this; a test that finds none does it too. FLOWRUNNER_CHROMIUM names one in an unusual place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DEADLINE_S = 600
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


def _found() -> str | None:
    named = os.environ.get("FLOWRUNNER_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def _install() -> bool:
    """Ask the system for it, which only its administrator may do; return whether it was given."""
    apt = shutil.which("apt-get")
    if apt is None or os.environ.get("FLOWRUNNER_CHROMIUM"):
        return False
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and shutil.which("sudo") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*rights, apt, *words], env=environment, check=False, timeout=_DEADLINE_S)
        if done.returncode != 0:
            return False
    return True


if __name__ == "__main__":
    print(installed())
