"""What the generator is told, and what it tells: one JSON object a line."""

from __future__ import annotations

import msgspec

FRAMES_PER_SECOND = 50


class Plan(msgspec.Struct, frozen=True):
    """One measurement."""

    port: int
    server_pid: int
    calls: int
    warmup_s: float
    measure_s: float
    cores: tuple[int, ...] = ()
    """Those the measurement may use, the generator's own among them."""
    answer: str | None = None
    """Path of the answer URL; None: the subject has only ``stream``."""
    stream: str = "/stream"
    sound: str | None = None
    """File of raw mu-law at 8 kHz; None: digital silence."""
    press: str | None = None
    """A key that every caller presses, time and again, after the CPU was measured."""
    press_every_s: float = 5.0
    press_s: float = 5.0
    last_answers_s: float = 1.0
    """How long the last keys are waited for."""

    @property
    def expected_s(self) -> float:
        """About how long it takes once the server listens."""
        return self.calls / 100 + self.warmup_s + self.measure_s + (self.press_s if self.press else 0)


class Progress(msgspec.Struct, frozen=True, tag=True):
    """Where the generator is."""

    phase: str


class Outcome(msgspec.Struct, frozen=True, tag=True):
    """What came of a plan."""

    cpu_s: float
    """CPU time of the server, user and system, within the measured window."""
    window_s: float
    frames_due: int
    frames_sent: int
    late_ms: float
    """99th percentile of how long after its time a frame was sent, while measuring or while keys were pressed."""
    generator_cpu: float
    """Share of one core that the generator itself used."""
    others_cpu: float
    """Share of one core that other processes used meanwhile, on all cores together."""
    lost_calls: int
    """Calls that the server ended or refused."""
    unanswered_keys: int = 0
    key_to_audio_ms: tuple[float, ...] = ()
    """From a key sent to the first playAudio received."""
