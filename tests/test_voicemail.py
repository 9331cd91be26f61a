"""Voicemail from end to end: callers who really speak, the real voice activity, and the files that are left."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from aiohttp import web

from flowrunner.audio.codec import PCM, Codec
from flowrunner.audio.files import read_sound
from flowrunner.audio.resample import resample
from flowrunner.audio.wav import wav_header
from flowrunner.config import Settings
from flowrunner.emulator import (
    CallReport,
    During,
    Emulator,
    EmulatorOptions,
    HangUp,
    HangUpStyle,
    PlayWav,
    Press,
    Step,
    Then,
    parse_fault,
)
from flowrunner.emulator.voice import until_last_sound
from flowrunner.plivo.formats import content_type
from flowrunner.server.app import Host, running_host
from flowrunner.speech.pool import Pool
from flowrunner.speech.ports import Recognizer
from flowrunner.speech.silero import SileroModel, SileroVad
from flowrunner.speech.whisper.recognizer import WhisperRecognizer
from tests.fakes import FakeRecognizer, FakeSpeech
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import Tones
from tests.virtual_time import run

SETTLE_S = 0.0005
WITH_THREADS_S = 0.02
"""Nothing is skipped while a frame is due, so that recognition is as fast as in a real call."""
DATA = Path(__file__).parent / "data" / "audio"
MOCHA, AMERICANO, KITCHEN = (PlayWav(DATA / f"{name}.wav") for name in ("order_mocha", "order_americano", "kitchen"))
PROMPT_S, BEEP_S = 0.5, 0.4
FLOW = """
flow: voicemail
start: message
fallback: sorry
on_hangup: after
states:
  message:
    say: Speak.
    record: RECORD
    save: message
    go: {done: pin, nothing: nobody}
  pin: {ask: Now type your pin., type: digits, length: 4, secret: true, save: pin, go: thanks}
  thanks: {say: Thank you very much., go: tell}
  nobody: {say: "I heard nothing at all, goodbye.", go: tell}
  sorry: {say: Sorry., go: hangup}
  after: {go: tell}
  tell:
    request: POST http://DESK/messages
    body: {message: "{{ message }}", WORDScaller: "{{ call.from }}"}
    go: {otherwise: hangup}
"""


@dataclass
class Desk:
    """Who is told of messages, and a host that takes them."""

    folder: Path
    told: list[dict[str, Any]] = field(default_factory=list)
    host: Host | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Hear of a message."""
        self.told.append(await request.json())
        return web.json_response({})

    async def call(self, *steps: Step, options: EmulatorOptions | None = None) -> CallReport:
        """Hold a call, which must go as scripted."""
        assert self.host is not None
        report = await Emulator(options or EmulatorOptions()).call(self.host.answer_url("voicemail"), steps)
        assert (report.problems, report.violations) == ((), ())
        await asyncio.sleep(40)
        return report

    @property
    def files(self) -> list[Path]:
        """What is kept."""
        return sorted(self.folder.glob("*")) if self.folder.is_dir() else []


