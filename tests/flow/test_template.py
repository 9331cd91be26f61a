from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment

from flowrunner.errors import TemplateError
from flowrunner.flow.template import Expression, Reference, Template, TemplateSyntax
from flowrunner.flow.values import MAX_TEXT

SCOPE: Mapping[str, object] = {
    "name": "Ann",
    "n": 3,
    "half": 0.5,
    "typed": "42",
    "zeros": "0123",
    "empty": None,
    "urgent": True,
    "order": {"items": [{"price": 12.5}], "id": "A7"},
    "call": {"from": "+15550100001", "to": "+15550100002", "direction": "inbound", "id": "c1", "extra": {"shop": "x"}},
    "today": date(2026, 12, 25),
    "now": datetime(2026, 12, 25, 9, 30, tzinfo=UTC),
    "visits": lambda state: {"menu": 2}.get(state, 0),
    "huge": 10**30,
    "long": "x" * (MAX_TEXT + 1),
}


def render(source: str) -> str:
    return Template.parse(source).render(SCOPE)


def value(source: str) -> object:
    return Template.parse(source).value(SCOPE)


def holds(source: str) -> bool:
    return bool(Expression.parse(source).evaluate(SCOPE))


def test_text_without_braces_is_constant() -> None:
    template = Template.parse("Welcome to Acme Bank.")
    assert (template.constant, template.names) == ("Welcome to Acme Bank.", frozenset())


def test_a_template_that_reads_nothing_is_constant() -> None:
    assert Template.parse("{{ 2 + 3 }} days").constant == "5 days"


def test_a_template_names_what_it_reads() -> None:
    template = Template.parse("{{ name }} has {{ order.id }} {{ visits('menu') }}")
    assert template.constant is None
    assert template.names == {"name", "order"}
    assert template.references == (
        Reference("variable", "name", offset=3),
        Reference("variable", "order", ("id",), offset=18),
        Reference("function", "visits", (), ("menu",), offset=33),
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hi {{ name }}!", "Hi Ann!"),
        ("{{ n + 1 }}", "4"),
        ("{{ 10 / 4 }} and {{ 10 / 5 }}", "2.5 and 2"),
        ("{{ 7 // 2 }} {{ 7 % 2 }} {{ -n }} {{ +n }} {{ n - 1 }} {{ n * 2 }}", "3 1 -3 3 2 6"),
        ("{{ name ~ '-' ~ n }}", "Ann-3"),
        ("{{ 'yes' if n > 2 else 'no' }}", "yes"),
        ("{{ 'yes' if n > 5 }}", ""),
        ("{{ call.from }} {{ call.extra.shop }}{{ call.extra.none }}", "+15550100001 x"),
        ("{{ order['items'][0].price }}", "12.5"),
        ("{{ order.items[9].price }}{{ name.first }}", ""),
        ("{{ empty }}{{ nobody }}", ""),
        ("{{ urgent }} {{ not urgent }}", "true false"),
        ("{{ ['a', n] }}", "a, 3"),
        ("{{ empty or 'nothing' }} {{ name and n }}", "nothing 3"),
        ("{{ visits('menu') }}", "2"),
        ("{{ today }}", "2026-12-25"),
        ("नमस्ते {{ name }}", "नमस्ते Ann"),
        ("{{- name -}} !", "Ann!"),
    ],
)
def test_templates_render_as_they_read(source: str, text: str) -> None:
    assert render(source) == text


def test_exactly_one_pair_of_braces_keeps_the_type() -> None:
    assert value("{{ n }}") == 3
    assert value(" {{ urgent }}\n") is True
    assert value("{{ order.items }}") == [{"price": 12.5}]
    assert value("{{ empty }}") is None
    assert value("{{ n }}{{ n }}") == "33"
    assert value("{{ n }} days") == "3 days"
    assert value("{{ 2 + 3 }}") == 5
    assert value("plain") == "plain"


def test_a_fixed_template_has_a_value_and_a_text() -> None:
    template = Template.fixed("3", 3)
    assert (template.render({}), template.value({}), template.constant) == ("3", 3, "3")


