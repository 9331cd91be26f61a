"""The menu of faults as the table of ``docs/emulator.md``: ``python -m flowrunner.emulator.page``."""

from __future__ import annotations

from flowrunner.emulator.faults import FaultKind


def table() -> str:
    """Return the table in Markdown."""
    rows = [f"| `{kind.usual}` | {kind.told} | {kind.value.source} |" for kind in FaultKind]
    return "\n".join(("| fault | what happens | met by, or allowed by |", "|---|---|---|", *rows))


if __name__ == "__main__":
    print(table())
