"""Callers who call again, over real sockets and a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.config import Settings
from flowrunner.errors import UsageError
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import flow_of, host_of, plivo

CLUB = flow_of("""
flow: club
start: greet
fallback: greet
remember: [number]
states:
  greet:
    go:
      - if: number
        to: known
      - else: ask
  ask:
    ask: Your number?
    type: digits
    length: 2
    save: number
    go: bye
  known: {say: "Welcome back {{ number }}.", go: hangup}
  bye: {say: Thank you., go: hangup}
""")


async def test_a_caller_is_known_again_after_the_host_was_restarted(tmp_path: Path) -> None:
    settings = Settings(port=0, database=f"sqlite:///{tmp_path}/club.db")
    async with host_of(CLUB, settings=settings) as host, plivo(host, "club") as call:
        stream = await call.connect(await call.answer())
        await stream.hear_prompt()
        await stream.press("4")
        await stream.press("7")
        await stream.until("playAudio")
        await stream.hang_up()
        await call.hang_up()
    speech = FakeSpeech()
    async with host_of(CLUB, settings=settings, speech=speech) as host, plivo(host, "club", "c2") as call:
        await (await call.connect(await call.answer())).hear_prompt()
        assert speech.prompts.said == ["Welcome back 47."]
    async with host_of(CLUB, settings=settings, speech=speech) as host, plivo(host, "club", "c3") as call:
        await (await call.connect(await call.answer(From="anonymous"))).hear_prompt()
        assert speech.prompts.said[1:] == ["Your number?"]


async def test_a_host_that_cannot_remember_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot use the database"):
        async with host_of(CLUB, settings=Settings(port=0, database=f"sqlite:///{tmp_path}/file/club.db")):
            pass
