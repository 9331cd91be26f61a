"""What the far end of a stream sees of each mishap."""

import asyncio

import pytest
from aiohttp import web

from flowrunner.audio.codec import Codec
from flowrunner.emulator import CallReport, EmulatorOptions, HangUp, Press, Silence, Step, parse_fault
from tests.emulator.conversations import call, talk_to
from tests.emulator.tiny_host import HostSocket, Talk, TinyHost, stream, tone

STATUS = 'bidirectional="true" keepCallAlive="true" statusCallbackUrl="BASE/status"'


async def greets(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.prompt(0.2, "greeting")
    await socket.until_closed()


def with_faults(
    *faults: str, talks: tuple[Talk, ...] = (greets,), steps: tuple[Step, ...] = (Silence(6),), attributes: str = STATUS
) -> tuple[CallReport, TinyHost]:
    options = EmulatorOptions(faults=tuple(map(parse_fault, faults)))
    return talk_to(*talks, steps=steps, options=options, attributes=attributes, then="<Wait/>")


def statuses(tiny: TinyHost) -> list[str]:
    return [event.removeprefix("/status ") for event in tiny.events() if event.startswith("/status")]


@pytest.mark.parametrize(
    ("fault", "code", "last", "status"),
    [
        ("abrupt-close", 1006, "media", "DroppedStream"),
        ("close-without-stop", 1001, "media", "DroppedStream"),
        ("stop-and-close", 1000, "stop", "StopStream"),
        ("stream-timeout", 1000, "media", "StopStream"),
        ("error-event", 1000, "error", "DroppedStream"),
    ],
)
def test_a_stream_ends_before_its_time(fault: str, code: int, last: str, status: str) -> None:
    report, tiny = with_faults(fault)
    socket = tiny.sockets[0]
    assert socket.close_code == code
    assert last in [message["event"] for message in socket.seen[-2:]]
    assert statuses(tiny) == ["StartStream", "PlayedStream", status]
    assert report.cause.code == 4010
    assert report.violations == ()


def test_the_host_is_waited_for_to_close_after_a_stop() -> None:
    async def closes(socket: HostSocket) -> None:
        await socket.next("stop")

    report, tiny = with_faults("stop-without-close", talks=(closes,))
    assert tiny.sockets[0].seen[-1]["event"] == "stop"
    assert report.violations == ()


def test_a_host_that_leaves_a_stopped_socket_open_is_complained_of() -> None:
    report, _ = with_faults("stop-without-close")
    assert [violation.kind for violation in report.violations] == ["socket left open"]


def test_a_caller_may_leave_without_the_socket_telling() -> None:
    report, tiny = with_faults("silent-hangup", steps=(HangUp(),))
    assert [violation.kind for violation in report.violations] == ["socket left open"]
    assert tiny.sockets[0].seen[-1]["event"] != "stop"
    assert "/answer Hangup" in tiny.events()


def test_the_hangup_may_be_told_before_the_socket_ends() -> None:
    order: list[str] = []

    async def listens(socket: HostSocket) -> None:
        await greets(socket)
        order.append("socket")

    documents = {"/answer": f"<Response>{stream()}</Response>"}
    tiny = TinyHost(dict(documents), [listens])
    options = EmulatorOptions(faults=(parse_fault("early-hangup"),))
    _, host = call(tiny, (HangUp(),), options)
    assert host.events() == ["/answer StartApp", "/answer Hangup"]
    assert order == ["socket"]


def test_a_broken_connection_is_made_again_with_another_stream_id() -> None:
    report, tiny = with_faults("reconnect", talks=(greets, greets))
    first, second = tiny.sockets
    assert first.close_code == 1006
    assert first.stream_id != second.stream_id
    assert first.seen[0]["start"]["callId"] == second.seen[0]["start"]["callId"]
    assert report.violations == ()


def test_a_half_dead_socket_says_nothing_for_long_and_answers_no_close() -> None:
    async def closes(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "greeting")
        while await socket.next("media"):
            if len(socket.seen) > 20:
                await socket.prompt(0.2, "never heard")

    report, tiny = with_faults("half-dead-socket@0.5", talks=(closes,), steps=(Silence(100),))
    assert len(tiny.sockets[0].seen) < 30
    assert 34 < report.duration_s < 38
    assert statuses(tiny)[0] == "StartStream"
    assert statuses(tiny)[-1] == "DroppedStream"


def test_a_stall_holds_the_sound_back_and_brings_all_of_it() -> None:
    _, tiny = with_faults("stall@1x3", steps=(Silence(5),))
    stamps = [int(message["media"]["chunk"]) for message in tiny.sockets[0].seen if message["event"] == "media"]
    assert stamps == list(range(1, len(stamps) + 1))
    assert len(stamps) > 250


def test_a_slow_host_is_told_three_times_and_then_left() -> None:
    report, tiny = with_faults("slow-host@0.5", steps=(Silence(100),))
    assert statuses(tiny) == ["StartStream", "PlayedStream", *["DegradedStream"] * 3, "DroppedStream"]
    assert 39 < report.duration_s < 43


def test_a_second_socket_comes_and_goes() -> None:
    report, tiny = with_faults("second-socket@0.5", talks=(greets, greets))
    assert [socket.close_code for socket in tiny.sockets] == [1000, 1000]
    assert tiny.sockets[0].seen[0]["start"]["callId"] == tiny.sockets[1].seen[0]["start"]["callId"]
    assert "dials a second socket, which the host keeps open" in [said.text for said in report.conversation]


def test_a_second_socket_may_be_refused() -> None:
    report, tiny = with_faults("second-socket@0.5")
    assert len(tiny.sockets) == 1
    assert "dials a second socket, which is refused" in [said.text for said in report.conversation]
    assert report.violations == ()


@pytest.mark.parametrize(("fault", "connects"), [("refused-connects", 1), ("refused-connectsx3", 0)])
def test_attempts_to_connect_fail(fault: str, connects: int) -> None:
    report, tiny = with_faults(fault, steps=(Silence(1),))
    assert len(tiny.sockets) == connects
    assert statuses(tiny)[0] == ("StartStream" if connects else "DroppedStream")
    assert report.violations == ()


@pytest.mark.parametrize(
    ("fault", "events"),
    [
        ("duplicate-callbacks", ["StartStream"] * 2 + ["PlayedStream"] * 2 + ["StopStream"] * 2),
        ("missing-callbacks", []),
        ("late-callbacks", ["StartStream", "PlayedStream", "StopStream"]),
        ("shuffled-callbacks", ["StopStream", "PlayedStream", "StartStream"]),
        ("other-status-words", ["started", "PlayedStream", "stopped"]),
    ],
)
def test_callbacks_go_astray(fault: str, events: list[str]) -> None:
    _, tiny = with_faults(fault, steps=(HangUp(),))
    assert statuses(tiny) == events
    hangups = {"missing-callbacks": 0, "duplicate-callbacks": 2}.get(fault, 1)
    assert tiny.events().count("/answer Hangup") == hangups
    if fault in ("late-callbacks", "shuffled-callbacks"):
        assert tiny.events().index("/answer Hangup") < tiny.events().index("/status StopStream")


def test_documents_are_asked_for_twice() -> None:
    _, tiny = with_faults("duplicate-answer", steps=(HangUp(),))
    assert tiny.events().count("/answer StartApp") == 2
    assert len(tiny.sockets) == 1


def test_the_socket_may_come_before_the_answer_has_ended() -> None:
    order: list[str] = []
    has_begun = asyncio.Event()

    class Slow(TinyHost):
        async def answer(self, request: web.Request) -> web.StreamResponse:
            if (await request.post())["Event"] == "Hangup":
                return await super().answer(request)
            response = web.StreamResponse(headers={"Content-Type": "application/xml"})
            await response.prepare(request)
            await response.write(self._filled(f"<Response>{stream()}</Response>").encode())
            async with asyncio.timeout(60):
                await has_begun.wait()
            order.append("answer")
            await response.write_eof()
            return response

    async def begins(socket: HostSocket) -> None:
        await socket.next("start")
        order.append("start")
        has_begun.set()
        await greets_on(socket)

    options = EmulatorOptions(faults=(parse_fault("early-socket"),))
    report, _ = call(Slow({}, [begins]), (HangUp(),), options)
    assert order == ["start", "answer"]
    assert report.violations == ()


async def greets_on(socket: HostSocket) -> None:
    await socket.prompt(0.2, "greeting")
    await socket.until_closed()


def test_sound_in_another_codec_may_be_refused() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(tone(0.3, Codec.L16_16K), contentType="audio/x-l16", sampleRate=16000)
        failed = await socket.next("playFailed", "playedStream")
        assert failed is not None
        assert failed["reason"] == "invalid_content_type"
        await socket.until_closed()

    report, _ = with_faults("strict-codec", talks=(host,), steps=(HangUp(),))
    assert report.turns == ()


def test_too_large_a_message_may_be_answered_instead_of_closed() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(bytes(60_000))
        failed = await socket.next("playFailed")
        assert failed is not None
        assert failed["reason"] == "message_too_big"
        await socket.prompt(0.2, "small")
        assert await socket.next("playedStream") is None  # nothing was played before it
        await socket.until_closed()

    report, _ = with_faults("lenient-size", talks=(host,), steps=(Silence(1), HangUp()))
    assert [violation.kind for violation in report.violations] == ["message too big"]


@pytest.mark.parametrize(
    ("fault", "told", "acknowledged"),
    [
        ("overflow-play-failedx2", ["playFailed"], False),
        ("overflow-droppedx2", [], False),
        ("overflow-errorx2", ["error"], False),
    ],
)
def test_too_much_sound_is_refused_or_dropped(fault: str, told: list[str], acknowledged: bool) -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(tone(1.5, socket.codec))
        await socket.prompt(1.5, "too much")
        await socket.until_closed()

    _, tiny = with_faults(fault, talks=(host,), steps=(Silence(5),))
    seen = [message["event"] for message in tiny.sockets[0].seen]
    assert [event for event in seen if event in ("playFailed", "error")] == told
    assert ("playedStream" in seen) is acknowledged
    assert (seen[-1] == "error" or seen.count("media") < 60) is (fault == "overflow-errorx2")


def test_keys_come_all_at_once() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "menu")
        await socket.next("dtmf")
        await socket.prompt(0.2, "thanks")
        await socket.until_closed()

    _, tiny = with_faults("dtmf-burst", talks=(host,), steps=(Press("123456"), HangUp()))
    events = [message["event"] for message in tiny.sockets[0].seen]
    first = events.index("dtmf")
    assert events[first : first + 6] == ["dtmf"] * 6
