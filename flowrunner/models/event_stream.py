"""Reads server-sent events (the HTML standard, section 9.2.6). Pure: bytes in, the data of events out."""

from __future__ import annotations

import re

from flowrunner.errors import LanguageModelError

LARGEST_EVENT = 256 * 1024
"""Bytes."""
_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class EventStream:
    """Takes bytes cut anywhere, gives the data of each event; nobody here needs its name or id."""

    def __init__(self) -> None:
        self._line = b""
        self._after_return = False
        self._begun = False
        self._data: list[bytes] = []

    def write(self, data: bytes) -> list[str]:
        """Add bytes; return the data of the events that they completed. Raises LanguageModelError for a huge event."""
        *lines, self._line = _LINE_END.split(self._line + self._without_line_feed(data))
        events = [event for line in lines if (event := self._read(line)) is not None]
        if len(self._line) + sum(map(len, self._data)) > LARGEST_EVENT:
            raise LanguageModelError("malformed", f"an event of more than {LARGEST_EVENT} bytes")
        return events

    def _without_line_feed(self, data: bytes) -> bytes:
        """Drop the second half of a line end whose first half came with the bytes before."""
        if data and self._after_return:
            data, self._after_return = data.removeprefix(b"\n"), False
        if data:
            self._after_return = data.endswith(b"\r")
        return data

    def _read(self, line: bytes) -> str | None:
        if not self._begun:
            line, self._begun = line.removeprefix(_BOM), True
        if line:
            self._read_field(line)
            return None
        data, self._data = self._data, []
        return b"\n".join(data).decode("utf-8", "replace") if data else None

    def _read_field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")  # a comment has no name
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
