"""``flowrunner exchange``: a pretend Plivo that calls whom it is told to call."""

from __future__ import annotations

import argparse
import asyncio
import os
from contextlib import closing

from rich.console import Console

from flowrunner.config import load_settings
from flowrunner.emulator import (
    Account,
    DialOutcome,
    EmulatorOptions,
    Exchange,
    Expect,
    Person,
    WaitFor,
    parse,
    taking_orders,
    telling,
)
from flowrunner.emulator.steps import SYNTAX
from flowrunner.errors import SpeechError, UsageError
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.transcription import RecognizerTranscriber
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

EPILOG = f"""\
Whoever is called does these things, each when the bot has finished speaking; without steps they only listen:
{SYNTAX}

A rehearsal, in three terminals, each with FLOWRUNNER_AUTH_ID=MAREHEARSAL FLOWRUNNER_AUTH_TOKEN=rehearsal
FLOWRUNNER_API_URL=http://127.0.0.1:8100 FLOWRUNNER_BASE_URL=http://127.0.0.1:8000:
  flowrunner exchange "press 1"
  flowrunner serve flows/
  flowrunner dial +15550199000 --flow reminder --from +15550100000

Orders are those of Plivo's REST API: calls, their streams, text messages. Requests are signed as Plivo signs them.

Exit status (with --calls): 0 every call went as scripted, 1 the host misbehaved or a step could not be done, 2 wrong
usage.
"""

ASKED_FOR_S = 3.0
"""How long the last call can still be looked up by whoever ordered it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("steps", metavar="STEP", nargs="*", help="what the one who is called does, see below")
    parser.add_argument("--port", type=int, default=8100, help="where orders are taken, on 127.0.0.1 (8100)")
    parser.add_argument(
        "--outcome",
        choices=[outcome.word for outcome in DialOutcome],
        default=DialOutcome.ANSWERED.word,
        help="how whoever is called answers (answered)",
    )
    parser.add_argument("--machine", action="store_true", help="an answering machine answers")
    parser.add_argument("--ring", type=float, default=2.0, metavar="SECONDS", help="how long it rings (2)")
    parser.add_argument("--no-transcribe", action="store_true", help="do not write down what the bot says")
    parser.add_argument("--calls", type=int, metavar="N", help="stop after so many calls (with Ctrl-C)")


def run(args: argparse.Namespace) -> int:
    """Take orders; return 0, or 1 when something went wrong in a call; raises UsageError."""
    person = _person(args)
    settings = load_settings(None, os.environ).plivo
    if not settings.auth_id or not settings.auth_token:
        raise UsageError("make up an account: FLOWRUNNER_AUTH_ID=MAREHEARSAL FLOWRUNNER_AUTH_TOKEN=rehearsal")
    account = Account(settings.auth_id, settings.auth_token)
    options = EmulatorOptions(auth_token=account.auth_token, ring_s=args.ring)
    try:
        return asyncio.run(_take_orders(args, person, account, options))
    except SpeechError as error:
        raise UsageError(str(error)) from error


async def _take_orders(args: argparse.Namespace, person: Person, account: Account, options: EmulatorOptions) -> int:
    console = Console(highlight=False)
    with closing(Pool("callee", 1)) as pool:
        exchange = Exchange(
            {"*": person},
            account,
            options,
            voice=HibariVoice(pool),
            transcriber=None if args.no_transcribe else RecognizerTranscriber(WhisperRecognizer(pool)),
            show=lambda remark: telling.remark(console, remark),
        )
        try:
            async with taking_orders(exchange, port=args.port) as url:
                console.print(f"a pretend Plivo takes orders on {url}", soft_wrap=True)
                return await _tell(exchange, console, args.calls)
        except OSError as error:
            raise UsageError(f"cannot listen on port {args.port}: {(error.strerror or str(error)).lower()}") from None


async def _tell(exchange: Exchange, console: Console, calls: int | None) -> int:
    """Tell of each call when it is over, until there were so many."""
    told, all_well = 0, True
    while calls is None or told < calls:
        report = await exchange.next_report()
        telling.summary(console, report)
        told, all_well = told + 1, all_well and report.is_well
    await asyncio.sleep(ASKED_FOR_S)
    return 0 if all_well else 1


def _person(args: argparse.Namespace) -> Person:
    steps = tuple(parse(text) for text in args.steps)
    if args.no_transcribe and any(isinstance(step, Expect | WaitFor) for step in steps):
        raise UsageError("what the bot says can only be expected when it is transcribed")
    if not 0 <= args.ring <= 120:
        raise UsageError(f"--ring is a number of seconds up to 120, not {args.ring:g}")
    outcome = next(each for each in DialOutcome if each.word == args.outcome)
    return Person(steps, outcome, args.machine)
