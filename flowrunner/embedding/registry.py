"""Opens the model of meaning that the settings name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import UsageError
from flowrunner.modelfiles.adding import added, models_folder
from flowrunner.modelfiles.catalogue import MINILM

if TYPE_CHECKING:
    from flowrunner.intents.embedding import Embedding

WORDS = "words"
NAMES = (WORDS, MINILM.name)


def open_embedding(name: str, folder: Path | None = None) -> Embedding | None:
    """Return the model, or None for ``words``, which needs none.

    ``folder`` is where added models are (None: where ``flowrunner models`` puts them). Raises UsageError for an unknown
    name, and ModelError with advice for a model that is not there.
    """
    if name == WORDS:
        return None
    if name != MINILM.name:
        raise UsageError(f"there is no understanding `{name}`, only {', '.join(NAMES)}")
    from flowrunner.embedding.minilm import MiniLM

    files = added(MINILM, folder or models_folder(os.environ, Path.home()))
    return MiniLM(files["model.safetensors"], files["vocab.txt"])
