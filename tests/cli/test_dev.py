"""``flowrunner dev`` as a process: what it prints, what it shows, and how it ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from flowrunner.call.texts import SmsSettings
from flowrunner.cli.dev import for_one_person
from flowrunner.config import PlivoAccount, Settings

ROOT = Path(__file__).parents[2]
DEADLINE_S = 30.0
GOOD = """
flow: good
start: hello
fallback: hello
states:
  hello: {say: Hello., go: hangup}
"""
QUIET = {"FLOWRUNNER_VOICE": "none", "FLOWRUNNER_RECOGNIZER": "none", "FLOWRUNNER_DATABASE": "none"}


@asynccontextmanager
async def working(folder: Path, *arguments: str) -> AsyncGenerator[tuple[Process, str], None]:
    """Run the command on a free port; yields the address that it prints, or nothing when it ends before."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flowrunner", "dev", *(arguments or ("--port", "0"))),
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)},
        cwd=folder,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(DEADLINE_S):
            lines = ""
            while not (found := re.search(r"^flowrunner dev: (\S+)$", lines, re.MULTILINE)):
                line = (await process.stdout.readline()).decode()
                if not line:
                    break
                lines += line
            yield process, found[1] if found else ""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_prints_one_address_and_stops_at_once(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "good.yaml").write_text(GOOD)
    async with working(tmp_path) as (process, url), aiohttp.ClientSession() as client:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/dev/", url)
        async with client.get(url) as answer:
            assert answer.status == 200
        async with client.ws_connect(f"{url}events", headers={"Origin": url.removesuffix("/dev/")}) as page:
            assert (await page.receive_json())["flows"][0]["name"] == "good"
            process.send_signal(signal.SIGINT)
            assert await process.wait() == 0


async def test_shows_a_folder_in_which_nothing_can_be_served_yet(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(GOOD.replace("go: hangup", "go: nowhere"))
    async with (
        working(tmp_path, ".", "--port", "0") as (_, url),
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{url}events", headers={"Origin": url.removesuffix("/dev/")}) as page,
    ):
        assert (await page.receive_json())["flows"][0]["health"] == "broken"


async def test_says_that_a_port_is_taken(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        async with working(tmp_path, "--port", str(taken.getsockname()[1])) as (process, url):
            assert url == ""
            _, errors = await process.communicate()
            assert process.returncode == 2
            assert b"is in use" in errors


def test_touches_nothing_that_belongs_to_real_callers() -> None:
    settings = for_one_person(
        Settings(
            base_url="https://bot.example.com",
            database="postgresql://somewhere/calls",
            plivo=PlivoAccount(auth_id="MA", auth_token="token"),
            sms=SmsSettings("plivo"),
        )
    )
    assert settings.base_url is None
    assert settings.database is not None
    assert settings.database.startswith("sqlite:")
    assert settings.plivo.signatures == settings.plivo.stream_signatures == "off"
    assert settings.sms.via == "console"


async def test_a_save_is_shown_with_its_mistakes(tmp_path: Path) -> None:
    flow = tmp_path / "good.yaml"
    flow.write_text(GOOD)
    async with working(tmp_path) as (process, url):
        assert url
        assert process.stderr is not None
        flow.write_text(GOOD.replace("go: hangup", "go: nowhere"))
        said = ""
        while "nowhere" not in said:
            said += (await process.stderr.readline()).decode()
        assert "good.yaml:6:" in said
        flow.write_text(GOOD.replace("Hello.", "Good day."))
        while "good is live" not in said:
            said += (await process.stderr.readline()).decode()
