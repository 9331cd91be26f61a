"""Every element as Plivo's own library writes it for the same attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plivo import plivoxml

from flowrunner.plivo.elements import (
    Dial,
    Element,
    Hangup,
    Play,
    PreAnswer,
    Record,
    Redirect,
    Speak,
    Stream,
    Wait,
    document,
)

URL = "https://bot.example.com/next?a=1&b=2"
SOCKET = "wss://bot.example.com/stream?a=1&b=2"
MULAW = "audio/x-mulaw;rate=8000"


def _dial(numbers: tuple[str, ...], users: tuple[str, ...] = (), **attributes: Any) -> Any:
    dial = plivoxml.DialElement(**attributes)
    for number in numbers:
        dial.add(plivoxml.NumberElement(number))
    for user in users:
        dial.add(plivoxml.UserElement(user))
    return dial


def _pre_answer() -> Any:
    before = plivoxml.PreAnswerElement()
    for each in (plivoxml.SpeakElement("One moment."), plivoxml.PlayElement(URL), plivoxml.WaitElement(length=3)):
        before.add(each)
    return before


CASES: dict[str, tuple[Element, Callable[[], Any]]] = {
    "a stream both ways": (
        Stream(SOCKET, MULAW, bidirectional=True, keep_call_alive=True),
        lambda: plivoxml.StreamElement(
            SOCKET, bidirectional=True, keepCallAlive=True, audioTrack="inbound", contentType=MULAW
        ),
    ),
    "a stream that only listens": (
        Stream(SOCKET, "audio/x-l16;rate=16000", audio_track="both"),
        lambda: plivoxml.StreamElement(
            SOCKET, bidirectional=False, keepCallAlive=False, audioTrack="both", contentType="audio/x-l16;rate=16000"
        ),
    ),
    "a stream with all there is": (
        Stream(SOCKET, MULAW, timeout_s=90, extra_headers="a=1;b=2", status_url=URL, status_method="GET"),
        lambda: plivoxml.StreamElement(
            SOCKET,
            bidirectional=False,
            keepCallAlive=False,
            audioTrack="inbound",
            contentType=MULAW,
            streamTimeout=90,
            extraHeaders="a=1;b=2",
            statusCallbackUrl=URL,
            statusCallbackMethod="GET",
        ),
    ),
    "speech": (
        Speak("Fish & chips <now>", voice="MAN", language="en-GB", loop=2),
        lambda: plivoxml.SpeakElement("Fish & chips <now>", voice="MAN", language="en-GB", loop=2),
    ),
    "a sound": (Play(URL, loop=0), lambda: plivoxml.PlayElement(URL, loop=0)),
    "silence": (Wait(5), lambda: plivoxml.WaitElement(length=5)),
    "before the call is answered": (PreAnswer((Speak("One moment."), Play(URL), Wait(3))), _pre_answer),
    "a telephone": (Dial(("+15550100001",)), lambda: _dial(("+15550100001",))),
    "telephones and a SIP address": (
        Dial(("+15550100001", "+15550100002", "sip:desk@example.com"), ring_s=20),
        lambda: _dial(("+15550100001", "+15550100002"), ("sip:desk@example.com",), timeout=20),
    ),
    "a dial with all there is": (
        Dial(("+15550100001",), URL, 25, 600, "+15550100009", URL, "1"),
        lambda: _dial(
            ("+15550100001",),
            action=URL,
            method="POST",
            timeout=25,
            time_limit=600,
            caller_id="+15550100009",
            confirm_sound=URL,
            confirm_key="1",
        ),
    ),
    "a message": (
        Record(URL, 120, 10, "#", beep=True, file_format="mp3", file_url=URL),
        lambda: plivoxml.RecordElement(
            action=URL,
            method="POST",
            max_length=120,
            timeout=10,
            finish_on_key="#",
            play_beep=True,
            file_format="mp3",
            callback_url=URL,
            callback_method="POST",
        ),
    ),
    "a whole call": (Record(whole_call=True), lambda: plivoxml.RecordElement(record_session=True)),
    "the next document": (Redirect(URL), lambda: plivoxml.RedirectElement(URL, method="POST")),
    "the next document, asked for": (Redirect(URL, "GET"), lambda: plivoxml.RedirectElement(URL, method="GET")),
    "the end": (Hangup(), plivoxml.HangupElement),
    "a call that is refused": (Hangup("busy"), lambda: plivoxml.HangupElement(reason="busy")),
    "the end after a while": (Hangup(schedule_s=60), lambda: plivoxml.HangupElement(schedule=60)),
}


def _canonical(text: bytes | str) -> str:
    return str(ElementTree.canonicalize(text, strip_text=True))


@pytest.mark.parametrize("name", CASES)
def test_is_what_plivos_library_writes(name: str) -> None:
    ours, make_theirs = CASES[name]
    theirs = plivoxml.ResponseElement()
    theirs.add(make_theirs())

    assert _canonical(document(ours)) == _canonical(theirs.to_string())


def test_the_library_knows_no_noise_cancellation_and_the_documents_do() -> None:
    (stream,) = ElementTree.fromstring(document(Stream(SOCKET, MULAW, noise_cancellation=85)))

    assert (stream.get("noiseCancellation"), stream.get("noiseCancellationLevel")) == ("true", "85")
    with pytest.raises(TypeError):
        plivoxml.StreamElement(SOCKET, noiseCancellation="true")


def test_elements_keep_their_order() -> None:
    written = ElementTree.fromstring(document(Record(whole_call=True), Speak("Hello."), Redirect(URL)))

    assert [each.tag for each in written] == ["Record", "Speak", "Redirect"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_breaks_a_document(text: str, language: str) -> None:
    (spoken,) = ElementTree.fromstring(document(Speak(text, language=language)))

    assert "".join(filter(str.isalnum, spoken.text or "")) == "".join(filter(str.isalnum, text))


def test_what_xml_cannot_hold_is_left_out() -> None:
    (spoken,) = ElementTree.fromstring(document(Speak("one\x00\x1b\ud800\uffff two")))

    assert spoken.text == "one two"
