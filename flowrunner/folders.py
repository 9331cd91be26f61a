"""Where a user's programs keep things, as each system has it (the XDG base directories, unless it is another's)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

_OURS = "flowrunner"


def data_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of what must not be lost."""
    return _folder(environment, "XDG_DATA_HOME", home, home / "Library" / "Application Support", ".local/share")


def cache_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of what can be made again."""
    return _folder(environment, "XDG_CACHE_HOME", home, home / "Library" / "Caches", ".cache")


def _folder(environment: Mapping[str, str], variable: str, home: Path, of_mac: Path, usual: str) -> Path:
    if environment.get(variable):
        return Path(environment[variable]) / _OURS
    if sys.platform == "darwin":
        return of_mac / _OURS
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData" / "Local")) / _OURS
    return home / usual / _OURS
