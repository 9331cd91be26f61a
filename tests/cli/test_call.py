import asyncio
from pathlib import Path

import pytest

from flowrunner.cli import main
from tests.emulator.tiny_host import HostSocket, TinyHost, listening, stream


async def listens(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.prompt(0.2, "menu")
    await socket.next("dtmf")
    await socket.clear()
    await socket.prompt(0.2, "bye")
    await socket.next("playedStream")


async def call(*words: str) -> tuple[int, TinyHost]:
    """Call a tiny host from another thread, as another terminal would."""
    async with listening(TinyHost({"/answer": f"<Response>{stream()}</Response>"}, [listens])) as host:
        return await asyncio.to_thread(main, ["call", f"{host.base}/answer", "--no-transcribe", *words]), host


async def test_a_call_that_goes_as_scripted_exits_with_0(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wav = tmp_path / "call.wav"
    status, host = await call("press 1", "--from", "15550111", "--get", "--wav", str(wav))
    assert status == 0
    assert (host.asked[0].method, host.asked[0].form["From"]) == ("GET", "15550111")
    told = capsys.readouterr().out
    assert "caller   (presses 1)" in told
    assert "bot      (speaks for 0.2 s)" in told
    assert "the call ended" in told
    assert wav.stat().st_size > 1000


async def test_a_call_of_ours_that_a_machine_answers_says_so() -> None:
    _, host = await call("press 1", "--machine")
    assert (host.asked[0].form["Direction"], host.asked[0].form["Machine"]) == ("outbound", "true")


async def test_a_step_that_cannot_be_done_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = await call("during 0 press 1", "press 2", "press 3")
    assert status == 1
    assert "problem: step not done (pressed 2): the call was over" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["bank", "hangup"], "'bank' is not an address"),
        (["http://127.0.0.1:1/answer", "hangup"], "nothing answers at http://127.0.0.1:1/answer: connection refused"),
        (["http://127.0.0.1:1/answer", "shout"], "step 'shout' is none of"),
        (["http://127.0.0.1:1/answer", "--patience", "0"], "--patience is a number of seconds"),
        (["http://127.0.0.1:1/answer", "--no-transcribe", "expect hello"], "can only be expected when"),
    ],
)
def test_what_cannot_be_asked_like_that_is_one_line_and_exits_with_2(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["call", *words]) == 2
    captured = capsys.readouterr()
    assert complaint in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
