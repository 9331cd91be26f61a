"""Two voices as one: what callers hear when the first is ill, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from flowrunner.speech.cache import DiskCache
from flowrunner.speech.chain.prompts import ChainedPrompts, Speaker
from flowrunner.speech.chain.voice import GuardedVoice
from flowrunner.speech.piece_cache import CachedPieces
from flowrunner.speech.pool import Pool
from flowrunner.speech.preparing import Prepared, prepare_all
from flowrunner.speech.prompts import SpokenPrompts
from tests.fake_voices import MoodyVoice

MULAW = Codec.MULAW_8K
BROKEN = SpeechError("the line broke")
HELLO_S = 0.4 + 0.41
"""With the pause after it."""
SENTENCES = ("Welcome to the bank.", "Your balance is two dollars.", "Is there anything else?")
TEXT = " ".join(SENTENCES)


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("test", threads=2)
    yield pool
    pool.close()


class Cast:
    """Two voices of one chain. The first speaks Hindi too, has little time, and rests after one failure."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.first = MoodyVoice("first")
        self.second = MoodyVoice("second")
        self.circuits = [Circuit(name, asyncio.get_running_loop().time, Tolerance(1, 60, 60)) for name in ("a", "b")]
        first = GuardedVoice(self.first, self.circuits[0], 0.05)
        second = GuardedVoice(self.second, self.circuits[1], 60.0)
        disk = DiskCache(folder)
        prompts = [SpokenPrompts(CachedPieces(voice, pool, disk)) for voice in (first, second)]
        self.prompts = ChainedPrompts(
            [
                Speaker(prompts[0], first, lambda language: language in ("en-US", "hi-IN")),
                Speaker(prompts[1], second, lambda language: language == "en-US"),
            ]
        )

    async def hear(self, text: str = TEXT, voice: str | None = None, language: str = "en-US") -> float:
        """Return how many seconds of sound a caller hears."""
        sounds = self.prompts.render(text, voice=voice, language=language, codec=MULAW)
        return sum([len(data) async for data in sounds]) / MULAW.bytes_per_second

    async def prepare(self, *texts: Text) -> list[Prepared]:
        return list((await prepare_all(self.prompts, texts, MULAW)).values())

    def ready(self, text: str = TEXT) -> bool:
        return self.prompts.ready(text, voice=None, language="en-US", codec=MULAW) is not None


@pytest.fixture
async def cast(pool: Pool, tmp_path: Path) -> Cast:
    return Cast(pool, tmp_path)


async def test_the_first_voice_is_heard_as_long_as_it_is_well(cast: Cast) -> None:
    assert await cast.hear("Hello.") == pytest.approx(HELLO_S)
    assert cast.second.asked == []


@pytest.mark.parametrize("mood", [[None], [SpeechError("who are you", "refused")], [SpeechError("never", "unfit")]])
async def test_when_the_first_says_nothing_the_second_says_it(
    cast: Cast, mood: list[float | SpeechError | None]
) -> None:
    cast.first.moods = [mood]
    assert await cast.hear("Hello.") == pytest.approx(HELLO_S)
    assert cast.second.asked == [("Hello.", None)]


async def test_while_the_first_rests_the_second_is_asked_at_once_and_what_it_said_is_ready(cast: Cast) -> None:
    cast.first.moods = [[None]]
    await cast.hear()
    assert cast.ready()
    await cast.hear("Goodbye.")
    assert len(cast.first.asked) == 1
    assert [text for text, _ in cast.second.asked] == [*SENTENCES, "Goodbye."]


async def test_what_the_first_said_is_used_while_it_rests(cast: Cast) -> None:
    await cast.hear("Hello.")
    cast.first.moods = [[None]]
    await cast.hear("Goodbye.")
    assert cast.circuits[0].state == "open"
    assert await cast.hear("Hello.") == pytest.approx(HELLO_S)
    assert [text for text, _ in cast.second.asked] == ["Goodbye."]


async def test_a_prompt_that_the_first_has_half_of_is_said_by_the_second_while_the_first_rests(cast: Cast) -> None:
    await cast.hear(SENTENCES[0])
    cast.first.moods = [[None]]
    await cast.hear("Goodbye.")
    await cast.hear(TEXT)
    assert [text for text, _ in cast.second.asked] == ["Goodbye.", *SENTENCES]


