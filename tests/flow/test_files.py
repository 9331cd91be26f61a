from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.errors import UsageError
from flowrunner.flow.files import flow_files


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_a_folder_gives_its_flows_with_their_translations_and_not_what_else_stands_there(tmp_path: Path) -> None:
    make(
        tmp_path,
        "faq.yaml",
        "faq.hi-IN.yaml",
        "faq.de.yaml",
        "faq.test.yaml",
        "notes.txt",
        "deep/er/bank.yml",
        ".git/x.yaml",
    )
    make(tmp_path, "lonely.hi-IN.yaml", "v1.old.yaml")
    names = [str(each.relative_to(tmp_path)) for each in flow_files([tmp_path])]
    assert names == [
        "deep/er/bank.yml",
        "faq.de.yaml",
        "faq.hi-IN.yaml",
        "faq.yaml",
        "lonely.hi-IN.yaml",
        "v1.old.yaml",
    ]


def test_a_file_that_is_named_is_taken_as_it_is_and_once(tmp_path: Path) -> None:
    make(tmp_path, "flow.txt", "a.yaml")
    assert flow_files([tmp_path / "flow.txt", tmp_path, tmp_path / "a.yaml"]) == [
        tmp_path / "flow.txt",
        tmp_path / "a.yaml",
    ]


def test_a_path_with_nothing_at_it_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        flow_files([tmp_path / "none.yaml"])


def test_a_folder_without_flows_is_a_usage_error(tmp_path: Path) -> None:
    make(tmp_path, "faq.test.yaml")
    with pytest.raises(UsageError, match="there is no flow"):
        flow_files([tmp_path])
