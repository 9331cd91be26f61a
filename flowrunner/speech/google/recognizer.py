"""Google's recognizer: an utterance is sent while the caller speaks.

Theory of operation. An utterance is one stream of Google's as a rule, a stint (``stint.py``). Another one begins when

- Google's limit comes near: five seconds of sound are in both, and what was understood is joined there;
- Google found that a single utterance had ended, and the caller goes on;
- the connection broke after something was understood: what came after that is sent again.

What was understood so far is told as a partial whenever it changes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.connection import Connection, answering
from flowrunner.speech.google.decide import decide
from flowrunner.speech.google.joining import join
from flowrunner.speech.google.request import streaming_config
from flowrunner.speech.google.results import Result
from flowrunner.speech.google.sent import Tape
from flowrunner.speech.google.stint import Stint, Wanted
from flowrunner.speech.ports import OnPartial, Recognition

HOST = "speech.googleapis.com"
KEPT_S = 30.0
"""So much sound can be sent again."""
MOST_STINTS = 16
"""A stint is four minutes as a rule, and less when connections break."""


@dataclass(frozen=True, slots=True)
class Times:
    """All in seconds."""

    answer_s: float = 8.0
    """How long Google may take once the caller has finished."""
    stint_s: float = 240.0
    """How long a stint may be; Google ends it after about five minutes."""
    shared_s: float = 5.0
    """How much of it the next one has as well."""


class GoogleRecognizer:
    """Hears any of Google's languages; ``endpoint`` is a regional one, or an emulator's.

    ``model`` is one of Google's, for flows that name none; None: what suits the question.
    """

    longest_s = 600.0
    """What is written down comes to the flow with a pause, or after ten minutes without any."""

    def __init__(self, endpoint: str | None = None, times: Times | None = None, model: str | None = None) -> None:
        self.connection = Connection(HOST, endpoint)
        self.times = times or Times()
        self.model = model

    async def warm(self) -> None:
        """Find the credentials now; raises ModelError."""
        await self.connection.channel()

    async def aclose(self) -> None:
        """Close the channel to Google."""
        await self.connection.aclose()

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> GoogleStream:
        """Begin an utterance."""
        return GoogleStream(self, expected, codec, on_partial)


class GoogleStream:
    """One utterance on its way to Google."""

    def __init__(self, recognizer: GoogleRecognizer, expected: Expected, codec: Codec, on_partial: OnPartial) -> None:
        self._expected = expected
        self._on_partial = on_partial
        self._times = recognizer.times
        self._tape = Tape(codec, KEPT_S)
        self._is_over = False
        config = streaming_config(expected, codec, recognizer.model)
        self._wanted = Wanted(recognizer.connection, config, codec, self._tell)
        self._stints = [Stint(self._wanted)]

    def write(self, data: bytes) -> None:
        """Add sound."""
        if self._is_over:
            return
        self._tape.write(data)
        stint = self._stints[-1]
        stint.write(data)
        if stint.is_over:
            self._go_on_after(stint)
        elif self._age_s(stint) >= self._times.stint_s and self._go_on(
            self._tape.end_s - self._times.shared_s, self._times.shared_s
        ):
            stint.end()

    def pause(self) -> None:
        """Send what is there: Google may hear the end of it meanwhile."""
        self._stints[-1].flush()

    def resume(self) -> None:
        """Nothing was decoded ahead that could be stale."""

    async def finish(self, expected: Expected) -> Recognition:
        """Return what was said; raises SpeechError."""
        self._is_over = True
        try:
            with answering():
                async with asyncio.timeout(self._times.answer_s):
                    await self._finish()
        finally:
            self.cancel()
        return decide(self._results(), expected)

    def cancel(self) -> None:
        """Forget the utterance."""
        self._is_over = True
        for stint in self._stints:
            stint.cancel()

    def _age_s(self, stint: Stint) -> float:
        return max(self._tape.end_s - stint.begin_s, asyncio.get_running_loop().time() - stint.began_at)

    def _go_on_after(self, stint: Stint) -> bool:
        """Begin another stint with what this one has not understood; return whether that makes sense."""
        failure = stint.failure
        if failure is not None and (failure.trouble != "failed" or not stint.final):
            return False
        return self._go_on(stint.covered_s)

    def _go_on(self, begin_s: float, shared_s: float = 0.0) -> bool:
        sound = self._tape.since(max(0.0, begin_s))
        if sound is None or len(self._stints) == MOST_STINTS:
            return False
        self._stints.append(Stint(self._wanted, max(0.0, begin_s), shared_s))
        self._stints[-1].write(sound)
        return True

    async def _finish(self) -> None:
        """Wait for all results; raises SpeechError."""
        for stint in self._stints:  # which may become more
            try:
                await stint.finish()
            except SpeechError:
                if not self._is_made_good(stint):
                    raise

    def _is_made_good(self, broken: Stint) -> bool:
        """Tell whether another stint hears what this one has not, or nobody ever will.

        Of a long dictation what was understood is taken, although something is missing: its sound is gone.
        """
        later = self._stints[self._stints.index(broken) + 1 :]
        if later and not later[0].shared_s:
            return True
        if not later and self._go_on_after(broken):
            return True
        return self._expected.dictation and self._tape.since(0.0) is None and any(each.final for each in self._stints)

    def _results(self) -> list[Result]:
        results: list[Result] = []
        for stint in self._stints:
            results = join(results, [*stint.final, *stint.interim], stint.begin_s, stint.begin_s + stint.shared_s)
        return results

    def _tell(self) -> None:
        if not self._is_over:
            self._on_partial(decide(self._results(), self._expected))
