import base64
import json

import pytest
from aiohttp import web

from flowrunner.audio.codec import Codec
from flowrunner.emulator import CallReport, EmulatorOptions, HangUp, HangUpStyle, Press, Silence
from tests.emulator.conversations import call, talk_to
from tests.emulator.tiny_host import HostSocket, Reply, TinyHost, stream, tone


def kinds(report: CallReport) -> list[str]:
    return [violation.kind for violation in report.violations]


def test_a_call_is_streamed_answered_and_hung_up() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "greeting")
        await socket.until_closed()

    report, tiny = talk_to(host)
    assert report.is_well, (report.violations, report.problems)
    assert tiny.events() == ["/answer StartApp", "/answer Hangup"]
    assert [turn.prompted_by for turn in report.turns] == ["the call began"]
    assert round(report.turns[0].speech_s, 2) == 0.3
    assert report.cause.source == "Caller"


def test_a_checkpoint_is_acknowledged_after_as_many_frames_as_its_sound_is_long() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.5, "greeting")
        played = await socket.next("playedStream")
        assert played is not None
        assert played["name"] == "greeting"
        await socket.until_closed()

    _, tiny = talk_to(host)
    # 25 frames play the half second; whichever beat the sound arrived at
    assert 25 <= tiny.sockets[0].frames_before("playedStream") <= 27


def test_clearing_ends_the_sound_and_no_pending_checkpoint_is_acknowledged() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        for number in range(4):
            await socket.prompt(5, f"long{number}")
        await socket.next("media")
        await socket.clear()
        await socket.prompt(0.2, "short")
        await socket.until_closed()

    report, tiny = talk_to(host)
    seen = [message for message in tiny.sockets[0].seen if message["event"] in ("playedStream", "clearedAudio")]
    assert [(message["event"], message.get("name")) for message in seen] == [
        ("clearedAudio", None),
        ("playedStream", "short"),
    ]
    assert report.duration_s < 5


@pytest.mark.parametrize("codec", list(Codec))
def test_a_stream_runs_in_each_codec(codec: Codec) -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "greeting")
        await socket.until_closed()

    report, tiny = talk_to(host, codec=codec)
    assert report.is_well, report.violations
    first = tiny.sockets[0].seen[1]["media"]["payload"]
    assert base64.b64decode(first) == codec.silence(0.02)


def test_keys_arrive_one_message_each_in_order() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "menu")
        for key in "12#":
            message = await socket.next("dtmf")
            assert message is not None
            assert message["dtmf"]["digit"] == key
        await socket.prompt(0.2, "thanks")
        await socket.until_closed()

    report, _ = talk_to(host, steps=[Press("12#"), HangUp()])
    assert report.is_well, (report.violations, report.problems)
    assert [turn.prompted_by for turn in report.turns] == ["the call began", "pressed 12#"]
    assert report.turns[1].latency_s is not None
    assert report.turns[1].latency_s < 0.1


@pytest.mark.parametrize(
    ("style", "last", "code"),
    [(HangUpStyle.STOP, "stop", 1000), (HangUpStyle.CLOSE, "media", 1000), (HangUpStyle.ABRUPT, "media", 1006)],
)
def test_the_caller_leaves_in_each_of_three_manners(style: HangUpStyle, last: str, code: int) -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "greeting")
        await socket.until_closed()

    _, tiny = talk_to(host, options=EmulatorOptions(hang_up=style))
    socket = tiny.sockets[0]
    assert socket.seen[-1]["event"] == last
    assert socket.close_code == code
    assert tiny.events()[-1] == "/answer Hangup"


def test_a_host_that_closes_the_socket_runs_the_next_element() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "bye")
        await socket.next("playedStream")

    report, tiny = talk_to(host, then="<Redirect>BASE/continue</Redirect>")
    assert tiny.events() == ["/answer StartApp", "/continue Redirect", "/answer Hangup"]
    assert report.cause.code == 4010


def test_a_message_over_64_kb_closes_the_socket_with_1009() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(bytes(60_000))
        await socket.until_closed()

    report, tiny = talk_to(host, steps=[Silence()])
    assert kinds(report) == ["message too big"]
    assert tiny.sockets[0].close_code == 1009


def test_a_message_of_exactly_64_kb_is_played() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        text = json.dumps({"event": "clearAudio", "streamId": socket.stream_id})
        await socket.socket.send_str(text + " " * (65536 - len(text)))
        assert await socket.next("clearedAudio")
        await socket.prompt(0.2, "greeting")
        await socket.until_closed()

    report, _ = talk_to(host)
    assert report.is_well, report.violations


