"""Traces of calls in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowrunner.storage.ports import TraceHead, TracePart

if TYPE_CHECKING:
    import asyncpg

    from flowrunner.storage.postgresql import PostgresqlDatabase

FOUND_AT_MOST = 10
_HEAD = """
    INSERT INTO traces AS old VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (flow, call) DO UPDATE SET
        began = least(old.began, excluded.began), last = greatest(old.last, excluded.last),
        caller = CASE WHEN excluded.caller = '' THEN old.caller ELSE excluded.caller END,
        version = CASE WHEN excluded.version = '' THEN old.version ELSE excluded.version END,
        ended = CASE WHEN excluded.ended = '' THEN old.ended ELSE excluded.ended END,
        failed = old.failed OR excluded.failed
"""
_PART = "INSERT INTO trace_parts VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
_COLUMNS = "SELECT flow, call, began, last, caller, version, ended, failed FROM traces"
_DROP = """
    DELETE FROM traces WHERE last < CASE WHEN failed THEN $1::double precision ELSE $2 END OR (flow, call) IN (
        SELECT flow, call FROM (
            SELECT flow, call, row_number() OVER (PARTITION BY failed ORDER BY began DESC) AS place FROM traces
        ) AS placed WHERE place > $3
    )
"""


class PostgresqlTraces:
    """The ``TraceStore`` of several hosts in PostgreSQL."""

    def __init__(self, database: PostgresqlDatabase) -> None:
        self._database = database

    async def add(self, parts: Sequence[TracePart]) -> None:
        ordered = sorted(parts, key=_key)  # hosts that add to the same calls do not wait for each other crosswise
        heads = [each.head for each in ordered]
        rows = [
            (each.flow, each.call, each.began, each.last, each.caller, each.version, each.ended, each.failed)
            for each in heads
        ]
        pieces = [
            (each.head.flow, each.head.call, each.writer, each.number, each.head.last, each.data) for each in ordered
        ]
        await self._database.change_all([(_HEAD, rows), (_PART, pieces)])

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        query = f"{_COLUMNS} WHERE ($1::text IS NULL OR flow = $1) AND failed >= $2 ORDER BY began DESC LIMIT $3"
        return list(map(_head, await self._database.rows(query, flow, failed, most)))

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        query = f"{_COLUMNS} WHERE starts_with(call, $1) AND ($2::text IS NULL OR flow = $2)"
        rows = await self._database.rows(f"{query} ORDER BY began DESC LIMIT {FOUND_AT_MOST}", call, flow)
        return list(map(_head, rows))

    async def read(self, flow: str, call: str) -> list[bytes]:
        query = "SELECT data FROM trace_parts WHERE flow = $1 AND call = $2 ORDER BY at, writer, number"
        return [bytes(row["data"]) for row in await self._database.rows(query, flow, call)]

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        return await self._database.change(_DROP, failed_before, before, most)


def _head(row: asyncpg.Record) -> TraceHead:
    return TraceHead(*row)


def _key(part: TracePart) -> tuple[str, str, int]:
    return part.head.flow, part.head.call, part.number
