from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.server.flows import load_flows

FILES = {
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "README.md",
    "flows/front_desk.test.yaml",
    "flows/front_desk.yaml",
    "schemas/flow.schema.json",
    "schemas/test.schema.json",
    "schemas/translation.schema.json",
}


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_first_project_is_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my line"
    assert main(["init", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert files_of(folder) == FILES
    assert err == ""
    assert all(f"  {folder}/{name}\n" in out for name in FILES)


def test_the_commands_that_are_named_next_are_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", str(tmp_path / "my line")])
    said = re.findall(r"^  flowrunner (.*?)    ?", capsys.readouterr().out, re.MULTILINE)
    check, test, dev, serve = (shlex.split(words) for words in said)
    assert main([*check, "--strict", "--info"]) == 0
    assert capsys.readouterr().out == "1 flow checked: no mistakes\n"
    assert main([*test, "--coverage"]) == 0
    out = capsys.readouterr().out
    assert "front_desk: 9 of 9 states, 2 of 2 choices, 6 of 6 outcomes" in out
    assert (dev[0], dev[2:], serve[0]) == ("dev", ["--open"], "serve")
    assert set(load_flows([Path(serve[1])]).flows) == {"front_desk"}


def test_the_readme_names_commands_and_files_that_exist(tmp_path: Path) -> None:
    main(["init", str(tmp_path)])
    text = (tmp_path / "README.md").read_text()
    assert all((tmp_path / name).exists() for name in re.findall(r"^\|.*\| `(.*)` \|$", text, re.MULTILINE))
    for words in re.findall(r"^    flowrunner (\w+)", text, re.MULTILINE):
        with pytest.raises(SystemExit, match="0"):
            main([words, "--help"])


def test_what_is_there_already_is_named_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "front_desk.yaml").write_text("mine")
    (tmp_path / "README.md").write_text("mine too")
    assert main(["init", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert err == "flowrunner init: there already, and left as before: flows/front_desk.yaml, README.md\n"
    assert files_of(tmp_path) == FILES - {"flows/front_desk.test.yaml"}
    assert "front_desk.yaml" not in out
    assert (tmp_path / "flows" / "front_desk.yaml").read_text() == "mine"
    assert (tmp_path / "README.md").read_text() == "mine too"


def test_a_second_time_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", str(tmp_path)])
    capsys.readouterr()
    assert main(["init", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


def test_a_link_that_leads_nowhere_is_left(tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "elsewhere")
    assert main(["init", str(tmp_path)]) == 1
    assert not (tmp_path / "elsewhere").exists()


def test_after_an_update_the_schemas_are_written_anew(tmp_path: Path) -> None:
    main(["init", str(tmp_path)])
    schema = tmp_path / "schemas" / "flow.schema.json"
    schema.unlink()
    assert main(["init", str(tmp_path)]) == 1
    assert '"title": "A flowrunner flow"' in schema.read_text()


def test_a_place_that_is_no_folder_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["init", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"flowrunner init: cannot write {file}")
    assert err.count("\n") == 1
