"""Traces of calls in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowrunner.storage.ports import TraceHead, TracePart

if TYPE_CHECKING:
    from flowrunner.storage.sqlite import SqliteDatabase

FOUND_AT_MOST = 10
_HEAD = """
    INSERT INTO traces VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
        began = min(began, excluded.began), last = max(last, excluded.last), failed = max(failed, excluded.failed),
        caller = CASE WHEN excluded.caller = '' THEN caller ELSE excluded.caller END,
        version = CASE WHEN excluded.version = '' THEN version ELSE excluded.version END,
        ended = CASE WHEN excluded.ended = '' THEN ended ELSE excluded.ended END
"""
_PART = "INSERT INTO trace_parts VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_COLUMNS = "SELECT flow, call, began, last, caller, version, ended, failed FROM traces"
_DROP_OLD = "DELETE FROM traces WHERE last < CASE WHEN failed THEN ? ELSE ? END"
_DROP_MANY = """
    DELETE FROM traces WHERE (flow, call) IN (
        SELECT flow, call FROM traces WHERE failed = ? ORDER BY began DESC LIMIT -1 OFFSET ?
    )
"""


class SqliteTraces:
    """The ``TraceStore`` of a host in SQLite."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def add(self, parts: Sequence[TracePart]) -> None:
        await self._database.run(lambda connection: _add(connection, parts))

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        query = f"{_COLUMNS} WHERE (? IS NULL OR flow = ?) AND failed >= ? ORDER BY began DESC LIMIT ?"
        return await self._heads(query, (flow, flow, failed, most))

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        query = f"{_COLUMNS} WHERE substr(call, 1, ?) = ? AND (? IS NULL OR flow = ?) ORDER BY began DESC LIMIT ?"
        return await self._heads(query, (len(call), call, flow, flow, FOUND_AT_MOST))

    async def read(self, flow: str, call: str) -> list[bytes]:
        query = "SELECT data FROM trace_parts WHERE flow = ? AND call = ? ORDER BY at, writer, number"
        rows = await self._database.run(lambda connection: connection.execute(query, (flow, call)).fetchall())
        return [bytes(row[0]) for row in rows]

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        def work(connection: sqlite3.Connection) -> int:
            dropped = connection.execute(_DROP_OLD, (failed_before, before)).rowcount
            return dropped + sum(connection.execute(_DROP_MANY, (failed, most)).rowcount for failed in (False, True))

        return await self._database.run(work)

    async def _heads(self, query: str, values: tuple[object, ...]) -> list[TraceHead]:
        rows = await self._database.run(lambda connection: connection.execute(query, values).fetchall())
        return list(map(_head, rows))


def _head(row: tuple[str, str, float, float, str, str, str, int]) -> TraceHead:
    flow, call, began, last, caller, version, ended, failed = row
    return TraceHead(flow, call, began, last, caller, version, ended, bool(failed))


def _add(connection: sqlite3.Connection, parts: Sequence[TracePart]) -> None:
    heads = [part.head for part in parts]
    rows = [
        (each.flow, each.call, each.began, each.last, each.caller, each.version, each.ended, each.failed)
        for each in heads
    ]
    connection.executemany(_HEAD, rows)
    pieces = [(each.head.flow, each.head.call, each.writer, each.number, each.head.last, each.data) for each in parts]
    connection.executemany(_PART, pieces)
