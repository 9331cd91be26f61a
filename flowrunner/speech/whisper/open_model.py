"""Whisper models run by CTranslate2, which write down what they hear: with a beam, after reading what is likely."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

import numpy as np

from flowrunner.answers.expected import Expected
from flowrunner.audio.codec import PCM
from flowrunner.audio.resample import resample
from flowrunner.errors import ModelError, SpeechError
from flowrunner.speech.ports import Recognition
from flowrunner.speech.whisper.bpe import END_OF_TEXT, Vocabulary
from flowrunner.speech.whisper.mel import RATE, log_mel
from flowrunner.speech.whisper.model import LONGEST_S, window

BEAM = 5
WINDOW_S = 15.0
"""The least that is shown to the model: too little makes it stammer."""
NO_SPEECH, UNLIKELY = 0.6, -1.0
"""Above the one and below the other (mean log probability of a token) nothing was said."""
_PROMPT_TOKENS = 120
_TOKENS_AT_LEAST, _TOKENS_A_SECOND = 8, 8
"""How long a transcript may be. Scripts of India take several tokens a letter."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where a model is, and whether it knows more than English."""

    folder: Path
    vocabulary: Path
    is_multilingual: bool


class OpenModel:
    """A Whisper model that writes down what it hears; used by several threads at once."""

    def __init__(self, files: Files, threads: int) -> None:
        """Load it; raises ModelError when the library is missing or the model cannot be read."""
        try:
            from ctranslate2 import StorageView
            from ctranslate2.models import Whisper
        except ImportError:
            raise ModelError("this recognizer needs an extra: pip install 'flowrunner-ivr[ct2]'") from None
        try:
            self._model: Any = Whisper(
                str(files.folder), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{files.folder} cannot be read as a model ({error})") from error
        self._view = StorageView.from_array
        self._tokens = _tokens(files.vocabulary)
        self._numbers = {token: number for number, token in enumerate(self._tokens)}
        self._vocabulary = Vocabulary(self._tokens)
        self._is_multilingual = files.is_multilingual

    def recognize(self, pcm: PCM, rate: int, expected: Expected, wanted: Callable[[], bool]) -> Recognition:
        """Return the transcript; raises SpeechError for a language that the model does not know."""
        prompt = self._prompt(expected)
        if not wanted():
            return Recognition("")
        sound = window(resample(pcm[: int(LONGEST_S * rate)], rate, RATE), WINDOW_S)
        features = self._view(np.ascontiguousarray(log_mel(sound).T[None], np.float32))
        longest = len(prompt) + _TOKENS_AT_LEAST + int(_TOKENS_A_SECOND * len(pcm) / rate)
        (heard,) = self._model.generate(
            features,
            [prompt],
            beam_size=BEAM,
            max_length=longest,
            return_scores=True,
            return_no_speech_prob=True,
        )
        score = float(heard.scores[0])
        if heard.no_speech_prob > NO_SPEECH and score < UNLIKELY:
            return Recognition("")
        transcript = self._vocabulary.decode(heard.sequences_ids[0]).replace("\ufffd", "").strip()
        return Recognition(transcript, None, min(1.0, exp(score)) if transcript else 0.0)

    def _prompt(self, expected: Expected) -> list[int]:
        begin = ["<|startoftranscript|>", *self._language(expected.language), "<|notimestamps|>"]
        likely = self._vocabulary.encode(" " + ", ".join(expected.phrases))[:_PROMPT_TOKENS] if expected.phrases else []
        before = [self._numbers["<|startofprev|>"], *likely] if likely else []
        return before + [self._numbers[token] for token in begin]

    def _language(self, language: str) -> Sequence[str]:
        tag = f"<|{language.partition('-')[0].lower()}|>"
        if self._is_multilingual and tag in self._numbers:
            return (tag, "<|transcribe|>")
        if self._is_multilingual or tag != "<|en|>":
            raise SpeechError(f"this recognizer does not understand {language}", "unfit")
        return ()


def _tokens(vocabulary: Path) -> list[str]:
    """Return the tokens of a model, a list in JSON or one a line; raises ModelError."""
    try:
        text = vocabulary.read_text("utf-8")
        tokens: list[str] = json.loads(text) if vocabulary.suffix == ".json" else text.split("\n")
    except (OSError, ValueError) as error:
        raise ModelError(f"{vocabulary} cannot be read as a vocabulary ({error})") from error
    if len(tokens) <= END_OF_TEXT:
        raise ModelError(f"{vocabulary} has only {len(tokens)} tokens")
    return tokens