@pytest.mark.parametrize(
    "condition",
    [
        "n == 3 and name == 'Ann'",
        "2 < n <= 3",
        "n in [1, 3]",
        "'n' in name",
        "n not in [1, 2]",
        "typed == 42",
        "typed > 5",
        "'10' > '9'",
        "zeros == 123",
        "zeros != '123'",
        "zeros == '0123'",
        "today == '2026-12-25'",
        "'2026-12-24' < today",
        "now >= today",
        "not empty",
        "visits('menu') > 1",
        "not visits('nowhere')",
        "call.direction == 'inbound'",
        "'id' in order",
    ],
)
def test_conditions_that_hold(condition: str) -> None:
    assert holds(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "empty < 0",
        "empty > 0",
        "empty >= 0",
        "empty <= 0",
        "empty == 0",
        "nobody",
        "name < 3",
        "name > 3",
        "order > 1",
        "empty in name",
        "n in n",
        "today < 3",
        "'nonsense' < today",
    ],
)
def test_what_has_no_order_is_not_in_order_and_ends_no_call(condition: str) -> None:
    assert not holds(condition)


def test_empty_counts_as_zero() -> None:
    assert value("{{ empty + 1 }}") == 1
    assert value("{{ (misses or 0) + 1 }}") == 1
    assert value("{{ typed + 1 }}") == 43
    assert value("{{ 'a' + 'b' }}") == "ab"


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ name.__class__ }}",
    "{{ name['__class__'] }}",
    "{{ __import__('os') }}",
    "{{ self }}{{ self.__init__ }}",
    "{{ call.__init__.__globals__ }}",
    "{{ visits.__globals__ }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ name.format(name) }}",
    "{{ '%s' | format(name) }}",
    "{{ name | attr('__class__') }}",
    "{{ [name] | map(attribute='__class__') | list }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ {'a': 1} }}",
    "{{ name[::-1] }}",
    "{{ (1, 2) }}",
    "{{ name is defined }}",
    "{{ visits(*name) }}",
    "{{ visits(**order) }}",
    "{{ visits(state='menu') }}",
    "{{ order.items() }}",
    "{{ visits('menu')() }}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'x' as x %}",
    "{% extends 'x' %}",
    "{% macro x() %}{% endmacro %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% if name %}x{% endif %}",
    "{# x #}",
]

