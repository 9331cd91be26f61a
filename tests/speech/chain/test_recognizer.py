"""Two recognizers as one: what callers said is heard by somebody. In virtual time."""

from __future__ import annotations

import asyncio

import pytest

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from flowrunner.speech.chain.recognizer import KEPT_S, ChainedRecognizer, ChainedStream, Ear
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer
from tests.speech.chain.test_voice import in_virtual_time, now
from tests.virtual_time import run

MULAW = Codec.MULAW_8K
MENU = Expected(("sales", "support"))
SALES, SUPPORT = Recognition("sales", "sales", 0.9), Recognition("support", "support", 0.9)
BROKEN = SpeechError("the line broke")


class Ears:
    """The first rests after one failure and hears English and Hindi; the second hears English."""

    def __init__(self, first: FakeRecognizer, second: FakeRecognizer) -> None:
        self.first, self.second = first, second
        self.circuits = [Circuit(name, now, Tolerance(1, 60, 10)) for name in ("first ear", "second ear")]
        self.partials: list[Recognition] = []
        self._chain = ChainedRecognizer(
            Ear(recognizer, circuit, 4.0, lambda language, known=known: language[:2] in known)  # type: ignore[misc]
            for recognizer, circuit, known in zip((first, second), self.circuits, (("en", "hi"), ("en",)), strict=True)
        )

    def open(self, expected: Expected = MENU, seconds: float = 1.0) -> ChainedStream:
        stream = self._chain.open(expected, MULAW, self.partials.append)
        for _ in range(round(seconds * 50)):
            stream.write(bytes(160))
        return stream

    @property
    def longest_s(self) -> float:
        return self._chain.longest_s

    async def hear(self, expected: Expected = MENU, seconds: float = 1.0) -> Recognition:
        """Speak for so long, and wait for the answer."""
        stream = self.open(expected, seconds)
        await asyncio.sleep(seconds)
        return await stream.finish(expected)


@in_virtual_time
async def test_the_first_hears_what_is_said() -> None:
    ears = Ears(FakeRecognizer(SALES), FakeRecognizer())
    stream = ears.open()
    stream.pause()
    stream.resume()
    ears.first.streams[0].on_partial(SUPPORT)
    assert await stream.finish(MENU) == SALES
    stream.cancel()
    assert ears.first.streams[0].calls[:3] == ["pause", "resume", "finish"]
    assert (ears.partials, ears.second.streams) == ([SUPPORT], [])
    assert ears.circuits[0].counts == {"answered": 1}


@in_virtual_time
async def test_who_does_not_answer_in_time_is_replaced_and_nothing_is_said_twice() -> None:
    ears = Ears(FakeRecognizer(None), FakeRecognizer(SALES))
    assert await ears.hear() == SALES
    assert now() == 1.0 + 4.0
    assert ears.second.streams[0].samples == 8000
    assert ears.first.streams[0].calls[-1] == "cancel"


@in_virtual_time
async def test_while_the_first_rests_the_second_hears_from_the_beginning() -> None:
    ears = Ears(FakeRecognizer(None), FakeRecognizer(SALES, SUPPORT))
    await ears.hear()
    before = now()
    assert await ears.hear() == SUPPORT
    assert now() == before + 1.0
    assert len(ears.first.streams) == 1


@in_virtual_time
async def test_who_failed_at_once_is_asked_once_more() -> None:
    ears = Ears(FakeRecognizer(BROKEN, SALES), FakeRecognizer())
    assert await ears.hear() == SALES
    assert [stream.samples for stream in ears.first.streams] == [8000, 8000]
    assert ears.second.streams == []


@in_virtual_time
async def test_both_attempts_of_one_have_one_deadline() -> None:
    ears = Ears(FakeRecognizer(BROKEN, None), FakeRecognizer(SALES))
    assert await ears.hear() == SALES
    assert now() == 1.0 + 4.0


@in_virtual_time
async def test_sound_that_is_given_at_once_takes_a_little_longer() -> None:
    ears = Ears(FakeRecognizer(None), FakeRecognizer(None))
    with pytest.raises(SpeechError, match=r"^the first ear did not answer within 7 s; the second .* within 7 s$"):
        await ears.open(seconds=12.0).finish(MENU)
    assert now() == 7.0 + 7.0


