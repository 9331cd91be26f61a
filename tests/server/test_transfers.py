"""A caller is connected to a person, and comes back."""

from __future__ import annotations

from tests.server.raw_plivo import host_of, plivo, stream_url, tags
from tests.server.served_flows import BRIEFED, DESK, STRAIGHT


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


async def test_the_person_is_told_who_calls_before_they_are_connected() -> None:
    async with host_of(BRIEFED) as host, plivo(host, "briefed") as call:
        document = await call.answer()
        (dial,) = document
        brief = dial.get("confirmSound") or ""
        told = await call.post(brief)
        assert [(each.tag, each.text, each.get("language")) for each in told] == [
            ("Speak", "Caller from + 1 5 5 5 0 1 0 0 0 0 9.", "en-GB")
        ]
        assert tags(await call.carry_on(document, DialStatus="completed")) == ["Hangup"]
        assert tags(await call.post(brief)) == []


async def test_a_call_that_is_not_known_has_nothing_to_tell() -> None:
    async with host_of(BRIEFED) as host, plivo(host, "briefed") as call:
        assert tags(await call.post(host.answer_url("briefed").replace("answer", "brief/00"))) == []
