"""From ``go:`` to where an outcome leads."""

from __future__ import annotations

from flowrunner.flow import model
from flowrunner.flow.build.data import condition, text
from flowrunner.flow.document import Document
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.source import Data, Path


def go(document: Document, path: Path, data: Data) -> model.Go | None:
    """Return one of the three shapes of ``go:``."""
    if data is None:
        return None
    if isinstance(data, str):
        return model.Always(data)
    if isinstance(data, dict):
        targets = {outcome: text(target) for outcome, target in data.items()}
        return model.ByOutcome(targets, targets.pop("otherwise", None))
    return model.ByCondition(tuple(_branch(document, (*path, i), mapping(each)) for i, each in enumerate(data)))


def _branch(document: Document, path: Path, data: Mapped) -> model.Branch:
    if "else" in data:
        return model.Else(text(data["else"]))
    if "chance" in data:
        return model.Chance(float(text(data["chance"]).removesuffix("%")), text(data["to"]))
    return model.If(condition(document, (*path, "if")), text(data["to"]))
