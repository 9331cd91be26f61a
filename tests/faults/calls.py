"""Whole calls between the emulator with a fault and the real host, on a clock that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flowrunner.audio.codec import Codec
from flowrunner.config import PlivoAccount, Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions, Fault, FaultKind, Press, Step, parse_fault
from flowrunner.plivo.formats import content_type
from flowrunner.server.app import Host, running_host
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import Loud, Tones
from tests.virtual_time import run

SETTLE_S = 0.0002
"""Both ends live on one loop, and no thread works."""
FLOW = """
flow: desk
start: menu
fallback: operator
states:
  menu:
    ask: News or your pin?
    choices:
      news: {press: 2}
      pin: {press: 3}
  news: {say: No news., interrupt: false, go: pin}
  pin: {ask: Digits?, type: digits, length: 4, save: pin, go: bye}
  bye: {say: Goodbye., go: hangup}
  operator: {transfer: "+15550100000", go: {otherwise: hangup}}
"""
TO_THE_END: tuple[Step, ...] = (Press("3"), Press("1234"))


def served_speech() -> FakeSpeech:
    """Return prompts that can be heard."""
    return FakeSpeech(Tones())


@dataclass
class Held:
    """A call that is over, and what the host knows of it."""

    report: CallReport
    counts: dict[str, int]
    oddities: int
    ended: list[str]
    """Why the host thinks that each of its calls is over."""


def hold(
    *faults: Fault | FaultKind | str,
    steps: Iterable[Step] = TO_THE_END,
    codec: Codec = Codec.MULAW_8K,
    options: EmulatorOptions | None = None,
    token: str = "",
) -> Held:
    """Hold a call with these faults; fail when the host keeps anything of it."""
    wanted = replace(
        options or EmulatorOptions(max_call_s=600, patience_s=120),
        faults=tuple(map(_fault, faults)),
        auth_token=token or None,
    )

    async def held() -> Held:
        flow = flow_of(FLOW + f"stream: {{content_type: {content_type(codec)}}}\n")
        settings = Settings(port=0, plivo=PlivoAccount(auth_token=token)) if token else Settings(port=0)
        async with running_host(settings, {"desk": flow}, served_speech()) as host:
            report = await Emulator(wanted, voice=Loud()).call(host.answer_url("desk"), tuple(steps))
            was_told = FaultKind.MISSING_CALLBACKS not in [fault.kind for fault in wanted.faults]
            return await _looked_at(host, report, was_told)

    return run(held(), SETTLE_S)


async def _looked_at(host: Host, report: CallReport, was_told: bool) -> Held:
    """Look; who was not told of the end forgets the call after three minutes of real time, which is too long."""
    await asyncio.sleep(60)
    board = host.site.board
    assert [record.live for record in board.calls] == [None] * len(board.calls), "a session is left"
    assert not was_told or len(board.calls) == 0, "a call is left"
    ended = board.calls.find("desk", report.call_uuid)
    return Held(
        report,
        dict(host.site.counts),
        0 if ended is None else ended.oddities,
        [] if ended is None else [ended.ended],
    )


def _fault(fault: Fault | FaultKind | str) -> Fault:
    if isinstance(fault, str):
        return parse_fault(fault)
    return Fault(fault) if isinstance(fault, FaultKind) else fault
