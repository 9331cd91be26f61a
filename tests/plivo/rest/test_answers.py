"""Every answer that Plivo's pages, its library's tests and live accounts show is understood."""

from __future__ import annotations

from typing import Any

import pytest

from flowrunner.plivo.rest import NewCall, NewMessage, NewRecording, NewStream, PlivoRest, Transfer
from tests.plivo.rest.grumpy import Answer, answer, ask

CALL = NewCall(from_="15550100", to="15550199", answer_url="https://bot.example.com/answer")
DOCUMENTED = {
    "api_id": "f7615566-13c5-11ee-b552-0242ac110005",
    "stream_id": "20170ada-f610-433b-8758-c02a2aab3662",
    "call_uuid": "78737f83-4660-490d-98e1-025dfe4b5c8f",
    "service_url": "wss://bot.example.com/stream",
    "audio_track": "both",
    "bidirectional": False,
    "content_type": "audio/x-l16;rate=8000",
    "start_time": "2023-06-21 18:53:16+05:30",
    "end_time": "2023-06-21 18:53:43+05:30",
    "bill_duration": 27,
    "billed_amount": "0.00300",
    "rounded_bill_duration": 60,
}
OF_THE_LIBRARY = {
    "call_uuid": "c1",
    "end_time": None,
    "service_url": "wss://bot.example.com/stream",
    "start_time": None,
    "status": "initiated",
    "status_callback_url": "https://bot.example.com/status",
    "stream_id": "s9",
}


@pytest.mark.parametrize(
    "body",
    [
        {"message": "call fired", "request_uuid": "r1", "api_id": "a1"},
        {"message": "call queued", "request_uuid": "r1", "api_id": "a1"},
        {"message": "calls fired", "request_uuid": ["r1"], "api_id": "a1"},
        {"request_uuid": "r1", "something": {"new": [1, None]}},
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_call_is_fired_or_queued(body: object, status: int) -> None:
    fired, _ = ask(lambda rest: rest.calls.create(CALL), answer(status, body))

    assert fired.request_id == "r1"


def test_a_live_call_and_one_that_is_over_have_other_fields() -> None:
    live = {
        "api_id": "a1",
        "call_status": "in-progress",
        "call_uuid": "c1",
        "caller_name": "",
        "direction": "outbound",
        "from": "15550100",
        "request_uuid": "c1",
        "session_start": "2017-05-22 13:17:49.050872",
        "to": "15550199",
    }
    over = {
        "call_uuid": "c1",
        "call_state": "NO_ANSWER",
        "call_duration": "0",
        "end_time": "2017-05-22 13:18:00+05:30",
        "from_number": "15550100",
        "to_number": "15550199",
        "hangup_cause_code": 3000,
        "hangup_cause_name": "No Answer",
        "hangup_source": "Carrier",
        "conference_uuid": None,
    }
    first, _ = ask(lambda rest: rest.calls.get("c1", "live"), answer(200, live))
    then, _ = ask(lambda rest: rest.calls.get("c1"), answer(200, over))

    assert (first.from_, first.to, first.call_status) == ("15550100", "15550199", "in-progress")
    assert (then.from_, then.to, then.call_state) == ("15550100", "15550199", "NO_ANSWER")


@pytest.mark.parametrize(
    "body",
    [
        {"message": "call transferred", "call_uuids": ["c1"], "api_id": "a1"},
        {"message": "call transfered", "api_id": "a1"},
        b"",
    ],
)
def test_a_transfer_is_known_by_its_status(body: object) -> None:
    ask(lambda rest: rest.calls.transfer("c1", Transfer(aleg_url="https://bot.example.com/next")), answer(202, body))


@pytest.mark.parametrize("gone", [answer(404, {"error": "not found"}), answer(404, b"", "text/html")])
def test_what_is_gone_has_ended(gone: Answer) -> None:
    async def all_ends(rest: PlivoRest) -> list[bool]:
        return [
            await rest.calls.hang_up("c1"),
            await rest.calls.cancel("r1"),
            await rest.calls.stop("c1", "Record"),
            await rest.streams.stop("c1", "s1"),
            await rest.streams.stop_all("c1"),
        ]

    assert ask(all_ends, *[gone] * 5)[0] == [False] * 5
    assert ask(all_ends, *[answer(204)] * 5)[0] == [True] * 5


def test_a_recording_says_where_it_will_be() -> None:
    body = {"url": "https://media.example.com/1.mp3", "message": "call recording started", "recording_id": "1"}
    recording, server = ask(lambda rest: rest.calls.record("c1", NewRecording(file_format="wav")), answer(202, body))

    assert (recording.recording_id, recording.url) == ("1", "https://media.example.com/1.mp3")
    assert server.asked[0].json == {"file_format": "wav"}


def test_a_stream_that_begins_has_an_id() -> None:
    body = {"api_id": "a1", "message": "audio streaming started", "stream_id": "s1"}
    order = NewStream(service_url="wss://bot.example.com/stream")

    assert ask(lambda rest: rest.streams.start("c1", order), answer(202, body))[0].stream_id == "s1"


@pytest.mark.parametrize("odd", [{}, {"bidirectional": "false", "bill_duration": "27", "billed_amount": 0.003}])
def test_a_stream_is_read_as_documented_and_with_its_numbers_as_text(odd: dict[str, object]) -> None:
    stream, _ = ask(lambda rest: rest.streams.get("c1", "s1"), answer(200, DOCUMENTED | odd))

    assert stream.stream_id == "20170ada-f610-433b-8758-c02a2aab3662"
    assert stream.bidirectional is False
    assert float(stream.bill_duration) == 27
    assert float(stream.billed_amount) == 0.003
    assert stream.is_over


@pytest.mark.parametrize(
    "meta",
    [
        {"limit": 20, "offset": 0, "total_count": 2},
        {"count": 2, "limit": 20, "next": None, "offset": 0, "previous": None},
        {},
    ],
)
def test_streams_are_listed_by_the_page_and_by_the_library(meta: dict[str, Any]) -> None:
    body = {"api_id": "a1", "meta": meta, "objects": [DOCUMENTED, OF_THE_LIBRARY]}
    streams, server = ask(lambda rest: rest.streams.all("c1"), answer(200, body))

    assert [(stream.stream_id[:2], stream.is_over) for stream in streams] == [("20", True), ("s9", False)]
    assert len(server.asked) == 1


def test_a_long_list_is_read_page_by_page() -> None:
    def page(*names: str) -> bytes:
        return answer(200, {"meta": {"total_count": 3}, "objects": [{"stream_id": name} for name in names]})

    streams, server = ask(lambda rest: rest.streams.all("c1"), page("a", "b"), page("b", "c"))

    assert [stream.stream_id for stream in streams] == ["a", "b", "c"]
    assert server.asked[1].target.endswith("/Stream/?offset=2")


@pytest.mark.parametrize("uuid", ["m1", ["m1"], ["m1", "m2"]])
def test_a_message_is_queued(uuid: object) -> None:
    body = {"message": "message(s) queued", "message_uuid": uuid, "api_id": "a1"}
    queued, server = ask(
        lambda rest: rest.messages.send(NewMessage(src="15550100", dst="15550199", text="Grüße, नमस्ते")),
        answer(202, body),
    )

    assert queued.message_id == "m1"
    assert server.asked[0].json == {"src": "15550100", "dst": "15550199", "text": "Grüße, नमस्ते"}
