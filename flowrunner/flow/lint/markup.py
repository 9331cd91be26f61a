"""Texts with marks for the voice, which must be well-formed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.markup import as_document
from flowrunner.flow.texts import Text

_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@rule("bad-ssml")
def broken_markup(document: Document) -> Iterator[Diagnostic]:
    """Find SSML that no voice could read."""
    for text in document.texts:
        if "ssml" in text.path[-2:] and (wrong := _wrong(text)) is not None:
            hint = "every tag is closed, as in <emphasis>now</emphasis> or <break time='1s'/>; write &amp; for &"
            yield document.error("bad-ssml", f"this is no SSML: {wrong}", document.source.span(text.path), hint)


def _wrong(text: Text) -> str | None:
    """Return what is wrong with a text; a value stands for a word."""
    # imported here, because few flows have such texts and every check would pay for it
    from xml.etree import ElementTree

    marked = as_document(_VALUE.sub("value", text.source))
    if "<!DOCTYPE" in marked or "<!ENTITY" in marked:
        return "it holds a declaration"
    try:
        ElementTree.fromstring(marked)
    except ElementTree.ParseError as error:
        return str(error).partition(":")[0]
    return None
