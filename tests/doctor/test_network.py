"""Whoever is asked over the network: real servers on this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from flowrunner.config import PlivoAccount, Settings
from flowrunner.doctor.network import language_model, plivo, public_address
from flowrunner.models.settings import ModelSettings
from flowrunner.server.app import running_host
from tests.doctor.patients import found, verdict
from tests.fakes import FakeSpeech
from tests.models.provider import answers, says, serving, streams
from tests.server.served_flows import DESK


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def answering(path: str, status: int, body: object) -> AsyncGenerator[str, None]:
    """Serve one answer; yields the address."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_get(path, answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("")).rstrip("/")


async def test_an_address_that_leads_here_is_found_out_before_the_host_runs() -> None:
    number = free_port()
    base = f"http://127.0.0.1:{number}"
    said, mend = await verdict(public_address, Settings(port=number, base_url=base))
    assert said.startswith(f"warning: {base} reaches this host in ")
    assert said.endswith("without encryption")
    assert "use https" in mend


async def test_an_address_that_leads_to_a_host_that_runs_is_found_out_too() -> None:
    async with running_host(Settings(port=0), {"desk": DESK}, FakeSpeech()) as host:
        number = int(host.url.rpartition(":")[2])
        said, _ = await verdict(public_address, Settings(port=number, base_url=host.url))
    assert "reaches this host" in said


async def test_an_address_that_leads_to_somebody_else_is_told() -> None:
    async with answering("/health", 200, {"status": "ok"}) as base:
        said, mend = await verdict(public_address, Settings(port=free_port(), base_url=base))
    assert said == f"ill: {base} answers 200, but not as this host"
    assert mend.startswith(f"let the proxy or the tunnel of {base} forward to http://127.0.0.1:")


async def test_an_address_that_leads_nowhere_is_told() -> None:
    said, mend = await verdict(public_address, Settings(port=free_port(), base_url="http://127.0.0.1:1"))
    assert said == "ill: http://127.0.0.1:1 cannot be reached (ClientConnectorError)"
    assert mend.startswith("start the proxy or the tunnel")


async def test_without_an_address_nothing_is_asked() -> None:
    assert (await verdict(public_address))[0].startswith("unused: not set")
    assert (await verdict(plivo))[0] == "unused: no account is needed to answer calls"
    assert (await verdict(plivo, Settings(plivo=PlivoAccount(auth_token="t"))))[0].endswith("signatures are checked")
    assert (await verdict(language_model))[0].startswith("unused: none")


@pytest.mark.parametrize(
    ("status", "body", "said", "mend"),
    [
        (200, {"name": "ACME", "cash_credits": "12.30"}, "well: the account is accepted, credit 12.30", ""),
        (200, {"cash_credits": "0.00000"}, "warning: the account is accepted, credit 0.00000", "add credit"),
        (200, {}, "well: the account is accepted", ""),
        (401, {"error": "no"}, "ill: could not look up the account: plivo does not accept", "look at auth_id"),
        (404, {}, "ill: could not look up the account: plivo knows nothing by that name", "look at the network"),
    ],
)
async def test_plivo_says_whether_it_knows_the_account(status: int, body: object, said: str, mend: str) -> None:
    async with answering("/v1/Account/MA1/", status, body) as url:
        told, advice = await verdict(plivo, Settings(plivo=PlivoAccount("MA1", "tiger", url)))
    assert told.startswith(said)
    assert advice.startswith(mend)
    assert "tiger" not in told


async def test_a_clock_that_is_wrong_is_told() -> None:
    async def look(request: web.Request) -> web.Response:
        return web.json_response({}, headers={"Date": "Sat, 01 Jan 2000 00:00:00 GMT"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", look)
    async with TestServer(app, host="127.0.0.1") as server:
        account = PlivoAccount("MA1", "tiger", str(server.make_url("")).rstrip("/"))
        [_, clock] = await found(plivo, Settings(plivo=account))
    assert (clock.part, clock.verdict) == ("clock", "ill")
    assert "ahead of the clock of plivo" in clock.text


async def test_a_language_model_says_a_word() -> None:
    async with serving(streams(says("Yes."))) as (_, provider):
        said, _ = await verdict(language_model, Settings(model=ModelSettings(provider.url, "parrot-1")))
    assert said.startswith("well: parrot-1 began to answer after ")


@pytest.mark.parametrize(("status", "mend"), [(401, "look at `key` and `model`"), (503, "look at the limits")])
async def test_a_language_model_that_refuses_is_told_with_what_to_do(status: int, mend: str) -> None:
    async with serving(answers(status), answers(status)) as (_, provider):
        said, advice = await verdict(language_model, Settings(model=ModelSettings(provider.url, "parrot-1")))
    assert said.startswith("ill: parrot-1: ")
    assert advice.startswith(mend)
