"""What ``docs/outbound.md`` shows is what comes: its flow, its settings, its commands and its code."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from flowrunner.cli import main
from flowrunner.emulator import Exchange, taking_orders
from flowrunner.flow.loader import load_text
from flowrunner.plivo.rest import Credentials
from tests.cli.outbound import Outbound, outbound

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "outbound.md").read_text("utf-8")
CALL = "1b2c3d4e-0000-4000-8000-123456789abc"


def blocks(kind: str) -> list[str]:
    """Return the blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def consoles() -> list[tuple[list[str], str]]:
    """Return the commands of the page, as words, with what they print."""
    parts = [part.partition("\n") for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    return [(shlex.split(command), shown) for command, _, shown in parts]


FOLLOWED, ORDERED, LISTED, STOPPED, *REHEARSAL = consoles()


def alike(text: str) -> str:
    """Return a text without what differs from call to call."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", text)
    text = re.sub(r"after \d+ s", "after N s", text)
    return re.sub(r"since .*, wss?://[^/]*/flows/\w+/", "since THEN, wss://HOST/flows/NAME/", text)


async def printed(here: Outbound, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    program, *rest = words
    assert program == "flowrunner"
    assert await here.command(*rest) == 0
    return capsys.readouterr().out


def test_the_flow_and_the_settings_can_be_read() -> None:
    (flow,), (settings,) = blocks("yaml"), blocks("toml")
    loaded = load_text(flow)
    assert [each.message for each in loaded.diagnostics] == []
    assert set(tomllib.loads(settings)) == {"base_url", "plivo"}


@pytest.mark.parametrize("shown", [FOLLOWED, ORDERED])
async def test_a_call_is_told_as_shown(
    shown: tuple[list[str], str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words, told = shown
    async with outbound(monkeypatch, ring_s=1.5) as here:
        out = await printed(here, ["short" if word == "reminder" else word for word in words], capsys)

    assert [line for line in alike(out).splitlines() if line != "answered"] == [
        line for line in alike(told).splitlines() if line != "answered"
    ]


async def test_streams_are_shown_and_stopped_as_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        await here.command("dial", "+15550199000", "--flow", "asking", "--no-wait")
        (call,) = here.exchange.calls.values()
        assert await call.line.within(20.0, lambda: call.line.rate is not None)
        for words, told in (LISTED, STOPPED):
            out = await printed(here, [call.call_uuid if word == CALL else word for word in words], capsys)
            assert alike(out) == alike(told)


def test_the_rehearsal_can_be_begun_like_that(capsys: pytest.CaptureFixture[str]) -> None:
    commands = [words for words, _ in REHEARSAL if words[0] == "flowrunner"]
    assert [words[1] for words in commands] == ["exchange", "serve", "dial"]
    for _, command, *_rest in commands:
        with pytest.raises(SystemExit, match="0"):
            main([command, "--help"])
    exported = dict(word.split("=") for words, _ in REHEARSAL if words[0] == "export" for word in words[1:])
    told = " ".join(capsys.readouterr().out.split())
    assert all(f"{name}={value}" in told for name, value in exported.items())


async def test_the_code_orders_a_call() -> None:
    (code,) = blocks("python")
    exchange = Exchange()
    async with taking_orders(exchange) as url:
        names: dict[str, Any] = {}
        exec(code.replace("open_rest(credentials)", f"open_rest(credentials, {url!r})"), names)
        account = Credentials(exchange.account.auth_id, exchange.account.auth_token)
        request = await names["remind"]("+15550199000", account)
        assert exchange.calls[request].order.options.to_number == "15550199000"
