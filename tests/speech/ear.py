"""A whole ear without a loop: gate, voice activity and endpointing, a call's sound in, its utterances out."""

from __future__ import annotations

import numpy as np

from flowrunner.audio.codec import PCM, Codec, encode_mulaw
from flowrunner.audio.endpointing import Endpoint, Endpointer
from flowrunner.audio.gate import Gate
from flowrunner.speech.silero import CONTEXT, SileroModel

FRAME = 160
WINDOW = 256
PRE_ROLL = 3200


def utterances(pcm: PCM, model: SileroModel, end_silence_s: float = 0.5) -> list[PCM]:
    """Return what a listener would cut out of a call at 8 kHz."""
    gate, windows = Gate(Codec.MULAW_8K), Windows(model)
    endpointer, begun, found = Endpointer(end_silence_s), 0, []
    heard = np.zeros(0, np.int16)
    for start in range(0, len(pcm), FRAME):
        admitted = gate.admit(encode_mulaw(pcm[start : start + FRAME]))
        heard = np.concatenate([heard, Codec.MULAW_8K.decode(admitted)])
        for probability in windows.score(heard) if admitted else [0.0] * endpointer.speaking:
            endpointer, happened = endpointer.hear(probability, WINDOW / 8000)
            if Endpoint.STARTED in happened:
                begun = max(0, len(heard) - PRE_ROLL)
            if Endpoint.FINISHED in happened or Endpoint.TOO_LONG in happened:
                found.append(heard[begun:])
    return found


class Windows:
    """Scores what is new in a growing sound, window by window."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self._state = np.zeros((2, 1, 128), np.float32)
        self._done = 0

    def score(self, sound: PCM) -> list[float]:
        scores = []
        while len(sound) - self._done >= WINDOW:
            known = sound[max(0, self._done - CONTEXT) : self._done + WINDOW]
            window = np.zeros(CONTEXT + WINDOW, np.float32)
            window[-len(known) :] = known / 32768
            probabilities, self._state = self._model(window[None], self._state)
            scores.append(float(probabilities[0]))
            self._done += WINDOW
        return scores
