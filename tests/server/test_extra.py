"""What the far end says about a call beside the sound, and what the flow asks of its streams."""

from __future__ import annotations

import pytest

from tests.server.raw_plivo import flow_of, host_of, plivo

DESK = flow_of("""
flow: desk
start: menu
fallback: bye
stream:
  extra_headers: {department: billing}
  noise_cancellation: 70
  timeout: 90s
  status_callback_url: https://example.com/status
  status_callback_method: GET
states:
  menu:
    ask: For a person, press 1.
    choices:
      person: {press: 1}
  person: {transfer: "{{ call.extra.desk }}", go: {otherwise: bye}}
  bye: {say: Goodbye., go: hangup}
""")

BACK = flow_of("""
flow: back
start: first
fallback: bye
states:
  first: {say: One moment., go: desk}
  desk: {transfer: "+15550100002", go: {ended: bye, otherwise: second}}
  second: {transfer: "{{ call.extra.second_desk }}", go: {otherwise: bye}}
  bye: {say: Goodbye., go: hangup}
""")


@pytest.mark.parametrize(
    "extra",
    [
        "desk=15550100001;tier=gold",
        "tier=gold,desk=15550100001",
        '{"desk": "15550100001"}',
        {"X-PH-Desk": 15550100001},
        "{tier: gold, desk: 15550100001}",
        "X-PH-Desk=1555%30100001",
    ],
)
async def test_what_a_stream_says_of_its_call_is_known_in_the_flow(extra: object) -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.open(document)
        start = {"callId": "c1", "streamId": "s1", "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000}}
        await stream.send({"event": "start", "start": start, "extra_headers": extra})
        await stream.hear_prompt()
        await stream.press("1")
        await stream.ended()

        dial = await call.carry_on(document)
        assert dial.findtext("Dial/Number") == "15550100001"


async def test_what_the_answer_said_of_a_call_is_not_changed_by_its_stream() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer(**{"X-PH-Desk": "15550100002"})
        stream = await call.open(document)
        await stream.send({"event": "start", "start": {"callId": "c1"}, "extra_headers": "desk=15550100001"})
        await stream.press("1")
        await stream.ended()

        assert (await call.carry_on(document)).findtext("Dial/Number") == "15550100002"


async def test_a_stream_has_the_attributes_that_the_flow_asks_for() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = (await call.answer()).find("Stream")
        assert stream is not None
        (record,) = host.site.board.calls

    assert stream.attrib == {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "audioTrack": "inbound",
        "contentType": "audio/x-mulaw;rate=8000",
        "streamTimeout": "90",
        "extraHeaders": "department=billing",
        "statusCallbackUrl": "https://example.com/status",
        "statusCallbackMethod": "GET",
        "noiseCancellation": "true",
        "noiseCancellationLevel": "70",
    }
    assert record.call.facts.extra == {"department": "billing"}


async def test_what_a_later_request_says_of_a_call_is_known_in_the_flow() -> None:
    async with host_of(BACK) as host, plivo(host, "back") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.ended()
        dial = await call.carry_on(document)

        again = await call.carry_on(dial, DialStatus="busy", **{"X-PH-Second-Desk": "15550100003"})
        assert again.findtext("Dial/Number") == "15550100003"
