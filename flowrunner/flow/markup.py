"""Texts with marks for the voice: documents of the Speech Synthesis Markup Language (W3C, SSML 1.1)."""

from __future__ import annotations

import re

_START = re.compile(r"<speak[\s>/]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold (XML 1.0, section 2.2)."""
_TAG = re.compile(r"<[^>]*>")


def is_ssml(text: str) -> bool:
    """Tell whether a text that is to be said is a document, and no plain text."""
    return _START.match(text) is not None


def escape(value: str) -> str:
    """Return a value as words inside a document, whatever it holds."""
    return _ILLEGAL.sub("", value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_document(marked: str) -> str:
    """Return the whole document; authors may leave ``<speak>`` out."""
    stripped = marked.strip()
    return stripped if is_ssml(stripped) else f"<speak>{stripped}</speak>"


def as_plain(text: str) -> str:
    """Return a text that no voice takes for a document."""
    return f" {text}" if is_ssml(text) else text


def words_of(text: str) -> str:
    """Return what is read by people of a text that may be a document: its words, without the marks."""
    if not is_ssml(text):
        return text
    bare = " ".join(_TAG.sub(" ", text).split())
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
