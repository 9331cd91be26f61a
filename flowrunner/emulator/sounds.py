"""What the REST API plays, says and records in a call. Nothing is heard: the conversation tells that it happened."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from flowrunner.emulator.line import Line

Sound = Literal["Play", "Speak", "Record"]

_ENDS: dict[Sound, str] = {"Play": "stops playing", "Speak": "stops speaking", "Record": "stops recording"}


@dataclass(slots=True, eq=False)
class Sounding:
    """One of them, under way."""

    began_s: float
    seconds: float
    on_end: Callable[[float], None] | None
    """Told how many seconds it lasted."""
    timer: asyncio.TimerHandle | None = None
    sound_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Sounds:
    """At most one of each kind at a time, as in production."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._under_way: dict[Sound, Sounding] = {}

    def begin(self, sound: Sound, told: str, seconds: float, on_end: Callable[[float], None] | None = None) -> str:
        """Begin, instead of another of the kind, and return its id; ``told`` is how the conversation has it."""
        self.stop(sound)
        self._line.remark("carrier", told)
        begun = self._under_way[sound] = Sounding(self._line.now(), seconds, on_end)
        begun.timer = asyncio.get_running_loop().call_later(seconds, self._over, sound)
        return begun.sound_id

    def stop(self, sound: Sound) -> bool:
        """End it before its time; False when there is none."""
        if sound not in self._under_way:
            return False
        self._line.remark("carrier", _ENDS[sound])
        self._over(sound)
        return True

    def stop_all(self) -> None:
        """The call is over, and they with it."""
        for sound in tuple(self._under_way):
            self._over(sound)

    def _over(self, sound: Sound) -> None:
        ended = self._under_way.pop(sound)
        if ended.timer is not None:
            ended.timer.cancel()
        if ended.on_end is not None:
            ended.on_end(min(ended.seconds, self._line.until_s - ended.began_s))
