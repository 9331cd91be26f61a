"""The page about language models says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flowrunner.config import load_settings

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_settings_of_the_page_are_settings(tmp_path: Path, block: str) -> None:
    file = tmp_path / "flowrunner.toml"
    file.write_text(block, encoding="utf-8")

    assert load_settings(file, {}).model is not None


def test_variables_of_the_page_are_variables() -> None:
    values = {"URL": "http://h", "KEY": "k", "TEMPERATURE": "0.5", "TIMEOUT_S": "9"}
    names = set(re.findall(r"`(FLOWRUNNER_MODEL\w*)`", PAGE))

    settings = load_settings(Path("/dev/null"), {name: values.get(name[17:], "m") for name in names})

    assert settings.model is not None
    assert (settings.model.key, settings.model.temperature, settings.model.timeout_s) == ("k", 0.5, 9)
