"""Hosts that others wrote hold conversations with the emulator, so that it is right; real time, real sockets."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.emulator import (
    CallReport,
    During,
    Emulator,
    EmulatorOptions,
    HangUp,
    HangUpStyle,
    Press,
    Say,
    Step,
)
from flowrunner.plivo import messages
from flowrunner.plivo.formats import encoding_name
from tests.emulator.conversations import talk_to
from tests.emulator.tiny_host import HostSocket
from tests.peers.install import installed
from tests.test_whole_calls import Loud

HOSTS = Path(__file__).with_name("hosts.py")
DEADLINE_S = 60.0


@asynccontextmanager
async def host(which: str) -> AsyncGenerator[asyncio.StreamReader, None]:
    """Run one of them; yields what it prints."""
    process = await asyncio.create_subprocess_exec(installed(), HOSTS, which, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def converse(which: str, *steps: Step, style: HangUpStyle) -> tuple[CallReport, list[dict[str, Any]]]:
    """Hold a call with one of them; return what it saw, too."""
    options = EmulatorOptions(method="GET", hang_up=style, linger_s=4)
    async with asyncio.timeout(DEADLINE_S), host(which) as told:
        port = json.loads(await told.readline())["port"]
        report = await Emulator(options, voice=Loud()).call(f"http://127.0.0.1:{port}/answer", steps)
        return report, [json.loads(line) async for line in told]


def names(events: list[dict[str, Any]]) -> list[str]:
    return [" ".join(map(str, event.values())) for event in events if event["event"] in ("played", "dtmf", "cleared")]


async def test_plivos_own_handler_holds_a_conversation() -> None:
    steps = (Press("1"), During(Press("2"), 0.5))
    report, seen = await converse("sdk", *steps, style=HangUpStyle.CLOSE)
    assert (report.problems, report.violations) == ((), ())
    assert seen[0] == {"event": "start", "call": report.call_uuid, "codec": "audio/x-mulaw", "tracks": ["inbound"]}
    assert {"event": "media", "bytes": 160} in seen
    # what was cleared is never acknowledged
    assert names(seen) == ["played greeting", "dtmf 1", "dtmf 2", "cleared", "played bye"]
    assert [event for event in seen if event["event"] == "error"] == []
    assert (report.cause.code, report.cause.source) == (4000, "Answer XML")


async def test_plivos_own_handler_sees_the_caller_leave_and_does_not_know_stop() -> None:
    _, seen = await converse("sdk", HangUp(), style=HangUpStyle.STOP)
    assert seen[-2:] == [{"event": "error", "text": "Unknown event type: stop"}, {"event": "over"}]


async def test_pipecats_serializer_holds_a_conversation() -> None:
    steps = (Say("hello"), Press("1"), During(Press("2"), 0.5))
    report, seen = await converse("pipecat", *steps, style=HangUpStyle.CLOSE)
    assert (report.problems, report.violations) == ((), ())
    assert seen[0] == {"event": "start", "call": report.call_uuid}
    assert [event["event"] for event in seen].count("heard") == 1
    assert names(seen) == ["dtmf 1", "dtmf 2", "cleared"]
    assert seen[-1] == {"event": "over"}
    assert [turn.prompted_by.split()[0] for turn in report.turns[:3]] == ["the", "said", "pressed"]


def judged(*lines: tuple[str, object]) -> list[Any]:
    """Return what Plivo's SDK makes of messages."""
    given = "".join(json.dumps(line) + "\n" for line in lines)
    words = [str(installed()), str(HOSTS), "types"]
    done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=DEADLINE_S, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_our_host_says_passes_the_types_of_plivos_sdk() -> None:
    said: list[tuple[str, messages.Outbound]] = [
        *(("PlayAudioEvent", messages.PlayAudio(b"\x00\x7f\xff" * 40, codec)) for codec in Codec),
        ("CheckpointEvent", messages.Checkpoint('a stream "with quotes"', "greeting-1")),
        ("ClearAudioEvent", messages.ClearAudio("s1")),
    ]
    written = [(kind, json.loads(messages.write(message))) for kind, message in said]
    assert judged(*written) == [message for _, message in written]
    assert {encoding_name(codec) for codec in Codec} == {"audio/x-mulaw", "audio/x-l16"}


@pytest.mark.parametrize("codec", Codec)
def test_what_our_emulator_says_passes_the_parser_of_plivos_sdk_but_for_stop(codec: Codec) -> None:
    async def converses(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "greeting")
        await socket.next("dtmf")
        await socket.clear()
        await socket.prompt(0.2, "bye")
        await socket.until_closed()

    _, tiny = talk_to(converses, steps=[Press("1*#"), HangUp()], codec=codec)
    firsts = {message["event"]: message for message in reversed(tiny.sockets[0].seen)}
    assert firsts.keys() == {"start", "media", "dtmf", "playedStream", "clearedAudio", "stop"}
    made = judged(*(("", message) for message in firsts.values()))
    wrong = {event: errors for event, errors in zip(firsts, made, strict=True) if errors}
    assert wrong == {"stop": ["Unknown event type: stop"]}
