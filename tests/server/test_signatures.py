"""Who is no Plivo gets nowhere, and the log says why."""

from __future__ import annotations

import asyncio
import io
import logging
from collections import Counter
from ipaddress import ip_network

import aiohttp
import pytest

from flowrunner.config import Checking, PlivoAccount, Settings
from flowrunner.emulator.signature import headers
from flowrunner.server.app import build_app
from flowrunner.server.lines import LineFormatter
from flowrunner.server.signatures import SignatureCheck, in_one_line
from flowrunner.server.sparing import SparingLog
from tests.server.raw_plivo import host_of, plivo, stream_url, tags
from tests.server.served_flows import DESK

TOKEN = "Y2hhbmdlbWUtdGVzdC10b2tlbi0wMDAwMDAwMDAwMDA"
STRICT = PlivoAccount(auth_token=TOKEN, stream_signatures="require")
LENIENT = PlivoAccount(auth_token=TOKEN, signatures="warn", stream_signatures="warn")


def settings_of(account: PlivoAccount = STRICT) -> Settings:
    return Settings(port=0, plivo=account)


async def test_a_whole_call_is_signed() -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk", token=TOKEN) as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await stream.press("2")
        await stream.hear_prompt()
        await stream.ended()
        assert tags(await call.carry_on(document)) == ["Hangup"]
        assert await call.hang_up() == (200, b"")

        assert await call.counts() == {"callback_signature.fits": 3, "stream_signature.http": 1}


@pytest.mark.parametrize("token", [None, "another token"])
async def test_who_does_not_sign_rightly_is_refused_at_every_address(token: str | None) -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk", token=token) as call:
        for path in ("answer", "hangup", "status", "continue/" + "0" * 32):
            status, body = await call.callback(host.url + "/flows/desk/" + path)
            assert (status, body) == (403, b"Plivo's signature is missing or does not fit; the log says more\n")

        async with call.client.get(host.answer_url("desk") + "?CallUUID=c1") as response:
            assert response.status == 403
        assert len(host.site.board.calls) == 0
        kind = "wrong" if token else "missing"
        assert (await call.counts())[f"callback_signature.{kind}"] >= 4


async def test_no_address_of_the_host_was_forgotten() -> None:
    open_to_all = {"/", "/health", "/flows/{flow}"}
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk") as call:
        for route in build_app(host.site).router.routes():
            assert route.resource is not None
            pattern = route.resource.canonical
            if pattern in open_to_all or route.method == "HEAD":
                continue
            url = host.url + pattern.format(flow="desk", ticket="0" * 32)
            async with call.client.request(route.method, url, data={"CallUUID": "c1"}) as response:
                assert response.status == 403, pattern


async def test_a_get_is_signed_with_its_query() -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk") as call:
        url = host.answer_url("desk") + "?CallUUID=c1&From=1555&Name=J%C3%B6rg+M"
        for signed, status in ((url, 200), (url + "1", 403)):
            async with call.client.get(url, headers=headers(TOKEN, "GET", signed, {})) as response:
                assert response.status == status


async def test_a_form_that_was_changed_is_refused() -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk") as call:
        url = host.answer_url("desk")
        signature = headers(TOKEN, "POST", url, {"CallUUID": "c1", "From": "1"})
        for form, status in (({"CallUUID": "c1", "From": "2"}, 403), ({"CallUUID": "c1", "From": "1"}, 200)):
            async with call.client.post(url, data=form, headers=signature) as response:
                assert response.status == status


async def test_the_public_address_is_what_is_signed() -> None:
    settings = Settings(port=0, plivo=STRICT, base_url="https://bot.example.com/calls")
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        public = "https://bot.example.com/calls/flows/desk/answer?a=1"
        here = host.url + "/flows/desk/answer?a=1"
        for signed, status in ((public, 200), (here, 403)):
            signature = headers(TOKEN, "POST", signed, {"CallUUID": "c1"})
            async with call.client.post(here, data={"CallUUID": "c1"}, headers=signature) as response:
                assert response.status == status


async def test_behind_a_proxy_of_ours_the_address_that_it_tells_is_what_is_signed() -> None:
    settings = Settings(port=0, plivo=STRICT, trusted_proxies=(ip_network("127.0.0.0/8"),))
    async with host_of(DESK, settings=settings) as host, plivo(host, "desk") as call:
        signature = headers(TOKEN, "POST", "https://bot.example.com/flows/desk/answer", {"CallUUID": "c1"})
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "bot.example.com"}
        url = host.url + "/flows/desk/answer"
        for more, status in ((told, 200), ({}, 403)):
            async with call.client.post(url, data={"CallUUID": "c1"}, headers=signature | more) as response:
                assert response.status == status


@pytest.mark.parametrize(
    ("signed", "form"),
    [
        ("http://{}", "http"),
        ("https://{}", "https"),
        ("wss://{}", "wss"),
        ("ws://{}/websocket", "ws+websocket"),
        ("http://{}/websocket", "http+websocket"),
    ],
)
async def test_the_form_in_which_a_stream_was_signed_is_counted(signed: str, form: str) -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk", token=TOKEN) as call:
        url = stream_url(await call.answer())
        address = signed.format(url.partition("://")[2])
        stream = await call.open_url(url, headers=headers(TOKEN, "GET", address, {}))
        await stream.start()
        await stream.hear_prompt()

        assert (await call.counts())[f"stream_signature.{form}"] == 1


