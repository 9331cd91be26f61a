"""Limits of answers that cannot be, and days of nobody's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.limits import LIMITED, limit_of
from flowrunner.flow.lint.questions import Question, questions
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.model import FromToday, Limit
from flowrunner.flow.plain import mapping
from flowrunner.flow.schema import flow_schema


@rule("wrong-type")
def misfit_limits(document: Document) -> Iterator[Diagnostic]:
    """Find limits of another kind than the answer; what is no limit at all is told by the shape of the file."""
    any_limit = re.compile(flow_schema()["$defs"]["limit"]["pattern"])
    for question in questions(document):
        wanted = LIMITED.get(question.kind)
        for key in ("min", "max"):
            text = question.data.get(key)
            is_limit = isinstance(text, str) and any_limit.match(text) is not None
            if wanted and is_limit and _limit(question, key) is None:
                message = f"`{key}` of the type `{question.kind}` must be {wanted}"
                yield document.error("wrong-type", message, document.source.span((*question.path, key)))


@rule("empty-range")
def empty_ranges(document: Document) -> Iterator[Diagnostic]:
    """Find limits between which there is nothing."""
    for question in questions(document):
        least, most = (_limit(question, key) for key in ("min", "max"))
        if least is not None and most is not None and _is_less(most, least):
            message = "no answer is between `min` and `max`: the least is greater than the greatest"
            span = document.source.span((*question.path, "min"))
            yield document.error("empty-range", message, span, "exchange the two, or leave one away")


def _limit(question: Question, key: str) -> Limit | None:
    text = question.data.get(key)
    return limit_of(question.kind, text) if isinstance(text, str) else None


def _is_less(one: Limit, other: Limit) -> bool:
    """Whether one limit is certainly less than another; a day that moves and one that does not are both possible."""
    if isinstance(one, FromToday) and isinstance(other, FromToday):
        return one.days < other.days
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return isinstance(one, int | float) and isinstance(other, int | float) and one < other


@rule("no-timezone", trusts="file")
def days_without_a_zone(document: Document) -> Iterator[Diagnostic]:
    """Find questions for a day in files that do not say where it is when a day begins."""
    hours = mapping(document.data.get("hours")).values()
    if "timezone" in document.data or any("timezone" in mapping(each) for each in hours):
        return
    for question in questions(document):
        if question.kind == "date":
            message = "nothing says in which time zone today and tomorrow are meant: it is UTC"
            hint = "add `timezone: Asia/Kolkata`, or where you are, at the top"
            yield document.warning("no-timezone", message, document.source.span((*question.path, "type")), hint)
            return
