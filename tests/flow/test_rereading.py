"""Loading flows again does again only what may come out otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.errors import UsageError
from flowrunner.flow.loader import Loaded
from flowrunner.flow.rereading import Rereader

MAIN = "flow: main\nstart: a\nfallback: hangup\nlanguages: [en-US, hi-IN]\nstates:\n  a: {run: part, go: hangup}\n"
PART = "flow: part\nstart: a\nfallback: hangup\nstates: {a: {say: Part one., go: return}}\n"
ALONE = "flow: alone\nstart: a\nfallback: hangup\nstates: {a: {say: {audio: hello.wav, text: Hello.}, go: hangup}}\n"
FILES = {"alone.yaml": ALONE, "main.hi-IN.yaml": "{}", "main.yaml": MAIN, "part.yaml": PART}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Flows that have something to do with each other, and one that has not."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def redone(before: tuple[Loaded, ...], after: tuple[Loaded, ...]) -> list[str]:
    """Return the names of the files that were loaded anew."""
    known = {id(each) for each in before}
    return [Path(each.path).name for each in after if id(each) not in known]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("alone.yaml", ALONE.replace("Hello", "Good day"), ["alone.yaml"]),
        ("part.yaml", PART.replace("one", "two"), ["main.hi-IN.yaml", "main.yaml", "part.yaml"]),
        ("main.hi-IN.yaml", "# nothing to say\n{}", ["main.hi-IN.yaml", "main.yaml"]),
        ("hello.wav", "RIFF", ["alone.yaml"]),
        ("notes.txt", "to do", []),
        ("new.yaml", PART.replace("part", "new"), ["main.hi-IN.yaml", "main.yaml", "new.yaml"]),
    ],
)
def test_only_what_a_file_has_to_do_with_is_loaded_again(
    folder: Path, name: str, text: str, expected: list[str]
) -> None:
    rereader = Rereader([folder])
    before = rereader.load()
    (folder / name).write_text(text)
    assert redone(before, rereader.load()) == expected


def test_what_is_loaded_again_is_what_is_loaded_the_first_time(folder: Path) -> None:
    rereader = Rereader([folder])
    rereader.load()
    (folder / "part.yaml").write_text(PART.replace("one", "two"))
    again, first = rereader.load(), Rereader([folder]).load()
    assert [(each.path, each.flow and each.flow.version) for each in again] == [
        (each.path, each.flow and each.flow.version) for each in first
    ]


def test_a_look_tells_whether_anything_has_changed(folder: Path) -> None:
    rereader = Rereader([folder])
    rereader.load()
    assert rereader.look() == rereader.seen
    (folder / ".main.yaml.swp").write_text("swap")
    assert rereader.look() == rereader.seen
    (folder / "hello.wav").write_text("RIFF")
    assert rereader.look() != rereader.seen


def test_a_file_that_is_emptied_is_lacking_for_a_moment(folder: Path) -> None:
    rereader = Rereader([folder])
    rereader.load()
    (folder / "main.yaml").write_text("")
    assert rereader.look().lacks(rereader.seen)
    (folder / "main.yaml").write_text(MAIN)
    assert not rereader.look().lacks(rereader.seen)


def test_files_may_go_once_there_were_some_but_a_folder_that_is_away_is_not_empty(folder: Path) -> None:
    rereader = Rereader([folder])
    rereader.load()
    for name in FILES:
        (folder / name).unlink()
    assert rereader.load() == ()
    folder.rmdir()
    with pytest.raises(UsageError, match="there is no folder"):
        rereader.load()
