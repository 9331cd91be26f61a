"""The floor: an aiohttp socket that parses every message, decodes its sound, and does nothing with it.

It answers a key with one fixed second of sound, so that the time from key to sound has a floor too.
"""

from __future__ import annotations

import base64

import msgspec
import uvloop
from aiohttp import web

from benchmarks.servers import arguments


class Media(msgspec.Struct):
    """The part of a media message that matters; msgspec decodes the base64 of ``bytes``."""

    payload: bytes


class Message(msgspec.Struct):
    """Any message of the stream."""

    event: str
    media: Media | None = None


SECOND = base64.b64encode(bytes(8000)).decode()
REPLY = f'{{"event":"playAudio","media":{{"contentType":"audio/x-mulaw","sampleRate":8000,"payload":"{SECOND}"}}}}'


async def stream(request: web.Request) -> web.WebSocketResponse:
    """Parse until the caller has gone."""
    socket = web.WebSocketResponse(compress=False, decode_text=False)
    await socket.prepare(request)
    decode = msgspec.json.Decoder(Message).decode
    async for message in socket:
        if decode(message.data).event == "dtmf":
            await socket.send_str(REPLY)
    return socket


def application() -> web.Application:
    """Return the server."""
    app = web.Application()
    app.router.add_get("/stream", stream)
    return app


def main() -> None:
    """Serve until terminated."""
    web.run_app(
        application(),
        host="127.0.0.1",
        port=arguments.port(),
        loop=uvloop.new_event_loop(),
        print=None,
        access_log=None,
    )


if __name__ == "__main__":
    main()
