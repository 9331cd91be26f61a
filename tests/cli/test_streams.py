"""``flowrunner streams``: the streams of a call, shown and stopped from a command line."""

from __future__ import annotations

import pytest

from flowrunner.cli import main
from tests.cli.outbound import CALLEE, Outbound, outbound


async def talking(here: Outbound) -> tuple[str, str]:
    """Place a call and wait for its stream; return their ids."""
    assert await here.command("dial", CALLEE, "--flow", "asking", "--no-wait") == 0
    (call,) = here.exchange.calls.values()
    assert await call.line.within(20.0, lambda: call.line.rate is not None)
    return call.call_uuid, call.placed.carrier.streams.all[0].stream_id


async def test_streams_are_listed_without_what_opens_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        call, stream = await talking(here)
        capsys.readouterr()
        assert await here.command("streams", "list", call) == 0
        address = here.exchange.calls[call].placed.carrier.streams.all[0].element.url

    told = capsys.readouterr().out
    assert told.startswith(f"{stream}  running  both ways, audio/x-mulaw;rate=8000, since ")
    assert told.endswith(f", {address.rpartition('/')[0]}/...\n")


@pytest.mark.parametrize("one", [True, False])
async def test_a_stream_that_is_stopped_is_over_and_the_call_goes_on_with_another(
    one: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        call, stream = await talking(here)
        capsys.readouterr()
        assert await here.command("streams", "stop", call, *([stream] if one else [])) == 0
        streams = here.exchange.calls[call].placed.carrier.streams
        assert await here.exchange.calls[call].line.within(20.0, lambda: len(streams.all) == 2)
        assert streams.all[0].ended is not None

    assert capsys.readouterr().out == "stopped\n"


async def test_a_call_that_is_not_there_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with outbound(monkeypatch) as here:
        assert await here.command("streams", "list", "nobody") == 1
        assert await here.command("streams", "stop", "nobody") == 1

    told = capsys.readouterr()
    assert "flowrunner streams: could not list the streams: plivo knows nothing by that name (status 404" in told.err
    assert "there was no stream to stop" in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["list", "c1", "s1"], "list shows all streams of a call: leave the stream out"),
        (["stop", "../c1"], "cannot stop the streams: '../c1' is not an id such as those that plivo gives"),
    ],
)
def test_what_cannot_be_asked_like_that_exits_with_2(
    words: list[str], complaint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLOWRUNNER_AUTH_ID", "MAXXXXXXXXXXXXXXXXXX")
    monkeypatch.setenv("FLOWRUNNER_AUTH_TOKEN", "t0ken")

    assert main(["streams", *words]) == 2

    assert capsys.readouterr().err == f"flowrunner streams: {complaint}\n"
