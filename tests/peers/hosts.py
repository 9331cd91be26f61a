"""Hosts that others wrote, each with a conversation: runs with the peers' own Python, not with ours.

    python hosts.py sdk|pipecat|types

``sdk`` and ``pipecat`` print a port, and then every event that they saw, as JSON lines. ``types`` reads lines
``[kind, message]``, where the kind is a class of Plivo's SDK or ``""`` for its parser, and prints what it made of each.
"""

from __future__ import annotations

import asyncio
import json
import sys
from http import HTTPStatus
from typing import Any

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

ULAW_LOUD = b"\x90\x10" * 80
"""20 ms of something audible, in mu-law."""


def tell(event: str, **more: object) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


def answer(connection: ServerConnection, request: Request) -> Response | None:
    if request.path.startswith("/media"):
        return None
    port = connection.local_address[1]
    stream = f"""<Stream bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000">
      ws://127.0.0.1:{port}/media
    </Stream>"""
    ended = "Event=Hangup" in request.path
    body = "<Response/>" if ended else f"<Response>{stream}<Hangup/></Response>"
    return Response(HTTPStatus.OK, "OK", Headers({"Content-Type": "application/xml"}), body.encode())


async def converse_sdk(websocket: ServerConnection) -> None:
    from plivo_stream import PlivoWebsocketStreamingHandler

    handler = PlivoWebsocketStreamingHandler()

    @handler.on_start
    async def start(event: Any) -> None:
        tell("start", call=event.start.call_id, codec=event.start.media_format.encoding, tracks=event.start.tracks)
        await handler.send_media(ULAW_LOUD * 25)
        await handler.send_checkpoint("greeting")

    @handler.on_media
    async def media(event: Any) -> None:
        if event.media.chunk == 1:
            tell("media", bytes=len(event.get_raw_media()))

    @handler.on_played_stream
    async def played(event: Any) -> None:
        tell("played", name=event.name)
        if event.name == "bye":
            await handler.stop()

    @handler.on_dtmf
    async def dtmf(event: Any) -> None:
        tell("dtmf", digit=event.dtmf.digit)
        if event.dtmf.digit == "1":
            await handler.send_media(ULAW_LOUD * 250)
            await handler.send_checkpoint("long")
        else:
            await handler.send_clear_audio()

    @handler.on_cleared_audio
    async def cleared(_event: Any) -> None:
        tell("cleared")
        await handler.send_media(ULAW_LOUD * 15)
        await handler.send_checkpoint("bye")

    @handler.on_error
    async def failed(error: Exception) -> None:
        tell("error", text=str(error))

    await handler.handle(websocket)
    tell("over")


async def converse_pipecat(websocket: ServerConnection) -> None:
    from pipecat.frames.frames import InputAudioRawFrame, InputDTMFFrame, InterruptionFrame, OutputAudioRawFrame
    from pipecat.serializers.plivo import PlivoFrameSerializer

    start = json.loads(await websocket.recv())["start"]
    tell("start", call=start["callId"])
    params = PlivoFrameSerializer.InputParams(auto_hang_up=False, sample_rate=16000)
    serializer = PlivoFrameSerializer(start["streamId"], params=params)
    serializer._sample_rate = 16000  # what its setup does in a pipeline

    async def say(seconds: float) -> None:
        sound = (8000 * np.sin(np.arange(int(seconds * 16000)) / 5)).astype(np.int16).tobytes()
        for at in range(0, len(sound), 1280):
            message = await serializer.serialize(OutputAudioRawFrame(sound[at : at + 1280], 16000, 1))
            if message is not None:
                await websocket.send(message)

    await say(0.5)
    loud = 0
    async for text in websocket:
        match await serializer.deserialize(text):
            case InputAudioRawFrame(audio=audio):
                before, loud = (
                    loud,
                    loud + int(np.abs(np.frombuffer(audio, np.int16).astype(int)).max(initial=0) > 2000),
                )
                if before < 3 <= loud:
                    tell("heard")
                    await say(0.3)
            case InputDTMFFrame(button=button):
                tell("dtmf", digit=button.value)
                if button.value == "1":
                    await say(5)
                else:
                    await websocket.send(await serializer.serialize(InterruptionFrame()))
                    await say(0.3)
            case None if json.loads(text)["event"] == "clearedAudio":
                tell("cleared")
                await asyncio.sleep(0.6)
                await websocket.close()
    tell("over")


async def serve_one(converse: Any) -> None:
    over = asyncio.Event()

    async def held(websocket: ServerConnection) -> None:
        try:
            await converse(websocket)
        finally:
            over.set()

    how: dict[str, Any] = {"process_request": answer, "subprotocols": ["audio.drachtio.org"], "max_queue": None}
    async with serve(held, "127.0.0.1", 0, **how) as server:
        tell("listening", port=next(iter(server.sockets)).getsockname()[1])
        await over.wait()
        await asyncio.sleep(0.5)  # the hang-up is still to be told


async def judge() -> None:
    import plivo_stream

    class Parser(plivo_stream.BaseStreamingHandler):
        async def _send_raw(self, data: str) -> None: ...

    parser = Parser()
    errors: list[str] = []

    @parser.on_error
    async def failed(error: Exception) -> None:
        errors.append(str(error).splitlines()[0])

    for line in sys.stdin:
        kind, message = json.loads(line)
        errors.clear()
        if kind:
            model = getattr(plivo_stream, kind).model_validate(message, strict=True)
            print(json.dumps(model.model_dump(by_alias=True)), flush=True)
        else:
            await parser._process_message(json.dumps(message))
            print(json.dumps(errors), flush=True)


if __name__ == "__main__":
    mode = sys.argv[1]
    asyncio.run(judge() if mode == "types" else serve_one({"sdk": converse_sdk, "pipecat": converse_pipecat}[mode]))
