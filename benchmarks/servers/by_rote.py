"""The floor of whole calls: aiohttp answers every request and message with what it has at hand, and knows nothing.

One prompt a stream, then the key decides: a dial after `3`, else the end. It asks for no balance, keeps nothing on disk
and forgets a call when it is told of its end. Writes its answer address on a line.
"""

from __future__ import annotations

import asyncio
import base64

import msgspec
from aiohttp import web

from benchmarks.servers.counted import say
from flowrunner.server.loop import new_loop

SOUND = base64.b64encode(bytes(12_000)).decode()
PROMPT = f'{{"event":"playAudio","media":{{"contentType":"audio/x-mulaw","sampleRate":8000,"payload":"{SOUND}"}}}}'
CHECKPOINT = '{"event":"checkpoint","streamId":"s","name":"p"}'
DIAL = '<Response><Dial action="%s" method="POST"><Number>+15550100001</Number></Dial></Response>'
STREAM = (
    '<Response><Stream bidirectional="true" keepCallAlive="true">%s</Stream>'
    '<Redirect method="POST">%s</Redirect></Response>'
)
HANGUP = "<Response><Hangup/></Response>"
KEYS = web.AppKey("KEYS", dict[str, str])


class Digit(msgspec.Struct):
    """The part of a key that matters."""

    digit: str


class Message(msgspec.Struct):
    """Any message of the stream."""

    event: str
    dtmf: Digit | None = None


def _document(request: web.Request, call: str) -> web.Response:
    stream = f"ws://{request.host}/stream/{call}"
    return _xml(STREAM % (stream, f"http://{request.host}/continue/{call}"))


def _xml(text: str) -> web.Response:
    return web.Response(text=text, content_type="application/xml")


async def answer(request: web.Request) -> web.Response:
    """Begin a call."""
    return _document(request, str((await request.post())["CallUUID"]))


async def carry_on(request: web.Request) -> web.Response:
    """Dial, once, or end."""
    await request.post()
    call = request.match_info["call"]
    dials = request.app[KEYS].pop(call, "") == "3"
    return _xml(DIAL % f"http://{request.host}/continue/{call}" if dials else HANGUP)


async def hangup(request: web.Request) -> web.Response:
    """Forget a call."""
    request.app[KEYS].pop(str((await request.post())["CallUUID"]), None)
    return web.Response()


async def stream(request: web.Request) -> web.WebSocketResponse:
    """Say something, and close when a key was pressed and the next prompt has been heard."""
    socket = web.WebSocketResponse(compress=False, decode_text=False)
    await socket.prepare(request)
    decode = msgspec.json.Decoder(Message).decode
    pressed = ""
    async for raw in socket:
        message = decode(raw.data)
        if message.event == "start" or (message.event == "dtmf" and not pressed):
            pressed = message.dtmf.digit if message.dtmf else ""
            await socket.send_str(PROMPT)
            await socket.send_str(CHECKPOINT)
        elif message.event == "playedStream" and pressed:
            request.app[KEYS][request.match_info["call"]] = pressed
            await socket.close()
    return socket


def application() -> web.Application:
    """Return the server."""
    app = web.Application()
    app[KEYS] = {}
    app.router.add_post("/answer", answer)
    app.router.add_post("/hangup", hangup)
    app.router.add_post("/continue/{call}", carry_on)
    app.router.add_get("/stream/{call}", stream)
    return app


async def main() -> None:
    """Serve until terminated."""
    runner = web.AppRunner(application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say(f"http://127.0.0.1:{runner.addresses[0][1]}/answer")
    await asyncio.Future()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())
