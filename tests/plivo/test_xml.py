"""The documents, as Plivo reads them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.plivo.xml import (
    DialPlan,
    StreamPlan,
    apology_document,
    dial_document,
    dialable,
    empty_document,
    hangup_document,
    stream_document,
)


def test_a_stream_keeps_the_call_alive_and_is_followed_by_a_redirect() -> None:
    plan = StreamPlan(
        "wss://h/flows/a&b/stream/t", "https://h/continue?a=1&b=2", "https://h/status", Codec.MULAW_8K, 3600
    )

    document = stream_document(plan)

    stream, redirect = ElementTree.fromstring(document)
    assert stream.tag == "Stream"
    assert stream.text == "wss://h/flows/a&b/stream/t"
    assert stream.attrib == {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "audioTrack": "inbound",
        "contentType": "audio/x-mulaw;rate=8000",
        "statusCallbackUrl": "https://h/status",
        "statusCallbackMethod": "POST",
        "streamTimeout": "3600",
    }
    assert (redirect.tag, redirect.text, redirect.attrib) == (
        "Redirect",
        "https://h/continue?a=1&b=2",
        {"method": "POST"},
    )
    assert b"a&amp;b" in document


def test_a_stream_asks_for_the_codec_of_the_flow_and_for_no_timeout_unless_there_is_one() -> None:
    stream, _redirect = ElementTree.fromstring(
        stream_document(StreamPlan("wss://h/s", "https://h/c", "https://h/x", Codec.L16_16K))
    )

    assert stream.get("contentType") == "audio/x-l16;rate=16000"
    assert "streamTimeout" not in stream.attrib


def test_a_dial_rings_one_number_and_reports_to_its_action() -> None:
    (dial,) = ElementTree.fromstring(
        dial_document(DialPlan("+15550100001", "https://h/dial?n=1", 25.4, "+15550100009"))
    )

    assert dial.attrib == {
        "action": "https://h/dial?n=1",
        "method": "POST",
        "timeout": "25",
        "callerId": "+15550100009",
    }
    assert [(child.tag, child.text) for child in dial] == [("Number", "+15550100001")]


def test_a_sip_address_is_a_user() -> None:
    (dial,) = ElementTree.fromstring(dial_document(DialPlan("sip:desk@example.com", "https://h/dial")))

    assert [(child.tag, child.text) for child in dial] == [("User", "sip:desk@example.com")]
    assert "callerId" not in dial.attrib


def test_the_small_documents() -> None:
    assert [element.tag for element in ElementTree.fromstring(empty_document())] == []
    assert [element.attrib for element in ElementTree.fromstring(hangup_document())] == [{}]
    assert [element.attrib for element in ElementTree.fromstring(hangup_document("busy"))] == [{"reason": "busy"}]
    assert [element.tag for element in ElementTree.fromstring(apology_document("Sorry & goodbye."))] == [
        "Speak",
        "Hangup",
    ]


@pytest.mark.parametrize(
    ("written", "dialed"),
    [
        ("+1 (555) 010-0001", "+15550100001"),
        ("15550100001", "15550100001"),
        ("sip:desk@example.com", "sip:desk@example.com"),
        ("SIP:desk @example.com\x00", "sip:desk@example.com"),
        ("", ""),
        ("nobody", ""),
        ("+", ""),
    ],
)
def test_only_what_can_be_dialed_is_dialed(written: str, dialed: str) -> None:
    assert dialable(written) == dialed
