"""What docs/editors.md tells people to write is what ``flowrunner init`` writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flowrunner.starter.project import write_project

PAGE = Path(__file__).resolve().parents[2] / "docs" / "editors.md"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_settings_are_those_of_a_first_project(tmp_path: Path) -> None:
    write_project(tmp_path)
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text("utf-8"))
    assert json.loads(block("json"))["yaml.schemas"] == settings["yaml.schemas"]


def test_the_first_line_is_that_of_a_first_flow(tmp_path: Path) -> None:
    write_project(tmp_path)
    assert (tmp_path / "flows" / "front_desk.yaml").read_text("utf-8").startswith(block("yaml"))
