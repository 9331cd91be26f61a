"""Programs that tests need and Debian has."""

from __future__ import annotations

import os
import shutil
import subprocess

_DEADLINE_S = 600


def install(package: str) -> bool:
    """Ask the system for a package, which only its administrator may do; return whether it was given."""
    apt = shutil.which("apt-get")
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt is None or (rights and shutil.which("sudo") is None):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", package]):
        done = subprocess.run([*rights, apt, *words], env=environment, check=False, timeout=_DEADLINE_S)
        if done.returncode != 0:
            return False
    return True
