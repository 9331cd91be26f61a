"""The player against a far end that plays in (virtual) real time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from flowrunner.call.player import ACK_MARGIN_S, AHEAD_S, CHUNK_BYTES, WAITING_AT_MOST, Player
from flowrunner.engine.actions import Clip, Gap, Item, Play, Text
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.ports import Prompts
from flowrunner.speech.prompts import SpokenPrompts
from tests.fake_voices import SentenceVoice
from tests.fakes import FakeChannel, FakePrompts, HerePool
from tests.virtual_time import run


class Stage:
    """A player, its channel, and what it reported with the time of each report."""

    def __init__(self, channel: FakeChannel, *, ready: bool = True, prompts: Prompts | None = None) -> None:
        self.channel = channel
        self.reports: list[tuple[str, float]] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.player = Player(channel, prompts or FakePrompts(ready=ready), self, self.spawn)
        channel._listener = self

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.append(task)
        return task

    def play(self, prompt_id: int, *items: Item | str) -> None:
        self.player.play(Play(prompt_id, tuple(Text(item) if isinstance(item, str) else item for item in items)))

    def sounded(self, prompt_id: int, in_s: float) -> None: ...

    def on_audio(self, data: bytes) -> None: ...

    def on_far_audio(self, data: bytes) -> None: ...

    def on_key(self, key: str) -> None: ...

    def on_played(self, checkpoint: str) -> None:
        self.player.on_played(checkpoint)

    def on_play_failed(self, reason: str) -> None:
        self.player.on_play_failed()

    def prompt_finished(self, prompt_id: int) -> None:
        self._note(f"finished {prompt_id}")

    def prompt_failed(self, prompt_id: int, reason: str) -> None:
        self._note(f"failed {prompt_id}")

    def channel_lost(self) -> None:
        self._note("lost")

    def _note(self, what: str) -> None:
        self.reports.append((what, round(asyncio.get_running_loop().time(), 2)))


def on_stage(scene: Callable[[Stage], Awaitable[None]], *, acknowledges: bool = True, ready: bool = True) -> Stage:
    async def perform() -> Stage:
        stage = Stage(FakeChannel(acknowledges=acknowledges), ready=ready)
        await scene(stage)
        stage.player.close()
        return stage

    return run(perform())


def test_a_prompt_is_finished_when_it_has_been_heard_not_when_it_was_sent() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "four words of text")
        await asyncio.sleep(10)

    assert on_stage(scene).reports == [("finished 1", 2.0)]


def test_two_prompts_are_sent_ahead_and_finish_in_turn() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "two words")
        stage.play(2, "two words")
        await asyncio.sleep(0.1)
        assert stage.channel.sent() == ["play", "checkpoint", "play", "checkpoint"]
        await asyncio.sleep(10)

    assert on_stage(scene).reports == [("finished 1", 1.0), ("finished 2", 2.0)]


def test_a_lost_acknowledgement_is_waited_for_until_the_sound_is_due_plus_a_margin() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "two words")
        await asyncio.sleep(10)

    stage = on_stage(scene, acknowledges=False)
    assert stage.reports == [("finished 1", 1.0 + ACK_MARGIN_S)]
    assert stage.player.counters.lost_acks == 1


def test_stopping_clears_the_far_end_and_reports_nothing() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "a rather long prompt of words")
        stage.play(2, "and another")
        await asyncio.sleep(0.5)
        stage.player.stop()
        await asyncio.sleep(10)

    stage = on_stage(scene)
    assert stage.reports == []
    assert stage.channel.sent()[-1] == "clear"


def test_stopping_when_nothing_is_said_sends_nothing() -> None:
    async def scene(stage: Stage) -> None:
        stage.player.stop()
        await asyncio.sleep(1)

    assert on_stage(scene).channel.log == []


def test_what_is_said_after_a_stop_comes_after_the_clear() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "cut me off please")
        await asyncio.sleep(0.5)
        stage.player.stop()
        stage.play(2, "two words")
        await asyncio.sleep(10)

    stage = on_stage(scene)
    assert stage.channel.sent() == ["play", "checkpoint", "clear", "play", "checkpoint"]
    assert stage.reports == [("finished 2", 1.5)]


def test_stopping_while_a_prompt_is_still_rendered_sends_none_of_it() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "slowly made")
        await asyncio.sleep(0.05)
        stage.player.stop()
        await asyncio.sleep(5)

    assert on_stage(scene, ready=False).channel.log == [("clear",)]


def test_an_acknowledgement_of_something_cut_finds_nobody() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "two words")
        await asyncio.sleep(0.1)
        stage.player.stop()
        stage.player.on_played("p1")
        stage.player.on_played("nonsense")
        await asyncio.sleep(5)

    assert on_stage(scene).reports == []


def test_a_late_acknowledgement_finishes_what_came_before_it_too() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "two words")
        stage.play(2, "two words")
        await asyncio.sleep(0.5)
        stage.player.on_played("p2")
        await asyncio.sleep(0.1)

    assert on_stage(scene, acknowledges=False).reports == [("finished 1", 0.5), ("finished 2", 0.5)]


def test_no_more_than_a_bounded_amount_waits_at_the_far_end() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, " ".join(["word"] * 120))
        for _ in range(100):
            await asyncio.sleep(0.5)
            longest = max(longest_so_far[-1], stage.channel.queued_s())
            longest_so_far.append(longest)

    longest_so_far = [0.0]
    stage = on_stage(scene)
    chunk_s = CHUNK_BYTES / stage.channel.codec.bytes_per_second
    assert AHEAD_S - chunk_s < longest_so_far[-1] <= AHEAD_S + chunk_s
    assert stage.channel.biggest == CHUNK_BYTES


def test_a_prompt_that_the_voice_cannot_say_is_reported_and_the_next_is_said() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "broken words")
        stage.play(2, "two words")
        await asyncio.sleep(5)

    assert on_stage(scene).reports == [("failed 1", 0.0), ("finished 2", 1.0)]


def test_a_report_may_be_answered_with_a_stop() -> None:
    class Impatient(Stage):
        def prompt_failed(self, prompt_id: int, reason: str) -> None:
            super().prompt_failed(prompt_id, reason)
            self.player.stop()
            self.play(7, "two words")

    async def perform() -> Stage:
        stage = Impatient(FakeChannel())
        stage.play(1, "broken words")
        stage.play(2, "never heard")
        await asyncio.sleep(5)
        stage.player.close()
        return stage

    assert [what for what, _ in run(perform()).reports] == ["failed 1", "finished 7"]


def test_a_missing_recording_is_spoken_instead() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, Clip("missing.wav", text="two words"), Gap(0.5))
        stage.play(2, Clip("missing.wav"))
        stage.play(3, Clip("hello.wav", text="not spoken at all"))
        await asyncio.sleep(10)

    assert on_stage(scene).reports == [("failed 2", 0.0), ("finished 1", 1.5), ("finished 3", 2.5)]


def test_a_chunk_that_could_not_be_played_does_not_leave_its_prompt_waiting() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "two words")
        await asyncio.sleep(0.2)
        stage.channel.listener.on_play_failed("buffer_overflow")
        await asyncio.sleep(5)

    assert on_stage(scene, acknowledges=False).reports == [("finished 1", 0.2)]


def test_what_was_heard_early_is_not_owed_any_more() -> None:
    async def scene(stage: Stage) -> None:
        stage.play(1, "a long prompt of eight words in all")
        await asyncio.sleep(0.2)
        stage.player.on_played("p1")
        stage.play(2, "two words")
        await asyncio.sleep(10)

    reports = on_stage(scene, acknowledges=False).reports
    assert reports == [("finished 1", 0.2), ("finished 2", 0.2 + 1.0 + ACK_MARGIN_S)]


def test_a_flow_gone_wild_is_told_that_too_much_is_waiting() -> None:
    async def scene(stage: Stage) -> None:
        for n in range(1, WAITING_AT_MOST + 3):
            stage.play(n, "words")
        await asyncio.sleep(0.1)

    stage = on_stage(scene)
    assert [what for what, _ in stage.reports] == [f"failed {WAITING_AT_MOST + 1}", f"failed {WAITING_AT_MOST + 2}"]


def test_a_long_prompt_is_heard_while_its_second_sentence_is_not_there_yet() -> None:
    async def perform() -> None:
        voice, pool = SentenceVoice(), HerePool("here", 1)
        voice.stops_before = "And the second."
        voice.may_go_on.clear()
        stage = Stage(FakeChannel(), prompts=SpokenPrompts(CachedPieces(voice, pool)))
        stage.play(1, "This is the first. And the second.")
        await asyncio.sleep(0.1)
        assert stage.channel.sent() == ["play"]

        voice.may_go_on.set()
        await asyncio.sleep(10)
        assert stage.channel.sent() == ["play", "checkpoint"]
        assert [what for what, _ in stage.reports] == ["finished 1"]
        stage.player.close()
        pool.close()

    run(perform())
