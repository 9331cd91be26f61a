"""``flowrunner dial``: call somebody, and let a flow talk to them."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import aclosing
from pathlib import Path

import aiohttp
from msgspec import UNSET, UnsetType

from flowrunner.cli.account import WHERE, credentials, explained
from flowrunner.config import Settings, load_settings
from flowrunner.errors import RestError, UsageError
from flowrunner.flow.duration import seconds
from flowrunner.plivo.numbers import SHORTEST, odd_letters, one_number
from flowrunner.plivo.rest import CallState, Detection, NewCall, PlivoRest, follow, open_rest
from flowrunner.plivo.xml import dialable
from flowrunner.server.urls import FlowUrls

EPILOG = """\
Examples:
  flowrunner dial +15550199000 --flow bank                     call, and follow the call to its end
  flowrunner dial +15550199000 --flow bank --ring 20s          give up after twenty seconds of ringing
  flowrunner dial +15550199000 --flow bank --no-wait           order the call, and no more
  flowrunner dial +15550199000 --flow bank --machine-detection wait

A host must be running that serves the flow and that Plivo reaches: `flowrunner serve flows/ --base-url https://...`.
In the flow such a call begins at `start: {outbound: ...}`, one that a machine answered at `start: {machine: ...}`.

When a machine answers (--machine-detection):
  off       nobody looks
  wait      the flow begins once it is known, after up to five seconds of silence
  beside    the flow begins at once, and begins again at `machine` when one is detected
  hangup    hang up

What is needed, in flowrunner.toml or as variables:
  base_url               FLOWRUNNER_BASE_URL      how Plivo reaches the host
  [plivo] auth_id        FLOWRUNNER_AUTH_ID       the account, from Plivo's console
  [plivo] auth_token     FLOWRUNNER_AUTH_TOKEN
  [plivo] number         FLOWRUNNER_NUMBER        who calls, unless --from says otherwise

The call is ordered once, never again by itself. Ctrl-C hangs it up.

Exit status: 0 somebody answered (with --no-wait: the call was ordered), 1 nobody did or Plivo would not, 2 wrong usage.
"""
LOOK_S = 5.0
"""How long the host may take to say that it serves the flow."""
HANG_UP_S = 5.0
UNCERTAIN = "the call may have been placed all the same: look at Plivo's log before dialling again"

_DETECTIONS: Mapping[str, Detection | UnsetType] = {
    "off": UNSET,
    "wait": "true",
    "beside": "true",
    "hangup": "hangup",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("number", metavar="NUMBER", help="whom to call, such as +15550199000, or sip:somebody@host")
    parser.add_argument(
        "--flow", required=True, metavar="NAME", help="the flow that talks, by the name it is served as"
    )
    parser.add_argument("--from", dest="from_number", metavar="NUMBER", help="who calls (setting plivo.number)")
    parser.add_argument("--ring", type=_duration, metavar="TIME", help="how long it may ring, such as 30s (2m)")
    parser.add_argument(
        "--limit", type=_duration, metavar="TIME", help="how long the call may last, such as 10m (240m)"
    )
    parser.add_argument("--machine-detection", choices=tuple(_DETECTIONS), default="off", help="see below (off)")
    parser.add_argument("--no-wait", action="store_true", help="do not follow the call")
    parser.add_argument("--base-url", metavar="URL", help="how Plivo reaches the host, such as https://bot.example.com")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (flowrunner.toml, if it is here)")


def run(args: argparse.Namespace) -> int:
    """Place the call and tell how it goes; 0 when somebody answered; raises UsageError."""
    settings = load_settings(args.config, os.environ, {"base_url": args.base_url})
    account, call = credentials(settings.plivo), _new_call(args, settings)

    async def dialled() -> int:
        await _look_for_flow(settings.base_url or "", args.flow)
        async with open_rest(account, settings.plivo.api_url) as rest:
            return await _dial(rest, call, wait=not args.no_wait)

    return asyncio.run(dialled())


def _new_call(args: argparse.Namespace, settings: Settings) -> NewCall:
    if settings.base_url is None:
        raise UsageError(
            "plivo must reach the host, and it is not known how: set base_url in flowrunner.toml,"
            " FLOWRUNNER_BASE_URL or --base-url"
        )
    urls = FlowUrls(settings.base_url, args.flow)
    beside = args.machine_detection == "beside"
    return NewCall(
        from_=_caller(args.from_number or settings.plivo.number),
        to=_number(args.number),
        answer_url=urls.answer,
        hangup_url=urls.hangup,
        ring_timeout=UNSET if args.ring is None else max(1, round(args.ring)),
        time_limit=UNSET if args.limit is None else max(1, round(args.limit)),
        machine_detection=_DETECTIONS[args.machine_detection],
        machine_detection_url=urls.machine if beside else UNSET,
    )


def _duration(text: str) -> float:
    found = seconds(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 30s or 2m")
    return found


def _caller(number: str | None) -> str:
    if number is None:
        raise UsageError(f"nobody is named who calls: give --from, or set number {WHERE}, or FLOWRUNNER_NUMBER")
    return _number(number)


def _number(text: str) -> str:
    """Return a number, or a SIP address, as Plivo dials it; raises UsageError for what is neither."""
    number = dialable(text) if text.lower().startswith("sip:") else one_number(text)
    if len(number) < SHORTEST:
        odd = odd_letters(text)
        raise UsageError(f"{text!r} is not a number such as +15550199000" + (f": it has {odd!r} in it" if odd else ""))
    return number


async def _look_for_flow(base_url: str, flow: str) -> None:
    """Ask the host for the flow, before somebody's telephone rings for nothing; raises UsageError."""
    try:
        async with (
            asyncio.timeout(LOOK_S),
            aiohttp.ClientSession() as session,
            session.get(FlowUrls(base_url, flow).page) as response,
        ):
            status = response.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise UsageError(f"no host answers at {base_url}: start it with `flowrunner serve`") from None
    if status == 404:
        raise UsageError(f"the host at {base_url} serves no flow {flow!r}; {base_url}/ lists what it serves")


