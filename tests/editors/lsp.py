"""A small editor: it speaks the Language Server Protocol over stdio to the real yaml-language-server.

Positions are zero-based lines and characters, as in the protocol (version 3.17). A document is written with ``|``
where the cursor is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.editors.install import NODE, installed

DEADLINE_S = 30

_CAPABILITIES = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "completion": {
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]},
            "contextSupport": True,
        },
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {},
    },
}


@dataclass(slots=True)
class Editor:
    """One editor with one server; every request has a deadline."""

    folder: Path
    settings: Mapping[str, object]
    _process: asyncio.subprocess.Process
    _answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _marks: dict[str, asyncio.Future[list[dict[str, Any]]]] = field(default_factory=dict)
    _is_set_up: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0

    async def labels(self, name: str, text: str) -> list[str]:
        """Return what is offered at the cursor."""
        return [item["label"] for item in await self.items(name, text)]

    async def items(self, name: str, text: str) -> list[dict[str, Any]]:
        """Return what is offered at the cursor, with what it would write."""
        found = await self._at_cursor("textDocument/completion", name, text)
        return list(found["items"] if isinstance(found, dict) else found or [])

    async def hover(self, name: str, text: str) -> str:
        """Return what is explained at the cursor, as Markdown."""
        found = await self._at_cursor("textDocument/hover", name, text)
        return str(found["contents"]["value"]) if found else ""

    async def mistakes(self, name: str, text: str) -> list[tuple[int, str]]:
        """Return the line, from 1, and the message of each mistake."""
        uri = self._new_uri(name)
        marks = self._marks[uri] = asyncio.get_running_loop().create_future()
        await self._open(uri, text)
        async with asyncio.timeout(DEADLINE_S):
            found = await marks
        return sorted((mark["range"]["start"]["line"] + 1, mark["message"]) for mark in found)

    async def request(self, method: str, params: object) -> Any:
        """Ask the server; raise AssertionError when it answers with an error."""
        self._count += 1
        number = self._count
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._send({"id": number, "method": method, "params": params})
        async with asyncio.timeout(DEADLINE_S):
            return await answer

    async def notify(self, method: str, params: object) -> None:
        """Tell the server."""
        await self._send({"method": method, "params": params})

    async def set_up(self) -> None:
        """Begin, and wait until the server has asked for the settings."""
        uri = self.folder.as_uri()
        folders = [{"uri": uri, "name": self.folder.name}]
        params = {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": _CAPABILITIES}
        await self.request("initialize", params)
        await self.notify("initialized", {})
        async with asyncio.timeout(DEADLINE_S):
            await self._is_set_up.wait()

    async def listen(self) -> None:
        """Take what the server sends, until it goes."""
        output = self._process.stdout
        assert output is not None
        while head := await output.readline():
            size = int(head.removeprefix(b"Content-Length:"))
            while (await output.readline()).strip():
                pass
            await self._take(json.loads(await output.readexactly(size)))

    async def _at_cursor(self, method: str, name: str, text: str) -> Any:
        before, cursor, after = text.partition("|")
        assert cursor, "the text has no | where the cursor is"
        uri = self._new_uri(name)
        await self._open(uri, before + after)
        line, character = before.count("\n"), len(before) - before.rfind("\n") - 1
        position = {"line": line, "character": character}
        return await self.request(method, {"textDocument": {"uri": uri}, "position": position})

    async def _open(self, uri: str, text: str) -> None:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        await self.notify("textDocument/didOpen", {"textDocument": document})

    def _new_uri(self, name: str) -> str:
        """Return an address of its own, so that nothing late about another document is taken for this one."""
        self._count += 1
        path = self.folder / name
        return path.with_name(f"{self._count}-{path.name}").as_uri()

    async def _take(self, message: dict[str, Any]) -> None:
        match message:
            case {"id": int(number), "result": result}:
                self._answers.pop(number).set_result(result)
            case {"id": int(number), "error": error}:
                self._answers.pop(number).set_exception(AssertionError(error))
            case {"id": number, "method": "workspace/configuration", "params": {"items": items}}:
                await self._send({"id": number, "result": [self._setting(item["section"]) for item in items]})
                self._is_set_up.set()
            case {"id": number, "method": _}:
                await self._send({"id": number, "result": None})
            case {"method": "textDocument/publishDiagnostics", "params": {"uri": uri, "diagnostics": found}}:
                waiting = self._marks.pop(uri, None)
                if waiting is not None:
                    waiting.set_result(found)

    def _setting(self, section: str) -> object:
        """Return a section as an editor does: from keys such as ``yaml.schemas``."""
        start = section + "."
        return {key.removeprefix(start): value for key, value in self.settings.items() if key.startswith(start)}

    async def _send(self, message: Mapping[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        entry = self._process.stdin
        assert entry is not None
        entry.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        await entry.drain()


@asynccontextmanager
async def open_editor(folder: Path, settings: Mapping[str, object]) -> AsyncIterator[Editor]:
    """Open a folder in an editor with these settings; the server's catalogue of schemas on the network is off."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(NODE, installed(), "--stdio", stdin=pipe, stdout=pipe)
    editor = Editor(folder, {**settings, "yaml.schemaStore": {"enable": False}}, process)
    # no group of tasks: a fixture is set up in one task and torn down in another
    listening = asyncio.create_task(editor.listen())
    try:
        await editor.set_up()
        yield editor
        await editor.request("shutdown", None)
        await editor.notify("exit", None)
        async with asyncio.timeout(DEADLINE_S):
            await listening
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
