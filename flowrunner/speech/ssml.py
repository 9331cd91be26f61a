"""The Speech Synthesis Markup Language (W3C, SSML 1.1) for voices that do not know it: as words and pauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from flowrunner.errors import SpeechError

LONGEST_BREAK_S = 10.0
_STRENGTHS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.0}
"""How long a break without a time is, in seconds."""
_TIME = re.compile(r"\+?([0-9]{0,6}(?:\.[0-9]{1,6})?)(ms|s)")
_LETTERS = ("characters", "spell-out", "verbatim", "digits", "telephone")


def parts(document: str) -> Iterator[str | float]:
    """Yield the words and, in seconds, the pauses of a document, in order; raises SpeechError."""
    if "<!DOCTYPE" in document or "<!ENTITY" in document:
        raise SpeechError("the SSML holds a declaration, which no voice needs", "unfit")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise SpeechError(f"the SSML is not well-formed: {error}", "unfit") from None
    words: list[str] = []
    for part in _walk(root):
        if isinstance(part, str):
            words.append(part)
        else:
            yield from _said(words)
            words.clear()
            yield part
    yield from _said(words)


def _said(words: list[str]) -> Iterator[str]:
    text = " ".join("".join(words).split())
    if text:
        yield text


def _walk(element: ElementTree.Element) -> Iterator[str | float]:
    """Yield words and pauses as they come; a paragraph or a sentence ends what was said before."""
    tag = element.tag.rpartition("}")[2]
    if tag == "break":
        yield _break_s(element)
    elif tag == "sub":
        yield element.get("alias") or element.text or ""
    elif tag == "say-as" and element.get("interpret-as") in _LETTERS:
        yield " ".join("".join(element.itertext()).replace(" ", ""))
    elif tag not in ("audio", "desc"):
        yield from _inside(element, block=tag in ("p", "s", "speak"))
    yield element.tail or ""


def _inside(element: ElementTree.Element, *, block: bool) -> Iterator[str | float]:
    yield element.text or ""
    for child in element:
        yield from _walk(child)
    if block:
        yield 0.0


def _break_s(element: ElementTree.Element) -> float:
    time = _TIME.fullmatch(element.get("time", ""))
    if time is None or not time[1].strip("."):
        return _STRENGTHS.get(element.get("strength", "medium"), _STRENGTHS["medium"])
    return min(float(time[1]) / (1000 if time[2] == "ms" else 1), LONGEST_BREAK_S)
