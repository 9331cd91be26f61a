"""A translation read and checked beside its flow, and the flow built with its translations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from flowrunner.flow.build import build
from flowrunner.flow.diagnostics import Diagnostic, in_order
from flowrunner.flow.document import Document
from flowrunner.flow.model import Flow
from flowrunner.flow.schema import check_shape
from flowrunner.flow.source import Source, read
from flowrunner.flow.translation.check import check_language, check_missing, check_texts
from flowrunner.flow.translation.overlay import Overlay, overlay, translated


@dataclass(frozen=True, slots=True)
class Translation:
    """One file beside a flow; ``source`` and ``found`` are None when it cannot be read at all."""

    language: str
    path: str
    text: str
    diagnostics: tuple[Diagnostic, ...]
    source: Source | None = None
    found: Overlay | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the file has no errors."""
        return all(each.severity != "error" for each in self.diagnostics)


def read_translation(text: str, path: str, language: str, document: Document) -> Translation:
    """Read and check a translation of a flow."""
    source, said = read(text or "{}", path)
    if source is None:
        return Translation(language, path, text, in_order(said))
    source, misshapen = check_shape(source, "translation")
    said += [each for each in misshapen if each.span.line not in source.repaired]
    said += check_language(source, language, document)
    found = overlay(document, source)
    if not misshapen:
        said += check_texts(source, found, document)
    if all(each.severity != "error" for each in said):
        said += check_missing(source, found)
    return Translation(language, path, text, in_order(said), source, found)


def built(document: Document, translations: Iterable[Translation]) -> Flow:
    """Return a flow with its translations; all of them are sound."""
    flow = build(document)
    others: dict[str, Flow] = {}
    texts = [flow.version]
    for each in translations:
        assert each.found is not None
        other = build(translated(document, each.found.pieces))
        others[each.language] = replace(other, version=_digest(each.text))
        texts.append(each.text)
    if not others:
        return flow
    return replace(flow, translations=others, version=_digest("\n".join(texts)))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
