"""Forms whose questions come too late, are never put, or lead away."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.document import Document
from flowrunner.flow.lint.registry import rule
from flowrunner.flow.plain import Mapped, mapping
from flowrunner.flow.source import Path
from flowrunner.flow.texts import CONFIRM_WORDS


def _forms(document: Document) -> Iterator[tuple[Path, Mapped]]:
    for name, state in document.states.items():
        if "form" in state:
            yield ("states", name), state


@rule("asked-later")
def conditions_on_what_comes(document: Document) -> Iterator[Diagnostic]:
    """Find questions of a form that depend on an answer which is asked for after them."""
    places = {
        (*path, "form", name): place
        for path, state in _forms(document)
        for place, name in enumerate(mapping(state.get("form")))
    }
    for use in document.references:
        path = use.text.path
        if use.text.kind != "condition" or path[-1] != "only_if" or use.reference.kind != "variable":
            continue
        other = places.get((*path[:-2], use.reference.name))
        if other is not None and other >= places.get(path[:-1], other + 1):
            message = f"`{use.reference.name}` has no answer yet when `{path[-2]}` has its turn"
            yield document.warning("asked-later", message, use.span, f"move `{path[-2]}` below it")


@rule("never-asked", trusts="state")
def questions_with_a_value(document: Document) -> Iterator[Diagnostic]:
    """Find questions of a form whose variable its own state sets, so that they are always skipped."""
    for path, state in _forms(document):
        given = mapping(state.get("set"))
        for name in mapping(state.get("form")):
            if given.get(name) not in (None, ""):
                message = f"`{name}` is set before the form begins, so it is never asked"
                span = document.source.key_span((*path, "form", name))
                yield document.warning("never-asked", message, span, f"leave `set: {{{name}: ...}}` away")


@rule("unfit-key")
def choices_that_lead_away(document: Document) -> Iterator[Diagnostic]:
    """Find choices in a form that go somewhere."""
    for choice in document.choices:
        if choice.slot and "go" in choice.data:
            message = "a choice in a form leads nowhere: the form asks what is left"
            hint = "leave `go` away, or use `anytime` for what leads out of the form"
            yield document.error("unfit-key", message, document.source.key_span((*choice.path, "go")), hint)


@rule("wrong-type")
def forms_confirmed_by_a_word(document: Document) -> Iterator[Diagnostic]:
    """Find forms that say how to confirm instead of what to say."""
    for path, state in _forms(document):
        if state.get("confirm") in CONFIRM_WORDS[1:]:
            hint = "write the sentence, such as: So that is {{ day | date }} at {{ time | time }}. Is that right?"
            message = "`confirm` of a form is the sentence that reads its answers back"
            yield document.error("wrong-type", message, document.source.span((*path, "confirm")), hint)
