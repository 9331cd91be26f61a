"""Who is measured, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.sound import Sound

HERE = ".venv/bin/python"
PEERS = ".venv-bench/bin/python"


@dataclass(frozen=True, slots=True)
class Subject:
    """A server."""

    letter: str
    title: str
    arguments: tuple[str, ...]
    """Of the interpreter, without ``--port``."""
    interpreter: str = HERE
    answer: str | None = None
    """Path of its answer URL, if it has one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a server under one condition."""

    subject: Subject
    calls: int
    sound: Sound = Sound.SILENCE
    press: str | None = None
    remark: str = ""
    rounds: int | None = None
    """How many rounds it takes part in; None: in all."""

    @property
    def name(self) -> str:
        """A short name, unique in a run: letter, condition, number of calls."""
        return f"{self.subject.letter}-{self.sound}-{self.calls}"

    @property
    def title(self) -> str:
        return f"{self.subject.title}, {self.remark}" if self.remark else self.subject.title


def _host(letter: str, title: str, flow: str) -> Subject:
    arguments = ("-m", "flowrunner", "serve", f"benchmarks/flows/{flow}.yaml", "--host", "127.0.0.1")
    return Subject(letter, title, arguments, answer=f"/flows/{flow}/answer")


BARE = Subject("c", "bare aiohttp socket", ("-m", "benchmarks.servers.bare"))
KEYS = _host("a", "flowrunner, keys only", "keys")
VOICE = _host("b", "flowrunner, hearing", "voice")
VAD_ONLY = Subject("b", "flowrunner, hearing", ("-m", "benchmarks.servers.vad_only"), answer="/flows/voice/answer")
PLIVO_SDK = Subject("d", "plivo-stream-sdk", ("-m", "benchmarks.servers.plivo_sdk"), PEERS)
PIPECAT = Subject("e", "pipecat", ("-m", "benchmarks.servers.pipecat_peer"), PEERS)


def rows(calls: int) -> list[Row]:
    """Return every line; what could not hold that many calls on one core is measured with a third of them.

    The fewer calls, the more an event loop wakes for each of them, so a ratio is formed between equal numbers only:
    the floor is measured with both.
    """
    few = max(1, calls // 3)
    return [
        Row(BARE, calls, press="1"),
        Row(KEYS, calls, press="1"),
        Row(VOICE, calls, remark="digital silence"),
        Row(VOICE, calls, Sound.NOISE, remark="comfort noise"),
        Row(BARE, few),
        Row(KEYS, few),
        Row(VAD_ONLY, few, Sound.TALK, remark="all talk, VAD only"),
        Row(PLIVO_SDK, few),
        Row(PIPECAT, few),
        Row(VOICE, max(1, calls // 60), Sound.TURNS, remark="all talk, recognized", rounds=1),
    ]
