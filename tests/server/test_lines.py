"""Log lines: facts that are known, and nothing else."""

from __future__ import annotations

import io
import logging
from collections.abc import Generator

import pytest

from flowrunner.server.lines import LineFormatter, log_lines


def line_of(message: str, **facts: object) -> str:
    record = logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "flowrunner.calls", **facts})
    return LineFormatter().format(record).split(" ", 2)[2]


def test_facts_follow_the_message() -> None:
    assert line_of("call ended", flow="bank", call="c1", seconds=3.5, rejoins=0) == (
        "INFO call ended flow=bank call=c1 seconds=3.5 rejoins=0"
    )


def test_facts_that_are_not_known_stay_out() -> None:
    assert line_of("heard", transcript="my pin is 1234", digits="1234", call="") == "INFO heard"


def test_a_fact_cannot_pretend_to_be_another_line() -> None:
    assert line_of("call ended", call="c1\nINFO reason=x y") == r"INFO call ended call='c1\nINFO reason=x y'"


@pytest.fixture
def root_logger() -> Generator[None]:
    root, ours = logging.getLogger(), logging.getLogger("flowrunner")
    handlers, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.mark.usefixtures("root_logger")
def test_our_own_doings_are_shown_and_of_others_only_trouble() -> None:
    stream = io.StringIO()
    log_lines(stream)

    logging.getLogger("flowrunner.calls").info("call ended", extra={"flow": "bank"})
    logging.getLogger("aiohttp.access").info("GET /")
    logging.getLogger("aiohttp.server").error("trouble")

    lines = stream.getvalue().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == ["INFO call ended flow=bank", "ERROR trouble"]
