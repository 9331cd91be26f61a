"""Sandboxed templates: with ``nodes`` the only importer of jinja2.

Jinja parses; it never compiles and never runs. Each node of its tree that is on the list in ``nodes`` is turned into a
small function of ours, and a node that is not on the list has no such function, so it is refused before anything is
evaluated. There are no loops, no calls but of the functions named here, and no attributes of Python objects: a dot
looks into data. Every text, number and tree has a limit, so that a template takes microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from flowrunner.errors import TemplateError
from flowrunner.flow import values
from flowrunner.flow.expression import Evaluate, Reference, Scope, TemplateSyntax, Value
from flowrunner.flow.nodes import FUNCTIONS, REFUSED, TRANSLATIONS
from flowrunner.flow.tokens import MAX_DEPTH, Token, check_tokens
from flowrunner.flow.values import UnfitValue

__all__ = ["FUNCTIONS", "Expression", "Reference", "Scope", "Template", "TemplateSyntax", "Value"]

MAX_SOURCE = 16_000

_NO_NAMES = frozenset({"true", "false", "none", "True", "False", "None", "not"})
"""Words of Jinja that are no name where one could stand."""
_ENVIRONMENT = Environment(keep_trailing_newline=True, autoescape=False)


@dataclass(frozen=True, slots=True)
class Template:
    """Text with ``{{ }}``."""

    source: str
    constant: str | None = None
    """The whole text when nothing in it varies."""
    names: frozenset[str] = frozenset()
    """Bare names that the template reads."""
    references: tuple[Reference, ...] = field(default=(), compare=False, repr=False)
    _parts: tuple[str | Evaluate, ...] = field(default=(), compare=False, repr=False)
    _fixed: Value = field(default=None, repr=False)

    @classmethod
    def parse(cls, source: str) -> Template:
        """Return the template; raises TemplateSyntax, within milliseconds whatever the text is."""
        if not _has_code(source):
            return cls(source, constant=source, _fixed=source)
        parts, references = _parse_parts(source)
        template = cls(source, None, _variables(references), references, parts)
        return template if references else _folded(template)

    @classmethod
    def fixed(cls, source: str, value: Value) -> Template:
        """Return a template that always has this value, such as the ``3`` of ``set: {tries: 3}``."""
        return cls(source, constant=source, _fixed=value)

    def ending(self, text: str) -> Template:
        """Return the template of the end of its source, parsed already as a rule; raises TemplateSyntax."""
        before, first = self.source.removesuffix(text), next(iter(self._parts), None)
        if self.constant is not None or not isinstance(first, str) or not first.startswith(before):
            return Template.parse(text)
        return replace(self, source=text, _parts=(first.removeprefix(before), *self._parts[1:]))

    def filled(self, value: str) -> str:
        """Return the text with the same words in place of everything that varies."""
        if self.constant is not None:
            return self.constant
        return "".join(part if isinstance(part, str) else value for part in self._parts)

    def render(self, scope: Scope, encode: Callable[[str], str] = str) -> str:
        """Return the text, each value of a ``{{ }}`` put through ``encode``; raises TemplateError."""
        if self.constant is not None:
            return self.constant
        try:
            parts = (part if isinstance(part, str) else encode(values.to_text(part(scope))) for part in self._parts)
            return values.join(list(parts))
        except UnfitValue as error:
            raise TemplateError(self.source, str(error)) from None

    def value(self, scope: Scope) -> Value:
        """Return the value with its type when the source is exactly one ``{{ }}``, else the text; as render."""
        if self.constant is not None:
            return self._fixed
        code = [part for part in self._parts if not isinstance(part, str)]
        if len(code) > 1 or any(isinstance(part, str) and part.strip() for part in self._parts):
            return self.render(scope)
        try:
            return code[0](scope)
        except UnfitValue as error:
            raise TemplateError(self.source, str(error)) from None


@dataclass(frozen=True, slots=True)
class Expression:
    """A bare condition, as in ``if:``."""

    source: str
    names: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = field(default=(), compare=False, repr=False)
    _run: Evaluate = field(default=lambda scope: None, compare=False, repr=False)

    @classmethod
    def parse(cls, source: str) -> Expression:
        """Return the expression; raises TemplateSyntax, within milliseconds whatever the text is."""
        if source.lstrip().startswith("{{"):
            raise TemplateSyntax("a condition is written without `{{ }}`", source.index("{{"), hint="write it bare")
        tokens = _tokens(source, "variable")
        run, references = _Translation(source, 0, tokens).result()
        return cls(source, _variables(references), references, run)

    def evaluate(self, scope: Scope) -> Value:
        """Return the value; raises TemplateError."""
        try:
            return self._run(scope)
        except UnfitValue as error:
            raise TemplateError(self.source, str(error)) from None


def _has_code(source: str) -> bool:
    return any(sign in source for sign in ("{{", "}}", "{%", "{#"))


def _variables(references: tuple[Reference, ...]) -> frozenset[str]:
    return frozenset(reference.name for reference in references if reference.kind == "variable")


def _folded(template: Template) -> Template:
    """Evaluate a template that reads nothing once and for all."""
    try:
        text, value = template.render({}), template.value({})
    except TemplateError as error:
        raise TemplateSyntax(error.reason, template.source.index("{{")) from None
    return Template(template.source, constant=text, _fixed=value)


def _tokens(source: str, state: str | None = None) -> list[Token]:
    """Cut ``source`` into words and signs, each with its offset; raises TemplateSyntax over any limit."""
    if len(source) > MAX_SOURCE:
        raise TemplateSyntax(f"the text is longer than {MAX_SOURCE} characters", 0)
    tokens = list(_raw_tokens(source, state))
    check_tokens(tokens)
    return tokens


def _raw_tokens(source: str, state: str | None) -> Iterator[Token]:
    offset = 0
    try:
        for _, kind, text in _ENVIRONMENT.lexer.tokeniter(source, None, None, state):
            offset = max(source.find(text, offset), offset)
            yield Token(kind, text, offset)
            offset += len(text)
    except TemplateSyntaxError as error:
        raise TemplateSyntax(_plain(error), offset) from None


def _plain(error: TemplateSyntaxError) -> str:
    """Say what Jinja found in our manner."""
    message = str(error.message or "this cannot be read").rstrip(".")
    return message[0].lower() + message[1:].replace("end of print statement", "`}}`")


def _parse_parts(source: str) -> tuple[tuple[str | Evaluate, ...], tuple[Reference, ...]]:
    parts: list[str | Evaluate] = []
    references: list[Reference] = []
    errors: list[TemplateSyntax] = []
    for part in _split(source):
        try:
            run, found = (_data(part), ()) if isinstance(part, Token) else part.result()
            parts.append(run)
            references += found
        except TemplateSyntax as error:
            errors.append(error)
            references += error.references
    if errors:
        errors[0].others, errors[0].references = tuple(errors[1:]), tuple(references)
        raise errors[0]
    return tuple(parts), tuple(references)


def _split(source: str) -> Iterator[Token | _Translation]:
    """Cut a text into the words around ``{{ }}`` and the expressions inside."""
    inside: list[Token] = []
    opened: Token | None = None
    for token in _tokens(source):
        if token.kind == "variable_begin":
            opened, inside = token, []
        elif opened is None:
            yield token
        elif token.kind == "variable_end":
            start = opened.offset + len(opened.text)
            yield _Translation(source[start : token.offset], start, inside)
            opened = None
        else:
            inside.append(token)
    if opened is not None:
        raise TemplateSyntax("`{{` without `}}`", opened.offset)


def _data(token: Token) -> str:
    if "}}" in token.text:
        raise TemplateSyntax("`}}` without `{{`", token.offset + token.text.index("}}"))
    return token.text


class _Translation:
    """Turns one expression into a function; whatever is not in ``TRANSLATIONS`` is refused."""

    def __init__(self, source: str, start: int, tokens: list[Token]) -> None:
        self._source = source
        self._tokens = [token for token in tokens if token.kind != "whitespace"]
        self._start = self._tokens[0].offset if self._tokens else start
        self._references: list[Reference] = []
        self._depth = 0

    def result(self) -> tuple[Evaluate, tuple[Reference, ...]]:
        """Return the function and the names it uses; raises TemplateSyntax."""
        if not self._tokens:
            raise TemplateSyntax("nothing is written here", self._start, hint="write a name, such as {{ balance }}")
        try:
            return self.translate(self._parse()), tuple(self._references)
        except TemplateSyntax as error:
            error.references = tuple(self._references)
            raise

    def _parse(self) -> nodes.Expr:
        return _path(self._tokens) or self._parse_any()

    def _parse_any(self) -> nodes.Expr:
        try:
            parser = Parser(_ENVIRONMENT, self._source, state="variable")
            tree = parser.parse_expression()
        except TemplateSyntaxError as error:
            if "end of template" in str(error.message):
                raise self.refuse("this ends too early", self._tokens[-1].text) from None
            raise self.refuse(_plain(error)) from None
        except (ValueError, OverflowError):
            raise self.refuse("the number is too large") from None
        if not parser.stream.eos:
            word = str(parser.stream.current.value)
            hint = "`==` compares" if word == "=" else None
            raise self.refuse(f"unexpected `{word}`", word, hint=hint)
        return tree

    def refuse(
        self, message: str, word: object = None, code: str = "template-syntax", hint: str | None = None
    ) -> TemplateSyntax:
        """Return the error at ``word``, or at the beginning."""
        offset = next((token.offset for token in self._tokens if token.text == word), self._start)
        return TemplateSyntax(message, offset, code, hint, len(str(word)) if word else 2)

    def translate(self, node: nodes.Node) -> Evaluate:
        """Return the function that evaluates ``node``."""
        translate = TRANSLATIONS.get(type(node))
        if translate is None:
            message, hint = REFUSED.get(type(node), ("this is not part of the language", None))
            raise self.refuse(message, hint=hint)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.refuse("this is too long or too deep", hint="let a request do heavier work")
        run = translate(self, node)
        self._depth -= 1
        return run

    def refer(self, reference: Reference) -> None:
        """Note the use of a name."""
        self._references.append(replace(reference, offset=self._name_offset(reference.name)))

    def _name_offset(self, name: str) -> int:
        uses = sum(reference.name == name for reference in self._references)
        after = ("", *(token.text for token in self._tokens))
        places = [
            token.offset
            for token, previous in zip(self._tokens, after, strict=False)
            if token.text == name and previous not in (".", "|")
        ]
        return places[min(uses, len(places) - 1)] if places else self._start


def _path(tokens: list[Token]) -> nodes.Expr | None:
    """Return a name and what is looked up in it, as in ``call.from``: half of all expressions, read in no time."""
    names, dots = tokens[::2], tokens[1::2]
    plain = all(each.kind == "name" and each.text.isidentifier() for each in names)
    if not plain or len(names) == len(dots) or any(each.text != "." for each in dots) or names[0].text in _NO_NAMES:
        return None
    node: nodes.Expr = nodes.Name(names[0].text, "load")
    for each in names[1:]:
        node = nodes.Getattr(node, each.text, "load")
    return node