@in_virtual_time
async def test_a_transcript_that_nobody_can_have_said_is_a_failure() -> None:
    ears = Ears(FakeRecognizer(Recognition("sales " * 100_000)), FakeRecognizer(SALES))
    assert await ears.hear() == SALES
    assert ears.circuits[0].counts["failed"] == 1


@pytest.mark.parametrize(("said", "believed"), [(1.5, 1.0), (-1.0, 0.0), (float("nan"), 0.0), (0.5, 0.5)])
def test_nobody_is_surer_than_sure(said: float, believed: float) -> None:
    async def heard() -> Recognition:
        return await Ears(FakeRecognizer(Recognition("sales", None, said)), FakeRecognizer()).hear()

    assert run(heard()).confidence == believed


@in_virtual_time
async def test_a_refusal_goes_to_the_next_at_once() -> None:
    ears = Ears(FakeRecognizer(SpeechError("who are you", "refused")), FakeRecognizer(SALES))
    assert await ears.hear() == SALES
    assert len(ears.first.streams) == 1
    assert ears.circuits[0].counts == {"refused": 1, "became_open": 1}


@in_virtual_time
async def test_when_nobody_hears_each_says_why() -> None:
    ears = Ears(FakeRecognizer(None), FakeRecognizer(BROKEN, BROKEN))
    with pytest.raises(SpeechError, match=r"^the first ear did not answer within 4 s; the line broke$"):
        await ears.hear()
    with pytest.raises(SpeechError, match=r"^the first ear failed too often .*; the second ear failed too often"):
        await ears.hear()


@in_virtual_time
async def test_who_does_not_know_the_language_is_not_asked() -> None:
    hindi = Expected(("हाँ",), language="hi-IN")
    ears = Ears(FakeRecognizer(SpeechError("who are you", "refused")), FakeRecognizer(SALES))
    with pytest.raises(SpeechError, match=r"^who are you$"):
        await ears.hear(hindi)
    with pytest.raises(SpeechError, match="no recognizer understands fr-FR"):
        await ears.hear(Expected((), language="fr-FR"))
    assert ears.second.streams == []


@in_virtual_time
async def test_an_utterance_too_long_to_be_kept_is_given_to_nobody_else() -> None:
    ears = Ears(FakeRecognizer(BROKEN), FakeRecognizer(SALES))
    with pytest.raises(SpeechError, match=r"^the line broke$"):
        await ears.hear(seconds=KEPT_S + 1)
    assert (len(ears.first.streams), ears.second.streams) == (1, [])


@in_virtual_time
async def test_an_utterance_that_is_forgotten_says_nothing_about_the_provider() -> None:
    ears = Ears(FakeRecognizer(None), FakeRecognizer())
    ears.open().cancel()
    finishing = asyncio.create_task(ears.hear())
    await asyncio.sleep(2)
    finishing.cancel()
    await asyncio.wait([finishing])
    assert finishing.cancelled()
    assert (ears.circuits[0].state, ears.circuits[0].counts) == ("closed", {})
    assert [stream.calls[-1] for stream in ears.first.streams] == ["cancel", "cancel"]


@in_virtual_time
async def test_one_caller_tries_whether_the_first_is_well_again() -> None:
    ears = Ears(FakeRecognizer(None, SALES, SALES), FakeRecognizer(SUPPORT, SUPPORT))
    await ears.hear()
    await asyncio.sleep(10)
    trying = ears.open()
    assert await ears.hear() == SUPPORT
    assert await trying.finish(MENU) == SALES
    assert await ears.hear() == SALES


class Patient(FakeRecognizer):
    """Hears utterances of a minute."""

    longest_s = 60.0


@in_virtual_time
async def test_an_utterance_may_be_as_long_as_suits_who_hears_it_now() -> None:
    ears = Ears(Patient(BROKEN, BROKEN), FakeRecognizer(SALES, SALES))
    assert ears.longest_s == 60.0
    await ears.hear()
    assert ears.longest_s == 15.0, "the patient one rests"
