"""One hand-written fake for each port. They record what they were asked and behave like the real thing, in memory."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from aiohttp import WSMsgType

from flowrunner.audio.codec import Codec
from flowrunner.engine.dialogue import ToolUse
from flowrunner.engine.events import TextSent
from flowrunner.errors import LanguageModelError, SpeechError, StorageError
from flowrunner.models.ports import Piece, Words
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognition
from flowrunner.speech.preparing import Prepared
from flowrunner.storage.ports import StoredCall, TraceHead, TracePart

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


class FakeFrame:
    """A WebSocket message: text as bytes, as the host receives it."""

    def __init__(self, data: str | bytes | None, kind: WSMsgType = WSMsgType.TEXT) -> None:
        self.data = data.encode() if isinstance(data, str) else data
        self.type = kind


class FakeSocket:
    """A WebSocket that delivers what a test arrives with, and keeps what was sent.

    ``stuck`` is a half-dead peer: nothing drains, and it takes no part in closing.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.stuck = False
        self.gone = False
        self.aborted = False
        self.pings = 0
        self._arrived: asyncio.Queue[FakeFrame] = asyncio.Queue()

    def arrive(self, *messages: str | bytes) -> None:
        """Let text messages arrive."""
        for message in messages:
            self._arrived.put_nowait(FakeFrame(message))

    def arrive_frame(self, kind: WSMsgType, data: bytes = b"") -> None:
        """Let any other frame arrive."""
        self._arrived.put_nowait(FakeFrame(data, kind))

    async def receive(self) -> FakeFrame:
        return await self._arrived.get()

    async def send(self, text: str) -> None:
        if self.gone:
            raise ConnectionResetError
        if self.stuck:
            await asyncio.Event().wait()
        self.sent.append(text)

    async def ping(self) -> None:
        if self.gone:
            raise ConnectionResetError
        if self.stuck:
            await asyncio.Event().wait()
        self.pings += 1

    async def close(self) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.arrive_frame(WSMsgType.CLOSED)

    def abort(self) -> None:
        self.aborted = True
        self.arrive_frame(WSMsgType.CLOSED)


class FakeVoice:
    """Says anything as a tone of 50 ms a character; ``said`` holds the texts and who said them."""

    identity = "fake voice 1"
    sample_rate = 24000

    def __init__(self, *, fails: bool = False) -> None:
        self.said: list[tuple[str, str | None]] = []
        self._fails = fails

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield the tone in one piece."""
        if self._fails:
            raise SpeechError("the voice is hoarse")
        self.said.append((text, voice))
        yield np.full(len(text) * self.sample_rate // 20, 1000, np.int16)


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


class SentenceVoice:
    """Says a tone of 0.1 s a word; a text with ``broken`` cannot be said.

    It stops before the text ``stops_before``, or any when there is none, while ``may_go_on`` is clear. A text may have
    an amplitude of its own.
    """

    sample_rate = 24000

    def __init__(self, identity: str = "fake voice") -> None:
        self.identity = identity
        self.said: list[str] = []
        self.began = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.stops_before: str | None = None
        self.amplitudes: dict[str, int] = {}

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        self.said.append(text)
        self.began.set()
        if "broken" in text:
            raise SpeechError(f"no voice for {text!r}")
        if self.stops_before in (None, text):
            await self.may_go_on.wait()
        tone = np.sin(np.arange(2400 * len(text.split())) / 10)
        yield (tone * self.amplitudes.get(text, 10_000)).astype(np.int16)


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


class FakeMemory:
    """Keeps everything in ``rows``: the data and when it was kept. It stops while ``may_go_on`` is clear, and fails
    with ``error``."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[bytes, float]] = {}
        self.error: StorageError | None = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def recall(self, key: str, since: float) -> bytes | None:
        await self._work()
        data, at = self.rows.get(key, (None, 0.0))
        return data if at >= since else None

    async def keep(self, key: str, data: bytes, at: float) -> None:
        await self._work()
        self.rows[key] = data, at

    async def forget(self, key: str) -> None:
        await self._work()
        self.rows.pop(key, None)

    async def drop_before(self, at: float) -> int:
        await self._work()
        old = [key for key, (_, kept) in self.rows.items() if kept < at]
        for key in old:
            del self.rows[key]
        return len(old)

    async def _work(self) -> None:
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error


