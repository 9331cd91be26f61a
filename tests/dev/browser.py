"""The workshop as a process with its real speech, and Chromium with a WAV file for a microphone."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import sync_playwright

from flowrunner.speech.pool import Pool
from flowrunner.speech.transcription import RecognizerTranscriber
from flowrunner.speech.whisper.recognizer import WhisperRecognizer
from tests.dev.install import installed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from flowrunner.audio.codec import PCM

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
)
ROOT = Path(__file__).parents[2]
PATIENCE_MS = 15_000
SILENT_S = 2.5
"""How long the caller listens before speaking."""
_STOPPING_S = 10.0
_RATE = 16000


@dataclass(frozen=True, slots=True)
class Shop:
    """A workshop, and what it shows."""

    url: str
    folder: Path

    def save(self, text: str, name: str = "desk.yaml") -> None:
        """Save a flow as editors do: a new file takes the place of the old one."""
        new = self.folder / f".{name}.new"
        new.write_text(text, "utf-8")
        new.replace(self.folder / name)

    def speak(self, words: str, path: Path) -> None:
        """Write a WAV file in which a caller listens for a while and then says words."""
        asked = json.dumps({"words": words, "encoding": "l16", "rate": _RATE}).encode()
        with urlopen(f"{self.url}say", asked, PATIENCE_MS / 1000) as answer:
            sound = answer.read()
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, _RATE, 0, "NONE", ""))
            file.writeframes(bytes(round(SILENT_S * _RATE) * 2) + sound)


@contextmanager
def shop(folder: Path) -> Generator[Shop, None, None]:
    """Run ``flowrunner dev`` on a folder."""
    words = (sys.executable, "-m", "flowrunner", "dev", folder.name, "--port", "0")
    environment = {**os.environ, "FLOWRUNNER_DATABASE": "none", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder.parent) as process:
        assert process.stdout is not None
        try:
            found = (re.search(r"^flowrunner dev: (\S+)$", line) for line in process.stdout)
            yield Shop(next(each[1] for each in found if each), folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_STOPPING_S)


@contextmanager
def chromium(microphone: Path) -> Generator[Browser, None, None]:
    """Run the browser; whoever calls with it is heard saying what is in the file, once."""
    with sync_playwright() as playwright:
        speaking = f"--use-file-for-fake-audio-capture={microphone}%noloop"
        browser = playwright.chromium.launch(executable_path=installed(), args=[*OPTIONS, speaking])
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Browser, shop: Shop, *, microphone: bool = False, **look: Any) -> Generator[Page, None, None]:
    """Open the page; nothing may go wrong on it that a browser complains of."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **look})
    context.set_default_timeout(PATIENCE_MS)
    if not microphone:
        context.add_init_script("localStorage.setItem('microphone', 'off')")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(shop.url)
    yield page
    context.close()
    assert complaints == []


def both_sides(wav: bytes) -> tuple[PCM, PCM, int]:
    """Return what the caller and the bot said in a recording, and its rate in Hz."""
    with wave.open(BytesIO(wav)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
        return samples[:, 0].copy(), samples[:, 1].copy(), file.getframerate()


def heard(pcm: PCM, rate: int) -> str:
    """Return the words of a sound, as our own recognizer understands them."""
    with closing(Pool("listener", 1)) as pool, ThreadPoolExecutor(1) as beside:  # this thread's loop is Playwright's
        transcriber = RecognizerTranscriber(WhisperRecognizer(pool))
        return beside.submit(asyncio.run, transcriber.transcribe(pcm, rate)).result().lower()
