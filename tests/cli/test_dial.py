"""``flowrunner dial``: orders given on a command line, to a pretend Plivo over HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.emulator import DialOutcome, Person, Stumble
from tests.cli.outbound import CALLEE, outbound

EVERYTHING = {
    "FLOWRUNNER_AUTH_ID": "MAXXXXXXXXXXXXXXXXXX",
    "FLOWRUNNER_AUTH_TOKEN": "t0ken",
    "FLOWRUNNER_NUMBER": "+15550100000",
    "FLOWRUNNER_BASE_URL": "http://127.0.0.1:1",
    "FLOWRUNNER_API_URL": "http://127.0.0.1:1",
}


async def test_a_call_is_told_from_its_ringing_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch, ring_s=1.5) as here:
        assert await here.command("dial", CALLEE, "--flow", "short", "--ring", "20s", "--limit", "1m") == 0
        (call,) = here.exchange.calls.values()

    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"calling {CALLEE}: {call.call_uuid}"
    assert told[1] == "ringing"
    assert told[-1].startswith("over after ")
    assert told[-1].endswith(" s: Normal Hangup (4000, by Answer XML)")
    assert (call.order.ring_timeout_s, call.order.time_limit_s) == (20, 60)
    assert call.identity.options.from_number == "15550100000"


async def test_a_call_that_nobody_takes_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch, Person(outcome=DialOutcome.BUSY)) as here:
        assert await here.command("dial", CALLEE, "--flow", "short") == 1

    assert capsys.readouterr().out.splitlines()[-1] == "not answered: Busy Line (3010, by Callee)"


async def test_a_call_is_ordered_and_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        words = ("--no-wait", "--from", "+15550177000", "--machine-detection", "beside")
        assert await here.command("dial", CALLEE, "--flow", "short", *words) == 0
        (call,) = here.exchange.calls.values()

    assert capsys.readouterr().out == f"calling {CALLEE}: {call.call_uuid}\n"
    assert call.identity.options.from_number == "15550177000"
    assert call.order.detection == "true"
    assert call.order.detected is not None
    assert call.order.detected.url == here.host.answer_url("short").replace("/answer", "/machine")


async def test_an_order_whose_answer_was_lost_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        here.exchange.stumbles.append(Stumble(500, carried_out=True))
        assert await here.command("dial", CALLEE, "--flow", "short") == 1
        assert len(here.exchange.calls) == 1

    told = capsys.readouterr().err
    assert "could not place the call: plivo failed (status 500)" in told
    assert "the call may have been placed all the same" in told


async def test_an_interrupt_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with outbound(monkeypatch) as here:
        words = (sys.executable, "-m", "flowrunner", "dial", CALLEE, "--flow", "asking")
        process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        async with asyncio.timeout(20):
            told = [await process.stdout.readline() for _ in range(2)]
            process.send_signal(signal.SIGINT)
            rest = await process.stdout.read()
            assert await process.wait() == 130
            (report,) = await here.exchange.all_reports()

    assert told[0].startswith(b"calling ")
    assert b"hung up" in rest
    assert report.cause.source == "API Request"


async def test_a_flow_that_is_not_served_rings_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        assert await here.command("dial", CALLEE, "--flow", "sales") == 2
        assert here.exchange.calls == {}

    assert f"the host at {here.host.url} serves no flow 'sales'" in capsys.readouterr().err


async def test_wrong_credentials_name_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        monkeypatch.setenv("FLOWRUNNER_AUTH_TOKEN", "wr0ng")
        assert await here.command("dial", CALLEE, "--flow", "short") == 2

    told = capsys.readouterr().err
    assert "plivo does not accept the auth_id and auth_token (status 401)" in told
    assert "under [plivo] in flowrunner.toml" in told
    assert "wr0ng" not in told


@pytest.mark.parametrize(
    ("without", "words", "complaint"),
    [
        ("FLOWRUNNER_AUTH_ID", [], "set auth_id under [plivo] in flowrunner.toml, or FLOWRUNNER_AUTH_ID in the"),
        ("FLOWRUNNER_AUTH_TOKEN", [], "set auth_token under [plivo] in flowrunner.toml, or FLOWRUNNER_AUTH_TOKEN in"),
        ("FLOWRUNNER_BASE_URL", [], "set base_url in flowrunner.toml, FLOWRUNNER_BASE_URL or --base-url"),
        ("FLOWRUNNER_NUMBER", [], "give --from, or set number under [plivo] in flowrunner.toml, or FLOWRUNNER_NUMBER"),
        ("", [], "no host answers at http://127.0.0.1:1: start it with `flowrunner serve`"),
        ("", ["--from", "me"], "'me' is not a number such as +15550199000: it has 'em' in it"),
        ("", ["--base-url", "bot"], "--base-url must be an address such as https://bot.example.com"),
    ],
)
def test_what_cannot_be_ordered_like_that_is_one_line_and_exits_with_2(
    without: str,
    words: list[str],
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in filter(lambda name: name.startswith("FLOWRUNNER_"), tuple(os.environ)):
        monkeypatch.delenv(name)
    for name, value in EVERYTHING.items():
        if name != without:
            monkeypatch.setenv(name, value)

    assert main(["dial", CALLEE, "--flow", "short", *words]) == 2

    told = capsys.readouterr()
    assert complaint in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("number", ["", "12", "1<2000000", "call me", "+1555x"])
def test_what_is_not_a_number_is_not_dialled(
    number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in EVERYTHING.items():
        monkeypatch.setenv(name, value)

    assert main(["dial", number, "--flow", "short"]) == 2

    assert "is not a number such as +15550199000" in capsys.readouterr().err


def test_a_time_has_a_unit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["dial", CALLEE, "--flow", "short", "--ring", "30"])

    assert "'30' is not a time such as 30s or 2m" in capsys.readouterr().err
