"""Streams begun, shown and stopped over HTTP, beside and in the calls of the emulator."""

from __future__ import annotations

import pytest

from flowrunner.emulator import CallReport, Stumble
from flowrunner.errors import RestError
from flowrunner.plivo.rest import NewStream, StreamState
from tests.emulator.tiny_host import HostSocket, stream
from tests.plivo.rest.exchange import Here, with_exchange

WAITS = {"/answer": '<Wait length="20"/>'}
KEPT = {"/answer": stream() + "<Redirect>BASE/next</Redirect>", "/next": "<Speak>Goodbye.</Speak>"}


async def listens(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.until_closed()


@pytest.mark.parametrize("one", [True, False])
def test_a_stream_that_is_stopped_closes_its_socket_and_the_next_element_runs(one: bool) -> None:
    async def work(here: Here) -> tuple[CallReport, list[str], int | None, bool]:
        call = await here.answered()
        stream_id, streams = await here.streaming(call), here.rest.streams
        assert await (streams.stop(call, stream_id) if one else streams.stop_all(call))
        report = await here.exchange.report(call)
        return report, here.host.events(), here.host.sockets[0].close_code, await streams.stop(call, stream_id)

    report, events, code, again = with_exchange(work, KEPT, listens)
    assert report.is_well, report.violations
    assert events == ["/answer StartApp", "/next Redirect", "/over Hangup"]
    assert report.conversation[-1].text == "speaks: Goodbye."
    assert (code, again) == (1000, False)


def test_a_call_whose_last_element_was_the_stream_ends_with_it() -> None:
    async def work(here: Here) -> CallReport:
        call = await here.answered()
        await here.streaming(call)
        await here.rest.streams.stop_all(call)
        return await here.exchange.report(call)

    report = with_exchange(work, {"/answer": stream()}, listens)
    assert report.cause.name == "End Of XML Instructions"


def test_streams_are_shown_while_they_run_and_when_they_are_over() -> None:
    async def work(here: Here) -> tuple[StreamState, StreamState, tuple[StreamState, ...]]:
        call = await here.answered()
        stream_id = await here.streaming(call)
        running = await here.rest.streams.get(call, stream_id)
        await here.rest.streams.stop_all(call)
        await here.exchange.report(call)
        return running, await here.rest.streams.get(call, stream_id), await here.rest.streams.all(call)

    running, over, listed = with_exchange(work, KEPT, listens)
    assert (running.is_over, running.end_time, over.is_over) == (False, None, True)
    assert (over.content_type, over.bidirectional) == ("audio/x-mulaw;rate=8000", True)
    assert listed == (over,)


def test_a_stream_is_begun_beside_a_call_and_reported() -> None:
    async def work(here: Here) -> tuple[list[str], list[str], StreamState]:
        call = await here.answered()
        order = NewStream(
            service_url=here.host.base.replace("http", "ws") + "/media",
            content_type="audio/x-mulaw;rate=8000",
            status_callback_url=f"{here.host.base}/status",
            extra_headers="a=b",
        )
        started = await here.rest.streams.start(call, order)
        await here.streaming(call)
        with pytest.raises(RestError, match="the call is being streamed already"):
            await here.rest.streams.start(call, order)
        await here.exchange.calls[call].line.stay(1.0)
        await here.rest.streams.stop(call, started.stream_id)
        await here.exchange.calls[call].line.stay(1.0)
        shown = await here.rest.streams.get(call, started.stream_id)
        await here.rest.calls.hang_up(call)
        await here.exchange.report(call)
        heard = [message["event"] for message in here.host.sockets[0].seen]
        return heard, [event for event in here.host.events() if "status" in event], shown

    heard, told, shown = with_exchange(work, WAITS, listens)
    assert heard[0] == "start"
    assert heard.count("media") >= 40
    assert told == ["/status StartStream", "/status StopStream"]
    assert shown.is_over


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (NewStream(service_url="https://bot.example.com/stream"), "service_url"),
        (NewStream(service_url="wss://h/s", bidirectional=True, audio_track="both"), "audio_track"),
        (NewStream(service_url="wss://h/s", content_type="audio/mp3"), "content_type"),
        (NewStream(service_url="wss://h/s", extra_headers="x" * 513), "extra_headers"),
        (NewStream(service_url="wss://h/s", noise_cancellation="true", noise_cancellation_level=50), "noise"),
    ],
)
def test_a_wrong_stream_is_refused(order: NewStream, said: str) -> None:
    async def work(here: Here) -> RestError:
        with pytest.raises(RestError) as caught:
            await here.rest.streams.start(await here.answered(), order)
        return caught.value

    error = with_exchange(work, WAITS)
    assert (error.kind, error.said[: len(said)]) == ("refused", said)


def test_of_a_call_that_is_not_there_nothing_is_known() -> None:
    async def work(here: Here) -> list[str]:
        kinds: list[str] = []
        for question in (here.rest.streams.all("nobody"), here.rest.streams.get("nobody", "nothing")):
            with pytest.raises(RestError) as caught:
                await question
            kinds.append(caught.value.kind)
        return kinds

    assert with_exchange(work, {}) == ["missing", "missing"]


def test_streams_are_listed_in_spite_of_a_moment_of_weakness() -> None:
    async def work(here: Here) -> int:
        call = await here.answered()
        await here.streaming(call)
        here.exchange.stumbles.extend([Stumble(502), Stumble(None)])
        return len(await here.rest.streams.all(call))

    assert with_exchange(work, KEPT, listens) == 1