async def _dial(rest: PlivoRest, call: NewCall, *, wait: bool) -> int:
    try:
        fired = await rest.calls.create(call)
    except RestError as error:
        print(f"flowrunner dial: {explained(error)}", file=sys.stderr)
        if error.may_have_happened:
            print(UNCERTAIN, file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        print(UNCERTAIN, file=sys.stderr)
        raise
    print(f"calling {call.to}: {fired.request_id}", flush=True)
    if not wait:
        return 0
    try:
        return await _follow(rest, fired.request_id)
    except asyncio.CancelledError:
        await _hang_up(rest, fired.request_id)
        raise
    except RestError as error:
        print(f"flowrunner dial: the call goes on, but {explained(error)}", file=sys.stderr)
        return 1


async def _follow(rest: PlivoRest, call: str) -> int:
    last: CallState | None = None
    async with aclosing(follow(rest.calls, call)) as states:
        async for last in states:
            print(_told(last), flush=True)
    if last is None or not last.is_over:
        print("plivo does not say what became of the call", file=sys.stderr)
    return 0 if last is not None and last.was_answered else 1


async def _hang_up(rest: PlivoRest, call: str) -> None:
    try:
        async with asyncio.timeout(HANG_UP_S):
            ended = await rest.calls.hang_up(call) or await rest.calls.cancel(call)
    except (RestError, TimeoutError):
        print("the call could not be hung up, and may go on", file=sys.stderr)
        return
    print("hung up" if ended else "the call was over", flush=True)


def _told(state: CallState) -> str:
    """Return a line about a call: ``over after 34 s: Normal Hangup (4000, by Caller)``."""
    if not state.is_over:
        return {"in-progress": "answered"}.get(state.call_status, state.call_status)
    cause = f"{state.hangup_cause_name or 'no cause given'} ({state.hangup_cause_code}, by {state.hangup_source})"
    if state.was_answered:
        return f"over after {state.call_duration} s: {cause}"
    return f"not answered: {cause}"
