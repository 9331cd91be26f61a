from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.golden import ERR, OK, load, report


@pytest.mark.parametrize("file", OK, ids=lambda file: file.stem)
def test_a_good_flow_is_loaded_in_silence(file: Path) -> None:
    assert report(file) == ""
    assert load(file).flow is not None


@pytest.mark.parametrize("file", ERR, ids=lambda file: file.stem)
def test_a_mistake_is_reported_at_its_place_with_nothing_innocent_beside_it(file: Path) -> None:
    assert report(file) == file.with_suffix(".out").read_text("utf-8")


@pytest.mark.parametrize("file", [file for file in ERR if file.stem != "text_lost"], ids=lambda file: file.stem)
def test_a_flow_with_an_error_is_not_served(file: Path) -> None:
    assert load(file).flow is None


def test_a_flow_with_only_a_warning_is_served() -> None:
    file = next(file for file in ERR if file.stem == "text_lost")
    loaded = load(file)
    assert [each.severity for each in loaded.diagnostics] == ["warning"]
    assert loaded.flow is not None
