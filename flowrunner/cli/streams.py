"""``flowrunner streams``: list or stop the streams of a call that is under way at Plivo."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from flowrunner.cli.account import credentials, explained
from flowrunner.config import load_settings
from flowrunner.errors import RestError, UsageError
from flowrunner.plivo.rest import PlivoRest, StreamState, open_rest

EPILOG = """\
Examples:
  flowrunner streams list 4a92dd13-0c0e-4b7a-8a52-0f1f5d3b7c11        every stream of the call, those that are over too
  flowrunner streams stop 4a92dd13-0c0e-4b7a-8a52-0f1f5d3b7c11        end them all
  flowrunner streams stop 4a92dd13-0c0e-4b7a-8a52-0f1f5d3b7c11 20170ada-f610-433b-8758-c02a2aab3662      end one

CALL is the CallUUID: the host's log has it, and `flowrunner dial` prints it. When a stream is stopped Plivo goes on
with what comes next in the call's document; a flow of this host goes on where it was, with a new stream.

The account is that of flowrunner.toml ([plivo] auth_id, auth_token) or of FLOWRUNNER_AUTH_ID and FLOWRUNNER_AUTH_TOKEN.

Exit status: 0 done, 1 there was no stream or Plivo would not, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("what", choices=("list", "stop"), help="show the streams, or end them")
    parser.add_argument("call", metavar="CALL", help="the call's CallUUID")
    parser.add_argument("stream", metavar="STREAM", nargs="?", help="one stream; without it, stop ends all")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """List or stop, and return 0, or 1 when there is no stream; raises UsageError."""
    if args.what == "list" and args.stream:
        raise UsageError("list shows all streams of a call: leave the stream out")
    settings = load_settings(args.config, os.environ)
    account = credentials(settings.plivo)

    async def done() -> int:
        async with open_rest(account, settings.plivo.api_url) as rest:
            return await (_list(rest, args.call) if args.what == "list" else _stop(rest, args.call, args.stream))

    try:
        return asyncio.run(done())
    except RestError as error:
        print(f"flowrunner streams: {explained(error)}", file=sys.stderr)
        return 1


async def _list(rest: PlivoRest, call: str) -> int:
    streams = await rest.streams.all(call)
    for stream in streams:
        print(_line(stream))
    if not streams:
        print("the call has no streams", file=sys.stderr)
    return 0 if streams else 1


async def _stop(rest: PlivoRest, call: str, stream: str | None) -> int:
    stopped = await (rest.streams.stop(call, stream) if stream else rest.streams.stop_all(call))
    if not stopped:
        print("there was no stream to stop", file=sys.stderr)
        return 1
    print("stopped")
    return 0


def _line(stream: StreamState) -> str:
    ways = "both ways" if stream.bidirectional else f"listens to {stream.audio_track or 'inbound'}"
    state = "over" if stream.is_over else "running"
    began = f", since {stream.start_time}" if stream.start_time else ""
    return f"{stream.stream_id}  {state}  {ways}, {stream.content_type or 'codec unknown'}{began}, {_where(stream)}"


def _where(stream: StreamState) -> str:
    """Return where the sound goes, without the end of the address: that is the ticket that opens it."""
    parts = urlsplit(stream.service_url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/..."
