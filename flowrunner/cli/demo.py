"""``flowrunner demo``: a whole conversation on this machine."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from flowrunner.cli.serve import render_ahead
from flowrunner.demo.run import DemoResult, Stage, hold
from flowrunner.emulator import telling
from flowrunner.errors import SpeechError, UsageError
from flowrunner.flow.loader import load_flow
from flowrunner.flow.model import Flow
from flowrunner.server.loop import new_loop
from flowrunner.speech.hibari import HibariVoice
from flowrunner.speech.pool import Pool
from flowrunner.speech.registry import open_speech
from flowrunner.speech.transcription import RecognizerTranscriber
from flowrunner.speech.whisper.recognizer import WhisperRecognizer

EPILOG = """\
Examples:
  flowrunner demo                      read the call as it is held, and hear it in demo.call.wav afterwards
  flowrunner demo --wav /tmp/call.wav  with the recording elsewhere

A host answers on a free port of this machine, and a pretend Plivo calls it. The caller interrupts a menu by voice, is
silent once, types an account and a PIN, blocks a card, and asks for a person: one takes the call in the bank's opening
hours (Monday to Friday 9 to 18, Saturday 10 to 14, in India); outside them the caller leaves a message. Speech is
synthesised and recognised here: what is shown of the bot is what a second recognizer heard on the line. Nothing leaves
this machine.

Exit status: 0 every turn went as scripted, 1 something did not (it says what).
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--wav",
        type=Path,
        default=Path("demo.call.wav"),
        metavar="FILE",
        help="where the recording goes: caller left, bot right (demo.call.wav)",
    )


def run(args: argparse.Namespace) -> int:
    """Hold the demo's call and say how it went."""
    console = Console(highlight=False)
    began = time.monotonic()
    with asyncio.Runner(loop_factory=new_loop) as runner:
        try:
            result = runner.run(_demo(args.wav, console))
        except SpeechError as error:
            raise UsageError(str(error)) from error
    telling.summary(console, result.report)
    return _verdict(console, result, time.monotonic() - began)


async def _demo(wav: Path, console: Console) -> DemoResult:
    flows = bank_flow()
    console.print("flowrunner demo: a call to flows/bank.yaml\n", style="bold")
    speech = open_speech()
    with closing(Pool("caller", 1)) as pool:
        try:
            await speech.warm()
            await render_ahead(flows.values(), speech, console)
            ears = RecognizerTranscriber(WhisperRecognizer(pool))
            with TemporaryDirectory(prefix="flowrunner-demo-") as recordings:
                voice = HibariVoice(pool)
                stage = Stage(voice, ears, lambda remark: telling.remark(console, remark), wav, Path(recordings))
                return await hold(flows, speech, stage)
        finally:
            await speech.aclose()


def bank_flow() -> Mapping[str, Flow]:
    """Return the example of the bank, from the installed package or from the checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "flows", package.parent / "flows"):
        if (folder / "bank.yaml").is_file():
            loaded = load_flow(folder / "bank.yaml")
            if loaded.flow is None:
                raise UsageError(f"{folder / 'bank.yaml'} has mistakes; see: flowrunner check {folder}")
            return {loaded.flow.name: loaded.flow}
    raise UsageError("the example flows/bank.yaml is missing from this installation")


def _verdict(console: Console, result: DemoResult, seconds: float) -> int:
    for difference in result.differences:
        console.print(f"problem: {difference}", style="red", soft_wrap=True)
    if not result.is_well:
        console.print("not every turn went as scripted", style="red")
        return 1
    console.print(
        f"every turn went as scripted: {len(result.report.turns)} turns, {seconds:.0f} s in all", style="green"
    )
    return 0
