from __future__ import annotations

from pathlib import Path

from flowrunner.folders import cache_folder, data_folder

HOME = Path("/home/ann")


def test_the_user_says_where_programs_keep_things() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/var/c"}, HOME) == Path("/var/c/flowrunner")
    assert data_folder({"XDG_DATA_HOME": "/srv/data"}, HOME) == Path("/srv/data/flowrunner")


def test_else_they_are_at_home() -> None:
    assert cache_folder({}, HOME).is_relative_to(HOME)
    assert data_folder({}, HOME).is_relative_to(HOME)
