from pathlib import Path

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import UsageError
from flowrunner.speech.preparing import prepare_all
from flowrunner.speech.registry import open_speech, unknown_languages


async def test_the_offline_speech_speaks(tmp_path: Path) -> None:
    speech = open_speech(cache=tmp_path)
    assert speech.recognizer is not None
    assert speech.vad is not None
    prepared = await prepare_all(speech.prompts, [Text("Hello.")], Codec.MULAW_8K)
    assert prepared[Text("Hello.")].is_new
    await speech.aclose()


async def test_a_host_may_be_deaf_and_dumb(tmp_path: Path) -> None:
    speech = open_speech("none", "none", tmp_path)
    await speech.warm()
    assert speech.recognizer is None
    assert speech.vad is None
    prepared = await prepare_all(speech.prompts, [Text("Hello."), Text("")], Codec.MULAW_8K)
    assert str(prepared[Text("Hello.")].failure).startswith("no voice is configured")
    assert prepared[Text("")].failure is None
    await speech.aclose()


@pytest.mark.parametrize(("voice", "recognizer"), [("alexa", "none"), ("none", "alexa")])
def test_an_unknown_name_is_refused(voice: str, recognizer: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`alexa`, only offline, google, .*none"):
        open_speech(voice, recognizer, tmp_path)


async def test_google_is_opened_by_name(tmp_path: Path) -> None:
    speech = open_speech("google", "google", tmp_path)
    assert speech.voice.identity.startswith("google")
    assert speech.recognizer is not None
    assert speech.vad is not None
    await speech.aclose()


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (["google", "google"], "the voice names a provider twice: google, google"),
        (["google", "none"], "the voice `none` stands alone"),
    ],
)
def test_a_chain_that_makes_no_sense_is_refused(names: list[str], advice: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=advice):
        open_speech(names, "none", tmp_path)


def test_a_language_is_unknown_when_nobody_of_the_chain_has_it() -> None:
    assert unknown_languages(["offline"], ["en-US", "hi-IN"]) == ("hi-IN",)
    assert unknown_languages(["offline", "google"], ["en-US", "hi-IN"]) == ()