@asynccontextmanager
async def desk(
    folder: Path, codec: Codec = Codec.MULAW_8K, record: str = "{max: 30s}", recognizer: Recognizer | None = None
) -> AsyncGenerator[Desk, None]:
    """Run the host, and the one who is told."""
    found = Desk(folder / "kept")
    app = web.Application()
    app.add_routes([web.post("/messages", found.take)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"127.0.0.1:{runner.addresses[0][1]}"
    words = 'words: "{{ message_text }}", ' if "transcribe" in record else ""
    text = FLOW.replace("DESK", address).replace("RECORD", record).replace("WORDS", words)
    flow = flow_of(f"{text}stream: {{content_type: {content_type(codec)}}}\n")
    settings = Settings(port=0, recordings=found.folder, allow_internal=frozenset({address}))
    speech = FakeSpeech(Tones(), recognizer or FakeRecognizer(), SileroVad(SileroModel()))
    try:
        async with running_host(settings, {"voicemail": flow}, speech) as found.host:
            yield found
    finally:
        await runner.cleanup()


def leave(
    folder: Path,
    *steps: Step,
    codec: Codec = Codec.MULAW_8K,
    record: str = "{max: 30s}",
    options: EmulatorOptions | None = None,
) -> tuple[Desk, CallReport]:
    """Hold one call, until everything is over that it began."""

    async def held() -> tuple[Desk, CallReport]:
        async with desk(folder, codec, record) as found:
            return found, await found.call(*steps, options=options)

    return run(held(), SETTLE_S)


def sent(played: PlayWav, codec: Codec = Codec.MULAW_8K) -> PCM:
    """Return what goes over the line when this is played."""
    pcm, rate = read_sound(played.path)
    line: PCM = resample(until_last_sound(pcm), rate, codec.sample_rate)
    return codec.decode(codec.encode(np.pad(line, (0, -len(line) % (codec.sample_rate // 50)))))


def kept(path: Path, codec: Codec = Codec.MULAW_8K) -> PCM:
    """Return the sound of a recording, of which the header must be right."""
    data = path.read_bytes()
    head = len(wav_header(codec, 0))
    assert data[:head] == wav_header(codec, len(data) - head)
    return codec.decode(data[head:])


def match(found: PCM, played: PCM) -> tuple[float, int]:
    """Return how well the one is in the other, 0..1, and where it begins, in samples, by cross-correlation."""
    size = len(found) + len(played)
    one, other = np.fft.rfft(found, size), np.fft.rfft(played, size)
    likeness = np.fft.irfft(one * other.conj(), size)[: len(found)]
    at = int(likeness.argmax())
    part = found[at : at + len(played)].astype(float)
    return float(likeness[at] / np.linalg.norm(part) / np.linalg.norm(played)), at


def only(files: Iterable[Path]) -> Path:
    """Return the one there is."""
    (path,) = files
    return path


@pytest.mark.parametrize("codec", Codec)
def test_the_file_is_what_the_caller_said_until_the_key_and_nothing_else(tmp_path: Path, codec: Codec) -> None:
    left, report = leave(tmp_path, MOCHA, Then(Press("#"), 0.2), Press("1234"), codec=codec)
    path, played = only(left.files), sent(MOCHA, codec)
    sound = kept(path, codec)
    likeness, at = match(sound, played)
    assert likeness > 0.999
    assert np.array_equal(sound[at : at + len(played)], played)
    assert not sound[:at].any(), "something is there before the first word"
    assert not sound[at + len(played) :].any(), "something is there after the last"
    assert 0.0 <= at / codec.sample_rate < 1.2
    assert len(sound) - at - len(played) <= 0.25 * codec.sample_rate
    assert [round(turn.speech_s, 1) for turn in report.turns] == [PROMPT_S + BEEP_S, 2.0, 2.0]
    assert [message["message"] for message in left.told] == [str(path)]


def test_who_speaks_into_the_beep_is_recorded_from_its_end(tmp_path: Path) -> None:
    left, _ = leave(tmp_path, During(MOCHA, PROMPT_S + BEEP_S - 0.2), Then(Press("#"), 0), Press("1234"))
    sound, played = kept(only(left.files)), sent(MOCHA)
    likeness, missing = match(played, sound[:8000])
    assert likeness > 0.999
    assert 0 < missing <= 0.25 * 8000
    assert np.array_equal(sound[: len(played) - missing], played[missing:])
    assert not sound[len(played) - missing :].any()


def test_nobody_but_the_owner_may_hear_it(tmp_path: Path) -> None:
    left, _ = leave(tmp_path, MOCHA, Then(Press("#")), Press("1234"))
    path = only(left.files)
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert left.told[0]["caller"] not in path.name


def test_the_time_ends_it(tmp_path: Path) -> None:
    left, _ = leave(tmp_path, AMERICANO, Then(MOCHA, 0), Press("1234"), record="{max: 3s}")
    sound = kept(only(left.files))
    assert len(sound) == 3 * 8000
    likeness, at = match(sound, sent(AMERICANO))
    assert likeness > 0.99
    rest = sound[at + len(sent(AMERICANO)) :]
    assert len(rest) == 0 or np.array_equal(rest[-800:], sent(MOCHA)[len(rest) - 800 : len(rest)])


def test_silence_ends_it_and_is_cut_off(tmp_path: Path) -> None:
    left, report = leave(tmp_path, MOCHA, Press("1234"))
    sound, played = kept(only(left.files)), sent(MOCHA)
    _, at = match(sound, played)
    assert np.array_equal(sound[at : at + len(played)], played)
    assert 0.5 * 8000 <= len(sound) - at - len(played) <= 2 * 8000
    assert report.turns[1].latency_s is not None
    assert report.turns[1].latency_s == pytest.approx(10.5, abs=1)


@pytest.mark.parametrize("steps", [(), (KITCHEN,), (Then(Press("#"), 2.0),)], ids=["silent", "noisy", "key alone"])
def test_who_says_nothing_leaves_nothing(tmp_path: Path, steps: tuple[Step, ...]) -> None:
    left, report = leave(tmp_path, *steps, options=EmulatorOptions(linger_s=20))
    assert left.files == []
    assert round(report.turns[1].speech_s, 1) == 3.0
    assert [message["message"] for message in left.told] == [None]


@pytest.mark.parametrize("style", HangUpStyle)
def test_who_hangs_up_in_the_middle_has_left_it_and_the_flow_can_tell(tmp_path: Path, style: HangUpStyle) -> None:
    left, _ = leave(tmp_path, MOCHA, Then(HangUp(), 0), options=EmulatorOptions(hang_up=style))
    path, played = only(left.files), sent(MOCHA)
    sound = kept(path)
    likeness, at = match(sound, played)
    assert likeness > 0.99
    assert len(sound) - at >= len(played) - 480
    assert [message["message"] for message in left.told] == [str(path)]


@pytest.mark.parametrize("fault", ["abrupt-close", "close-without-stop", "stop-and-close"])
def test_a_lost_stream_goes_on_in_the_same_file(tmp_path: Path, fault: str) -> None:
    options = EmulatorOptions(faults=(parse_fault(f"{fault}@4.5"),), patience_s=60)
    steps = (MOCHA, AMERICANO, Then(Press("#")), Press("1234"))
    left, _ = leave(tmp_path, *steps, options=options)
    path = only(left.files)
    sound = kept(path)
    places = []
    for played in map(sent, (MOCHA, AMERICANO)):
        likeness, at = match(sound, played)
        assert likeness > 0.99
        assert np.array_equal(sound[at : at + len(played)], played)
        places.append(at)
        sound[at : at + len(played)] = 0
    assert places == sorted(places)
    assert not sound.any(), "something else is in it"
    assert [message["message"] for message in left.told] == [str(path)]


def test_two_who_speak_at_once_are_not_mixed(tmp_path: Path) -> None:
    async def held() -> Desk:
        async with desk(tmp_path) as found:
            calls = [found.call(played, Then(Press("#")), Press("1234")) for played in (MOCHA, AMERICANO)]
            await asyncio.gather(*calls)
            return found

    left = run(held(), SETTLE_S)
    sounds = [kept(path) for path in left.files]
    assert len(sounds) == 2
    whose = []
    for sound in sounds:
        likes = [match(sound, sent(played)) for played in (MOCHA, AMERICANO)]
        whose.append(mine := int(np.argmax([likeness for likeness, _ in likes])))
        at, played = likes[mine][1], sent((MOCHA, AMERICANO)[mine])
        assert np.array_equal(sound[at : at + len(played)], played)
        assert not sound[:at].any()
        assert not sound[at + len(played) :].any()
    assert sorted(whose) == [0, 1]


def test_its_words_are_kept_as_the_recognizer_has_them(tmp_path: Path) -> None:
    pool = Pool("hearing")

    async def held() -> Desk:
        ears = WhisperRecognizer(pool)
        await ears.warm()
        async with desk(tmp_path, record="{transcribe: true}", recognizer=ears) as found:
            await found.call(MOCHA, Then(Press("#"), 0.3), During(HangUp(), 0.1))
            return found

    try:
        left = run(held(), WITH_THREADS_S)
    finally:
        pool.close()
    assert left.told[0]["message"] == str(only(left.files))
    words = str(left.told[0]["words"])
    assert words.startswith("Can I get a ")
    assert "mocha with skim milk" in words


def test_nothing_is_recorded_while_a_secret_is_typed(tmp_path: Path) -> None:
    before, _ = leave(tmp_path / "1", MOCHA, Then(Press("#"), 0.2), Press("1234"))
    steps = (MOCHA, Then(Press("#"), 0.2), During(AMERICANO, 0.1), Press("12"), Then(MOCHA, 0), Then(Press("34"), 0))
    left, report = leave(tmp_path / "2", *steps)
    assert round(report.turns[-1].speech_s, 1) == 2.0, "the pin was not taken"
    assert len(left.files) == 1
    assert only(left.files).read_bytes() == only(before.files).read_bytes()