async def test_a_stream_that_is_not_signed_is_refused_when_that_is_required() -> None:
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk", token=TOKEN) as call:
        url = stream_url(await call.answer())
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await call.open_url(url, headers={})

        stream = await call.open_url(url)
        await stream.start()
        await stream.hear_prompt()


async def test_by_default_streams_are_let_pass_and_callbacks_are_not() -> None:
    account = PlivoAccount(auth_token=TOKEN)
    async with host_of(DESK, settings=settings_of(account)) as host, plivo(host, "desk", token=TOKEN) as call:
        url = stream_url(await call.answer())
        stream = await call.open_url(url, headers={})
        await stream.start()
        await stream.hear_prompt()

        assert (await call.counts())["stream_signature.missing"] == 1
        call.token = None
        assert (await call.hang_up())[0] == 403


async def test_what_is_wrong_is_logged_in_one_line_and_nothing_secret_in_it(caplog: pytest.LogCaptureFixture) -> None:
    async with host_of(DESK, settings=settings_of(LENIENT)) as host, plivo(host, "desk") as call:
        url = stream_url(await call.answer())
        ticket = url.rpartition("/")[2]
        await (await call.open_url(url)).hang_up()
        async with call.client.get(host.answer_url("desk") + "?CallUUID=c1&From=15550100009") as response:
            assert response.status == 200
        call.token = "wrong"
        await call.carry_on(await call.answer())

    lines = [LineFormatter().format(record)[20:] for record in caplog.records if "signature" in record.name]
    place = host.url + "/flows/desk"
    wrong = "WARNING let pass a callback: its signature is wrong kind=wrong"
    missing = "missing=X-Plivo-Signature-V3,X-Plivo-Signature-V3-Nonce"
    assert lines == [
        f"WARNING let pass a callback: its signature is missing kind=missing {missing} url={place}/answer",
        "WARNING let pass a stream: its signature is missing kind=missing "
        f"{missing} url={place}/stream/{ticket[:6]}...",
        f"WARNING let pass a callback: its signature is missing kind=missing {missing} url={place}/answer",
        f"{wrong} url={place}/answer",
        f"{wrong} url={place}/continue/{ticket[:6]}...",
    ]
    assert TOKEN not in caplog.text
    assert ticket not in caplog.text


async def test_a_ticket_is_never_logged_whole(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="flowrunner")
    async with host_of(DESK, settings=settings_of()) as host, plivo(host, "desk", token=TOKEN) as call:
        document = await call.answer()
        stream = await call.connect(document)
        await stream.hear_prompt()
        await (await call.open(document)).ended()
        await stream.hang_up()
        again = await call.carry_on(document)
        await (await call.open_url(stream_url(again)[:-1] + "x")).ended()
        await call.hang_up()
        await asyncio.gather(*(record.over.wait() for record in host.site.board.calls))

    everything = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("flowrunner"))
    for url in map(stream_url, (document, again)):
        assert url.rpartition("/")[2] not in everything


def test_a_log_cannot_be_filled() -> None:
    now = [0.0]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    log = logging.Logger("test")
    log.addHandler(handler)
    sparing = SparingLog(log, lambda: now[0])

    for _time in range(1000):
        sparing.warn("junk", {"kind": "k"})
    assert len(stream.getvalue().splitlines()) == 20
    now[0] += 1.0
    sparing.warn("junk", {"kind": "k"})
    assert stream.getvalue().splitlines()[20].endswith("WARNING junk kind=k unsaid=980")


@pytest.mark.parametrize("checking", ["off", "warn", "require"])
def test_the_settings_are_obeyed(checking: Checking) -> None:
    counts: Counter[str] = Counter()
    check = SignatureCheck(PlivoAccount(auth_token=TOKEN, signatures=checking, stream_signatures=checking), counts)

    assert check.callback("POST", "https://h/a", [], []) is (checking != "require")
    assert check.upgrade("https://h/a", []) is (checking != "require")
    assert counts.total() == (0 if checking == "off" else 2)


def test_without_a_token_nothing_can_be_checked() -> None:
    check = SignatureCheck(PlivoAccount(), Counter())

    assert check.callback("POST", "https://h/a", [], [])
    assert check.upgrade("https://h/a", [])


def test_one_line_says_what_is_checked() -> None:
    assert in_one_line(PlivoAccount()) == (
        "Signatures are not checked: no auth token is set (FLOWRUNNER_AUTH_TOKEN). "
        "Whoever reaches this host can begin calls."
    )
    assert in_one_line(PlivoAccount(auth_token=TOKEN)) == (
        "Signatures: callbacks must be signed (require), streams are checked and let pass with a warning (warn)."
    )
    assert "(off)" in in_one_line(PlivoAccount(auth_token=TOKEN, signatures="off"))
