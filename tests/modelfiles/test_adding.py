"""Models of the catalogue: fetched whole and genuine, or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flowrunner.errors import ModelError
from flowrunner.modelfiles.adding import add, added, by_pip, is_added, models_folder, remove
from flowrunner.modelfiles.catalogue import CATALOGUE, AddedFile, AddedModel, Part, Wheel

WORDS, MORE = b"half a model, ", b"and the other half"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def wheels(tmp_path: Path) -> tuple[Path, Path]:
    """Two wheels with half a model each."""
    paths = tmp_path / "one.whl", tmp_path / "two.whl"
    for path, data in zip(paths, (WORDS, MORE), strict=True):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a_package/data/part", data)
            archive.writestr("a_package/__init__.py", "raise SystemExit")
    return paths


@pytest.fixture
def model(wheels: tuple[Path, Path]) -> AddedModel:
    """The two halves as one file."""
    parts = tuple(Part(Wheel(path.stem, digest(path.read_bytes())), "a_package/data/part") for path in wheels)
    return AddedModel("halves", "tries it out", 1, "none", (AddedFile("model.bin", digest(WORDS + MORE), parts),))


@pytest.fixture
def download(tmp_path: Path) -> Callable[[Wheel, Path], Path]:
    """An index that has the two wheels."""
    return lambda wheel, folder: tmp_path / f"{wheel.requirement}.whl"


def test_a_model_is_made_of_its_parts(
    model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    assert not is_added(model, folder)
    own = add(model, folder, download)
    assert is_added(model, folder)
    assert [path.name for path in folder.iterdir()] == ["halves"]
    assert added(model, folder) == {"model.bin": own / "model.bin"}
    assert (own / "model.bin").read_bytes() == WORDS + MORE


def test_a_wheel_that_is_not_the_pinned_one_is_not_opened(
    model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path
) -> None:
    (tmp_path / "two.whl").write_bytes(b"something else")
    with pytest.raises(ModelError, match="two is not the file that was pinned; nothing of it was used"):
        add(model, tmp_path / "models", download)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_model_that_was_there_stays_when_a_new_one_cannot_be_had(
    model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    add(model, folder, download)
    with pytest.raises(ModelError, match=r"model\.bin is not the file that was pinned"):
        add(replace(model, files=(replace(model.files[0], sha256="0" * 64),)), folder, download)
    assert added(model, folder)


def test_a_file_that_was_changed_is_refused_with_advice(
    model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path
) -> None:
    own = add(model, tmp_path, download)
    (own / "model.bin").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"is not the model that was pinned; run: flowrunner models add halves"):
        added(model, tmp_path)


def test_a_model_that_is_not_there_comes_with_advice(model: AddedModel, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the model halves is not here; run: flowrunner models add halves"):
        added(model, tmp_path)


def test_a_model_is_deleted_once(model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path) -> None:
    add(model, tmp_path / "models", download)
    assert remove(model, tmp_path / "models")
    assert not remove(model, tmp_path / "models")


def test_a_wheel_that_no_index_has_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^flowrunner-no-such-model==1 could not be downloaded: .+$"):
        by_pip(Wheel("flowrunner-no-such-model==1", "0" * 64), tmp_path)


def test_a_folder_that_cannot_be_written_is_told(
    model: AddedModel, download: Callable[[Wheel, Path], Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="the model halves cannot be kept in"):
        add(model, tmp_path / "file", download)


def test_every_model_of_the_catalogue_is_pinned() -> None:
    for name, each in CATALOGUE.items():
        assert each.name == name
        assert all("==" in wheel.requirement and len(wheel.sha256) == 64 for wheel in each.wheels)


def test_the_folder_is_where_programs_keep_their_data(tmp_path: Path) -> None:
    assert models_folder({"XDG_DATA_HOME": "/srv/data"}, tmp_path) == Path("/srv/data/flowrunner/models")
    assert models_folder({}, tmp_path).is_relative_to(tmp_path)
