"""Chromium, for the tests of the page: Debian's package, or whatever browser of its family is here.

    python -m tests.dev.install

``make test`` does this; a test that finds none does it too. FLOWRUNNER_CHROMIUM names one in an unusual place.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests import debian

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


def _found() -> str | None:
    named = os.environ.get("FLOWRUNNER_CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def _install() -> bool:
    return not os.environ.get("FLOWRUNNER_CHROMIUM") and debian.install("chromium")


if __name__ == "__main__":
    print(installed())
