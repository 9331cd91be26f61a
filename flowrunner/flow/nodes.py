"""What each node of an expression becomes, and which nodes are no part of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jinja2 import nodes

from flowrunner.flow import expression as build
from flowrunner.flow import values
from flowrunner.flow.expression import Evaluate, Reference, TemplateSyntax
from flowrunner.flow.filters import FILTERS
from flowrunner.flow.spelling import did_you_mean
from flowrunner.flow.values import UnfitValue

FUNCTIONS: Mapping[str, tuple[int, int]] = {"is_open": (1, 2), "visits": (1, 1)}
"""Functions of the language with the fewest and the most arguments; the scope supplies each under its own name."""


class Translation(Protocol):
    """What turns one expression into a function, as far as its nodes need it."""

    def translate(self, node: nodes.Node) -> Evaluate:
        """Return the function that evaluates ``node``."""
        ...

    def refuse(
        self, message: str, word: object = None, code: str = "template-syntax", hint: str | None = None
    ) -> TemplateSyntax:
        """Return the error at ``word``, or at the beginning."""
        ...

    def refer(self, reference: Reference) -> None:
        """Note the use of a name."""
        ...


def _constant(translation: Translation, node: nodes.Const) -> Evaluate:
    try:
        return build.constant(values.checked(node.value))
    except UnfitValue as error:
        raise translation.refuse(str(error)) from None


def _name(translation: Translation, node: nodes.Name) -> Evaluate:
    _check_public(translation, node.name)
    translation.refer(Reference("variable", node.name))
    return build.lookup(node.name)


def _check_public(translation: Translation, word: object) -> None:
    if isinstance(word, str) and word.startswith("__"):
        raise translation.refuse(f"`{word}` is not part of the language", word)


def _attribute(translation: Translation, node: nodes.Getattr) -> Evaluate:
    path: list[str] = []
    inner: nodes.Node = node
    while isinstance(inner, nodes.Getattr):
        _check_public(translation, inner.attr)
        path.insert(0, inner.attr)
        inner = inner.node
    if not isinstance(inner, nodes.Name):
        return build.follow(translation.translate(inner), path)
    translation.refer(Reference("variable", inner.name, tuple(path)))
    return build.follow(build.lookup(inner.name), path)


def _item(translation: Translation, node: nodes.Getitem) -> Evaluate:
    if isinstance(node.arg, nodes.Const):
        _check_public(translation, node.arg.value)
    return build.item(translation.translate(node.node), translation.translate(node.arg))


def _binary(operation: str) -> Callable[[Translation, nodes.BinExpr], Evaluate]:
    def translate(translation: Translation, node: nodes.BinExpr) -> Evaluate:
        return build.calculate(operation, translation.translate(node.left), translation.translate(node.right))

    return translate


def _product(translation: Translation, node: nodes.Mul) -> Evaluate:
    for side in (node.left, node.right):
        text = isinstance(side, nodes.Const) and isinstance(side.value, str)
        if text or isinstance(side, nodes.List | nodes.Concat):
            raise translation.refuse("text cannot be repeated", "*", hint="`*` is for numbers")
    return _binary("mul")(translation, node)


def _compare(translation: Translation, node: nodes.Compare) -> Evaluate:
    first = translation.translate(node.expr)
    return build.compare(first, [(each.op, translation.translate(each.expr)) for each in node.ops])


def _conditional(translation: Translation, node: nodes.CondExpr) -> Evaluate:
    then, test = translation.translate(node.expr1), translation.translate(node.test)
    return build.conditional(test, then, translation.translate(node.expr2 or nodes.Const(None)))


def _filter(translation: Translation, node: nodes.Filter) -> Evaluate:
    known = FILTERS.get(node.name)
    inside = build.constant(None) if node.node is None else translation.translate(node.node)
    if known is None or node.node is None:
        hint = did_you_mean(node.name, FILTERS) or f"there are {', '.join(sorted(FILTERS))}"
        raise translation.refuse(f"unknown filter `{node.name}`", node.name, "unknown-filter", hint)
    arguments = _arguments(translation, node, node.name, (known.least, known.most))
    if known.localized:
        translation.refer(Reference("language", build.LANGUAGE))
        arguments.insert(0, build.language())
    return build.filtered(inside, known.run, arguments)


def _call(translation: Translation, node: nodes.Call) -> Evaluate:
    name = node.node.name if isinstance(node.node, nodes.Name) else getattr(node.node, "attr", "this")
    if name not in FUNCTIONS or not isinstance(node.node, nodes.Name):
        hint = did_you_mean(name, FUNCTIONS) or "the functions are is_open('hours') and visits('state')"
        hint = f"write `| {name}`" if name in FILTERS else hint
        raise translation.refuse(f"`{name}` cannot be called", name, "unknown-function", hint)
    arguments = _arguments(translation, node, name, FUNCTIONS[name])
    fixed = tuple(each.value if isinstance(each, nodes.Const) else None for each in node.args)
    translation.refer(Reference("function", name, (), fixed))
    return build.call(name, arguments)


def _arguments(
    translation: Translation, node: nodes.Filter | nodes.Call, name: str, count: tuple[int, int]
) -> list[Evaluate]:
    pairs = [pair for pair in node.kwargs if isinstance(pair, nodes.Keyword)]
    unfit = any((pair.key, name) != ("when", "is_open") for pair in pairs) or node.dyn_args or node.dyn_kwargs
    if unfit or not count[0] <= len(node.args) + len(pairs) <= count[1]:
        takes = " to ".join(str(each) for each in sorted(set(count))) if any(count) else "no"
        raise translation.refuse(f"`{name}` takes {takes} argument{'s' * (takes != '1')}", name)
    return [translation.translate(each) for each in (*node.args, *(pair.value for pair in pairs))]


TRANSLATIONS: Mapping[type[nodes.Node], Callable[[Translation, Any], Evaluate]] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Getattr: _attribute,
    nodes.Getitem: _item,
    nodes.Compare: _compare,
    nodes.And: lambda it, node: build.both(it.translate(node.left), it.translate(node.right)),
    nodes.Or: lambda it, node: build.either(it.translate(node.left), it.translate(node.right)),
    nodes.Not: lambda it, node: build.negation(it.translate(node.node)),
    nodes.Neg: lambda it, node: build.calculate("sub", build.constant(0), it.translate(node.node)),
    nodes.Pos: lambda it, node: it.translate(node.node),
    nodes.CondExpr: _conditional,
    nodes.Concat: lambda it, node: build.concat([it.translate(each) for each in node.nodes]),
    nodes.List: lambda it, node: build.listing([it.translate(each) for each in node.items]),
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.Mul: _product,
    nodes.Add: _binary("add"),
    nodes.Sub: _binary("sub"),
    nodes.Div: _binary("div"),
    nodes.FloorDiv: _binary("floordiv"),
    nodes.Mod: _binary("mod"),
}

REFUSED: Mapping[type[nodes.Node], tuple[str, str | None]] = {
    nodes.Pow: ("`**` is not part of the language", None),
    nodes.Test: ("`is` is not part of the language", "write `name` or `not name`, or compare with `==`"),
    nodes.Dict: ("`{ }` inside `{{ }}` is not part of the language", None),
    nodes.Slice: ("`[:]` is not part of the language", None),
    nodes.Tuple: ("a comma has no meaning here", "write a list as ['a', 'b']"),
}
