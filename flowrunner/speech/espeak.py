"""The voice of the program espeak-ng, for the hundred languages that the offline voice does not speak.

The program is run for each prompt and never linked: it is under the GPL, and installed by whoever wants it. It makes a
minute of speech in a tenth of a second and sounds like a machine.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator, Iterable

import numpy as np

from flowrunner.audio.codec import PCM, decode_l16
from flowrunner.errors import SpeechError, UsageError
from flowrunner.flow.markup import is_ssml

PROGRAM = "espeak-ng"
ADVICE = "install it, with `apt-get install espeak-ng` say"
SAY_S = 10.0
"""How long it may take for one text."""
LONGEST_TEXT = 5000
AT_ONCE = 2
"""Programs that run at the same time."""
WAITING_AT_MOST = 24
"""Texts that wait for that; whoever would wait longer had better hear that at once."""
_HEADER = 44
"""Bytes of the WAV header; the lengths in it are not right in a stream."""
_ASK_S = 5.0
_NAME = re.compile(r"[A-Za-z0-9_+-]{1,40}")


def open_espeak() -> EspeakVoice:
    """Return the voice of the program that is installed; raises UsageError with advice when there is none."""
    path = shutil.which(PROGRAM)
    if path is None:
        raise UsageError(f"the voice `espeak` is the program {PROGRAM}, which is not here: {ADVICE}")
    version = _answer(path, "--version")
    languages = [line.split()[1] for line in _answer(path, "--voices").splitlines()[1:] if len(line.split()) > 1]
    found = re.search(r"\d+(\.\d+)+", version)
    return EspeakVoice(path, found[0] if found else "?", languages)


class EspeakVoice:
    """Says text in any language that the program has."""

    sample_rate = 22050

    def __init__(self, path: str, version: str, languages: Iterable[str]) -> None:
        self.identity = f"{PROGRAM} {version}"
        self._path = path
        self._languages = frozenset(languages)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def speak(self, text: str, *, voice: str | None, language: str) -> AsyncGenerator[PCM, None]:
        """Yield sound at 22.05 kHz; nothing for a text without words. Raises SpeechError."""
        who = self._who(voice, language)
        if len(text) > LONGEST_TEXT:
            reason = f"a text of {len(text)} characters is too long to be said; the limit is {LONGEST_TEXT}"
            raise SpeechError(reason, "unfit")
        pcm = await self._say(text, who)
        if len(pcm):
            yield pcm

    async def _say(self, text: str, who: str) -> PCM:
        if self._waiting >= WAITING_AT_MOST:
            raise SpeechError(f"too many texts wait for {PROGRAM}", "busy")
        markup = ["-m"] if is_ssml(text) else []
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            sound = await self._run(text.encode(errors="replace"), "-v", who, *markup)
        finally:
            self._turns.release()
        body = sound[_HEADER:]
        return decode_l16(body[: len(body) // 2 * 2]) if body else np.zeros(0, np.int16)

    async def _run(self, text: bytes, *options: str) -> bytes:
        try:
            program = await asyncio.create_subprocess_exec(
                self._path,
                *("-b", "1", "--stdin", "--stdout", *options),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeechError(f"{PROGRAM} cannot be run: {(error.strerror or str(error)).lower()}") from error
        try:
            async with asyncio.timeout(SAY_S):
                sound, _ = await program.communicate(text)
        except TimeoutError:
            raise SpeechError(f"{PROGRAM} took too long", "timeout") from None
        finally:
            if program.returncode is None:
                program.kill()
                await program.wait()
        if program.returncode:
            raise SpeechError(f"{PROGRAM} failed with status {program.returncode}")
        return sound

    def _who(self, voice: str | None, language: str) -> str:
        """Return the program's name for a language, and for one of its voices in it."""
        tag = language.lower()
        own = tag if tag in self._languages else tag.partition("-")[0]
        # some languages are listed by their regions only, and known by themselves
        if not any(f"{each}-".startswith(f"{own}-") for each in self._languages):
            raise SpeechError(f"{PROGRAM} does not speak {language}", "unfit")
        if voice is not None and not _NAME.fullmatch(voice):
            raise SpeechError(f"{PROGRAM} has no voice {voice!r}, only variants such as f2 and m3", "unfit")
        return own if voice is None else f"{own}+{voice}"


def _answer(path: str, question: str) -> str:
    try:
        return subprocess.run([path, question], capture_output=True, text=True, timeout=_ASK_S, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(f"the program {PROGRAM} does not answer to {question}: {error}") from None
