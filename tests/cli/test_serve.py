"""``flowrunner serve`` as a process: what it prints, what it serves, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from flowrunner.cli import main
from flowrunner.cli.serve import warn_of_agents, warn_of_languages
from flowrunner.config import Settings
from flowrunner.models.settings import ModelSettings
from tests.engine.phone import flow_of

DEADLINE_S = 30.0
GOOD = """
flow: good
start: hello
fallback: hello
states:
  hello: {say: Hello., go: hangup}
"""
BROKEN = """
flow: broken
start: hello
fallback: hello
states:
  hello: {say: Hello., go: nowhere}
"""
QUIET = {"FLOWRUNNER_VOICE": "none", "FLOWRUNNER_RECOGNIZER": "none", "FLOWRUNNER_DATABASE": "none"}


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A folder with a good flow and a broken one."""
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "good.yaml").write_text(GOOD)
    (folder / "broken.yaml").write_text(BROKEN)
    return folder


@asynccontextmanager
async def serving(folder: Path, *arguments: str) -> AsyncGenerator[Process, None]:
    """Run the command on a free port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "flowrunner", "serve", str(folder), *arguments),
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, **QUIET},
        cwd=folder.parent,
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: Process) -> tuple[int | None, str]:
    """Wait for the end; return the status and what was said of errors."""
    _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_says_where_it_answers_and_stops_in_good_order(flows: Path) -> None:
    async with serving(flows, "--port", "0") as process:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        assert line.startswith("flowrunner listens on http://127.0.0.1:")
        url = line.split()[-1]
        async with aiohttp.ClientSession() as client, client.get(url + "/") as response:
            assert f"{url}/flows/good/answer" in await response.text()
        process.send_signal(signal.SIGTERM)

        status, errors = await ended(process)
    assert status == 0
    assert "broken.yaml:6:" in errors
    assert "nowhere" in errors
    assert "prompts cannot be said, and calls that reach them go to the fallback; the first is at " in errors
    assert "good.yaml:6: no voice is configured" in errors
    assert errors.rstrip().endswith("flow=good")


@pytest.mark.parametrize("watched", [False, True])
async def test_a_flow_that_is_mended_is_served_and_one_that_is_broken_goes_on(flows: Path, watched: bool) -> None:
    async with serving(flows, "--port", "0", *(["--watch"] * watched)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = (await process.stdout.readline()).decode().split()[-1]
        async with aiohttp.ClientSession() as client:
            async with client.get(url + "/flows/broken") as response:
                assert response.status == 404
            swap(flows / "good.yaml", flows / "broken.yaml")
            if not watched:
                process.send_signal(signal.SIGHUP)
            said = [(await process.stderr.readuntil(each)).decode() for each in (b"reloaded: ", b"[unknown-target]")]
            async with client.get(url + "/flows/broken") as response:
                assert response.status == 200
            async with client.get(url + "/flows/good") as response:
                assert response.status == 200
        process.send_signal(signal.SIGTERM)
        assert (await ended(process))[0] == 0
    assert "broken is live in version " in said[1]
    assert "good.yaml cannot be served, and version " in said[1]
    assert "good.yaml:6:28: there is no state `nowhere`" in said[1]


def swap(good: Path, broken: Path) -> None:
    """Break a flow, and mend another."""
    good.write_text(BROKEN.replace("broken", "good"))
    broken.write_text(GOOD.replace("good", "broken"))


async def test_a_port_in_use_is_one_clear_line(flows: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        async with serving(flows / "good.yaml", "--port", port) as process:
            status, errors = await ended(process)

    assert status == 2
    assert errors.splitlines()[-1].startswith(f"flowrunner serve: port {port} on 127.0.0.1 is in use")
    assert "Traceback" not in errors


async def test_a_host_that_does_not_exist_is_one_clear_line(flows: Path) -> None:
    async with serving(flows / "good.yaml", "--host", "203.0.113.1", "--port", "0") as process:
        status, errors = await ended(process)

    assert status == 2
    assert errors.splitlines()[-1].startswith("flowrunner serve: cannot listen on 203.0.113.1:0: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.yaml"], "there is no file or folder nowhere.yaml"),
        (["empty"], "there is no flow (*.yaml) in empty"),
        (["flows/broken.yaml"], "none of the flows can be served; the mistakes are above"),
        (["flows", "--config", "none.toml"], "cannot read none.toml: no such file or directory"),
        (["flows", "--config", "bad.toml"], "bad.toml: unknown setting `prot`, did you mean `port`?"),
        (["flows", "--port", "x"], "--port must be a port between 0 and 65535"),
    ],
)
@pytest.mark.usefixtures("flows")
def test_what_cannot_be_served_is_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text("prot = 1")
    (tmp_path / "empty").mkdir()

    assert main(["serve", *arguments]) == 2

    assert capsys.readouterr().err.splitlines()[-1].startswith(f"flowrunner serve: {said}")


def test_a_language_that_nothing_here_can_speak_is_told_before_anybody_calls() -> None:
    two = flow_of("languages: [en-IN, hi-IN]\nstates:\n  first: {say: Hello., set: {language: hi-IN}, go: hangup}")
    console = Console(file=StringIO(), width=500)
    warn_of_languages(Settings(voice=("offline",), recognizer=("google",)), [two], console)
    warn_of_languages(Settings(voice=("google",), recognizer=("google",)), [two], console)
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue() == (
        "warning: test speaks hi-IN, and the offline voice knows English only: "
        'set `voice = "google"`, or such calls go to the fallback\n'
    )


def test_an_agent_without_a_language_model_is_told_before_anybody_calls() -> None:
    talks = flow_of("states:\n  first: {agent: Help., leave_when: {done: All done.}, go: hangup}")
    silent = flow_of("states:\n  first: {say: Hello., go: hangup}")
    console = Console(file=StringIO(), width=500)
    warn_of_agents(Settings(), [talks, silent], console)
    warn_of_agents(Settings(model=ModelSettings("http://localhost:11434/v1", "llama")), [talks], console)
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue() == (
        "warning: test has an agent (first), and no language model is set: set `url` and `model` under `[model]` "
        "(FLOWRUNNER_MODEL_URL, FLOWRUNNER_MODEL), or such calls go on by `error`\n"
    )
