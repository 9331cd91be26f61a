"""Callbacks that say something odd, or nothing."""

from __future__ import annotations

from tests.server.raw_plivo import host_of, plivo, tags
from tests.server.served_flows import DESK


async def test_callbacks_are_answered_whatever_they_say() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        status = host.answer_url("desk").replace("/answer", "/status")
        for event in ("started", "StopStream", "DroppedStream", "DegradedStream", "", "new"):
            assert await call.callback(status, Event=event, StreamID="s1") == (200, b"")
        async with call.client.post(status, data=b"\xff\xfe=%%") as response:
            assert response.status == 200
        assert await call.callback(status.replace("/status", "/hangup"), CallUUID="nobody") == (200, b"")


async def test_a_call_that_nobody_knows_is_told_so() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        url = host.answer_url("desk").replace("/answer", "/continue/" + "0" * 32)

        assert tags(await call.post(url)) == ["Speak", "Hangup"]
        assert tags(await call.post(url, Event="Hangup")) == []


async def test_what_is_no_call_is_refused() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        assert (await call.callback(host.answer_url("desk"), CallUUID=""))[0] == 400
        assert (await call.callback(host.answer_url("nowhere")))[0] == 404
        assert (await call.callback(host.answer_url("desk"), Junk="x" * 100_000))[0] == 413
