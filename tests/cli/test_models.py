from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.cli import main


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWRUNNER_MODELS", str(tmp_path))


def test_the_list_tells_what_each_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    assert "minilm         84 MB    understands paraphrases" in capsys.readouterr().out


def test_an_unknown_model_is_told_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "add", "mini-lm"]) == 2
    assert capsys.readouterr().err == "flowrunner models: there is no model `mini-lm`; did you mean `minilm`?\n"


def test_a_name_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "add"]) == 2
    assert "name a model to add: minilm" in capsys.readouterr().err


def test_a_model_that_is_not_here_need_not_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "remove", "minilm"]) == 0
    assert capsys.readouterr().out == "minilm is not here\n"