BOMBS = [
    "{{ 'x' | center(300000000) }}",
    "{{ 'a' * 10**9 }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 1000000000 * 'a' }}",
    "{{ [1] * 1000000000 }}",
    "{{ ('a' ~ 'b') * 1000000000 }}",
    "{{ 2 ** 100000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ range(1000000000) }}",
    "{{ lipsum(100000) }}",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{{ 1e999 }}",
    "{{ 1e300 * 1e300 }}",
    "{{ " + "9" * 5_000 + " }}",
    "{{ 0x" + "f" * 1_000 + " }}",
    "{{ 999999999999999999999 }}",
    "{{ 1000000000 * 1000000000 * 1000000000 }}",
    "{{ 1 | round(-100000000) }}",
    "{{ 1 / 0 }}",
    "{{ 1 % 0 }}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "{{ " + "[" * 90 + "]" * 90 + " }}",
    "{{ " + "not " * 190 + "1 }}",
    "{{ " + "-" * 190 + "1 }}",
    "{{ " + "1 + " * 10_000 + "1 }}",
    "{{ 1" + " if 1 else 1" * 60 + " }}",
    "{{ a" + ".b" * 5_000 + " }}",
    "{{ a" + "[0]" * 60 + " }}",
    "{{ name" + " | upper" * 90 + " }}",
    "{{ '" + "x" * 5_000 + "' }}",
    "{{ a }}" * 5_000,
    "x" * 20_000 + "{{ a }}",
    "{{ 'a\\d' }}",
    "{{ '\\x41' }}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_of_python_can_be_reached(source: str) -> None:
    with pytest.raises(TemplateSyntax):
        Template.parse(source)


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_bombs_are_refused_before_anything_is_evaluated(source: str) -> None:
    with pytest.raises(TemplateSyntax):
        Template.parse(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ long | upper }}",
        "{{ long ~ 'x' }}",
        "{{ long }}!",
        "{{ huge + 1 }}",
        "{{ huge }}!",
        "{{ n * name }}",
        "{{ name - 1 }}",
        "{{ n / 0 + n }}",
        "{{ n % (n - n) }}",
        "{{ order }}!",
        "{{ [order] }}!",
        "{{ name | money }}",
        "{{ name | date }}",
        "{{ name | time }}",
        "{{ n | round(name) }}",
    ],
)
def test_values_that_do_not_fit_are_an_error_of_the_call_and_not_of_python(source: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template.parse(source).value(SCOPE)
    assert "Ann" not in caught.value.reason


def test_a_function_that_the_scope_lacks_is_an_error_of_the_call() -> None:
    with pytest.raises(TemplateError):
        Template.parse("{{ visits('menu') }}").render({})


def test_long_results_are_refused() -> None:
    part = "y" * 900
    scope = {"part": part}
    assert Template.parse("{{ part }}" * 4).render(scope) == part * 4
    with pytest.raises(TemplateError):
        Template.parse("{{ part }}" * 5).render(scope)


@pytest.mark.parametrize(
    ("source", "offset", "code"),
    [
        ("Hello {{ name | spel }}", 16, "unknown-filter"),
        ("Hello {{ nam(e) }}", 9, "unknown-function"),
        ("Hello {{ name", 6, "template-syntax"),
        ("Hello }} name", 6, "template-syntax"),
        ("a {{ b }} {{ c ** 2 }}", 13, "template-syntax"),
        ("a {{ b c }}", 7, "template-syntax"),
        ("a {{ b + }}", 7, "template-syntax"),
    ],
)
def test_mistakes_have_a_place(source: str, offset: int, code: str) -> None:
    with pytest.raises(TemplateSyntax) as caught:
        Template.parse(source)
    assert (caught.value.offset, caught.value.code) == (offset, code)


def test_all_mistakes_of_a_text_are_found_and_its_good_parts_too() -> None:
    with pytest.raises(TemplateSyntax) as caught:
        Template.parse("{{ a | spel }} {{ b }} {{ c + }}")
    assert [each.offset for each in (caught.value, *caught.value.others)] == [7, 28]
    assert [each.name for each in caught.value.references] == ["a", "b"]


@pytest.mark.parametrize("source", ["", " ", "n n", "n =", "n = 3", "{{ n }}", "n }} {{ n", "n; n", "n,", ")", "{% %}"])
def test_conditions_that_cannot_be_read(source: str) -> None:
    with pytest.raises(TemplateSyntax):
        Expression.parse(source)


_SIGNS = r"""{{ }} {% %} {# #} name n empty order call . | ( ) [ ] { } ' " + - * / // ** % ~ , : = == != < > <=
and or not if else in is 1 0 2.5 1e9 'x' spell upper default range visits __class__ loop self \ x"""
_WORDS = st.sampled_from([*_SIGNS.split(), "\n"])


@given(st.lists(_WORDS, max_size=30).map(" ".join))
def test_no_template_does_anything_but_render_or_be_refused(source: str) -> None:
    try:
        text = Template.parse(source).render(SCOPE)
    except (TemplateSyntax, TemplateError):
        return
    assert len(text) <= max(MAX_TEXT, len(source))


@given(st.text(max_size=60))
def test_no_condition_does_anything_but_evaluate_or_be_refused(source: str) -> None:
    try:
        Expression.parse(source).evaluate(SCOPE)
    except (TemplateSyntax, TemplateError):
        return


_NUMBERS = st.integers(-50, 50).map(str) | st.sampled_from(["n", "half"])
_SUMS = st.recursive(
    _NUMBERS,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "<", ">", "==", "!=", "and", "or"]), inner).map(
        lambda parts: f"({' '.join(parts)})"
    ),
    max_leaves=6,
)


@given(_SUMS)
def test_numbers_are_what_jinja_makes_of_them(source: str) -> None:
    ours = Expression.parse(source).evaluate(SCOPE)
    theirs = SandboxedEnvironment().compile_expression(source)(**SCOPE)
    assert ours == theirs


@pytest.mark.parametrize("text", ["https://a.in/{{ account }}?x={{ n + 1 }}", "{{ account }}", "https://a.in/ "])
def test_the_end_of_a_text_is_a_template_as_if_it_had_been_read_alone(text: str) -> None:
    end, alone, scope = Template.parse(f"GET  {text}").ending(text), Template.parse(text), {"account": 12, "n": 1}
    assert (end, end.render(scope), end.value(scope)) == (alone, alone.render(scope), alone.value(scope))


def test_words_of_the_template_language_are_no_names() -> None:
    assert [Template.parse(f"{{{{ {word} }}}}").value({}) for word in ("true", "False", "none")] == [True, False, None]
    with pytest.raises(TemplateSyntax, match="ends too early"):
        Template.parse("{{ not }}")
