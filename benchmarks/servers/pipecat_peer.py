"""pipecat: its Plivo serializer, its FastAPI transport, and a pipeline of nothing else.

The lightest sensible configuration: 8 kHz throughout (no resampling), no voice activity, no metrics, no
turn tracking, no idle timer, no log.
"""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.serializers.plivo import PlivoFrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

from benchmarks.servers import arguments

RATE = 8000


def _transport(websocket: WebSocket, stream_id: str) -> FastAPIWebsocketTransport:
    serializer = PlivoFrameSerializer(stream_id, params=PlivoFrameSerializer.InputParams(auto_hang_up=False))
    params = FastAPIWebsocketParams(
        serializer=serializer,
        audio_in_enabled=True,
        audio_out_enabled=True,
        audio_in_sample_rate=RATE,
        audio_out_sample_rate=RATE,
    )
    return FastAPIWebsocketTransport(websocket, params)


def _worker(transport: FastAPIWebsocketTransport) -> PipelineWorker:
    return PipelineWorker(
        Pipeline([transport.input(), transport.output()]),
        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        enable_turn_tracking=False,
        enable_rtvi=False,
        idle_timeout_secs=None,
        check_dangling_tasks=False,
    )


async def stream(websocket: WebSocket) -> None:
    """Run a pipeline until the caller has gone."""
    await websocket.accept()
    start = await websocket.receive_json()
    transport = _transport(websocket, start["start"]["streamId"])
    worker = _worker(transport)

    async def end(transport: FastAPIWebsocketTransport, websocket: WebSocket) -> None:
        await worker.cancel()

    transport.add_event_handler("on_client_disconnected", end)
    runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
    await runner.add_workers(worker)
    await runner.run()


if __name__ == "__main__":
    logger.remove()
    app = FastAPI()
    app.add_api_websocket_route("/stream", stream)
    uvicorn.run(app, host="127.0.0.1", port=arguments.port(), loop="uvloop", log_level="warning")
