"""What ``docs/emulator.md`` says is so."""

import re
from pathlib import Path
from typing import Any

import pytest

from flowrunner.cli import main
from flowrunner.config import Settings
from flowrunner.emulator import FaultKind
from flowrunner.emulator.page import table
from flowrunner.server.app import running_host
from tests.faults.calls import FLOW, served_speech
from tests.server.raw_plivo import flow_of
from tests.virtual_time import run

PAGE = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_menu_of_the_page_is_that_of_the_code() -> None:
    assert table() in PAGE, "run python -m flowrunner.emulator.page"


def test_the_command_line_prints_the_menu(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["call", "--faults"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert all(kind.word in printed for kind in FaultKind)


def test_the_test_of_the_page_passes() -> None:
    names: dict[str, Any] = {}
    exec(compile(BLOCKS[0], "docs/emulator.md", "exec"), names)

    async def hold() -> None:
        async with running_host(Settings(port=0), {"desk": flow_of(FLOW)}, served_speech()) as host:
            await names["test_the_line_survives_a_broken_connection"](host.answer_url("desk"))

    run(hold(), 0.001)


def test_the_people_of_the_page_can_be_dialled() -> None:
    names: dict[str, Any] = {}
    exec(compile(BLOCKS[1], "docs/emulator.md", "exec"), names)
    assert len(names["options"].people["15550100001"].steps) == 3
