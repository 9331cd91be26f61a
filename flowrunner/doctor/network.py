"""Whoever is reached over the network: this host as Plivo sees it, Plivo, and the language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from email.utils import parsedate_to_datetime
from secrets import token_urlsafe
from time import perf_counter

import aiohttp
from aiohttp import web

from flowrunner.config import PlivoAccount
from flowrunner.doctor.finding import Finding, Patient, ill, unused, warning, well
from flowrunner.doctor.machine import reserve
from flowrunner.engine.dialogue import Briefing, Line
from flowrunner.errors import LanguageModelError, RestError
from flowrunner.models.registry import open_model
from flowrunner.models.settings import ModelSettings
from flowrunner.plivo.rest import Credentials, open_rest

PATIENCE_S = 10.0
LARGEST_ANSWER = 64 * 1024
MOST_SKEW_S = 60.0
"""Between two clocks that are both right enough."""


async def public_address(patient: Patient) -> AsyncIterator[Finding]:
    """Ask for something that only this machine can know, at the address that Plivo is given."""
    base, settings = patient.settings.base_url, patient.settings
    if base is None:
        yield unused("base_url", "not set: callers reach this host as each request says; --base-url tells another way")
        return
    here = f"http://{settings.host}:{settings.port}"
    try:
        listening = reserve(settings.host, settings.port)
    except OSError:  # a host runs there already, which has a page of its own
        yield await _asked(base, "/health", '"calls":', here)
        return
    secret = token_urlsafe(16)

    async def tell(_: web.Request) -> web.Response:
        return web.Response(text=secret)

    app = web.Application()
    app.add_routes([web.get("/health", tell)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield await _asked(base, "/health", secret, here)
    finally:
        await runner.cleanup()


async def _asked(base: str, path: str, expected: str, here: str) -> Finding:
    """Return whether the address answers with what is expected."""
    advice = f"let the proxy or the tunnel of {base} forward to {here}"
    began = perf_counter()
    try:
        status, body = await _get(base + path)
    except TimeoutError:
        return ill("base_url", f"{base} did not answer within {PATIENCE_S:g} s", advice)
    except (aiohttp.ClientError, OSError) as error:
        return ill(
            "base_url", f"{base} cannot be reached ({_kind(error)})", f"start the proxy or the tunnel, and {advice}"
        )
    if expected not in body:
        return ill("base_url", f"{base} answers {status}, but not as this host", advice)
    text = f"{base} reaches this host in {(perf_counter() - began) * 1000:.0f} ms"
    if base.startswith("http:"):
        return warning("base_url", f"{text}, without encryption", "calls can be listened to on the way: use https")
    return well("base_url", text)


def _kind(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "there is no such name"
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not accepted"
        case _:
            return type(error).__name__


async def _get(url: str) -> tuple[int, str]:
    async with (
        asyncio.timeout(PATIENCE_S),
        aiohttp.ClientSession() as session,
        session.get(url, allow_redirects=False) as response,
    ):
        return response.status, (await response.content.read(LARGEST_ANSWER)).decode("utf-8", "replace")


async def plivo(patient: Patient) -> AsyncIterator[Finding]:
    """Ask Plivo who we are."""
    account = patient.settings.plivo
    if not account.auth_id or not account.auth_token:
        checked = ", signatures are checked" if account.auth_token else " is needed to answer calls"
        yield unused("plivo", f"no account{checked}")
        return
    yield await _account(account, Credentials(account.auth_id, account.auth_token))
    skew_s = await _skew_s(account.api_url)
    if abs(skew_s) > MOST_SKEW_S:
        text = f"it is {abs(skew_s):.0f} s {'behind' if skew_s > 0 else 'ahead of'} the clock of plivo"
        yield ill("clock", text, "set the clock of this machine, best by NTP: keys and opening hours depend on it")


async def _skew_s(url: str) -> float:
    """Return how much later it is there, in seconds; 0 when nobody says."""
    try:
        async with (
            asyncio.timeout(PATIENCE_S),
            aiohttp.ClientSession() as session,
            session.head(url, allow_redirects=False) as response,
        ):
            there = parsedate_to_datetime(response.headers["Date"])
    except (TimeoutError, aiohttp.ClientError, OSError, KeyError, ValueError):
        return 0.0
    return (there - datetime.now(there.tzinfo)).total_seconds() if there.tzinfo else 0.0


async def _account(account: PlivoAccount, credentials: Credentials) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE_S), open_rest(credentials, account.api_url) as rest:
            found = await rest.accounts.get()
    except TimeoutError:
        return ill("plivo", f"{account.api_url} did not answer within {PATIENCE_S:g} s", "look at the network")
    except RestError as error:
        advice = (
            "look at auth_id and auth_token under [plivo]" if error.kind == "credentials" else "look at the network"
        )
        return ill("plivo", str(error), advice)
    credit = f", credit {found.cash_credits}" if found.cash_credits is not None else ""
    if found.is_broke:
        return warning("plivo", f"the account is accepted{credit}", "add credit, or calls will be refused")
    return well("plivo", f"the account is accepted{credit}")


async def language_model(patient: Patient) -> AsyncIterator[Finding]:
    """Let the model say a word."""
    settings = patient.settings.model
    if settings is None:
        yield unused("language model", "none; only agents need one")
        return
    began = perf_counter()
    try:
        words = await _first_word(settings)
    except LanguageModelError as error:
        yield ill("language model", f"{settings.model}: {error}", _model_advice(error))
        return
    text = f"{settings.model} began to answer after {perf_counter() - began:.1f} s"
    if words:
        yield well("language model", text)
    else:
        yield warning("language model", f"{settings.model} answered nothing", "choose another `model` under [model]")


async def _first_word(settings: ModelSettings) -> bool:
    briefing = Briefing("Answer with one word.", (Line("caller", "Can you hear me?"),))
    async with open_model(settings) as model:
        assert model is not None
        async with aclosing(model.reply(briefing)) as pieces:
            return await anext(pieces, None) is not None


def _model_advice(error: LanguageModelError) -> str:
    match error.kind:
        case "refused":
            return "look at `key` and `model` under [model]"
        case "unreachable" | "timeout":
            return "look at `url` and `timeout_s` under [model], and at the network"
        case "overloaded":
            return "look at the limits of the account, or wait"
        case "malformed":
            return "look at `url` under [model]: it ends before /chat/completions, often with /v1"
