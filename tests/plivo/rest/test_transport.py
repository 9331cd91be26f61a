"""What the client makes of servers that are slow, broken, busy or in a bad mood."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

import pytest

from flowrunner.errors import RestError, UsageError
from flowrunner.plivo.rest import CallFired, Credentials, NewCall, NewMessage, PlivoRest, SendDigits, open_rest
from flowrunner.plivo.rest.transport import LARGEST_ANSWER
from tests.plivo.rest.grumpy import CREDENTIALS, Answer, Cut, Grumpy, Slow, answer, ask, failing, listening
from tests.virtual_time import VirtualLoop

CALL = NewCall(from_="15550100", to="15550199", answer_url="https://bot.example.com/answer")
FIRED = answer(201, {"message": "call fired", "request_uuid": "r1", "api_id": "a1"})
PAGE = answer(502, b"<html><h1>Bad Gateway</h1></html>", "text/html")
LIVE = answer(200, {"call_uuid": "c1", "call_status": "in-progress", "from": "1", "to": "2", "direction": "outbound"})


async def create(rest: PlivoRest) -> CallFired:
    return await rest.calls.create(CALL)


async def look_up(rest: PlivoRest) -> object:
    return await rest.calls.get("c1", "live")


@pytest.mark.parametrize(
    ("bad", "kind", "certain"),
    [
        (Slow(), "timeout", False),
        (Cut(), "lost", False),
        (b"HTTP/1.1 201 X\r\nContent-Length: 500\r\n\r\n{", "timeout", False),
        (b"HTTP/1.1 201 X\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{", "timeout", False),
        (b"\x00\x01\x02 nothing like HTTP\r\n\r\n", "lost", False),
        (answer(201, b"{'not json'"), "malformed", False),
        (answer(201, b"[" * 100_000), "malformed", False),
        (answer(201, b"\xff\xfe"), "malformed", False),
        (answer(201, {"message": "call fired"}), "malformed", False),
        (answer(201, {"message": "call fired", "request_uuid": []}), "malformed", False),
        (answer(201, b" " * (LARGEST_ANSWER + 1)), "lost", False),
        (answer(204), "malformed", False),
        (answer(302, b"", Location="http://127.0.0.1:1/"), "malformed", False),
        (answer(400, {"error": "from is missing"}), "refused", True),
        (answer(401, b"Could not verify", "text/plain"), "credentials", True),
        (answer(403, {"error": "not to this country"}), "refused", True),
        (answer(404, {"error": "not found"}), "missing", True),
        (answer(405, b""), "refused", True),
        (answer(409, b"null"), "refused", True),
        (answer(422, b"[]"), "refused", True),
        (answer(429, {"error": "slow down"}, Retry_After="1"), "overloaded", True),
        (answer(500, {"error": "boom"}), "failed", False),
        (PAGE, "failed", False),
    ],
)
def test_a_call_is_ordered_once_whatever_comes_back(bad: Answer, kind: str, certain: bool) -> None:
    error, server = failing(create, bad)

    assert isinstance(error, RestError)
    assert (error.kind, error.may_have_happened) == (kind, not certain)
    assert len(server.asked) == 1


def test_an_order_is_not_repeated_over_a_connection_that_was_good_before() -> None:
    async def twice(rest: PlivoRest) -> object:
        await create(rest)
        return await create(rest)

    error, server = failing(twice, FIRED, Cut())

    assert isinstance(error, RestError)
    assert (error.kind, len(server.asked)) == ("lost", 2)


def test_text_that_is_not_unicode_is_not_sent() -> None:
    error, server = failing(lambda rest: rest.messages.send(NewMessage(src="1", dst="2", text="\ud800")))

    assert isinstance(error, RestError)
    assert (error.kind, error.said, server.asked) == ("refused", "it holds text that is not Unicode", [])


def test_a_message_is_ordered_once_too() -> None:
    error, server = failing(lambda rest: rest.messages.send(NewMessage(src="1", dst="2", text="hi")), PAGE)

    assert isinstance(error, RestError)
    assert error.kind == "failed"
    assert len(server.asked) == 1


@pytest.mark.parametrize("passing", [PAGE, answer(429, {}, Retry_After="2"), Cut(), Slow(), answer(503, b"busy")])
def test_a_question_is_asked_again(passing: Answer) -> None:
    state, server = ask(look_up, passing, passing, LIVE)

    assert state.call_status == "in-progress"
    assert [asked.target for asked in server.asked] == ["/v1/Account/MAXXXXXXXXXXXXXXXXXX/Call/c1/?status=live"] * 3


def test_a_question_is_asked_three_times_at_most() -> None:
    error, server = failing(look_up, PAGE, PAGE, PAGE)

    assert isinstance(error, RestError)
    assert (error.kind, error.status) == ("failed", 502)
    assert len(server.asked) == 3


def test_a_question_that_was_refused_is_not_asked_again() -> None:
    error, server = failing(look_up, answer(404, {"error": "no such call", "api_id": "a-7"}))

    assert isinstance(error, RestError)
    assert (error.kind, error.status, error.said, error.api_id) == ("missing", 404, "no such call", "a-7")
    assert len(server.asked) == 1


def test_however_long_plivo_would_like_a_question_to_wait_it_waits_for_seconds() -> None:
    async def timed(rest: PlivoRest) -> float:
        began = asyncio.get_running_loop().time()
        await look_up(rest)
        return asyncio.get_running_loop().time() - began

    waited, _ = ask(timed, answer(429, {}, Retry_After="3600"), answer(429, {}, Retry_After="Sat, 1 Jan"), LIVE)

    assert 6.0 <= waited < 6.5


def test_where_nobody_listens_nothing_has_happened() -> None:
    async def hold() -> RestError:
        async with listening(server := Grumpy()):
            url = server.url
        async with open_rest(CREDENTIALS, url) as rest:
            with pytest.raises(RestError) as caught:
                await create(rest)
            return caught.value

    error = asyncio.run(hold())
    assert (error.kind, error.may_have_happened) == ("unreachable", False)
    assert str(error) == "could not place the call: plivo cannot be reached"


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        ({"error": "from is missing"}, "application/json", "from is missing"),
        ({"error": {"error": "from is missing"}}, "application/json", "from is missing"),
        ({"message": "from is missing"}, "application/json", "from is missing"),
        ({"error": 7, "message": None}, "application/json", ""),
        (b"from is\r\n missing\x1b[31m\n", "text/plain", "from is missing[31m"),
        (b"<html>from is missing</html>", "text/html", ""),
        (b"<html>from is missing</html>", "text/plain", ""),
        ({"error": "x" * 5000}, "application/json", "x" * 300),
    ],
)
def test_what_plivo_says_is_kept_in_one_line(body: object, content_type: str, said: str) -> None:
    error, _ = failing(create, answer(400, body, content_type))

    assert isinstance(error, RestError)
    assert error.said == said


def test_an_error_says_all_that_is_known() -> None:
    error, _ = failing(create, answer(400, {"error": "from is missing", "api_id": "97ceeb52"}))

    assert str(error) == "could not place the call: plivo refused (status 400, api_id 97ceeb52): from is missing"


def test_credentials_are_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"error": f"no /v1/Account/MAXXXXXXXXXXXXXXXXXX/Call/ for s3cret-t0ken: {CREDENTIALS.header} {'x' * 1000}"}
    long = {"error": "x" * 295 + "s3cret-t0ken"}
    shown = repr(CREDENTIALS)
    for bad in (answer(400, echo), answer(400, long), Cut(), Slow(), answer(201, b"{"), b"rubbish\r\n\r\n"):
        error, _ = failing(create, bad)
        shown += "".join(traceback.format_exception(error)) + repr(error)
    failing(look_up, PAGE, PAGE, PAGE)

    for secret in (CREDENTIALS.auth_id, CREDENTIALS.auth_token, CREDENTIALS.header):
        assert secret not in shown + caplog.text
    assert "no /v1/Account/***/Call/ for ***: Basic *** xxx" in shown
    assert "s3cr" not in shown


@pytest.mark.parametrize("call", ["", "..", ".", "../../Account", "c1/Stream", "c1?x=1", "c%2F1", "ü", "x" * 129])
def test_what_is_not_an_id_is_not_sent(call: str) -> None:
    error, server = failing(lambda rest: rest.calls.hang_up(call))

    assert isinstance(error, UsageError)
    assert "is not an id such as those that plivo gives" in str(error)
    assert server.asked == []


def test_one_order_never_becomes_several() -> None:
    several = NewCall(from_="1", to="2<3", answer_url="https://bot.example.com/answer")
    assert isinstance(failing(lambda rest: rest.calls.create(several))[0], UsageError)
    texts = NewMessage(src="1", dst="2<3", text="hi")
    assert isinstance(failing(lambda rest: rest.messages.send(texts))[0], UsageError)


def test_requests_are_json_with_a_name_and_a_token() -> None:
    _, server = ask(create, FIRED)
    asked = server.asked[0]

    assert (asked.verb, asked.target) == ("POST", "/v1/Account/MAXXXXXXXXXXXXXXXXXX/Call/")
    assert asked.headers["authorization"] == "Basic TUFYWFhYWFhYWFhYWFhYWFhYWFg6czNjcmV0LXQwa2Vu"
    assert asked.headers["content-type"] == "application/json"


def test_a_cancelled_order_stays_cancelled() -> None:
    async def cancelled(rest: PlivoRest) -> bool:
        task = asyncio.create_task(rest.calls.send_digits("c1", SendDigits(digits="1")))
        await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert ask(cancelled, Slow())[0]


def test_a_strange_name_of_an_account_stays_one_part_of_the_path() -> None:
    server = Grumpy(FIRED)

    async def hold() -> Any:
        async with listening(server), open_rest(Credentials("../x?y#z", "t"), server.url) as rest:
            return await rest.calls.create(CALL)

    with asyncio.Runner(loop_factory=lambda: VirtualLoop(0.002)) as runner:
        runner.run(hold())
    assert server.asked[0].target == "/v1/Account/..%2Fx%3Fy%23z/Call/"
