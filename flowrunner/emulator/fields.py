"""The fields of a JSON order, read as forgivingly as production reads them: numbers and truth may be text."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flowrunner.emulator.xml import Method


class BadOrder(Exception):  # noqa: N818 - an answer, not a fault
    """An order that cannot be carried out; ``status`` is that of the answer, the text its ``error``."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in an order."""

    found: dict[str, object]

    def text(self, name: str) -> str:
        """Return a text, empty when it is not there."""
        value = self.found.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return a text; raises BadOrder when it is not there."""
        if not (text := self.text(name).strip()):
            raise BadOrder(400, f"{name} parameter not present")
        return text

    def number(self, name: str, default: int, least: int = 0) -> int:
        """Return a whole number; raises BadOrder for anything else."""
        text = self.text(name) or str(default)
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise BadOrder(400, f"{name} parameter is invalid")
        return int(text)

    def flag(self, name: str) -> bool:
        """Return a truth, false when it is not there."""
        return self.text(name).lower() == "true"

    def method(self, name: str) -> Method:
        """Return GET or POST; raises BadOrder for anything else."""
        match self.text(name).upper():
            case "GET":
                return "GET"
            case "" | "POST":
                return "POST"
            case _:
                raise BadOrder(400, f"{name} parameter is invalid")


def read(body: bytes) -> Fields:
    """Read an order, which may have no fields; raises BadOrder."""
    try:
        found = json.loads(body) if body.strip() else {}
    except (ValueError, RecursionError):
        raise BadOrder(400, "the body is not JSON") from None
    if not isinstance(found, dict):
        raise BadOrder(400, "the body is not a JSON object")
    return Fields(found)
