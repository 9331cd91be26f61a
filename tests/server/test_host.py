"""Whole calls over real sockets, from the answer to the hang-up."""

from __future__ import annotations

import asyncio
import base64
import logging

import aiohttp
import pytest
from aiohttp import WSMsgType

from flowrunner.config import Limits, Settings
from tests.server.raw_plivo import RawPlivo, flow_of, host_of, plivo, stream_url, tags

DESK = flow_of("""
flow: desk
start: menu
fallback: bye
states:
  menu:
    ask: For sales, press 1. To leave, press 2.
    choices:
      sales: {press: 1}
      bye: {press: 2}
  sales:
    transfer: ["+1 555 010 0001", "+15550100002"]
    ring: 20s
    caller_id: "+15550100000"
    go: {ended: thanks, busy: busy, otherwise: bye}
  busy: {say: They are busy., go: menu}
  thanks: {say: Thank you for calling., go: bye}
  bye: {say: Goodbye., go: hangup}
""")
STRAIGHT = flow_of("""
flow: straight
start: person
fallback: bye
states:
  person: {transfer: "+15550100001", go: {otherwise: bye}}
  bye: {say: Goodbye., go: hangup}
""")

RESCUED = flow_of("""
flow: rescued
start: hello
fallback: person
states:
  hello: {say: Hello., go: person}
  person: {say: One moment., transfer: "+15550100001", go: {otherwise: hangup}}
""")


async def test_a_call_from_the_answer_to_the_hang_up() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        assert tags(document) == ["Stream", "Redirect"]
        stream = await call.connect(document)
        assert await stream.hear_prompt() > 0
        await stream.press("2")
        assert await stream.hear_prompt() > 0
        assert await stream.ended() == 1000

        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert await call.hang_up() == (200, b"")
        assert len(host.site.board.calls) == 0


async def test_a_key_cuts_the_prompt() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.connect(await call.answer())
        await stream.until("playAudio")
        await stream.press("2")

        clear = await stream.until("clearAudio")
        assert clear["streamId"] == stream.stream_id
        await stream.hear_prompt()


async def test_a_transfer_rings_one_number_after_another_and_the_call_comes_back() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.press("1")
        assert await stream.ended() == 1000

        first = await call.carry_on(document)
        assert [(dial.findtext("Number"), dial.get("timeout"), dial.get("callerId")) for dial in first] == [
            ("+15550100001", "20", "+15550100000")
        ]
        second = await call.carry_on(first, DialStatus="no-answer")
        assert [dial.findtext("Number") for dial in second] == ["+15550100002"]
        back = await call.carry_on(second, DialStatus="busy")
        assert tags(back) == ["Stream", "Redirect"]
        assert stream_url(back) != stream_url(document)
        stream = await call.connect(back)
        await stream.hear_prompt()
        assert (await stream.until("checkpoint"))["name"]


async def test_after_a_conversation_with_a_person_the_flow_goes_on() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.press("1")
        await stream.ended()

        dial = await call.carry_on(document)
        back = await call.carry_on(dial, DialStatus="completed")
        stream = await call.connect(back)
        await stream.hear_prompt()
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        assert tags(await call.carry_on(back)) == ["Hangup"]


async def test_a_flow_that_begins_with_a_transfer_needs_no_stream() -> None:
    async with host_of(STRAIGHT) as host, plivo(host, "straight") as call:
        document = await call.answer()
        assert tags(document) == ["Dial"]

        assert tags(await call.carry_on(document, DialStatus="failed")) == ["Stream", "Redirect"]


async def test_each_request_may_come_twice() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        assert stream_url(await call.answer()) == stream_url(document)
        stream = await call.connect(document)
        await stream.press("1")
        await stream.ended()

        dial = await call.carry_on(document)
        again = await call.carry_on(document)
        assert again.find("Dial") is not None
        assert [each.get("action") for each in again] == [each.get("action") for each in dial]
        back = await call.carry_on(dial, DialStatus="completed")
        assert stream_url(await call.carry_on(dial, DialStatus="completed")) == stream_url(back)
        assert await call.hang_up() == await call.hang_up() == (200, b"")


async def test_the_answer_address_serves_get_too() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        query = {"CallUUID": "c1", "From": "15550100009", "Event": "StartApp"}
        async with call.client.get(host.answer_url("desk"), params=query) as response:
            assert response.status == 200
            assert response.content_type == "application/xml"
            assert b"/flows/desk/stream/" in await response.read()


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


