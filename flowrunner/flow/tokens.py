"""The words and signs inside ``{{ }}``, and the limits that are judged before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flowrunner.flow.expression import TemplateSyntax

MAX_TOKENS = 200
"""Words and signs inside the ``{{ }}`` of one text."""
MAX_DEPTH = 24
_MAX_WORD = 2_000

_SAFE_ESCAPES = re.compile(r"""(?:[^\\]|\\[\\'"n])*\Z""", re.DOTALL)
_OPENERS, _CLOSERS = frozenset("([{"), frozenset(")]}")
_REFUSED = {
    "block_begin": ("`{% %}` is not part of the language", "write {{ 'one' if condition else 'other' }}"),
    "raw_begin": ("`{% %}` is not part of the language", "write {{ 'one' if condition else 'other' }}"),
    "comment_begin": ("`{# #}` is not part of the language", "begin a comment with # on a line of its own"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; ``data`` is the text around ``{{ }}``."""

    kind: str
    text: str
    offset: int


def check_tokens(tokens: Sequence[Token]) -> None:
    """Raise TemplateSyntax when the code among ``tokens`` is more than any flow needs."""
    code = [token for token in tokens if token.kind not in ("data", "whitespace")]
    if len(code) > MAX_TOKENS:
        raise TemplateSyntax("there is too much inside `{{ }}`", code[0].offset, hint="let a request do heavier work")
    depth = 0
    for token in code:
        _check(token)
        depth += (token.text in _OPENERS) - (token.text in _CLOSERS)
        if depth > MAX_DEPTH:
            raise TemplateSyntax("too many brackets inside each other", token.offset)


def _check(token: Token) -> None:
    if token.kind in _REFUSED:
        message, hint = _REFUSED[token.kind]
        raise TemplateSyntax(message, token.offset, hint=hint)
    if token.kind == "string" and not _SAFE_ESCAPES.match(token.text):
        raise TemplateSyntax("a backslash inside `{{ }}` has no meaning", token.offset)
    if len(token.text) > _MAX_WORD:
        raise TemplateSyntax("there is too much inside `{{ }}`", token.offset)
