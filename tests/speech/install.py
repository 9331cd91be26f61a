"""The program espeak-ng, for the tests of its voice: Debian's package, or the one that is here.

python -m tests.speech.install
"""

from __future__ import annotations

import shutil

from flowrunner.speech.espeak import PROGRAM
from tests import debian


def installed() -> str:
    """Return where it is, after installing it if it is not here; raises RuntimeError with what to do."""
    found = shutil.which(PROGRAM) or (debian.install(PROGRAM) and shutil.which(PROGRAM))
    if not found:
        raise RuntimeError(f"the tests of voices need {PROGRAM} (on Debian: sudo apt-get install {PROGRAM})")
    return found


if __name__ == "__main__":
    print(installed())
