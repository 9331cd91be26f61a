"""Google's recognizer, over a real connection to a pretend Google."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import grpc
import pytest
from google.cloud.speech_v1.types import RecognitionConfig, StreamingRecognizeResponse
from google.rpc.status_pb2 import Status

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import Codec
from flowrunner.errors import SpeechError
from flowrunner.speech.google.recognizer import GoogleRecognizer, GoogleStream, Times
from flowrunner.speech.google.sent import LARGEST_MESSAGE
from flowrunner.speech.ports import OnPartial, Recognition
from tests.speech.google_server import QUOTED, PretendGoogle, final, interim, serving

MENU = Expected(("sales", "technical support"))
FRAME = bytes(range(160))
"""20 ms of mu-law."""
PATIENCE_S = 10.0


@pytest.fixture
def google() -> PretendGoogle:
    return PretendGoogle()


@pytest.fixture
async def endpoint(google: PretendGoogle) -> AsyncGenerator[str, None]:
    async with serving(google) as endpoint:
        yield endpoint


@pytest.fixture
async def recognizer(endpoint: str) -> AsyncGenerator[GoogleRecognizer, None]:
    recognizer = GoogleRecognizer(endpoint)
    yield recognizer
    await recognizer.aclose()


def utterance(
    recognizer: GoogleRecognizer, expected: Expected = MENU, on_partial: OnPartial = lambda _: None
) -> GoogleStream:
    return recognizer.open(expected, Codec.MULAW_8K, on_partial)


async def hear(recognizer: GoogleRecognizer, expected: Expected = MENU, *sound: bytes) -> Recognition:
    stream = utterance(recognizer, expected)
    for data in sound or (FRAME,):
        stream.write(data)
    return await stream.finish(expected)


async def test_an_expected_phrase_is_recognized(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.answers = [final(("Technical support.", 0.875))]
    assert await hear(recognizer) == Recognition("Technical support.", "technical support", 0.875)


async def test_interim_results_do_not_count(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.early = [interim("say")]
    google.answers = [interim("sail"), final(("sales", 0.5))]
    assert await hear(recognizer) == Recognition("sales", "sales", 0.5)


async def test_what_is_understood_so_far_is_told(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.early = [interim("tech"), final(("technical", 0.75)), interim(" support")]
    google.answers = [final((" support.", 0.5))]
    told: asyncio.Queue[Recognition] = asyncio.Queue()
    stream = utterance(recognizer, on_partial=told.put_nowait)
    stream.write(FRAME)
    stream.pause()
    async with asyncio.timeout(PATIENCE_S):
        assert [await told.get() for _ in range(3)] == [
            Recognition("tech", None, 0.5),
            Recognition("technical", None, 0.75),
            Recognition("technical support", "technical support", 0.5),
        ]
    assert (await stream.finish(MENU)).transcript == "technical support."
    assert told.empty()


async def test_linear_sound_is_sent_as_it_is(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    stream = recognizer.open(MENU, Codec.L16_16K, lambda _: None)
    stream.write(FRAME)
    await stream.finish(MENU)
    [config] = google.configs
    assert config.config.encoding == RecognitionConfig.AudioEncoding.LINEAR16
    assert config.config.sample_rate_hertz == 16000
    assert google.messages == [FRAME]


async def test_what_was_said_with_a_pause_is_joined(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.early = [final(("technical", 0.75))]
    google.answers = [final((" support", 0.5))]
    assert await hear(recognizer) == Recognition("technical support", "technical support", 0.5)


async def test_no_result_is_no_words(recognizer: GoogleRecognizer) -> None:
    assert await hear(recognizer) == Recognition("")


async def test_google_is_told_what_is_expected(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    await hear(recognizer, Expected(("नमस्ते", "x" * 101), language="hi-IN"))
    [config] = google.configs
    assert config.config.encoding == RecognitionConfig.AudioEncoding.MULAW
    assert config.config.sample_rate_hertz == 8000
    assert config.config.language_code == "hi-IN"
    assert config.config.model == "command_and_search"
    assert [list(context.phrases) for context in config.config.speech_contexts] == [["नमस्ते"]]
    assert config.config.enable_word_confidence
    assert config.interim_results


async def test_digits_are_hinted_at(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    await hear(recognizer, Expected(("operator",), "digits", 4, 4))
    assert list(google.configs[0].config.speech_contexts[0].phrases) == ["$OOV_CLASS_DIGIT_SEQUENCE", "operator"]


async def test_an_open_question_has_the_general_model(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    await hear(recognizer, Expected(kind="open"))
    assert google.configs[0].config.model == "default"
    assert not google.configs[0].config.speech_contexts


async def test_examples_of_intents_are_hinted_at_more_gently(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    await hear(recognizer, Expected(("cards",), hints=("I lost my card", "my card was stolen")))
    phrases, examples = google.configs[0].config.speech_contexts
    assert (list(phrases.phrases), list(examples.phrases)) == (["cards"], ["I lost my card", "my card was stolen"])
    assert phrases.boost > examples.boost > 0


async def test_a_model_is_that_of_the_flow_or_of_the_settings(google: PretendGoogle, endpoint: str) -> None:
    recognizer = GoogleRecognizer(endpoint, model="latest_short")
    await hear(recognizer)
    await hear(recognizer, replace(MENU, model="phone_call"))
    assert [config.config.model for config in google.configs] == ["latest_short", "phone_call"]
    assert [config.config.use_enhanced for config in google.configs] == [False, True]
    await recognizer.aclose()


@pytest.mark.parametrize(
    ("expected", "single"),
    [
        (MENU, True),
        (replace(MENU, model="latest_short"), False),
        (Expected((), "digits", 4, 4), False),
        (Expected(kind="open"), False),
    ],
)
async def test_a_choice_is_a_single_utterance(
    google: PretendGoogle, recognizer: GoogleRecognizer, expected: Expected, single: bool
) -> None:
    await hear(recognizer, expected)
    assert google.configs[0].single_utterance == single


async def test_every_sample_arrives_in_messages_of_a_tenth_of_a_second(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    sound = [bytes([n]) * 160 for n in range(12)]
    await hear(recognizer, MENU, *sound)
    assert b"".join(google.messages) == b"".join(sound)
    assert [len(message) for message in google.messages] == [800, 800, 320]


async def test_a_lot_of_sound_is_sent_in_small_messages(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    sound = bytes(range(256)) * 120
    await hear(recognizer, MENU, sound)
    assert b"".join(google.messages) == sound
    assert max(map(len, google.messages)) == LARGEST_MESSAGE


async def test_sound_is_sent_while_the_caller_speaks(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.answers = [final(("sales", 0.5))]
    stream = utterance(recognizer)
    stream.write(FRAME)
    stream.pause()
    await within_patience(google.heard)
    stream.resume()
    stream.write(FRAME)
    assert (await stream.finish(MENU)).phrase == "sales"
    assert google.messages == [FRAME] * 2


async def test_the_question_may_change_while_the_caller_speaks(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    google.answers = [final(("sales", 0.5))]
    stream = utterance(recognizer, Expected(("yes", "no")))
    assert (await stream.finish(MENU)).phrase == "sales"


@pytest.mark.parametrize("status", [grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.RESOURCE_EXHAUSTED])
async def test_a_refusal_is_named_and_quotes_nobody(
    google: PretendGoogle, recognizer: GoogleRecognizer, status: grpc.StatusCode
) -> None:
    google.answers = [status]
    with pytest.raises(SpeechError) as refusal:
        await hear(recognizer)
    assert str(refusal.value).startswith(f"google answered {status.name}: ")
    assert QUOTED not in str(refusal.value)


async def test_a_refusal_while_the_caller_speaks_is_told_at_the_end(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    google.early = [grpc.StatusCode.INVALID_ARGUMENT]
    with pytest.raises(SpeechError, match="google answered INVALID_ARGUMENT"):
        await hear(recognizer)


async def test_a_refusal_may_come_as_an_answer(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.answers = [StreamingRecognizeResponse(error=Status(code=11, message="sales"))]
    with pytest.raises(SpeechError, match=r"^google answered OUT_OF_RANGE: that was too long for it$"):
        await hear(recognizer)


async def test_nobody_there_is_a_refusal(endpoint: str) -> None:
    recognizer = GoogleRecognizer("http://127.0.0.1:1")
    with pytest.raises(SpeechError, match="google answered UNAVAILABLE"):
        await hear(recognizer)
    await recognizer.aclose()


async def test_a_google_that_never_answers_is_not_waited_for(google: PretendGoogle, endpoint: str) -> None:
    google.silent = True
    recognizer = GoogleRecognizer(endpoint, Times(answer_s=0.1))
    stream = utterance(recognizer)
    stream.write(FRAME)
    stream.pause()
    await within_patience(google.heard)
    with pytest.raises(SpeechError, match="google took too long to answer"):
        await stream.finish(MENU)
    await within_patience(google.cancelled)
    await recognizer.aclose()


async def test_a_forgotten_utterance_is_forgotten_at_google_too(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    google.silent = True
    stream = utterance(recognizer)
    stream.write(FRAME)
    stream.pause()
    await within_patience(google.heard)
    stream.cancel()
    await within_patience(google.cancelled)
    stream.write(FRAME)
    stream.cancel()


async def test_an_utterance_may_be_forgotten_before_it_began(recognizer: GoogleRecognizer) -> None:
    utterance(recognizer).cancel()
    assert await hear(recognizer) == Recognition("")


async def test_forgetting_a_finished_utterance_is_harmless(google: PretendGoogle, recognizer: GoogleRecognizer) -> None:
    google.answers = [final(("sales", 0.5))]
    stream = utterance(recognizer)
    await stream.finish(MENU)
    stream.cancel()
    assert not google.cancelled.is_set()


async def test_utterances_of_many_callers_share_a_connection(
    google: PretendGoogle, recognizer: GoogleRecognizer
) -> None:
    google.answers = [final(("sales", 0.5))]
    heard = await asyncio.gather(*(hear(recognizer, replace(MENU, language=f"l{n}")) for n in range(20)))
    assert {each.phrase for each in heard} == {"sales"}
    assert {config.config.language_code for config in google.configs} == {f"l{n}" for n in range(20)}


async def within_patience(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()
