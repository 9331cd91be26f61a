"""Counts what a stream sent that could not be used."""

from __future__ import annotations

import logging
from collections import Counter

log = logging.getLogger(__name__)


class Oddities:
    """The odd messages of one stream, by kind. Each kind is logged once, because a stream repeats itself."""

    def __init__(self, call_id: str = "") -> None:
        self.counts: Counter[str] = Counter()
        self._call_id = call_id

    def note(self, kind: str) -> None:
        """Count one; ``kind`` is a fixed word, never text from the wire."""
        self.counts[kind] += 1
        if self.counts[kind] == 1:
            log.warning("ignored a stream message: %s", kind, extra={"call": self._call_id, "kind": kind})
