"""Translations as the checker shows them: a file of its own, and what it means for its flow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.files import flow_of_translation, language_of
from flowrunner.flow.library import FLOW_NAME, Checked, Library
from flowrunner.flow.model import Span
from flowrunner.flow.translation.wanted import wanted

_TOP = Span(1, 1, 1, 1)


def is_translation(path: Path, text: str) -> bool:
    """Whether a file is to be read as a translation: by its name, unless it is a flow that is named like one."""
    return language_of(path) is not None and (flow_of_translation(path) is not None or not FLOW_NAME.search(text))


def check_translation(path: Path, text: str, library: Library) -> tuple[Diagnostic, ...]:
    """Return everything that is found in a translation."""
    flow = flow_of_translation(path)
    checked = _checked(flow, library)
    if flow is None or checked is None or checked.document is None:
        base = path.stem.rpartition(".")[0]
        message = f"{flow.name} cannot be read" if flow else f"there is no flow {base}.yaml that this would translate"
        hint = f"check {flow.name} first" if flow else "a translation is named like its flow and lies beside it"
        return (Diagnostic("lone-translation", "error", message, _TOP, hint, str(path)),)
    return library.translation(str(path), text, checked.document).diagnostics


def _checked(flow: Path | None, library: Library) -> Checked | None:
    text = library.disk.text(flow) if flow is not None else None
    return None if text is None else library.check(text, str(flow))


def translation_problems(document: Document, library: Library) -> Iterator[Diagnostic]:
    """Find languages of a flow without errors that have no translation, or one with errors."""
    found = {each.language: each for each in library.translations(document)}
    for each in found.values():
        if not each.is_sound:
            message = f"the translation into {each.language} has errors"
            hint = f"check {Path(each.path).name} as well"
            yield document.error("broken-translation", message, _language_span(document, each.language), hint)
    for language in document.languages[1:] if library.knows_translations else ():
        if language not in found and (count := _untranslated(document)):
            flow = Path(document.source.path)
            texts = f"{count} text{'s are' if count > 1 else ' is'} never said in {language}"
            message = f"there is no {flow.stem}.{language}{flow.suffix}, so {texts}"
            hint = f"write it with `flowrunner translate {flow.name} {language}`"
            yield document.warning("no-translation", message, _language_span(document, language), hint)


def _untranslated(document: Document) -> int:
    return sum(each.needed for each in wanted(document).values() if each.kind == "prompt")


def _language_span(document: Document, language: str) -> Span:
    if language in document.languages and isinstance(document.data.get("languages"), list):
        return document.source.span(("languages", document.languages.index(language)))
    return document.source.span(("flow",))
