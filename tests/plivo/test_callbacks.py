"""What Plivo's requests say, in every form they were seen in."""

from __future__ import annotations

import pytest

from flowrunner.plivo.callbacks import StreamReport, dial_outcome, plain_number, read_call, stream_report


def test_reads_the_start_of_an_inbound_call() -> None:
    call = read_call(
        {
            "CallUUID": "c1",
            "From": "15550100001",
            "To": "+15550100002",
            "Direction": "inbound",
            "CallStatus": "ringing",
            "Event": "StartApp",
            "BillRate": "0.002",
            "X-PH-Account-Tier": "gold",
            "campaign": "autumn",
        }
    )

    assert call is not None
    assert (call.call_id, call.from_, call.to, call.direction) == ("c1", "+15550100001", "+15550100002", "inbound")
    assert (call.machine, call.finished) == (False, False)
    assert call.extra == {"account_tier": "gold", "campaign": "autumn"}


def test_reads_an_outbound_call_that_a_machine_answered() -> None:
    call = read_call({"CallUUID": "c1", "To": "sip:desk@example.com", "Direction": "outbound", "Machine": "true"})

    assert call is not None
    assert (call.from_, call.to, call.direction, call.machine) == ("", "sip:desk@example.com", "outbound", True)


@pytest.mark.parametrize("parameters", [{}, {"CallUUID": ""}, {"CallUUID": "c" * 129}, {"CallUUID": "c\n1"}])
def test_a_request_that_names_no_call_is_none(parameters: dict[str, str]) -> None:
    assert read_call(parameters) is None


@pytest.mark.parametrize(
    ("parameters", "finished"),
    [
        ({"Event": "Hangup"}, True),
        ({"Event": "Hangup", "CallStatus": "completed"}, True),
        ({"CallStatus": "completed"}, True),
        ({"CallStatus": "no-answer"}, True),
        ({"CallStatus": "busy"}, True),
        ({"CallStatus": "in-progress"}, False),
        ({"CallStatus": "ringing", "Event": "StartApp"}, False),
        ({"CallStatus": "completed", "DialStatus": "completed"}, False),
        ({}, False),
    ],
)
def test_knows_a_call_that_is_over(parameters: dict[str, str], finished: bool) -> None:
    call = read_call({"CallUUID": "c1", **parameters})

    assert call is not None
    assert call.finished is finished


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15550100001", "+15550100001"),
        (" 15550100001", "+15550100001"),
        ("+15550100001", "+15550100001"),
        ("12345", "12345"),
        ("sip:a@b", "sip:a@b"),
        ("", ""),
        ("anonymous", "anonymous"),
    ],
)
def test_gives_numbers_their_plus(text: str, number: str) -> None:
    assert plain_number(text) == number


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("completed", "ended"),
        ("busy", "busy"),
        ("no-answer", "no_answer"),
        ("timeout", "no_answer"),
        ("cancel", "no_answer"),
        ("Cancelled", "no_answer"),
        ("TIMEOUT", "no_answer"),
        ("failed", "failed"),
        ("something-new", "failed"),
        ("", "failed"),
    ],
)
def test_names_the_outcome_of_a_dial(status: str, outcome: str) -> None:
    assert dial_outcome({"DialStatus": status}) == outcome


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ("started", "started"),
        ("StartStream", "started"),
        ("Stream connected", "started"),
        ("stopped", "stopped"),
        ("StopStream", "stopped"),
        ("Stream stopped", "stopped"),
        ("Stream timeout", "stopped"),
        ("failed", "dropped"),
        ("DroppedStream", "dropped"),
        ("Stream failed", "dropped"),
        ("DegradedStream", "degraded"),
        ("PlayedStream", "played"),
        ("ClearedAudio", "cleared"),
        ("something new", "other"),
        ("", "other"),
    ],
)
def test_reads_the_status_of_a_stream_in_three_vocabularies(event: str, status: str) -> None:
    assert stream_report({"Event": event}).status == status
    assert stream_report({"Event": f" {event.upper()} "}).status == status


@pytest.mark.parametrize(
    ("parameters", "report"),
    [
        (
            {"CallUUID": "c1", "StreamID": "s1", "Event": "stopped", "StatusReason": "completed", "Duration": "7"},
            StreamReport("s1", "stopped", "completed"),
        ),
        (
            {"streamId": "s1", "Event": "DroppedStream", "Error": "connection disconnected with the remote service"},
            StreamReport("s1", "dropped", "connection disconnected with the remote service"),
        ),
        ({"stream_id": "s1", "Event": "PlayedStream", "Name": "p1"}, StreamReport("s1", "played")),
        ({"bidirectional": "true", "audioTrack": "inbound", "streamTimeout": "3600"}, StreamReport("", "other")),
    ],
)
def test_reads_which_stream_it_was_and_why(parameters: dict[str, str], report: StreamReport) -> None:
    assert stream_report(parameters) == report


@pytest.mark.parametrize(
    ("event", "only_tells"),
    [
        ("StartApp", False),
        ("Redirect", False),
        ("", False),
        ("SomethingNew", False),
        ("Hangup", False),
        ("Ring", True),
        ("MachineDetection", True),
        ("StartStream", True),
        ("failed", True),
    ],
)
def test_knows_what_asks_for_no_document(event: str, only_tells: bool) -> None:
    call = read_call({"CallUUID": "c1", "Event": event, "CallStatus": "ringing"})

    assert call is not None
    assert call.only_tells is only_tells
