"""The command line that every subject has."""

from __future__ import annotations

import argparse


def port() -> int:
    """Read ``--port N``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    chosen: int = parser.parse_args().port
    return chosen
