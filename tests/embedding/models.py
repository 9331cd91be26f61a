"""The optional models of this checkout, which ``make test`` fetches."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flowrunner.embedding.registry import open_embedding
from flowrunner.intents.embedding import Embedding
from flowrunner.modelfiles.catalogue import MINILM

FOLDER = Path(__file__).parents[2] / ".venv" / "models"


@cache
def minilm() -> Embedding:
    """Return the real model; raises ModelError when ``make .venv/.models`` has not been run."""
    embedding = open_embedding(MINILM.name, FOLDER)
    assert embedding is not None
    return embedding
