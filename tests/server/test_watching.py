"""Saving is enough: what editors, git and Kubernetes do to files is noticed, and nothing else is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable
from contextlib import aclosing
from pathlib import Path

import pytest

from flowrunner.server.catalog import FlowChange, FlowFile
from flowrunner.server.watching import RING_MS, bell
from tests.server.edited_flows import change_of, delete, edited_host, save, talk
from tests.virtual_time import run

MAIN = """
flow: main
start: first
fallback: hangup
languages: [en-US, hi-IN]
states:
  first: {say: Hello., go: more}
  more: {run: part, go: talk}
  talk:
    agent: You help callers.
    knowledge: [shop-faq.md]
    leave_when: {done: The caller has no questions.}
    go: hangup
"""
PART = "flow: part\nstart: a\nfallback: hangup\nstates: {a: {say: Part %s., go: return}}\n"
HINDI = "first: {say: %s}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A flow with all that may lie beside it."""
    folder = tmp_path / "flows"
    folder.mkdir()
    (folder / "main.yaml").write_text(MAIN)
    (folder / "part.yaml").write_text(PART % "one")
    (folder / "main.hi-IN.yaml").write_text(HINDI % "Namaste", "utf-8")
    (folder / "shop-faq.md").write_text("We sell shoes.")
    (folder / "talk.yaml").write_text(talk(1))
    return folder


def live(change: FlowChange) -> list[str]:
    """Return the names of what is new."""
    return [served.name for served in change.live]


def codes(files: Iterable[FlowFile]) -> set[str]:
    """Return the codes of everything that was found."""
    return {each.code for file in files for each in file.newest.diagnostics}


def write(path: Path, text: str) -> None:
    """Save a file in place."""
    path.write_text(text, "utf-8")


def make(folder: Path) -> None:
    """Make a folder."""
    folder.mkdir(parents=True)


def move(path: Path, to: Path) -> None:
    """Rename a file or folder."""
    path.rename(to)


def link(path: Path, to: Path | str) -> None:
    """Make a link."""
    path.symlink_to(to)


@pytest.mark.parametrize("how", [save, write])
@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("main.yaml", MAIN.replace("Hello.", "Good day."), ["main"]),
        ("part.yaml", PART % "two", ["main", "part"]),
        ("main.hi-IN.yaml", HINDI % "Pranam", ["main"]),
        ("shop-faq.md", "We sell hats.", ["main"]),
    ],
)
async def test_a_save_is_live_whatever_the_flow_has_of_it(
    folder: Path, name: str, text: str, changed: list[str], how: Callable[[Path, str], None]
) -> None:
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            how(folder / name, text)
        assert live(await told) == changed


async def test_a_file_that_was_missed_is_noticed_when_it_comes(folder: Path) -> None:
    delete(folder / "shop-faq.md")
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            write(folder / "shop-faq.md", "We sell hats.")
        assert live(await told) == ["main"]


async def test_a_recording_that_was_missing_is_missed_no_more(folder: Path) -> None:
    write(folder / "talk.yaml", talk(1).replace("ask: Version 1, first.", "ask: {audio: jingle.wav, text: Version 1.}"))
    async with edited_host(folder, watch=True) as host:
        assert "missing-audio" in codes(host.flows.files())
        async with change_of(host) as told:
            (folder / "jingle.wav").write_bytes(b"RIFF" + bytes(40))
        assert [Path(file.path).name for file in (await told).files] == ["talk.yaml"]
        assert "missing-audio" not in codes(host.flows.files())


async def test_many_files_saved_at_once_are_one_change(folder: Path) -> None:
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            for number in range(20):
                write(folder / f"new{number}.yaml", talk(1, f"new{number}"))
            write(folder / "part.yaml", PART % "two")
        assert len(live(await told)) == 22


async def test_what_editors_put_beside_a_file_is_no_change(folder: Path) -> None:
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            for name in (".talk.yaml.swp", "talk.yaml~", "4913", "#talk.yaml#", ".talk.yaml"):
                write(folder / name, talk(9, "swap"))
            save(folder / "talk.yaml", talk(2))
        change = await told
        assert (live(change), [Path(file.path).name for file in change.files]) == (["talk"], ["talk.yaml"])


async def test_a_folder_may_be_deleted_and_made_again(folder: Path) -> None:
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            shutil.rmtree(folder)
            make(folder)
            write(folder / "talk.yaml", talk(2))
        assert (live(await told), (await told).gone) == (["talk"], ("main", "part"))
        async with change_of(host) as told:
            save(folder / "talk.yaml", talk(3))
        assert live(await told) == ["talk"]


async def test_the_flows_of_a_folder_that_is_away_go_on(folder: Path) -> None:
    async with edited_host(folder, watch=True) as host:
        move(folder, folder.with_name("elsewhere"))
        await host.reload()
        assert [served.name for served in host.flows] == ["main", "part", "talk"]
        async with change_of(host) as told:
            move(folder.with_name("elsewhere"), folder)
            write(folder / "talk.yaml", talk(2))
        assert live(await told) == ["talk"]


async def test_a_folder_inside_is_watched_from_the_moment_it_is_there(folder: Path) -> None:
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            make(folder / "more")
            write(folder / "more" / "deep.yaml", talk(1, "deep"))
        assert live(await told) == ["deep"]
        async with change_of(host) as told:
            save(folder / "more" / "deep.yaml", talk(2, "deep"))
        assert live(await told) == ["deep"]


async def test_a_mounted_configuration_is_swapped_as_a_whole(tmp_path: Path) -> None:
    first, second, mount = tmp_path / "mount" / "..1", tmp_path / "mount" / "..2", tmp_path / "mount"
    for number, each in enumerate((first, second), 1):
        make(each)
        write(each / "talk.yaml", talk(number))
    link(mount / "..data", first.name)
    link(mount / "talk.yaml", "..data/talk.yaml")
    async with edited_host(mount, watch=True) as host:
        async with change_of(host) as told:
            link(mount / "..data_tmp", second.name)
            move(mount / "..data_tmp", mount / "..data")
            shutil.rmtree(first)
        assert live(await told) == ["talk"]


async def test_a_link_to_elsewhere_is_followed(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    make(shared)
    move(folder / "talk.yaml", shared / "talk.yaml")
    link(folder / "talk.yaml", shared / "talk.yaml")
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            save(shared / "talk.yaml", talk(2))
        assert live(await told) == ["talk"]


def test_folders_that_cannot_be_watched_are_looked_at_now_and_then(tmp_path: Path) -> None:
    async def rings() -> float:
        async with aclosing(bell([tmp_path / "gone"])) as ringing:
            for _time in range(3):
                await anext(ringing)
        return asyncio.get_running_loop().time()

    assert run(rings()) == 3 * RING_MS / 1000


async def test_a_link_to_itself_is_no_flow_and_harms_nothing(folder: Path) -> None:
    link(folder / "part.yaml.new", "part.yaml.new")
    move(folder / "part.yaml.new", folder / "part.yaml")
    async with edited_host(folder, watch=True) as host:
        async with change_of(host) as told:
            save(folder / "talk.yaml", talk(2))
        assert live(await told) == ["talk"]


async def test_nothing_is_read_again_unless_it_is_set(folder: Path) -> None:
    async with edited_host(folder) as host:
        save(folder / "talk.yaml", talk(2))
        assert live(await host.reload()) == ["talk"]
