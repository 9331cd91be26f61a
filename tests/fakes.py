"""One hand-written fake for each port. They record what they were asked and behave like the real thing, in memory."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from flowrunner.audio.codec import Codec
from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import TextSent
from flowrunner.errors import LanguageModelError, SpeechError
from flowrunner.models.ports import Piece, Words
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognition
from flowrunner.speech.preparing import Prepared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowrunner.answers.expected import Expected
    from flowrunner.audio.codec import PCM
    from flowrunner.call.channel import ChannelListener
    from flowrunner.engine.actions import Action, SendText, Text
    from flowrunner.engine.call import Call
    from flowrunner.engine.dialogue import Briefing
    from flowrunner.policy.circuit import Circuit
    from flowrunner.speech.ports import OnPartial, Recognizer, VoiceActivity
    from flowrunner.trace.causes import Cause
    from flowrunner.trace.notes import Note
    from flowrunner.trace.turns import Step

T = TypeVar("T")


class FakeChannel:
    """A far end that plays what it is sent in the loop's time and acknowledges its checkpoints.

    ``log`` holds what was sent: ``("play", seconds)``, ``("checkpoint", name)``, ``("clear",)``.
    """

    def __init__(self, codec: Codec = Codec.MULAW_8K, *, acknowledges: bool = True) -> None:
        self.codec = codec
        self.wants_audio = False
        self.wants_far_audio = False
        self.log: list[tuple[str, float | str] | tuple[str]] = []
        self.played_s = 0.0
        self.biggest = 0
        self.ended = asyncio.Event()
        self._acknowledges = acknowledges
        self._listener: ChannelListener | None = None
        self._due = 0.0
        self._owed: list[asyncio.TimerHandle] = []

    @property
    def listener(self) -> ChannelListener:
        """Who is told what the caller does."""
        assert self._listener is not None
        return self._listener

    def queued_s(self) -> float:
        """Sound that still waits to be played, in seconds."""
        return max(0.0, self._due - asyncio.get_running_loop().time())

    def sent(self) -> list[str]:
        """The kinds of what was sent, sound run together."""
        kinds = [entry[0] for entry in self.log]
        return [kind for n, kind in enumerate(kinds) if kind != "play" or n == 0 or kinds[n - 1] != "play"]

    async def run(self, listener: ChannelListener) -> str:
        self._listener = listener
        await self.ended.wait()
        return "closed"

    async def play(self, data: bytes) -> None:
        seconds = len(data) / self.codec.bytes_per_second
        self.log.append(("play", seconds))
        self.biggest = max(self.biggest, len(data))
        self._due = max(self._due, asyncio.get_running_loop().time()) + seconds

    async def checkpoint(self, name: str) -> None:
        self.log.append(("checkpoint", name))
        if self._acknowledges:
            loop = asyncio.get_running_loop()
            self._owed.append(loop.call_at(max(self._due, loop.time()), self._acknowledge, name))

    def _acknowledge(self, name: str) -> None:
        if self._listener is not None and not self.ended.is_set():
            self._listener.on_played(name)

    async def clear(self) -> None:
        self.log.append(("clear",))
        self._due = 0.0
        for handle in self._owed:
            handle.cancel()

    async def close(self) -> None:
        self.ended.set()


class FakePrompts:
    """Prompts of half a second a word; a text that contains ``broken`` cannot be said."""

    SECONDS_A_WORD = 0.5

    def __init__(self, *, ready: bool = True) -> None:
        self.said: list[str] = []
        self.prepared: list[str] = []
        self._ready = ready

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        if not self._ready or "broken" in text:
            return None
        return self._say(text, codec)

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        if "broken" in text:
            raise SpeechError(f"no voice for {text!r}")
        await asyncio.sleep(0.1)
        yield self._say(text, codec)

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        if "missing" in path:
            raise SpeechError(f"no file {path}")
        return codec.silence(1.0)

    async def prepare(self, text: Text, codec: Codec, *, make: bool = True) -> Prepared:
        self.prepared.append(text.text)
        return Prepared()

    async def prune(self) -> None:
        pass

    def _say(self, text: str, codec: Codec) -> bytes:
        self.said.append(text)
        return b"\x00" * int(self.SECONDS_A_WORD * len(text.split()) * codec.bytes_per_second)


class FakeVad:
    """Voice activity by loudness: a window with any sample above 0.1 is speech. ``windows`` counts them."""

    def __init__(self) -> None:
        self.windows = 0
        self.resets = 0

    def open(self, on_probability: Callable[[float], None]) -> FakeVadStream:
        return FakeVadStream(on_probability, self)


class FakeVadStream:
    """Answers each window at once."""

    def __init__(self, on_probability: Callable[[float], None], vad: FakeVad) -> None:
        self._tell = on_probability
        self._vad = vad

    def write(self, window: NDArray[np.float32]) -> None:
        self._vad.windows += 1
        self._tell(1.0 if abs(window).max() > 0.1 else 0.0)

    def reset(self) -> None:
        self._vad.resets += 1


class FakeRecognizer:
    """Hears what it was told to hear, in turn; an exception among it is raised, and None is a silence for ever."""

    def __init__(self, *heard: Recognition | SpeechError | None) -> None:
        self.heard = list(heard)
        self.streams: list[FakeSpeechStream] = []

    def open(self, expected: Expected, codec: Codec, on_partial: OnPartial) -> FakeSpeechStream:
        stream = FakeSpeechStream(self.heard, codec, on_partial)
        self.streams.append(stream)
        return stream


class FakeSpeechStream:
    """Keeps count of what happened to one utterance; a test tells ``on_partial`` what is understood so far."""

    def __init__(self, heard: list[Recognition | SpeechError | None], codec: Codec, on_partial: OnPartial) -> None:
        self.codec = codec
        self.on_partial = on_partial
        self.samples = 0
        self.calls: list[str] = []
        self.expected: Expected | None = None
        self._heard = heard

    def write(self, data: bytes) -> None:
        self.samples += len(data) // self.codec.sample_width

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    async def finish(self, expected: Expected) -> Recognition:
        self.calls.append("finish")
        self.expected = expected
        answer = self._heard.pop(0) if self._heard else Recognition("")
        if isinstance(answer, SpeechError):
            raise answer
        return answer if answer is not None else await asyncio.Future()

    def cancel(self) -> None:
        self.calls.append("cancel")


class FakeTranscriber:
    """Hears what it is told it hears, a turn at a time; ``heard_s`` holds how long each was."""

    def __init__(self, *transcripts: str | SpeechError) -> None:
        self._transcripts = list(transcripts)
        self.heard_s: list[float] = []

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        """Return the next transcript."""
        self.heard_s.append(round(len(pcm) / sample_rate, 2))
        transcript = self._transcripts.pop(0) if self._transcripts else ""
        if isinstance(transcript, SpeechError):
            raise transcript
        return transcript


class FakeSpeech:
    """What the host is given of speech: a fake voice, and ears only when a test brings them."""

    def __init__(
        self,
        prompts: FakePrompts | MarkedPrompts | None = None,
        recognizer: Recognizer | None = None,
        vad: VoiceActivity | None = None,
        circuits: Sequence[Circuit] = (),
    ) -> None:
        self.prompts = prompts or FakePrompts()
        self.recognizer = recognizer
        self.vad = vad
        self.circuits = circuits


class FakeLanguageModel:
    """Replies as written, in turn; ``briefings`` holds what it was told.

    A reply is a text, streamed word by word with ``gap_s`` before each, or a list of texts, tool calls and an error
    that ends it. Without a reply left it stays silent for ever. ``left`` counts the replies that were not heard out.
    """

    def __init__(self, *replies: str | Sequence[str | ToolUse | LanguageModelError], gap_s: float = 0.0) -> None:
        self.briefings: list[Briefing] = []
        self.left = 0
        self._replies = [[reply] if isinstance(reply, str) else list(reply) for reply in replies]
        self._gap_s = gap_s

    async def reply(self, briefing: Briefing) -> AsyncGenerator[Piece, None]:
        self.briefings.append(briefing)
        try:
            if not self._replies:
                await asyncio.Event().wait()
            for part in self._pieces():
                await asyncio.sleep(self._gap_s)
                if isinstance(part, LanguageModelError):
                    raise part
                yield part
        except (GeneratorExit, asyncio.CancelledError):
            self.left += 1
            raise

    def _pieces(self) -> Iterator[Piece | LanguageModelError]:
        for part in self._replies.pop(0):
            if isinstance(part, str):
                yield from (Words(word) for word in re.findall(r"\S+\s*|\s+", part))
            else:
                yield part


class FakeTexts:
    """A carrier of text messages that takes its time."""

    def __init__(self, outcome: str = "ok", takes_s: float = 0.0) -> None:
        self.sent: list[SendText] = []
        self._outcome = outcome
        self._takes_s = takes_s

    async def send(self, message: SendText) -> TextSent:
        await asyncio.sleep(self._takes_s)
        self.sent.append(message)
        return TextSent(message.text_id, "ok" if self._outcome == "ok" else "failed")


class MarkedPrompts:
    """Prompts that ``MarkReader`` can read: the text between two marks, a quarter of a second a word, a last mark."""

    SECONDS_A_WORD = 0.25
    BEGIN, END, LAST = b"\x02", b"\x03", b"\x04"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.prepared: list[str] = []

    def ready(self, text: str, *, voice: str | None, language: str, codec: Codec) -> bytes | None:
        self.said.append(text)
        loud = b"\x10\x90" * round(self.SECONDS_A_WORD * len(text.split()) * codec.bytes_per_second / 2)
        return self.BEGIN + text.encode("ascii") + self.END + loud + self.LAST

    async def render(self, text: str, *, voice: str | None, language: str, codec: Codec) -> AsyncGenerator[bytes, None]:
        yield self.ready(text, voice=voice, language=language, codec=codec) or b""

    async def clip(self, path: str, *, codec: Codec) -> bytes:
        return self.ready(_words_in(path), voice=None, language="", codec=codec) or b""

    async def prepare(self, text: Text, codec: Codec, *, make: bool = True) -> Prepared:
        self.prepared.append(text.text)
        return Prepared()

    async def prune(self) -> None:
        pass


def _words_in(path: str) -> str:
    try:
        return Path(path).read_text("ascii")
    except OSError:
        raise SpeechError(f"no file {path}") from None


class MarkReader:
    """A listener who reads what ``MarkedPrompts`` said; what was not heard to its end is followed by an ellipsis."""

    async def transcribe(self, pcm: PCM, sample_rate: int) -> str:
        sound = Codec.MULAW_8K.encode(pcm)
        found = re.findall(rb"\x02([ -~]*)\x03[^\x02\x04]*(\x04?)", sound)
        return " | ".join(text.decode() + ("" if last else "...") for text, last in found)


class FakeTrace:
    """Keeps what set the machine in motion and what it did, in one row, and apart from it what happened beside it."""

    def __init__(self, tell: Callable[[object], None] | None = None) -> None:
        self.items: list[Cause | Action] = []
        self.notes: list[Note] = []
        self._tell = tell

    def turn(self, step: Step) -> None:
        for item in (step.cause, *step.actions):
            self.items.append(item)
            if self._tell is not None:
                self._tell(item)

    def note(self, call: Call, note: Note) -> None:
        self.notes.append(note)


class HerePool(Pool):
    """Does the work at once: a clock that jumps must not overtake a thread."""

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        done.set_result(work())
        return done
