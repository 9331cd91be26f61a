import pytest

from flowrunner.audio.codec import Codec
from flowrunner.emulator.xml import (
    Dial,
    Document,
    Hangup,
    NotCarriedOut,
    Play,
    PreAnswer,
    Redirect,
    Speak,
    Stream,
    Wait,
    parse,
)
from flowrunner.errors import WireError

MULAW = 'contentType="audio/x-mulaw;rate=8000"'


def read(*elements: str) -> Document:
    return parse(f"<Response>{''.join(elements)}</Response>".encode())


def complaints(*elements: str) -> list[str]:
    return [kind for kind, _ in read(*elements).complaints]


def test_elements_are_read_in_order() -> None:
    assert read(
        "<PreAnswer><Speak>Hello</Speak></PreAnswer>",
        '<Play loop="2">https://h/a.wav</Play>',
        '<Wait length="3"/>',
        '<Redirect method="GET"> https://h/next?a=1&amp;b=2 </Redirect>',
        "<Record/>",
        '<Hangup reason="busy"/>',
    ).elements == (
        PreAnswer((Speak("Hello"),)),
        Play("https://h/a.wav", 2),
        Wait(3),
        Redirect("https://h/next?a=1&b=2", "GET"),
        NotCarriedOut("Record"),
        Hangup("busy"),
    )


def test_the_address_of_a_stream_may_stand_on_a_line_of_its_own() -> None:
    (stream,) = read(f'<Stream bidirectional="true" {MULAW}>\n    wss://h/ws/1?a=1&amp;b=2\n  </Stream>').elements
    assert stream == Stream("wss://h/ws/1?a=1&b=2", Codec.MULAW_8K, bidirectional=True)


@pytest.mark.parametrize(
    ("content_type", "codec"),
    [
        ("audio/x-mulaw;rate=8000", Codec.MULAW_8K),
        ("audio/x-l16;rate=8000", Codec.L16_8K),
        ("audio/x-l16;rate=16000", Codec.L16_16K),
    ],
)
def test_the_content_type_names_the_codec(content_type: str, codec: Codec) -> None:
    (stream,) = read(f'<Stream contentType="{content_type}">wss://h/</Stream>').elements
    assert isinstance(stream, Stream)
    assert stream.codec is codec


def test_all_attributes_of_a_stream_are_read() -> None:
    (stream,) = read(
        f'<Stream {MULAW} keepCallAlive="true" statusCallbackUrl="https://h/s" statusCallbackMethod="GET"'
        ' streamTimeout="60" extraHeaders="a=1;b=2" audioTrack="inbound">wss://h/</Stream>'
    ).elements
    assert stream == Stream(
        "wss://h/",
        Codec.MULAW_8K,
        keep_call_alive=True,
        status_url="https://h/s",
        status_method="GET",
        timeout_s=60,
        extra_headers="a=1;b=2",
    )


def test_a_dial_rings_several_numbers() -> None:
    (dial,) = read(
        '<Dial action="https://h/d" method="GET" redirect="false" callerId="15550100" timeout="20">'
        "<Number>15550123</Number><User>sip:desk@example.com</User></Dial>"
    ).elements
    assert dial == Dial(("15550123", "sip:desk@example.com"), "https://h/d", "GET", False, "15550100", 20)


def test_an_empty_response_is_valid() -> None:
    assert parse(b"<?xml version='1.0' encoding='utf-8'?>\n<Response/>") == Document()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"not xml", "syntax error"),
        (b"<html/>", "the root is <html>"),
        (b"<response/>", "the root is <response>"),
        (b"<Response>" + b" " * 102_400 + b"</Response>", "bytes, of 102400 allowed"),
    ],
)
def test_a_body_that_is_no_document_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        parse(body)


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ("<speak>Hi</speak>", "no element <speak>"),
        ("<Speak/>", "says nothing"),
        ("<Play>/a.wav</Play>", "absolute address"),
        ('<Wait length="0"/>', "length='0'"),
        ('<Wait length="1.5"/>', "length='1.5'"),
        (f"<Stream {MULAW}>https://h/</Stream>", "absolute address"),
        (f"<Stream {MULAW}>wss://h/ {'x' * 3}</Stream>", "absolute address"),
        (f"<Stream {MULAW}>wss://h/{'x' * 2048}</Stream>", "of 2048 allowed"),
        ('<Stream contentType="audio/x-mulaw">wss://h/</Stream>', "contentType='audio/x-mulaw'"),
        (f'<Stream {MULAW} bidirectional="True">wss://h/</Stream>', "neither true nor false"),
        (f'<Stream {MULAW} bidirectional="true" audioTrack="both">wss://h/</Stream>', "audioTrack='inbound'"),
        (f'<Stream {MULAW} extraHeaders="{"x" * 513}">wss://h/</Stream>', "of 512 allowed"),
        (f'<Stream {MULAW} statusCallbackMethod="PUT">wss://h/</Stream>', "neither GET nor POST"),
        ('<Redirect method="post">https://h/</Redirect>', "neither GET nor POST"),
        ("<Redirect>next</Redirect>", "absolute address"),
        ("<Dial/>", "has no number"),
        ("<Dial><Number/></Dial>", "<Number></Number>"),
        ("<Dial><Speak>Hi</Speak></Dial>", "cannot hold <Speak>"),
        ("<PreAnswer><Hangup/></PreAnswer>", "cannot hold <Hangup>"),
        ('<Hangup reason="bored"/>', "reason='bored'"),
    ],
)
def test_a_mistake_in_an_element_breaks_the_document(element: str, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        read(element)


def test_what_a_carrier_overlooks_is_complained_of() -> None:
    assert complaints('<Wait length="1" color="red"/>') == ["unknown attribute"]
    assert complaints("<Stream>wss://h/</Stream>") == ["no contentType"]
    assert complaints(f'<Stream {MULAW} extraHeaders="a-b=1">wss://h/</Stream>') == ["extraHeaders"]
    assert complaints("<Hangup/>") == []


def test_a_document_tells_its_elements() -> None:
    assert str(read("<Wait/>", "<Record/>", "<Hangup/>")) == "Wait, Record, Hangup"