async def test_a_lost_stream_is_opened_again_and_the_question_asked_again() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()

        again = await call.carry_on(document)
        assert tags(again) == ["Stream", "Redirect"]
        stream = await call.connect(again)
        assert await stream.hear_prompt() > 0
        await stream.press("2")
        await stream.hear_prompt()
        assert await stream.ended() == 1000
        assert tags(await call.carry_on(again)) == ["Hangup"]


async def test_a_stream_that_is_lost_again_and_again_ends_in_an_apology() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        for _time in range(3):
            stream = await call.connect(document)
            await stream.until("playAudio")
            await stream.hang_up()
            document = await call.carry_on(document)
            assert tags(document) == ["Stream", "Redirect"]
        stream = await call.connect(document)
        await stream.hang_up()

        assert tags(await call.carry_on(document)) == ["Speak", "Hangup"]
        assert len(host.site.board.calls) == 0


async def test_a_fallback_that_is_a_person_needs_no_stream() -> None:
    async with host_of(RESCUED) as host, plivo(host, "rescued") as call:
        document = await call.answer()
        for _time in range(3):
            document = await call.carry_on(document)

        dial = await call.carry_on(document)
        assert [(each.tag, each.findtext("Number")) for each in dial] == [("Dial", "+15550100001")]
        assert tags(await call.carry_on(dial, DialStatus="completed")) == ["Hangup"]
        assert len(host.site.board.calls) == 0


async def test_a_stream_that_never_connects_is_offered_again_and_then_given_up() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        for _time in range(3):
            document = await call.carry_on(document)
            assert tags(document) == ["Stream", "Redirect"]

        assert tags(await call.carry_on(document)) == ["Speak", "Hangup"]


async def test_a_socket_that_comes_back_with_its_ticket_goes_on() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.hang_up()
        await over(call)

        stream = await call.connect(document)
        assert await stream.hear_prompt() > 0


async def over(call: RawPlivo) -> None:
    """Wait until the host knows that the call's stream has ended."""
    record = call.host.site.board.calls.find(call.flow, call.call_id)
    assert record is not None
    await record.over.wait()


async def test_plivo_may_continue_before_the_host_has_seen_the_end_of_the_stream() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.until("playAudio")

        again = await call.carry_on(document)  # a half-dead socket: nothing says that it is gone
        assert tags(again) == ["Stream", "Redirect"]
        stream = await call.connect(again)
        assert await stream.hear_prompt() > 0


async def test_the_first_stream_goes_on_when_a_second_one_comes() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        second = await call.open(document)
        assert await second.ended() == 1008

        await stream.press("2")
        await stream.hear_prompt()
        assert await stream.ended() == 1000


async def test_of_two_sockets_the_first_to_start_wins() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        slow, fast = await call.open(document), await call.open(document)
        await fast.start()
        await fast.hear_prompt()
        await slow.start()

        assert await slow.ended() == 1008
        await fast.press("2")
        await fast.hear_prompt()


async def test_a_wrong_ticket_is_closed_and_nothing_else_happens() -> None:
    async with host_of(DESK, STRAIGHT) as host, plivo(host, "desk") as call:
        document = await call.answer()
        right = stream_url(document)
        for wrong in (right[:-4] + "0000", right[:-32], right.replace("/desk/", "/straight/")):
            if wrong.endswith("/"):
                continue
            stream = await call.open_url(wrong)
            assert await stream.ended() == 1008

        await (await call.connect(document)).hear_prompt()


async def test_an_old_ticket_is_closed() -> None:
    settings = Settings(port=0, limits=Limits(ticket_s=0))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())

        assert await stream.ended() == 1008


async def test_a_stream_of_another_call_is_closed() -> None:
    async with host_of(DESK) as host, plivo(host, "desk", "c1") as one, plivo(host, "desk", "c2") as other:
        document = await one.answer()
        await other.answer()

        stream = await other.connect(document)
        assert await stream.ended() == 1008
        await (await one.connect(document)).hear_prompt()


async def test_what_cannot_be_read_does_not_end_the_call() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.send({"event": "media", "media": {"payload": "AAAA"}})
        await stream.start()
        await stream.hear_prompt()
        for junk in ("{", "[]", '{"event":"new"}', '{"event":"media","media":7}', "x" * 200_000, '{"a":' * 9_000):
            await stream.send(junk)
        await stream.ws.send_bytes(b"\x00\xff")
        await stream.ws.send_frame(b'{"event":"\xff"}', WSMsgType.TEXT)
        await stream.start()
        await stream.press("2")

        await stream.hear_prompt()
        assert await stream.ended() == 1000


