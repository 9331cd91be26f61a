"""Plivo's own FastAPI handler, as its README shows it: every frame's sound is decoded and dropped."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI, WebSocket
from plivo_stream import MediaEvent, PlivoFastAPIStreamingHandler

from benchmarks.servers import arguments


async def stream(websocket: WebSocket) -> None:
    """Listen until the caller has gone."""
    handler = PlivoFastAPIStreamingHandler(websocket)
    handler.on_media(decode)
    await handler.start()


async def decode(event: MediaEvent) -> None:
    """Get at the sound, which is the least that a bot does."""
    event.get_raw_media()


if __name__ == "__main__":
    app = FastAPI()
    app.add_api_websocket_route("/stream", stream)
    uvicorn.run(app, host="127.0.0.1", port=arguments.port(), loop="uvloop", log_level="warning")
