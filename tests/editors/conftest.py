from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.editors.lsp import Editor, open_editor

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor that knows flows and tests by the names of their files."""
    schemas = {
        str(SCHEMAS / "flow.schema.json"): ["*.yaml", "!*.*.yaml"],
        str(SCHEMAS / "test.schema.json"): ["*.test.yaml"],
    }
    async with open_editor(tmp_path_factory.mktemp("flows"), {"yaml.schemas": schemas}) as editor:
        yield editor