async def test_a_message_beyond_all_bounds_ends_the_stream_but_not_the_call() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.send("x" * 2_000_000)
        assert await stream.ended() == 1009

        again = await call.carry_on(document)
        assert tags(again) == ["Stream", "Redirect"]
        await (await call.connect(again)).hear_prompt()


async def test_sound_comes_in_the_codec_that_start_names() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.start(encoding="audio/x-l16", sampleRate="16000")

        media = (await stream.until("playAudio"))["media"]
        assert (media["contentType"], media["sampleRate"]) == ("audio/x-l16", 16000)
        assert len(base64.b64decode(media["payload"])) <= 12_288


async def test_a_codec_that_nobody_speaks_is_refused() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer())
        await stream.start(encoding="audio/opus", sampleRate=48000)

        assert await stream.ended() == 1008


async def test_the_protocol_that_plivo_may_ask_for_is_spoken() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        stream = await call.open(await call.answer(), protocols=("audio.drachtio.org",))

        assert stream.ws.protocol == "audio.drachtio.org"
        assert "Sec-WebSocket-Extensions" not in stream.ws._response.headers


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


async def test_a_full_host_is_busy() -> None:
    settings = Settings(port=0, limits=Limits(calls=1))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as one, plivo(host, "desk", "c2") as two:
        await one.answer()
        refused = await two.answer()
        assert [(each.tag, each.get("reason")) for each in refused] == [("Hangup", "busy")]

        await one.hang_up()
        assert tags(await two.answer()) == ["Stream", "Redirect"]


async def test_a_host_that_closes_lets_its_calls_come_to_an_end() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call, plivo(host, "desk", "c2") as late:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        assert not await host.drain(0)

        assert tags(await late.answer()) == ["Hangup"]
        async with call.client.get(host.url + "/health") as response:
            assert (response.status, await response.json()) == (503, {"status": "closing", "calls": 1})
        await stream.press("2")
        await stream.hear_prompt()
        await stream.ended()
        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert await host.drain(1)


async def test_a_host_that_must_go_closes_its_streams() -> None:
    async with aiohttp.ClientSession() as client:
        async with host_of(DESK) as host:
            call = RawPlivo(client, host, "desk")
            stream = await call.connect(await call.answer())
            await stream.hear_prompt()
            leaving = asyncio.create_task(stream.ended())
        assert await leaving == 1000


async def test_addresses_are_those_of_the_outside_world() -> None:
    settings = Settings(port=0, base_url="https://bot.example.com")
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        url = host.url + "/flows/desk/answer"
        document = await call.post(url)
        assert host.answer_url("desk") == "https://bot.example.com/flows/desk/answer"
        assert stream_url(document).startswith("wss://bot.example.com/flows/desk/stream/")
        assert (document.findtext("Redirect") or "").startswith("https://bot.example.com/flows/desk/continue/")


async def test_a_tunnel_says_that_it_is_secure() -> None:
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        headers = {"X-Forwarded-Proto": "https", "Host": "abc.tunnel.example"}
        async with call.client.post(host.answer_url("desk"), data={"CallUUID": "c1"}, headers=headers) as response:
            assert b"wss://abc.tunnel.example/flows/desk/stream/" in await response.read()


async def test_a_person_who_looks_in_sees_the_answer_addresses() -> None:
    async with host_of(DESK, STRAIGHT) as host, plivo(host, "desk") as call:
        async with call.client.get(host.url + "/") as response:
            page = await response.text()
        assert host.answer_url("desk") in page
        assert host.answer_url("straight") in page
        async with call.client.get(host.url + "/health") as response:
            assert await response.json() == {"status": "ok", "calls": 0}


async def test_one_line_a_call_and_nothing_private_in_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with host_of(DESK) as host, plivo(host, "desk") as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.press("2")
        await stream.hear_prompt()
        await stream.ended()
        await call.carry_on(document)
        await call.hang_up()

    lines = [record for record in caplog.records if record.name == "flowrunner.calls"]
    assert [record.getMessage() for record in lines] == ["call ended"]
    assert {"flow": "desk", "call": "c1", "reason": "hung_up"}.items() <= vars(lines[0]).items()
    assert "5550100009" not in caplog.text
