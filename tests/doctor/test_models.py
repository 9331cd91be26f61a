from __future__ import annotations

from pathlib import Path

from flowrunner.config import Settings
from flowrunner.doctor.models import models
from flowrunner.modelfiles.catalogue import MINILM
from tests.doctor.patients import found


async def test_a_model_that_was_added_and_is_another_is_told(tmp_path: Path) -> None:
    (tmp_path / "minilm").mkdir()
    for file in MINILM.files:
        (tmp_path / "minilm" / file.name).write_bytes(b"not it")
    settings = Settings(voice=("none",), recognizer=("none",))
    [pinned, added] = await found(models, settings, environment={"FLOWRUNNER_MODELS": str(tmp_path)})
    assert pinned.verdict == "unused"
    assert (added.part, added.verdict) == ("model minilm", "ill")
    assert added.mend
