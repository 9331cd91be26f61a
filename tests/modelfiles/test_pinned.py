from dataclasses import replace

import pytest

from flowrunner.errors import ModelError
from flowrunner.modelfiles.pinned import (
    HIBARI_VOICE,
    SILERO_VAD,
    WHISPER_VOCABULARY,
    WHISPER_WEIGHTS,
    ModelFile,
    locate,
)


@pytest.mark.parametrize("model", [HIBARI_VOICE, SILERO_VAD, WHISPER_VOCABULARY, WHISPER_WEIGHTS])
def test_the_pinned_models_are_installed_and_genuine(model: ModelFile) -> None:
    assert locate(model).is_file()


def test_a_model_that_is_not_installed_comes_with_advice() -> None:
    missing = replace(SILERO_VAD, package="no_such_package", requirement="no-such-package==1.0")
    with pytest.raises(ModelError, match=r"not installed; run: pip install .* no-such-package==1.0"):
        locate(missing)


def test_a_file_that_is_not_there_comes_with_advice() -> None:
    with pytest.raises(ModelError, match="no such file or directory"):
        locate(replace(SILERO_VAD, path="data/other.onnx"))


def test_another_model_under_the_same_name_is_refused() -> None:
    with pytest.raises(ModelError, match="is not the speech model that was pinned"):
        locate(replace(SILERO_VAD, sha256="0" * 64))
