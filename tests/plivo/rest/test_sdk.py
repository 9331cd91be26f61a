"""What goes over the wire is what Plivo's own library sends for the same thing."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import plivo
import pytest
import requests

from flowrunner.plivo.rest import NewCall, NewMessage, NewSpeaking, NewStream, PlivoRest, SendDigits, Transfer
from tests.plivo.rest.grumpy import CREDENTIALS, answer, ask

Theirs = Callable[[Any], object]
Ours = Callable[[PlivoRest], Awaitable[object]]
ANSWER = {"api_id": "a", "request_uuid": "r", "stream_id": "s", "call_uuid": "c", "message_uuid": ["m"]}
URL = "https://bot.example.com/answer"
SOCKET = "wss://bot.example.com/stream"

CASES: dict[str, tuple[Theirs, Ours]] = {
    "create": (
        lambda theirs: theirs.calls.create(
            from_="15550100",
            to_="15550199",
            answer_url=URL,
            hangup_url=URL,
            machine_detection="true",
            time_limit=60,
        ),
        lambda ours: ours.calls.create(
            NewCall(
                from_="15550100",
                to="15550199",
                answer_url=URL,
                hangup_url=URL,
                machine_detection="true",
                machine_detection_time=5000,
                ring_timeout=120,
                time_limit=60,
            )
        ),
    ),
    "transfer": (
        lambda theirs: theirs.calls.transfer("c", legs="aleg", aleg_url=URL, aleg_method="POST", bleg_method="POST"),
        lambda ours: ours.calls.transfer("c", Transfer(aleg_url=URL)),
    ),
    "hang up": (lambda theirs: theirs.calls.hangup("c"), lambda ours: ours.calls.hang_up("c")),
    "cancel": (lambda theirs: theirs.calls.cancel("r"), lambda ours: ours.calls.cancel("r")),
    "get": (lambda theirs: theirs.calls.get("c"), lambda ours: ours.calls.get("c")),
    "get live": (lambda theirs: theirs.calls.live_call_get("c"), lambda ours: ours.calls.get("c", "live")),
    "get queued": (lambda theirs: theirs.calls.queued_call_get("c"), lambda ours: ours.calls.get("c", "queued")),
    "speak": (
        lambda theirs: theirs.calls.speak("c", "Hello.", voice="MAN", language="en-US", legs="aleg"),
        lambda ours: ours.calls.speak("c", NewSpeaking(text="Hello.", voice="MAN", language="en-US", legs="aleg")),
    ),
    "stop speaking": (lambda theirs: theirs.calls.stop_speaking("c"), lambda ours: ours.calls.stop("c", "Speak")),
    "stop playing": (lambda theirs: theirs.calls.stop_playing("c"), lambda ours: ours.calls.stop("c", "Play")),
    "digits": (
        lambda theirs: theirs.calls.send_digits("c", "12#", leg="aleg"),
        lambda ours: ours.calls.send_digits("c", SendDigits(digits="12#", leg="aleg")),
    ),
    "start a stream": (
        lambda theirs: theirs.calls.start_stream(
            "c",
            SOCKET,
            bidirectional=True,
            audio_track="inbound",
            stream_timeout=60,
            content_type="audio/x-mulaw;rate=8000",
            extra_headers="a=b",
            status_callback_url=URL,
            status_callback_method="POST",
        ),
        lambda ours: ours.streams.start(
            "c",
            NewStream(
                service_url=SOCKET,
                bidirectional=True,
                audio_track="inbound",
                stream_timeout=60,
                content_type="audio/x-mulaw;rate=8000",
                extra_headers="a=b",
                status_callback_url=URL,
                status_callback_method="POST",
            ),
        ),
    ),
    "get a stream": (
        lambda theirs: theirs.calls.get_details_of_specific_stream("c", "s"),
        lambda ours: ours.streams.get("c", "s"),
    ),
    "list streams": (lambda theirs: theirs.calls.get_all_streams("c"), lambda ours: ours.streams.all("c")),
    "stop a stream": (
        lambda theirs: theirs.calls.delete_specific_stream("c", "s"),
        lambda ours: ours.streams.stop("c", "s"),
    ),
    "stop all streams": (lambda theirs: theirs.calls.delete_all_streams("c"), lambda ours: ours.streams.stop_all("c")),
    "text": (
        lambda theirs: theirs.messages.create(dst="15550199", src="15550100", text="Hello."),
        lambda ours: ours.messages.send(NewMessage(src="15550100", dst="15550199", text="Hello.")),
    ),
}
IN_THE_PATH = ("call_uuid", "stream_id")
DEFAULTS = {
    "error_if_parent_not_found": False,
    "type": "sms",
    "type_": "sms",
    "method": "POST",
    "log": "true",
    "trackable": False,
}
"""What their library says although it goes without saying."""


class Tape(requests.adapters.BaseAdapter):
    """Keeps the request instead of sending it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.kept.append(request)
        response = requests.Response()
        response.status_code, response.url = 200, str(request.url)
        response._content = json.dumps(ANSWER).encode()
        return response

    def close(self) -> None:
        pass


@pytest.mark.parametrize("case", CASES)
def test_our_requests_are_theirs(case: str) -> None:
    theirs, ours = CASES[case]
    _, server = ask(ours, answer(200, ANSWER))
    sent, kept = server.asked[0], _theirs(theirs)

    assert sent.verb == kept.method
    assert sent.target == kept.path_url.removesuffix("?call_uuid=c")
    assert sent.headers["authorization"] == kept.headers["Authorization"]
    assert _meant(sent.body) == _meant(kept.body)


def _theirs(work: Theirs) -> requests.PreparedRequest:
    with plivo.RestClient(CREDENTIALS.auth_id, CREDENTIALS.auth_token) as client:
        client.session.mount("https://", tape := Tape())
        work(client)
    return tape.kept[0]


def _meant(written: Any) -> dict[str, object]:
    """Return what a body says beside the defaults, the ids of its path, and methods for no address."""
    body = json.loads(written) if written else {}
    return {
        name: value
        for name, value in body.items()
        if name not in IN_THE_PATH
        and DEFAULTS.get(name, body) != value
        and (name == "method" or not name.endswith("_method") or name.replace("_method", "_url") in body)
    }
