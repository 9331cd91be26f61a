"""The project that ``flowrunner init`` writes, opened in an editor with the settings that it brings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flowrunner.starter.project import write_project
from tests.editors.lsp import open_editor

FLOW = "flows/front_desk.yaml"
TEST = "flows/front_desk.test.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_project(tmp_path)
    return tmp_path


def read(project: Path, name: str) -> str:
    return (project / name).read_text("utf-8")


def without_modeline(text: str) -> str:
    first, _, rest = text.partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    return rest


async def test_the_settings_tell_the_editor_which_file_is_a_flow_and_which_a_test(project: Path) -> None:
    flow, test = (without_modeline(read(project, name)) for name in (FLOW, TEST))
    async with open_editor(project, json.loads(read(project, ".vscode/settings.json"))) as editor:
        assert await editor.mistakes(FLOW, flow) == []
        assert await editor.mistakes(TEST, test) == []
        assert [line for line, _ in await editor.mistakes(FLOW, flow + "  oops: {sya: Hello.}\n")] == [
            len(flow.splitlines()) + 1
        ]
        assert "ask" in await editor.labels("flows/deeper/new.yaml", "states:\n  menu:\n    |")
        assert "bot" in await editor.labels("flows/new.test.yaml", "- test: a\n  call:\n    - |")
        assert await editor.mistakes("other.yaml", "nothing: of ours\n") == []


async def test_the_first_line_of_a_file_is_enough_for_any_other_editor(project: Path) -> None:
    flow, test = read(project, FLOW), read(project, TEST)
    async with open_editor(project, {}) as editor:
        assert await editor.mistakes(FLOW, flow) == []
        assert await editor.mistakes(TEST, test) == []
        assert len(await editor.mistakes(FLOW, flow.replace("ring: 20s", "ring: long"))) == 1
        assert len(await editor.mistakes(TEST, test.replace("at: 2026-03-01 11:00", "at: Sunday"))) == 1
        assert "Where a call goes" in await editor.hover(FLOW, flow.replace("fallback:", "fall|back:"))
