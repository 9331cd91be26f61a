"""What can be wrong with a translation, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from flowrunner.flow.diagnostics import Diagnostic, Severity
from flowrunner.flow.document import Document
from flowrunner.flow.languages import LANGUAGE
from flowrunner.flow.lint.texts import READ_ONLY
from flowrunner.flow.model import Span
from flowrunner.flow.plain import listed
from flowrunner.flow.source import Data, Path, Source
from flowrunner.flow.spelling import did_you_mean
from flowrunner.flow.template import Expression, Template, TemplateSyntax
from flowrunner.flow.texts import Text, parse, prompts_in
from flowrunner.flow.translation.overlay import Overlay, Piece

_TOP = Span(1, 1, 1, 1)
SHOWN = 5
"""Missing texts that the warning names; the others are counted."""


def check_language(source: Source, language: str, document: Document) -> Iterator[Diagnostic]:
    """Find a translation into a language that its flow does not have."""
    flow = FilePath(document.source.path).name
    if language == document.languages[0]:
        message = f"{flow} is written in {language} itself"
        yield _finding(source, "lone-translation", "error", message, _TOP, "write its texts into the flow")
    elif language not in document.languages:
        known = ", ".join((*document.languages, language))
        message = f"{flow} does not have the language {language}"
        hint = did_you_mean(language, document.languages[1:]) or f"add it there: `languages: [{known}]`"
        yield _finding(source, "lone-translation", "error", message, _TOP, hint)


def check_texts(source: Source, found: Overlay, document: Document) -> Iterator[Diagnostic]:
    """Find texts that belong nowhere, texts that cannot be said, and phrases of two choices."""
    for where in found.unknown:
        yield _unknown(source, where, found, document)
    for piece in found.pieces:
        if piece.wanted.kind == "prompt":
            yield from _said(source, piece, document)
    yield from _phrases(source, found.pieces)


def check_missing(source: Source, found: Overlay) -> Iterator[Diagnostic]:
    """Tell what is not translated: once in all, and each for those who want to know."""
    if not found.missing:
        return
    names = [_name(where) for where in found.missing]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    count = f"{len(names)} text{'s are' if len(names) > 1 else ' is'} not translated"
    hint = "such a text is said in the language that it is written in; `--info` shows each"
    yield _finding(source, "untranslated", "warning", f"{count}: {', '.join(names[:SHOWN])}{more}", _TOP, hint)
    for where, each in found.missing.items():
        span = source.key_span(where) if where[:1] in source.places else _TOP
        message = f"`{_name(where)}` is not translated: {_excerpt(each.written)}"
        yield _finding(source, "untranslated", "info", message, span)


def _finding(
    source: Source, code: str, severity: Severity, message: str, span: Span, hint: str | None = None
) -> Diagnostic:
    return Diagnostic(code, severity, message, span, hint, source.path)


def _name(where: Path) -> str:
    parts = where[:-1] if where[-1] == "hear" else where
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in parts)


def _excerpt(data: Data) -> str:
    texts = [text for _, text in prompts_in((), data)]
    words = " ".join(" ".join(texts).split())
    return words if len(words) <= 80 else words[:79] + "…"


def _unknown(source: Source, where: Path, found: Overlay, document: Document) -> Diagnostic:
    flow, span = FilePath(document.source.path).name, source.key_span(where)
    if len(where) == 1:
        near = did_you_mean(str(where[0]), {*document.state_names, "anytime", "defaults", "intents"})
        return _finding(source, "unknown-text", "error", f"there is no state `{where[0]}` in {flow}", span, near)
    there = {piece.where[: len(where)] for piece in found.pieces} | {each[: len(where)] for each in found.missing}
    beside = {str(each[-1]) for each in there if each[:-1] == where[:-1]}
    hint = did_you_mean(str(where[-1]), beside)
    message = f"`{_name(where[:-1])}` has no text or choice `{where[-1]}` in {flow}"
    return _finding(source, "unknown-text", "error", message, span, hint)


def _said(source: Source, piece: Piece, document: Document) -> Iterator[Diagnostic]:
    """Check the templates of one text: they are to say what those of the written one say."""
    written = _names(text for _, text in prompts_in((), piece.wanted.written))
    used: set[str] = set()
    for where, text in prompts_in(piece.where, piece.data):
        try:
            template = parse(Text(where, text, "prompt"))
        except TemplateSyntax as error:
            for each in (error, *error.others):
                span = source.find(where, text, each.offset, each.length)
                yield _finding(source, each.code, "error", each.message, span, each.hint)
            used |= written
            continue
        used |= template.names
        yield from _read(source, where, text, template, document)
    if left := sorted(written - used - {LANGUAGE}):
        message = f"the written text says `{left[0]}`, and this one does not"
        yield _finding(
            source, "other-values", "warning", message, source.span(piece.where), f"put {{{{ {left[0]} }}}} in"
        )


def _read(
    source: Source, where: Path, text: str, template: Template | Expression, document: Document
) -> Iterator[Diagnostic]:
    known = document.variables | READ_ONLY
    for each in template.references:
        span = source.find(where, text, each.offset, len(each.name))
        if each.kind != "variable":
            continue
        if each.name in document.secret_variables or each.name == "secrets":
            message = f"`{each.name}` is secret and can be used in the body of a request only"
            yield _finding(source, "secret-outside-body", "error", message, span)
        elif each.name not in known:
            message = f"nothing declares `{each.name}`"
            yield _finding(source, "unknown-variable", "error", message, span, did_you_mean(each.name, known))


def _names(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        try:
            found |= Template.parse(text).names
        except TemplateSyntax:
            continue
    return found


def _phrases(source: Source, pieces: Iterable[Piece]) -> Iterator[Diagnostic]:
    """Find a phrase that two choices of one menu have."""
    taken: dict[tuple[Path, str], Path] = {}
    for piece in pieces:
        if piece.wanted.kind != "phrases" or piece.wanted.path[0] == "intents":
            continue
        menu, choice = piece.wanted.path[:-2], piece.wanted.path[-2]
        for phrase in listed(piece.data):
            other = taken.setdefault((menu, " ".join(phrase.casefold().split())), piece.wanted.path)
            if other != piece.wanted.path:
                message = f"the phrase `{phrase}` chooses `{other[-2]}` already"
                hint = f"give `{choice}` another one"
                yield _finding(source, "duplicate-choice", "error", message, source.span(piece.where), hint)
