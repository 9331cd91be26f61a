"""Where the flows of a command are, when nobody says so: what ``flowrunner init`` made is found from its folder."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

USUAL = Path("flows")


def configure_paths(parser: argparse.ArgumentParser, what: str = "a flow, or a folder of flows") -> None:
    """Describe the paths of a command that need not be told."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help=f"{what} (flows/ if it is here, or this folder)"
    )


def places(paths: Sequence[Path]) -> list[Path]:
    """Return where to look."""
    return list(paths) or [USUAL if USUAL.is_dir() else Path()]
