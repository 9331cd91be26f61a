"""A caller at a keyboard: a line is a key, some words, or nothing at all."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator

from flowrunner.emulator import Action, HangUp, Press, Say, Silence
from flowrunner.emulator.steps import parse_action

HELP = "Type 1 to press 1, words to say them, nothing for silence, bye to hang up."


def understand(line: str) -> Action | Silence:
    """Read what was typed; raises UsageError when it names a step that cannot be done."""
    text = line.strip()
    if not text:
        return Silence()
    if text.lower() in ("bye", "hangup"):
        return HangUp()
    if re.fullmatch(r"[0-9*#][0-9*#A-D ]*", text):
        return Press(text.replace(" ", ""))
    if re.match(r"(say|press|wav) ", text):
        return parse_action(text)
    return Say(text)


async def typed(descriptor: int) -> AsyncIterator[str]:
    """Yield the lines of a terminal as they are typed, without a thread that would outlive the call."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    loop.add_reader(descriptor, lambda: chunks.put_nowait(os.read(descriptor, 4096)))
    rest = b""
    try:
        while chunk := await chunks.get():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line.decode(errors="replace")
    finally:
        loop.remove_reader(descriptor)