def test_odd_messages_are_counted_and_the_call_goes_on() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.socket.send_bytes(b"sound?")
        await socket.socket.send_str("{")
        await socket.socket.send_str("[]")
        await socket.send("checkPoint", name="x")
        await socket.send("checkpoint", streamId=socket.stream_id)
        await socket.send("clearAudio", streamId="another")
        await socket.send("playAudio")
        await socket.play(b"")
        await socket.play(b"x", payload="*")
        await socket.play(b"x", contentType="audio/x-mulaw;rate=8000")
        await socket.send("sendDTMF", dtmf="12x")
        await socket.send("sendDTMF", dtmf="12x")
        await socket.clear()
        await socket.prompt(0.2, "greeting")
        assert await socket.next("playedStream")
        await socket.until_closed()

    report, _ = talk_to(host)
    assert kinds(report) == [
        "binary message",
        "invalid JSON",
        "not a JSON object",
        "unknown event",
        "checkpoint without a name",
        "wrong streamId",
        "playAudio without media",
        "playAudio without a payload",
        "base64 without its padding",
        "invalid base64",
        "invalid_content_type",
        "sendDTMF with unknown keys",
    ]
    assert report.violations[-1].count == 2
    assert len(report.turns) == 1


def test_sound_in_another_codec_is_played_as_it_says_and_complained_of() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        sound = tone(0.3, Codec.L16_16K)
        await socket.play(sound, contentType="audio/x-l16", sampleRate="16000")
        await socket.send("checkpoint", streamId=socket.stream_id, name="odd")
        await socket.until_closed()

    report, _ = talk_to(host)
    assert kinds(report) == ["playAudio in another codec"]
    assert round(report.turns[0].speech_s, 2) == 0.3


def test_an_odd_number_of_bytes_of_l16_is_complained_of() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(tone(0.2, Codec.L16_8K) + b"x")
        await socket.send("checkpoint", streamId=socket.stream_id, name="odd")
        await socket.until_closed()

    report, _ = talk_to(host, codec=Codec.L16_8K)
    assert kinds(report) == ["odd number of bytes of L16"]


def test_sound_on_a_one_way_stream_is_not_heard() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.play(tone(0.2, socket.codec))
        await socket.next("media")

    report, _ = talk_to(host, attributes='keepCallAlive="true"')
    assert kinds(report) == ["playAudio on a one-way stream"]
    assert report.turns == ()


def test_a_socket_that_is_refused_is_tried_three_times_and_the_next_element_runs() -> None:
    report, tiny = talk_to(then="<Redirect>BASE/continue</Redirect>")
    assert [(violation.kind, violation.count) for violation in report.violations] == [("stream refused", 3)]
    assert tiny.events() == ["/answer StartApp", "/continue Redirect", "/answer Hangup"]


def test_the_status_of_a_stream_is_reported_in_order() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "one")
        await socket.next("playedStream")
        await socket.clear()
        await socket.next("clearedAudio")

    attributes = 'bidirectional="true" keepCallAlive="true" statusCallbackUrl="BASE/status"'
    _, tiny = talk_to(host, attributes=attributes)
    assert [event for event in tiny.events() if event.startswith("/status")] == [
        "/status StartStream",
        "/status PlayedStream",
        "/status ClearedAudio",
        "/status StopStream",
    ]
    form = tiny.asked[1].form
    assert form["StreamID"] == tiny.sockets[0].stream_id
    assert form["ServiceURL"].endswith("/media")


def test_a_status_is_told_once_whatever_its_address_asks_for() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.next("start")

    listening = stream(attributes='keepCallAlive="true" statusCallbackUrl="BASE/status#rc=5&amp;rp=5xx"')
    documents: dict[str, str | Reply] = {
        "/answer": f"<Response>{listening}</Response>",
        "/status": lambda asked: web.Response(status=500),
    }
    report, tiny = call(TinyHost(documents, [host]))
    assert [event for event in tiny.events() if event.startswith("/status")] == [
        "/status StartStream",
        "/status StopStream",
    ]
    assert kinds(report) == ["callback refused"]


def test_a_stream_ends_when_its_time_is_over() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.until_closed()

    attributes = 'bidirectional="true" keepCallAlive="true" streamTimeout="2"'
    report, tiny = talk_to(host, attributes=attributes, then="<Wait/>", steps=[Silence()])
    assert 3.0 <= report.duration_s < 3.3
    assert tiny.sockets[0].close_code == 1000
    assert report.cause.code == 4010


def test_a_stream_that_does_not_keep_the_call_alive_runs_beside_what_follows() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.until_closed()

    report, tiny = talk_to(host, attributes="", then='<Wait length="2"/>', steps=[Silence()])
    assert 2.0 <= report.duration_s < 2.3
    assert 90 <= len(tiny.sockets[0].seen) <= 105


def test_two_streams_at_once_are_complained_of() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.until_closed()

    report, tiny = talk_to(host, host, attributes="", then=f"{stream(attributes='')}<Wait/>", steps=[Silence()])
    assert kinds(report) == ["two streams at once"]
    assert len(tiny.sockets) == 2


def test_a_call_without_anything_after_such_a_stream_ends_at_once() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.until_closed()

    report, _ = talk_to(host, attributes="", steps=[])
    assert report.duration_s < 0.5
    assert report.cause.code == 4010


def test_frames_follow_the_clock_without_drift() -> None:
    async def host(socket: HostSocket) -> None:
        await socket.until_closed()

    report, tiny = talk_to(host, attributes='bidirectional="true" keepCallAlive="true" streamTimeout="10"', steps=[])
    media = [message for message in tiny.sockets[0].seen if message["event"] == "media"]
    assert 498 <= len(media) <= 500
    assert report.duration_s < 10.5
