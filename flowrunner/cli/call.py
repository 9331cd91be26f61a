"""``flowrunner call``: a pretend Plivo and its caller, on the command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

from rich.console import Console

from flowrunner.cli import keyboard
from flowrunner.emulator import (
    Action,
    CallReport,
    DialOutcome,
    Emulator,
    EmulatorOptions,
    HangUpStyle,
    Silence,
    Step,
    parse,
    parse_fault,
    telling,
)
from flowrunner.emulator.steps import SYNTAX
from flowrunner.errors import SpeechError, UsageError
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.transcription import RecognizerTranscriber
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

AUTH_TOKEN = "PLIVO_AUTH_TOKEN"

EPILOG = f"""\
Each step waits until the bot has finished speaking:
{SYNTAX}

Without steps, on a terminal, you are the caller. {keyboard.HELP}

Example:
  flowrunner call http://127.0.0.1:8000/flows/bank/answer "say balance" "press 1234#" silence hangup

Requests are signed as Plivo signs them when {AUTH_TOKEN} is set.
Exit status: 0 the call was held to its end, 1 the host misbehaved or a step could not be done, 2 wrong usage.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument("url", metavar="URL", help="the answer address of a host")
    parser.add_argument("steps", metavar="STEP", nargs="*", help="what the caller does, see below")
    parser.add_argument("--from", dest="from_number", default="15550100", metavar="NUMBER", help="who calls")
    parser.add_argument("--to", dest="to_number", default="15550199", metavar="NUMBER", help="who is called")
    parser.add_argument("--get", action="store_true", help="ask with GET instead of POST")
    parser.add_argument("--outbound", action="store_true", help="a call that the host has placed")
    parser.add_argument("--machine", action="store_true", help="the same, and an answering machine has picked up")
    parser.add_argument("--hangup-url", metavar="URL", help="where the end is reported (default: the answer address)")
    parser.add_argument("--fallback-url", metavar="URL", help="asked when the answer address fails")
    parser.add_argument(
        "--answer-dial",
        action="append",
        choices=[outcome.word for outcome in DialOutcome],
        help="how a dialled number answers; repeat for the next Dial (default: answered)",
    )
    parser.add_argument(
        "--callee",
        action="append",
        default=[],
        metavar="STEP",
        help="what a dialled person does: say, wav, silence, hangup; repeat for the next step",
    )
    _configure_faults(parser)
    parser.add_argument("--wav", type=Path, metavar="FILE", help="record the call: caller left, bot right")
    parser.add_argument("--no-transcribe", action="store_true", help="do not write down what the bot says")
    parser.add_argument(
        "--patience", type=float, default=15.0, metavar="SECONDS", help="how long to wait for the bot to speak"
    )


def _configure_faults(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="what goes wrong, NAME[@SECONDS][xNUMBER]; repeat for more, --faults lists them",
    )
    parser.add_argument("--faults", action=_ListFaults, help="list the faults and exit")
    parser.add_argument(
        "--hang-up",
        choices=[style.value for style in HangUpStyle],
        default=HangUpStyle.STOP.value,
        help="how the caller's socket ends (default: stop)",
    )


class _ListFaults(argparse.Action):
    def __init__(self, option_strings: list[str], dest: str, help: str | None = None) -> None:  # noqa: A002 - argparse's
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        telling.menu(Console(highlight=False))
        parser.exit()


def run(args: argparse.Namespace) -> int:
    """Hold the call."""
    options = _options(args)
    steps = [parse(text) for text in args.steps]
    console = Console(highlight=False)
    try:
        report = asyncio.run(_call(args, options, steps, console))
    except SpeechError as error:
        raise UsageError(str(error)) from error
    telling.summary(console, report)
    return 0 if report.is_well else 1


async def _call(args: argparse.Namespace, options: EmulatorOptions, steps: list[Step], console: Console) -> CallReport:
    with closing(Pool("caller", 1)) as pool:
        emulator = Emulator(
            options,
            voice=HibariVoice(pool),
            transcriber=None if args.no_transcribe else RecognizerTranscriber(WhisperRecognizer(pool)),
            show=lambda remark: telling.remark(console, remark),
        )
        if steps or not sys.stdin.isatty():
            return await emulator.call(args.url, steps)
        console.print(keyboard.HELP, style="dim")
        return await emulator.call(args.url, _typed_actions(console))


async def _typed_actions(console: Console) -> AsyncIterator[Action | Silence]:
    async for line in keyboard.typed(sys.stdin.fileno()):
        try:
            yield keyboard.understand(line)
        except UsageError as error:
            console.print(str(error), style="red")


def _options(args: argparse.Namespace) -> EmulatorOptions:
    if not 0 < args.patience <= 600:
        raise UsageError(f"--patience is a number of seconds up to 600, not {args.patience:g}")
    words = args.answer_dial or [DialOutcome.ANSWERED.word]
    return EmulatorOptions(
        from_number=args.from_number,
        to_number=args.to_number,
        direction="outbound" if args.outbound or args.machine else "inbound",
        machine=args.machine,
        method="GET" if args.get else "POST",
        hangup_url=args.hangup_url,
        fallback_url=args.fallback_url,
        auth_token=os.environ.get(AUTH_TOKEN),
        dial=tuple(outcome for word in words for outcome in DialOutcome if outcome.word == word),
        faults=tuple(map(parse_fault, args.fault)),
        callee=tuple(map(parse, args.callee)),
        hang_up=HangUpStyle(args.hang_up),
        patience_s=args.patience,
        wav=args.wav,
    )
