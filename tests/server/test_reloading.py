"""Flows that are edited while calls run: the next call gets the new text, nobody else notices."""

from __future__ import annotations

import gc
from pathlib import Path
from weakref import ref

import pytest

from flowrunner.server.catalog import FlowChange
from tests.server.edited_flows import Caller, delete, edited_host, save, talk
from tests.server.raw_plivo import plivo

BROKEN = "flow: talk\nstart: nowhere\nfallback: hangup\nstates: {first: {say: Hello., go: hangup}}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A flow in a folder."""
    path = tmp_path / "talk.yaml"
    path.write_text(talk(1))
    return path


async def test_a_save_serves_the_next_call_and_a_call_in_progress_keeps_its_version(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "talk", "a") as a, plivo(host, "talk", "b") as b:
        early, late = Caller(a), Caller(b)
        assert await early.call() == "Version 1, first."
        save(file, talk(2))
        change = await host.reload()

        assert [served.name for served in change.live] == ["talk"]
        assert await late.call() == "Version 2, first."
        assert await early.press("1") == "Version 1, second."
        assert await late.press("1") == "Version 2, second."


async def test_a_call_keeps_its_version_when_its_stream_breaks_and_when_it_comes_back_from_a_person(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "talk") as line:
        caller = Caller(line)
        await caller.call()
        save(file, talk(2).replace("second", "third"))
        await host.reload()

        await caller.lose_stream()
        assert await caller.press("1") == "Version 1, second."
        await caller.meet_nobody()
        assert await caller.connect() == "Version 1, second."


async def test_a_recording_that_is_replaced_is_heard_by_the_next_call_and_not_by_one_in_progress(file: Path) -> None:
    save(file, talk(1).replace("Version 1, first.", "{audio: jingle.wav}"))
    save(file.with_name("jingle.wav"), "RIFF one")
    async with edited_host(file.parent) as host, plivo(host, "talk", "a") as a, plivo(host, "talk", "b") as b:
        early, late = Caller(a), Caller(b)
        assert await early.call() == "RIFF one"
        save(file.with_name("jingle.wav"), "RIFF two")
        assert [served.name for served in (await host.reload()).live] == ["talk"]

        assert await late.call() == "RIFF two"
        assert await early.press("1") == "Version 1, second."
        assert await early.press("1") == "RIFF one"


async def test_a_recording_is_kept_before_anybody_calls(file: Path) -> None:
    save(file, talk(1).replace("Version 1, first.", "{audio: jingle.wav}"))
    save(file.with_name("jingle.wav"), "RIFF one")
    async with edited_host(file.parent) as host:
        served = host.flows.current("talk")
        assert served is not None
        assert host.reloader is not None
        await host.reloader.keep_recordings([served])
        assert [path for path, _ in served.sounds] == [str(file.with_name("jingle.wav"))]


async def test_a_broken_file_keeps_the_last_good_version_and_tells_what_is_wrong(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "talk") as line:
        told: list[FlowChange] = []
        unsubscribe = host.flows.subscribe(told.append)
        save(file, BROKEN)
        await host.reload()

        (known,) = host.flows.files()
        assert [each.code for each in known.newest.diagnostics] == ["unknown-target"]
        assert known.is_stale
        assert known.serving is host.flows.current("talk")
        assert await Caller(line).call() == "Version 1, first."
        save(file, talk(1))
        await host.reload()
        unsubscribe()
        save(file, talk(3))
        await host.reload()
        assert [(len(each.live), len(each.files)) for each in told] == [(0, 1), (0, 1)]


async def test_a_flow_that_is_broken_beyond_its_name_goes_on_too(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "talk") as line:
        save(file, "{{{")
        await host.reload()
        assert await Caller(line).call() == "Version 1, first."


async def test_new_and_renamed_flows_are_served(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "other") as line:
        save(file.with_name("other.yaml"), talk(1, "other"))
        assert [served.name for served in (await host.reload()).live] == ["other"]
        assert await Caller(line).call() == "Version 1, first."
        save(file, talk(1, "renamed"))
        change = await host.reload()
        assert ([served.name for served in change.live], change.gone) == (["renamed"], ("talk",))


async def test_a_deleted_flow_serves_its_calls_to_their_end_and_takes_no_others(file: Path) -> None:
    file.with_name("other.yaml").write_text(talk(1, "other"))
    async with edited_host(file.parent) as host, plivo(host, "talk", "a") as a, plivo(host, "talk", "b") as b:
        caller = Caller(a)
        await caller.call()
        delete(file)
        assert (await host.reload()).gone == ("talk",)

        url = host.answer_url("talk")
        assert await b.callback(url) == await b.callback(url.replace("talk", "unknown"))
        await caller.lose_stream()
        assert await caller.press("1") == "Version 1, second."
        await caller.hang_up()
        assert len(host.site.board.calls) == 0


async def test_an_old_version_goes_with_its_last_call(file: Path) -> None:
    async with edited_host(file.parent) as host, plivo(host, "talk") as line:
        served = host.flows.current("talk")
        assert served is not None
        old = ref(served)
        del served
        caller = Caller(line)
        await caller.call()
        save(file, talk(2))
        await host.reload()
        gc.collect()
        assert old() is not None
        await caller.hang_up()
        await host.site.board.calls.quiet()
        gc.collect()
        assert old() is None


async def test_a_broken_file_that_is_deleted_is_a_change_although_it_never_served(file: Path) -> None:
    other = file.with_name("other.yaml")
    other.write_text(BROKEN.replace("talk", "other"))
    async with edited_host(file.parent) as host:
        told: list[FlowChange] = []
        host.flows.subscribe(told.append)
        delete(other)
        assert await host.reload() == FlowChange(away=(str(other),), seconds=told[0].seconds)
        assert [each.path for each in host.flows.files()] == [str(file)]
