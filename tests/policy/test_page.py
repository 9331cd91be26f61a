"""What the page of operations says of providers is so."""

from __future__ import annotations

import json
import logging
import re
from io import StringIO
from pathlib import Path

from flowrunner.config import load_settings
from flowrunner.policy.circuit import Circuit
from flowrunner.policy.settings import Policy
from flowrunner.server.lines import LineFormatter

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
PART = PAGE.partition("## When a provider is ill")[2]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}[^\n]*\n(.*?)^```", PART, re.MULTILINE | re.DOTALL)


def test_the_numbers_are_the_usual_ones(tmp_path: Path) -> None:
    [chains, numbers] = blocks("toml")
    (tmp_path / "flowrunner.toml").write_text(chains + numbers)
    settings = load_settings(tmp_path / "flowrunner.toml", {})
    assert settings.providers == Policy()
    assert settings.voice == settings.recognizer == ("google", "offline")
    assert len(numbers.splitlines()) == 1 + 5


def test_the_log_has_these_lines_and_health_these_counts() -> None:
    written, now = StringIO(), [0.0]
    handler = logging.StreamHandler(written)
    handler.setFormatter(LineFormatter())
    log = logging.getLogger("flowrunner.policy.circuit")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    circuit = Circuit("google voice", lambda: now[0])
    for _ in range(3):
        circuit.ask().failed("timeout")
    now[0] = 10.0
    circuit.ask().answered()
    log.removeHandler(handler)

    stamp = re.compile(r"^\S+ \S+ ", re.MULTILINE)
    [lines] = blocks("text")
    assert stamp.sub("", lines) == stamp.sub("", written.getvalue())
    [health] = blocks("json")
    assert json.loads(health)["providers"]["google voice"]["counts"].keys() == circuit.counts.keys()
