"""Who speaks when: splits what is heard of a call into turns, each the answer to something the caller did.

A turn begins with sound and ends with quiet: 0.3 s of it after a checkpoint, since a host that marks its prompts has
said that this one is over; 1 s otherwise. After the caller acts, sound that was already under way still belongs to
the turn before. The answer begins when the host has cleared that sound, or when it has run out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flowrunner.audio.codec import PCM
from flowrunner.emulator.playback import FRAME_S
from flowrunner.emulator.report import Who

MARKED_QUIET_S = 0.3
UNMARKED_QUIET_S = 1.0


@dataclass(slots=True, eq=False)
class Turn:
    """One thing the bot says, as it is being said. Times are seconds from the beginning of the call."""

    prompted_by: str
    """What the caller did, or empty when the bot went on by itself."""
    since_s: float
    """When the caller had done it."""
    is_timed: bool = True
    """Whether the time to the answer means anything."""
    began_s: float | None = None
    last_sound_s: float | None = None
    is_over: bool = False
    rate: int = 8000
    """Of the sound, in Hz."""
    who: Who = "bot"
    sound: list[PCM] = field(default_factory=list)
    """What was heard, a frame at a time."""

    @property
    def speech_s(self) -> float:
        """How long the bot spoke."""
        return sum(map(len, self.sound)) / self.rate

    @property
    def latency_s(self) -> float | None:
        """How long the caller waited for it."""
        if self.began_s is None or not self.is_timed:
            return None
        return max(0.0, self.began_s - self.since_s)


class Turns:
    """The conversation so far, fed by a clock."""

    def __init__(self, on_begin: Callable[[Turn], None], on_end: Callable[[Turn], None]) -> None:
        self._on_begin = on_begin
        self._on_end = on_end
        self._current = Turn("the call began", 0.0)
        self._next: Turn | None = None
        self._marked = False
        self.all: list[Turn] = []
        """Every turn that began."""

    @property
    def bot_is_done(self) -> bool:
        """Whether the bot has answered the last thing the caller did, and has finished speaking."""
        return self._next is None and self._current.is_over

    @property
    def is_sounding(self) -> bool:
        """Whether the bot is in the middle of a turn."""
        return self._current.began_s is not None and not self._current.is_over

    @property
    def last_began_s(self) -> float:
        """When the bot last began to speak; before any call when it never did."""
        began_s = self.all[-1].began_s if self.all else None
        return -1.0 if began_s is None else began_s

    def spoken_for(self, now_s: float) -> float | None:
        """Return for how long the bot has been speaking its answer; None when it is not."""
        if self._next is not None or self._current.began_s is None or self._current.is_over:
            return None
        return now_s - self._current.began_s

    def acted(self, what: str, now_s: float, *, is_timed: bool = True) -> None:
        """The caller begins to do something."""
        pending = self._next or (self._current if self._current.began_s is None else None)
        if pending is None:
            pending = self._next = Turn("", now_s)
        pending.prompted_by = f"{pending.prompted_by}, {what}" if pending.prompted_by else what
        pending.since_s, pending.is_timed = now_s, is_timed
        if self._current.is_over:
            self._turn_over()

    def acted_until(self, now_s: float) -> None:
        """The caller has done it."""
        pending = self._next or self._current
        pending.since_s = now_s

    def cleared(self) -> None:
        """The host dropped what it was saying."""
        if self._next is not None:
            self._turn_over()

    def tick(self, now_s: float, sound: PCM | None, rate: int, *, marked: bool) -> None:
        """Hear 20 ms; ``sound`` is None when nothing was queued, ``marked`` when a checkpoint was reached."""
        self._marked = self._marked or marked
        if sound is None:
            self._hear_nothing(now_s)
            return
        if self._current.is_over:
            self._turn_over()
        if self._current.began_s is None:
            self._begin(now_s)
        self._marked = False
        self._current.last_sound_s = now_s + FRAME_S
        self._current.sound.append(sound)
        self._current.rate = rate

    def stop(self) -> None:
        """Nothing more can be heard now: the connection is gone."""
        if self._current.began_s is not None:
            self._end()
        for waiting in (self._current, self._next):
            if waiting is not None and waiting.began_s is None:
                waiting.is_timed = False

    def _hear_nothing(self, now_s: float) -> None:
        if self._next is not None:
            self._turn_over()
            return
        if self._current.last_sound_s is None:
            return
        needed = MARKED_QUIET_S if self._marked else UNMARKED_QUIET_S
        if now_s - self._current.last_sound_s >= needed:
            self._end()

    def _begin(self, now_s: float) -> None:
        self._current.began_s = now_s
        self.all.append(self._current)
        self._on_begin(self._current)

    def _end(self) -> None:
        if not self._current.is_over:
            self._current.is_over = True
            self._on_end(self._current)

    def _turn_over(self) -> None:
        if self._current.began_s is not None:
            self._end()
        self._current = self._next or Turn("", 0.0, is_timed=False)
        self._next = None
        self._marked = False
