"""Plivo tells, beside a call of ours, that a machine has answered it."""

from __future__ import annotations

import pytest

from tests.fakes import FakePrompts, FakeSpeech
from tests.server.raw_plivo import RawPlivo, flow_of, host_of, plivo, tags

REMINDER = flow_of("""
flow: reminder
start: {inbound: greeting, outbound: greeting, machine: message}
fallback: desk
states:
  greeting: {ask: Will you come?, choices: {coming: {press: 1, go: desk}}}
  message: {say: Please remember tomorrow., go: hangup}
  desk: {transfer: "+15550100001", go: {otherwise: hangup}}
""")
OUTBOUND = {"Direction": "outbound"}


async def detected(call: RawPlivo, machine: str = "true") -> int:
    url = call.host.answer_url("reminder").replace("/answer", "/machine")
    status, _ = await call.callback(url, Event="MachineDetection", Machine=machine, IfMachine="continue", **OUTBOUND)
    return status


def speech() -> tuple[FakeSpeech, list[str]]:
    prompts = FakePrompts()
    return FakeSpeech(prompts), prompts.said


async def test_a_call_whose_stream_has_begun_begins_again() -> None:
    mouth, said = speech()
    async with host_of(REMINDER, speech=mouth) as host, plivo(host, "reminder") as call:
        document = await call.answer(**OUTBOUND)
        stream = await call.connect(document)
        await stream.until("playAudio")
        assert await detected(call) == 200
        assert await stream.ended() == 1000
        again = await call.carry_on(document, **OUTBOUND)
        assert tags(again) == ["Stream", "Redirect"]
        stream = await call.connect(again)
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        assert tags(await call.carry_on(again, **OUTBOUND)) == ["Hangup"]
    assert said == ["Will you come?", "Please remember tomorrow."]


async def test_a_call_whose_stream_is_still_to_come_begins_with_the_machine() -> None:
    mouth, said = speech()
    async with host_of(REMINDER, speech=mouth) as host, plivo(host, "reminder") as call:
        document = await call.answer(**OUTBOUND)
        assert await detected(call) == 200
        stream = await call.connect(document)
        await stream.hear_prompt()
        assert await stream.ended() == 1000
    assert said == ["Please remember tomorrow."]


async def test_what_is_told_twice_happens_once() -> None:
    mouth, said = speech()
    async with host_of(REMINDER, speech=mouth) as host, plivo(host, "reminder") as call:
        document = await call.answer(**OUTBOUND)
        assert (await detected(call), await detected(call)) == (200, 200)
        stream = await call.connect(document)
        await stream.until("playAudio")
        assert await detected(call) == 200
        await stream.until("checkpoint")
    assert said == ["Please remember tomorrow."]


async def test_a_person_is_not_disturbed() -> None:
    mouth, said = speech()
    async with host_of(REMINDER, speech=mouth) as host, plivo(host, "reminder") as call:
        stream = await call.connect(await call.answer(**OUTBOUND))
        assert await detected(call, "false") == 200
        await stream.hear_prompt()
    assert said == ["Will you come?"]


async def test_whoever_is_connected_to_a_person_stays_so() -> None:
    async with host_of(REMINDER) as host, plivo(host, "reminder") as call:
        document = await call.answer(**OUTBOUND)
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.press("1")
        await stream.ended()
        dial = await call.carry_on(document, **OUTBOUND)
        assert tags(dial) == ["Dial"]
        assert await detected(call) == 200
        assert tags(await call.carry_on(dial, DialStatus="completed", **OUTBOUND)) == ["Hangup"]


@pytest.mark.parametrize("call_id", ["", "nobody"])
async def test_of_a_call_that_is_not_known_nothing_happens(call_id: str) -> None:
    async with host_of(REMINDER) as host, plivo(host, "reminder", call_id) as call:
        assert await detected(call) == 200
        assert len(host.site.board.calls) == 0
