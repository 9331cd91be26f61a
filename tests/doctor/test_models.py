from __future__ import annotations

from pathlib import Path

from flowrunner.config import Settings
from flowrunner.doctor.models import models, understanding
from flowrunner.modelfiles.catalogue import MINILM
from tests.doctor.patients import found, verdict


async def test_a_model_that_was_added_and_is_another_is_told(tmp_path: Path) -> None:
    (tmp_path / "minilm").mkdir()
    for file in MINILM.files:
        (tmp_path / "minilm" / file.name).write_bytes(b"not it")
    settings = Settings(voice=("none",), recognizer=("none",), models=tmp_path)
    [pinned, added] = await found(models, settings)
    assert pinned.verdict == "unused"
    assert (added.part, added.verdict) == ("model minilm", "ill")
    assert added.mend


async def test_the_model_of_meaning_must_be_there(tmp_path: Path) -> None:
    assert (await verdict(understanding))[0].startswith("well: by words")
    said, mend = await verdict(understanding, Settings(understanding="minilm", models=tmp_path))
    assert (said, mend) == ("ill: the model minilm is not here", "run: flowrunner models add minilm")
    said, _ = await verdict(understanding, Settings(understanding="magic"))
    assert said == "ill: there is no understanding `magic`, only words, minilm"
