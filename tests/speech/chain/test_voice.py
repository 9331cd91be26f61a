"""One voice under guard: in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from flowrunner.errors import SpeechError
from flowrunner.policy.breaker import Tolerance
from flowrunner.policy.circuit import Circuit
from flowrunner.speech.chain.voice import GuardedVoice
from tests.fake_voices import MoodyVoice
from tests.virtual_time import run

BROKEN = SpeechError("the line broke")
TWICE = Tolerance(failures=2, window_s=60.0, rest_s=10.0)


def now() -> float:
    return asyncio.get_running_loop().time()


def guarded(voice: MoodyVoice) -> tuple[GuardedVoice, Circuit]:
    circuit = Circuit("moody voice", now, TWICE)
    return GuardedVoice(voice, circuit, sound_s=4.0), circuit


async def say(voice: GuardedVoice, text: str = "Hello.") -> float:
    """Return how many seconds of sound were made."""
    return sum([len(pcm) async for pcm in voice.speak(text, voice=None, language="en-US")]) / voice.sample_rate


def in_virtual_time(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def held() -> None:
        run(test())

    held.__name__ = test.__name__
    return held


@in_virtual_time
async def test_a_voice_that_is_well_is_heard_as_it_is() -> None:
    voice, circuit = guarded(MoodyVoice("v1"))
    assert await say(voice, "One two.") == 0.8
    assert (voice.identity, voice.sample_rate) == ("v1", 8000)
    assert circuit.counts == {"answered": 1}


@in_virtual_time
async def test_a_voice_that_says_nothing_is_waited_for_until_the_deadline() -> None:
    voice, circuit = guarded(MoodyVoice("v1", [None]))
    with pytest.raises(SpeechError, match=r"^the moody voice made no sound for 4 s$") as caught:
        await say(voice)
    assert now() == 4.0
    assert caught.value.trouble == "timeout"
    assert circuit.counts == {"timeout": 1}


@in_virtual_time
async def test_a_voice_that_stops_in_the_middle_is_waited_for_as_long_again() -> None:
    voice, _ = guarded(MoodyVoice("v1", [1.0, None]))
    sounds = voice.speak("Hello.", voice=None, language="en-US")
    assert len(await anext(sounds)) == 8000
    await asyncio.sleep(100)  # whoever listens may take it at leisure
    with pytest.raises(SpeechError, match="made no sound"):
        await anext(sounds)
    assert now() == 104.0


@in_virtual_time
async def test_what_failed_before_the_first_sound_is_tried_once_more() -> None:
    moody = MoodyVoice("v1", [BROKEN])
    voice, circuit = guarded(moody)
    assert await say(voice) == 0.4
    assert len(moody.asked) == 2
    assert circuit.counts == {"answered": 1}


@in_virtual_time
async def test_it_is_not_tried_a_third_time() -> None:
    moody = MoodyVoice("v1", [BROKEN], [BROKEN])
    voice, circuit = guarded(moody)
    with pytest.raises(SpeechError, match="the line broke"):
        await say(voice)
    assert len(moody.asked) == 2
    assert circuit.counts == {"failed": 1}


@pytest.mark.parametrize(
    "mood",
    [
        [1.0, BROKEN],
        [SpeechError("who are you", "refused")],
        [SpeechError("too many", "busy")],
        [SpeechError("no such voice", "unfit")],
    ],
)
def test_what_was_heard_or_would_not_help_is_not_tried_again(mood: list[float | SpeechError | None]) -> None:
    async def asked() -> int:
        moody = MoodyVoice("v1", mood)
        voice, _ = guarded(moody)
        with pytest.raises(SpeechError):
            await say(voice)
        return len(moody.asked)

    assert run(asked()) == 1


@in_virtual_time
async def test_both_attempts_together_have_one_deadline() -> None:
    voice, _ = guarded(SlowlyBreaking("v1", [BROKEN], [None]))
    with pytest.raises(SpeechError, match="made no sound for 4 s"):
        await say(voice)
    assert now() == 4.0


class SlowlyBreaking(MoodyVoice):
    """Thinks for three seconds before it does anything."""

    async def speak(self, text: str, *, voice: str | None, language: str) -> Any:
        await asyncio.sleep(3)
        async for pcm in super().speak(text, voice=voice, language=language):
            yield pcm


@in_virtual_time
async def test_words_without_sound_are_a_failure_and_no_words_are_none() -> None:
    voice, circuit = guarded(MoodyVoice("v1", [], [], [], []))
    with pytest.raises(SpeechError, match="answered without sound"):
        await say(voice)
    assert await say(voice, "...") == 0
    assert await say(voice, "<speak></speak>") == 0
    assert circuit.counts == {"failed": 1, "answered": 2}


@in_virtual_time
async def test_a_voice_that_does_not_stop_is_stopped() -> None:
    moody = MoodyVoice("v1", [1.0] * 100)
    voice, circuit = guarded(moody)
    with pytest.raises(SpeechError, match="the moody voice does not stop"):
        await say(voice)
    assert (len(moody.asked), circuit.counts) == (1, {"failed": 1})


@in_virtual_time
async def test_an_ill_voice_rests_and_is_then_tried_by_one_caller() -> None:
    moody = MoodyVoice("v1", [None], [None])
    voice, circuit = guarded(moody)
    for _ in range(2):
        with pytest.raises(SpeechError):
            await say(voice)
    began = now()
    with pytest.raises(SpeechError, match="failed too often and is left alone") as caught:
        await say(voice)
    assert (now(), caught.value.trouble, len(moody.asked)) == (began, "busy", 2)

    await asyncio.sleep(10)
    assert await say(voice) == 0.4
    assert circuit.state == "closed"


@in_virtual_time
async def test_what_a_voice_cannot_say_is_no_illness() -> None:
    voice, circuit = guarded(MoodyVoice("v1", *[[SpeechError("no such voice", "unfit")]] * 5))
    for _ in range(5):
        with pytest.raises(SpeechError):
            await say(voice)
    assert (circuit.state, circuit.counts) == ("closed", {})
