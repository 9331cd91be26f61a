"""What a scripted caller does, and how it is written on a command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flowrunner.emulator.messages import KEYS
from flowrunner.errors import UsageError


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys, 100 ms apart."""

    keys: str

    def __str__(self) -> str:
        return f"pressed {self.keys}"


@dataclass(frozen=True, slots=True)
class Say:
    """Say words, in the caller's voice."""

    words: str

    def __str__(self) -> str:
        return f"said {self.words!r}"


@dataclass(frozen=True, slots=True)
class PlayWav:
    """Say what a WAV file holds."""

    path: Path

    def __str__(self) -> str:
        return f"played {self.path.name}"


@dataclass(frozen=True, slots=True)
class Silence:
    """Say nothing: for a time, or until the bot has spoken again."""

    seconds: float | None = None

    def __str__(self) -> str:
        return "stayed silent" if self.seconds is None else f"stayed silent for {self.seconds:g} s"


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up."""

    def __str__(self) -> str:
        return "hung up"


Action = Press | Say | PlayWav | HangUp
"""What can be done at any moment."""


@dataclass(frozen=True, slots=True)
class During:
    """Act while the bot is talking, so long after it began; impossible when it has finished by then."""

    action: Action
    after_s: float = 1.2

    def __str__(self) -> str:
        return f"interrupted after {self.after_s:g} s: {self.action}"


@dataclass(frozen=True, slots=True)
class Then:
    """Act so long after the step before, whatever the bot does: it may be listening and wait for just this."""

    action: Action
    after_s: float = 0.5

    def __str__(self) -> str:
        return f"after {self.after_s:g} s {self.action}"


@dataclass(frozen=True, slots=True)
class Expect:
    """Demand that what the bot said last contains these words, as far as a listener can tell."""

    words: str

    def __str__(self) -> str:
        return f"expected {self.words!r}"


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Let the bot speak, turn after turn, until it says these words."""

    words: str

    def __str__(self) -> str:
        return f"waited for {self.words!r}"


Step = Action | Silence | During | Then | Expect | WaitFor
"""Each waits until the bot has finished speaking, except During and Then."""

SYNTAX = """\
  say WORDS              say words
  press KEYS             press keys: 0-9 * # A-D
  wav FILE               play a WAV file
  silence [SECONDS]      say nothing, for a time or until the bot has spoken again
  during SECONDS STEP    say, press, play or hang up while the bot is talking
  then SECONDS STEP      the same so long after the last step, whether or not the bot has answered
  expect WORDS           the bot must just have said these words
  wait for WORDS         let the bot speak until it says these words
  hangup                 hang up"""


def parse(text: str) -> Step:
    """Read one step as ``SYNTAX`` has it; raises UsageError."""
    verb, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    match verb.lower():
        case "silence":
            return Silence(_seconds(rest, text) if rest else None)
        case "during":
            return During(*_timed(rest, text))
        case "then":
            return Then(*_timed(rest, text))
        case "expect" if rest:
            return Expect(rest)
        case "wait" if rest.startswith("for "):
            return WaitFor(rest.removeprefix("for ").strip())
        case _:
            return parse_action(text)


def parse_action(text: str) -> Action:
    """Read a step that can be done at any moment; raises UsageError."""
    verb, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    match verb.lower():
        case "say" if rest:
            return Say(rest)
        case "press" if rest:
            return press(rest)
        case "wav" if rest:
            return _wav(rest)
        case "hangup":
            return HangUp()
        case _:
            known = "say, press, wav, silence, during, then, expect, wait for, hangup"
            raise UsageError(f"step {text!r} is none of {known}")


def press(keys: str) -> Press:
    """Press keys, checked; raises UsageError."""
    bare = re.sub(r"\s", "", keys).upper()
    if unknown := set(bare) - set(KEYS):
        raise UsageError(f"there is no key {min(unknown)!r} on a telephone; the keys are {KEYS}")
    return Press(bare)


def _timed(rest: str, step: str) -> tuple[Action, float]:
    after, _, action = rest.partition(" ")
    after_s = _seconds(after, step)
    return parse_action(action), after_s


def _seconds(text: str, step: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 600:
        raise UsageError(f"step {step!r} needs a number of seconds from 0 to 600, not {text!r}")
    return seconds


def _wav(name: str) -> PlayWav:
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no file {name}")
    return PlayWav(path)
