"""The caller leaves: reported before, during and after the stream, and at whichever address."""

from __future__ import annotations

import pytest

from tests.server.raw_plivo import host_of, plivo, tags
from tests.server.served_flows import DESK


@pytest.mark.parametrize("how", [{"Event": "Hangup"}, {"CallStatus": "completed"}, {"CallStatus": "no-answer"}])
async def test_a_hangup_at_the_answer_address_begins_no_call(how: dict[str, str]) -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        assert tags(await call.post(host.answer_url("desk"), **how)) == []

        assert len(host.site.board.calls) == 0


async def test_a_hangup_at_the_answer_address_ends_the_call() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()

        assert tags(await call.post(host.answer_url("desk"), Event="Hangup")) == []
        assert await stream.ended() == 1000
        assert len(host.site.board.calls) == 0


async def test_a_hangup_before_the_stream_lets_no_stream_begin() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        await call.hang_up()

        stream = await call.open(document)
        assert await stream.ended() == 1008
        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert tags(await call.answer()) == ["Hangup"]


@pytest.mark.parametrize("stop_first", [True, False])
async def test_a_hangup_after_the_stream_ends_the_call(stop_first: bool) -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        if stop_first:
            await stream.send({"event": "stop"})
        await stream.hang_up()
        await call.hang_up()

        await host.site.board.calls.quiet()
