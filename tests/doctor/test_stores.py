from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.config import Settings
from flowrunner.doctor.finding import Check
from flowrunner.doctor.stores import cache, database, recordings, shown
from flowrunner.server.flows import LoadedFlows
from flowrunner.storage.registry import open_storage
from tests.doctor.patients import found, verdict
from tests.engine.phone import flow_of


async def test_a_database_is_written_and_read_and_nothing_is_left(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/flows.db"
    said, _ = await verdict(database, Settings(database=url))
    assert said.startswith(f"well: {url}, written and read in ")
    async with open_storage(url) as storage:
        assert await storage.memory.drop_before(1e12) == 0


async def test_the_usual_database_is_in_the_home(tmp_path: Path) -> None:
    said, _ = await verdict(database, home=tmp_path)
    assert f"{tmp_path}" in said


async def test_no_database_is_no_mistake() -> None:
    assert (await verdict(database, Settings(database="none")))[0].startswith("unused: none")


@pytest.mark.parametrize(
    ("url", "said", "mend"),
    [
        ("sqlite:////dev/null/flows.db", "ill: ", "in a folder that may be written"),
        ("sqlight:///flows.db", "ill: `database` is no address", "sqlite:////var/lib"),
        ("postgresql://u:tiger@127.0.0.1:1/flows", "ill: ", "look at `database`"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_with_what_to_do(url: str, said: str, mend: str) -> None:
    told, advice = await verdict(database, Settings(database=url))
    assert told.startswith(said)
    assert mend in advice
    assert "tiger" not in told


def test_an_address_is_shown_without_what_opens_it() -> None:
    assert shown("postgresql://u:tiger@db.example/flows?password=tiger") == "postgresql://db.example/flows"
    assert shown("sqlite:////var/flows.db") == "sqlite:////var/flows.db"


async def test_flows_that_remember_need_a_key_with_postgresql() -> None:
    flow = flow_of("remember: [name]\nstates:\n  first: {say: Hello., go: hangup}")
    flows = LoadedFlows({flow.name: flow}, ())
    nowhere = "postgresql://127.0.0.1:1/flows"
    [key, _unreachable] = await found(database, Settings(database=nowhere), flows)
    assert (key.verdict, "database_key" in key.mend) == ("ill", True)
    assert len(await found(database, Settings(database=nowhere, database_key="k"), flows)) == 1


@pytest.mark.parametrize(("check", "setting"), [(recordings, "recordings"), (cache, "cache")])
async def test_a_folder_is_made_and_written_to(check: Check, setting: str, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    said, _ = await verdict(check, Settings(recordings=folder, cache=folder))
    assert said.startswith(f"well: {folder}, 0 MB used, ")
    assert [*folder.iterdir()] == []

    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "folder"
    said, mend = await verdict(check, Settings(recordings=folder, cache=folder))
    assert said.endswith("not a directory")
    assert mend == f"set `{setting}` to a folder that may be written"
