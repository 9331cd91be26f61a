"""``flowrunner exchange``: a pretend Plivo on a command line, and calls that another terminal orders from it."""

from __future__ import annotations

import asyncio
import socket

import pytest

from flowrunner.cli import main
from tests.cli.outbound import ACCOUNT, CALLEE, outbound
from tests.ports import free_port


async def rehearse(port: int, *words: str) -> int:
    """Take orders in another thread until a call is over."""
    told = ["exchange", "--no-transcribe", "--calls", "1", "--ring", "0.3", "--port", str(port), *words]
    return await asyncio.to_thread(main, told)


async def listens(port: int) -> None:
    """Wait until somebody takes orders there."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                continue
            writer.close()
            return


async def test_a_call_is_rehearsed_without_an_account(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        port = free_port()
        monkeypatch.setenv("FLOWRUNNER_API_URL", f"http://127.0.0.1:{port}")
        taking = asyncio.create_task(rehearse(port, "press 1"))
        await listens(port)
        assert await here.command("dial", CALLEE, "--flow", "asking") == 0
        assert await taking == 0

    told = capsys.readouterr().out
    assert f"a pretend Plivo takes orders on http://127.0.0.1:{port}" in told
    assert "caller   (presses 1)" in told
    assert "the call ended: Normal Hangup" in told


def test_a_port_that_is_taken_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLOWRUNNER_AUTH_ID", ACCOUNT.auth_id)
    monkeypatch.setenv("FLOWRUNNER_AUTH_TOKEN", ACCOUNT.auth_token)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert main(["exchange", "--no-transcribe", "--port", str(port)]) == 2

    assert capsys.readouterr().err.startswith(f"flowrunner exchange: cannot listen on port {port}: ")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["shout"], "step 'shout' is none of"),
        (["--no-transcribe", "expect hello"], "can only be expected when it is transcribed"),
        (["--ring", "-1"], "--ring is a number of seconds up to 120, not -1"),
        ([], "make up an account"),
    ],
)
def test_what_cannot_be_rehearsed_exits_with_2(
    words: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FLOWRUNNER_AUTH_ID", raising=False)

    assert main(["exchange", *words]) == 2

    assert complaint in capsys.readouterr().err
