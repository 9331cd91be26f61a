"""What a call without sound understands by: the same as the host of this folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from flowrunner.errors import ModelError, UsageError

if TYPE_CHECKING:
    from flowrunner.intents.embedding import Embedding

FILE = Path("flowrunner.toml")
VARIABLE = "FLOWRUNNER_UNDERSTANDING"


def understanding(file: Path | None = None) -> Embedding | None:
    """Return the model that the settings name, those in ``file`` or in the usual one; raises UsageError.

    Settings are only read when there are any: they take longer to load than a few tests take to run.
    """
    if file is None and not FILE.is_file() and VARIABLE not in os.environ:
        return None
    from flowrunner.config import load_settings
    from flowrunner.embedding.registry import open_embedding

    settings = load_settings(file, os.environ, {})
    try:
        return open_embedding(settings.understanding, settings.models)
    except ModelError as error:
        raise UsageError(str(error)) from None