async def test_what_the_first_left_on_disk_is_used_while_it_rests(cast: Cast, pool: Pool, tmp_path: Path) -> None:
    await cast.prepare(Text("Hello."))
    later = Cast(pool, tmp_path)
    later.first.moods = [[None]]
    await later.hear("Goodbye.")
    await later.hear("Hello.")
    assert [text for text, _ in later.second.asked] == ["Goodbye."]


async def test_in_the_middle_of_a_prompt_the_second_goes_on_with_the_sentence(cast: Cast) -> None:
    cast.first.moods = [[1.6], [0.4, BROKEN]]
    assert await cast.hear() == pytest.approx(13 * 0.4 + 3 * 0.41)
    assert [text for text, _ in cast.second.asked] == list(SENTENCES[1:])


async def test_what_the_second_prepared_is_not_taken_for_the_firsts(cast: Cast, pool: Pool, tmp_path: Path) -> None:
    cast.first.moods = [[None]]
    assert (await cast.prepare(Text("Hello.")))[0].is_new
    assert cast.ready("Hello.")

    later = Cast(pool, tmp_path)
    assert (await later.prepare(Text("Hello.")))[0].is_new
    assert later.first.asked == [("Hello.", None)]
    assert later.second.asked == []


async def test_who_stood_in_is_told_unless_the_first_could_not_in_any_case(cast: Cast) -> None:
    cast.first.moods = [[SpeechError("no such voice", "unfit")], [SpeechError("who are you", "refused")]]
    [unfit] = await cast.prepare(Text("Hello."))
    [refused] = await cast.prepare(Text("Goodbye."))
    assert (unfit.failure, unfit.stood_in) == (None, None)
    assert (refused.failure, str(refused.stood_in)) == (None, "who are you")


async def test_what_nobody_can_prepare_is_told_and_the_rest_is_ready(cast: Cast) -> None:
    texts = [Text("Hello."), Text("Namaste.", "hi-IN"), Text("Bonjour.", "fr-FR")]
    hello, namaste, bonjour = await cast.prepare(*texts)
    assert hello.failure is namaste.failure is None
    assert str(bonjour.failure) == "no voice speaks fr-FR"
    assert cast.ready("Hello.")


async def test_who_does_not_speak_the_language_is_left_out(cast: Cast) -> None:
    cast.first.moods = [[None]]
    with pytest.raises(SpeechError, match="made no sound"):
        await cast.hear("Namaste.", language="hi-IN")
    assert cast.second.asked == []
    with pytest.raises(SpeechError, match="no voice speaks fr-FR"):
        await cast.hear("Bonjour.", language="fr-FR")


async def test_when_all_are_ill_each_says_why(cast: Cast) -> None:
    cast.first.moods = [[SpeechError("who are you", "refused")]]
    cast.second.moods = [[SpeechError("too many", "busy")]]
    with pytest.raises(SpeechError, match=r"^who are you; too many$") as caught:
        await cast.hear("Hello.")
    assert caught.value.trouble == "refused"


async def test_a_name_is_looked_for_everywhere_before_it_is_left_out(cast: Cast) -> None:
    unknown = SpeechError("no such voice", "unfit")
    cast.first.moods = [[unknown]]
    await cast.hear("Hello.", voice="anna")
    assert cast.second.asked == [("Hello.", "anna")]

    cast.first.moods, cast.second.moods = [[unknown]], [[unknown]]
    await cast.hear("Goodbye.", voice="anna")
    assert cast.first.asked[1:] == [("Goodbye.", "anna"), ("Goodbye.", None)]


async def test_who_stands_in_has_a_usual_voice_for_a_name_it_does_not_know(cast: Cast) -> None:
    cast.first.moods = [[None]]
    cast.second.moods = [[SpeechError("no such voice", "unfit")]]
    assert (await cast.prepare(Text("Hello.", voice="anna")))[0].is_new
    assert cast.second.asked == [("Hello.", "anna"), ("Hello.", None)]
    assert await cast.hear("Hello.", voice="anna") == pytest.approx(HELLO_S)
