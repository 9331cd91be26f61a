"""The generator against the floor: the real thing, for a moment."""

from __future__ import annotations

import os
import sys

import pytest
from aiohttp import web

from benchmarks.generator import perform, stream_path
from benchmarks.plan import Outcome, Plan
from benchmarks.servers.bare import application

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the CPU clock of another process")


async def serving(app: web.Application) -> tuple[web.AppRunner, int]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    return runner, port


def plan(port: int, answer: str | None = None) -> Plan:
    return Plan(
        port,
        os.getpid(),
        calls=4,
        warmup_s=0.0,
        measure_s=0.2,
        answer=answer,
        press="1",
        press_every_s=0.2,
        press_s=0.2,
        last_answers_s=0.2,
    )


async def test_every_call_is_held_and_every_key_answered(capsys: pytest.CaptureFixture[str]) -> None:
    runner, port = await serving(application())
    outcome: Outcome = await perform(plan(port))
    await runner.cleanup()
    assert outcome.lost_calls == 0
    assert outcome.unanswered_keys == 0
    assert outcome.key_to_audio_ms
    assert outcome.cpu_s > 0
    assert "measuring" in capsys.readouterr().out


async def test_calls_that_the_server_ends_are_lost(capsys: pytest.CaptureFixture[str]) -> None:
    async def close_at_once(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close()
        return socket

    app = web.Application()
    app.router.add_get("/stream", close_at_once)
    runner, port = await serving(app)
    outcome = await perform(plan(port))
    await runner.cleanup()
    assert outcome.lost_calls == 4


async def test_a_host_is_asked_where_the_stream_goes() -> None:
    async def answer(request: web.Request) -> web.Response:
        assert (await request.post())["CallUUID"] == "call-1"
        document = "<Response><Stream bidirectional='true'>\n wss://h.example/s/7?t=a&amp;u=b \n</Stream></Response>"
        return web.Response(text=document, content_type="text/xml")

    app = web.Application()
    app.router.add_post("/flows/x/answer", answer)
    runner, port = await serving(app)
    path = await stream_path(plan(port, "/flows/x/answer"), "call-1")
    await runner.cleanup()
    assert path == "/s/7?t=a&u=b"


async def test_an_answer_without_a_stream_is_shown() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="<Response><Hangup/></Response>")

    app = web.Application()
    app.router.add_post("/answer", answer)
    runner, port = await serving(app)
    with pytest.raises(ConnectionError, match="Hangup"):
        await stream_path(plan(port, "/answer"), "call-1")
    await runner.cleanup()
