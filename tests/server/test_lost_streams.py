"""Streams that are lost, never begin, or come back."""

from __future__ import annotations

from tests.server.raw_plivo import RawPlivo, host_of, plivo, tags
from tests.server.served_flows import DESK, RESCUED


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