class FakeCallStore:
    """Keeps everything in ``rows``; fails with ``error``. ``saved`` counts what was written."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], tuple[StoredCall, float]] = {}
        self.error: StorageError | None = None
        self.saved = 0

    async def begin(self, flow: str, call_id: str, data: bytes, at: float) -> int | None:
        await self._work()
        return None if (flow, call_id) in self.rows else self._keep(flow, call_id, StoredCall(1, data), at)

    async def save(self, flow: str, call_id: str, stored: StoredCall, at: float) -> bool:
        await self._work()
        if (flow, call_id) not in self.rows or self.rows[flow, call_id][0].epoch != stored.epoch:
            return False
        self._keep(flow, call_id, stored, at)
        return True

    async def take(self, flow: str, call_id: str, at: float) -> StoredCall | None:
        await self._work()
        if (flow, call_id) not in self.rows:
            return None
        stored = self.rows[flow, call_id][0]
        taken = StoredCall(stored.epoch + (not stored.ended), stored.data, stored.ended)
        self._keep(flow, call_id, taken, at)
        return taken

    async def look(self, flow: str, call_id: str) -> StoredCall | None:
        await self._work()
        return self.rows[flow, call_id][0] if (flow, call_id) in self.rows else None

    async def drop_before(self, at: float) -> int:
        await self._work()
        old = [key for key, (_, kept) in self.rows.items() if kept < at]
        for key in old:
            del self.rows[key]
        return len(old)

    def _keep(self, flow: str, call_id: str, stored: StoredCall, at: float) -> int:
        self.rows[flow, call_id] = stored, at
        self.saved += 1
        return stored.epoch

    async def _work(self) -> None:
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


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


class FakeRecordings:
    """Keeps recordings in memory, by name; ``error`` is what every further write raises."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.error: StorageError | None = None

    def begin(self, name: str, codec: Codec) -> FakeRecording:
        return FakeRecording(self, name)


class FakeRecording:
    """One of them, on this connection."""

    def __init__(self, recordings: FakeRecordings, name: str) -> None:
        self.address = f"kept/{name}"
        self._recordings = recordings
        self._name = name
        self._data = b""

    def write(self, data: bytes) -> None:
        if self._recordings.error is not None:
            raise self._recordings.error
        self._data += data

    def finish(self, keep: int) -> Future[int]:
        before = self._recordings.kept.get(self._name, b"")
        self._recordings.kept[self._name] = before + self._data[:keep]
        done: Future[int] = Future()
        done.set_result(len(self._recordings.kept[self._name]))
        return done


class MoodyVoice:
    """Says a tone of 0.4 s a word, unless it has a mood left for a text, in turn: seconds of sound, errors that end it,
    and None for a silence without end."""

    sample_rate = 8000

    def __init__(self, identity: str, *moods: Sequence[float | SpeechError | None]) -> None:
        self.identity = identity
        self.moods = list(moods)
        self.asked: list[tuple[str, str | None]] = []

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        self.asked.append((text, voice))
        for mood in self.moods.pop(0) if self.moods else (0.4 * len(text.split()),):
            if mood is None:
                await asyncio.Event().wait()
            elif isinstance(mood, SpeechError):
                raise mood
            else:
                yield np.full(round(mood * self.sample_rate), 1000, np.int16)


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


class StreamingVoice:
    """Says a tone of 0.1 s a character, in parts of 0.1 s; ``given`` counts them."""

    identity = "streaming"
    sample_rate = 8000

    def __init__(self, amplitude: int) -> None:
        self.amplitude = amplitude
        self.given = 0

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        for _ in text:
            self.given += 1
            yield (np.sin(np.arange(800) * 0.3) * self.amplitude).astype(np.int16)


class FakeTraceStore:
    """Keeps everything in ``heads`` and ``parts``; it stops while ``may_go_on`` is clear, and fails with ``error``."""

    def __init__(self) -> None:
        self.heads: dict[tuple[str, str], TraceHead] = {}
        self.parts: dict[tuple[str, str, str, int], TracePart] = {}
        self.error: StorageError | None = None
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def add(self, parts: Sequence[TracePart]) -> None:
        await self._work()
        for each in parts:
            head = each.head
            key = (head.flow, head.call)
            known = self.heads.get(key, head)
            self.heads[key] = TraceHead(
                *key,
                min(known.began, head.began),
                max(known.last, head.last),
                head.caller or known.caller,
                head.version or known.version,
                head.ended or known.ended,
                known.failed or head.failed,
            )
            self.parts.setdefault((*key, each.writer, each.number), each)

    async def newest(self, most: int, flow: str | None = None, *, failed: bool = False) -> list[TraceHead]:
        await self._work()
        wanted = [each for each in self.heads.values() if flow in (None, each.flow) and each.failed >= failed]
        return sorted(wanted, key=lambda each: -each.began)[:most]

    async def find(self, call: str, flow: str | None = None) -> list[TraceHead]:
        return [each for each in await self.newest(99, flow) if each.call.startswith(call)][:10]

    async def read(self, flow: str, call: str) -> list[bytes]:
        await self._work()
        own = [each for each in self.parts.values() if (each.head.flow, each.head.call) == (flow, call)]
        return [each.data for each in sorted(own, key=lambda each: (each.head.last, each.writer, each.number))]

    async def drop(self, before: float, failed_before: float, most: int) -> int:
        await self._work()
        kept: list[TraceHead] = []
        for failed, since in ((False, before), (True, failed_before)):
            newest = [each for each in await self.newest(len(self.heads)) if each.failed is failed][:most]
            kept += [each for each in newest if each.last >= since]
        dropped = self.heads.keys() - {(each.flow, each.call) for each in kept}
        for key in dropped:
            del self.heads[key]
        self.parts = {key: each for key, each in self.parts.items() if key[:2] in self.heads}
        return len(dropped)

    async def _work(self) -> None:
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error


class HerePool(Pool):
    """Does the work at once: a clock that jumps must not overtake a thread."""

    def submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        done.set_result(work())
        return done
