"""What is told of a call beside its sound: it may come late, twice, or to the wrong address."""

from __future__ import annotations

import pytest

from tests.server.raw_plivo import host_of, plivo, tags
from tests.server.served_flows import DESK

DROPPED = {"StreamID": "s1", "Event": "DroppedStream", "Error": "connection disconnected with the remote service"}


async def test_each_report_of_a_stream_counts_once_in_whichever_words_it_comes() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        await call.answer()
        status = host.answer_url("desk").replace("/answer", "/status")
        for report in (
            {"StreamID": "s1", "Event": "StartStream"},
            {"StreamID": "s1", "Event": "started"},
            {"stream_id": "s1", "Event": "Stream connected"},
            DROPPED,
            DROPPED,
            {"StreamID": "s2", "Event": "StartStream"},
            {"audioTrack": "inbound", "bidirectional": "true"},
        ):
            assert await call.callback(status, **report) == (200, b"")

        counts = await call.counts()
        assert {name: number for name, number in counts.items() if name.startswith("status.")} == {
            "status.started": 2,
            "status.dropped": 1,
            "status.other": 1,
        }


async def test_a_report_of_a_call_that_is_not_known_is_taken_and_forgotten() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        status = host.answer_url("desk").replace("/answer", "/status")

        assert await call.callback(status, **DROPPED) == (200, b"")
        assert not any(name.startswith("status.") for name in await call.counts())


async def test_nobody_fills_the_memory_of_a_call_with_reports() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        await call.answer()
        status = host.answer_url("desk").replace("/answer", "/status")
        for number in range(120):
            await call.callback(status, StreamID=f"s{number}", Event="StartStream")

        (record,) = host.site.board.calls
        assert len(record.reports) == 100


@pytest.mark.parametrize("event", ["Ring", "MachineDetection", "StartStream", "DroppedStream", "stopped"])
async def test_what_only_tells_begins_no_call_at_the_answer_address(event: str) -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.post(host.answer_url("desk"), Event=event, CallStatus="ringing")

        assert tags(document) == []
        assert len(host.site.board.calls) == 0
        assert tags(await call.answer()) == ["Stream", "Redirect"]
