"""Log lines: a time, what happened, and the facts as ``key=value``. Facts not named here stay out of the log."""

from __future__ import annotations

import logging
from typing import TextIO

FIELDS = (
    "flow",
    "version",
    "call",
    "reason",
    "seconds",
    "rejoins",
    "oddities",
    "kind",
    "state",
    "missing",
    "form",
    "url",
    "client",
    "unsaid",
    "provider",
    "trouble",
)
"""None of them says who called, what was said or what was pressed."""


class LineFormatter(logging.Formatter):
    """One line a record, and the traceback of a fault below it."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s%(facts)s", "%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = vars(record)
        known = (f" {name}={_plain(facts[name])}" for name in FIELDS if facts.get(name) not in (None, ""))
        record.facts = "".join(known)
        return super().format(record)


def _plain(value: object) -> str:
    """Return a value that cannot pretend to be another line or another fact."""
    text = str(value)
    return text if text.isprintable() and " " not in text else repr(text)


def log_lines(stream: TextIO) -> None:
    """Write what flowrunner does, and what troubles its libraries, to ``stream``."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("flowrunner").setLevel(logging.INFO)
