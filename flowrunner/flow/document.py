"""A flow file as the rules see it: plain data that may be wrong anywhere, walked by what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from flowrunner.flow.diagnostics import Diagnostic, Severity
from flowrunner.flow.languages import LANGUAGE, has_words
from flowrunner.flow.model import Span
from flowrunner.flow.plain import Mapped, leaves, listed, mapping, pairs, strings, words_of
from flowrunner.flow.recordings import clips_in
from flowrunner.flow.source import Data, Path, Source
from flowrunner.flow.template import Expression, Reference, Template, TemplateSyntax
from flowrunner.flow.texts import Text, ladders_in, parse, prompts_in, request_texts, state_texts

T = TypeVar("T")

_PROMPTS = ("say", "ask", "meanwhile", "opening", "confirm", "brief")
_LADDERS = ("silence", "unclear", "reject")


class Use(NamedTuple):
    """One use of a name."""

    text: Text
    reference: Reference
    span: Span


class Target(NamedTuple):
    """One place where the file says where a call goes."""

    path: Path
    name: str


class Choice(NamedTuple):
    """One choice of a menu, or of ``anytime``."""

    path: Path
    name: str
    data: Mapped
    """Empty when the choice is not written as a mapping."""
    state: str | None
    """None: it works in every state."""
    slot: str = ""
    """The question of a form that offers it."""


class Outgoing(NamedTuple):
    """One ``go``; ``verb`` is that of its state, None for a choice."""

    path: Path
    data: Data
    state: str | None


class Signature(NamedTuple):
    """What a flow takes and gives when another one runs it."""

    inputs: Mapping[str, Data] = {}
    """What stands in for what is not given; nothing: it must be given."""
    outputs: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Document:
    """The data of a file, with ways to walk it that never fail."""

    source: Source
    subflows: Mapping[str, Signature] = field(default_factory=dict)
    """The flows that this one runs, as far as they exist."""
    neighbours: frozenset[str] = frozenset()
    """Every flow of the folder."""
    translated: frozenset[Path] = frozenset()
    """What is in another language than the rest, when this is a translation."""
    knowledge: Mapping[str, str | None] = field(default_factory=dict)
    """What is in the files that its agents know, as far as anybody has looked; None: there is no such text."""
    recordings: Mapping[str, str | None] = field(default_factory=dict)
    """What keeps the files that its prompts play from being played, as far as anybody has looked; None: nothing."""
    _made: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Document], T]) -> T:
        """Return what ``make`` makes of this document; it is made once, however many rules look at it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def data(self) -> Mapped:
        """The file; empty when it is no mapping."""
        return mapping(self.source.data)

    @cached_property
    def states(self) -> Mapping[str, Mapped]:
        """The states that are mappings."""
        found = mapping(self.data.get("states"))
        return {name: state for name, state in found.items() if isinstance(state, dict)}

    @cached_property
    def state_names(self) -> frozenset[str]:
        """Every state, also those that are broken."""
        return frozenset(mapping(self.data.get("states")))

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The names of the flows that this one runs, each once."""
        return tuple(dict.fromkeys(name for state in self.states.values() for name in strings(state.get("run"))))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the flow; the first is the one that it is written in."""
        return tuple(listed(self.data.get("languages")) or listed(self.data.get("language")) or ["en-US"])

    def language_at(self, path: Path) -> str | None:
        """Return the language that a text is written in; None: it suits every language that a call may be held in.

        That is so when there is but one, when the text has no words of its own, and when it looks to the language.
        """
        text = self.templates.get(path)
        if len(self.languages) == 1 or text is None or self._is_translated(path):
            return None
        return self.languages[0] if LANGUAGE not in text.names and has_words(text.source) else None

    def _is_translated(self, path: Path) -> bool:
        return any(path[:length] in self.translated for length in range(1, len(path) + 1))

    @cached_property
    def signature(self) -> Signature:
        """What this flow takes and gives when another one runs it."""
        outcomes = {name for state in self.states.values() for name in strings(state.get("return"))}
        choices = {choice.name for choice in self.choices if "go" not in choice.data and not choice.slot}
        if "return" in choices or any(target.name == "return" for target in self.targets):
            outcomes.add("done")
        return Signature(
            mapping(self.data.get("inputs")), frozenset(listed(self.data.get("outputs"))), frozenset(outcomes)
        )

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every choice of the file."""
        found = [Choice(("anytime", name), name, mapping(each), None) for name, each in pairs(self.data.get("anytime"))]
        for state, data in self.states.items():
            for name, each in pairs(data.get("choices")):
                found.append(Choice(("states", state, "choices", name), name, mapping(each), state))
            for slot, question in pairs(data.get("form")):
                path: Path = ("states", state, "form", slot, "choices")
                choices = pairs(mapping(question).get("choices"))
                found += [Choice((*path, name), name, mapping(each), state, slot) for name, each in choices]
        return tuple(found)

    @cached_property
    def prompts(self) -> tuple[tuple[Path, Data], ...]:
        """Everything that callers hear, by the field that it stands in; a step of a ladder by itself."""
        found: list[tuple[Path, Data]] = []
        for path, data in self._speakers():
            found += [((*path, key), data[key]) for key in _PROMPTS if key in data]
            for key in _LADDERS:
                steps = data.get(key)
                if isinstance(steps, list):
                    found += [((*path, key, place), step) for place, step in enumerate(steps)]
                elif steps is not None:
                    found.append(((*path, key), steps))
        return tuple(found)

    def _speakers(self) -> Iterator[tuple[Path, Mapped]]:
        """Yield everything that has prompts."""
        yield ("defaults",), mapping(self.data.get("defaults"))
        for name, state in self.states.items():
            yield ("states", name), state
            for slot, data in mapping(state.get("form")).items():
                yield ("states", name, "form", slot), mapping(data)
        for choice in self.choices:
            yield choice.path, choice.data

    @cached_property
    def clips(self) -> tuple[tuple[Path, str], ...]:
        """The file of every recording that is played, and where it is named."""
        return tuple(clip for path, data in self.prompts for clip in clips_in(path, data))

    @cached_property
    def outgoings(self) -> tuple[Outgoing, ...]:
        """Every ``go`` of the file."""
        found = [
            Outgoing(("states", name, "go"), data["go"], name) for name, data in self.states.items() if "go" in data
        ]
        leading = (each for each in self.choices if "go" in each.data and not each.slot)
        found += [Outgoing((*each.path, "go"), each.data["go"], None) for each in leading]
        return tuple(found)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Every target that the file names."""
        found = [Target((key,), text) for key in ("fallback", "on_hangup") for text in strings(self.data.get(key))]
        found += [Target(path, text) for path, text in leaves(("start",), self.data.get("start"))]
        for outgoing in self.outgoings:
            found += _targets(outgoing.path, outgoing.data)
        return tuple(found)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text that may hold ``{{ }}``, and every condition, of what runs."""
        found = [
            Text(path, text, "prompt") for path, text in ladders_in(("defaults",), mapping(self.data.get("defaults")))
        ]
        for choice in self.choices:
            found += [
                Text(path, text, "prompt") for path, text in prompts_in((*choice.path, "say"), choice.data.get("say"))
            ]
        for name, state in self.states.items():
            found += state_texts(("states", name), state)
        for tool, data in pairs(self.data.get("tools")):
            found += request_texts(("tools", tool), mapping(data))
        for outgoing in self.outgoings:
            found += _conditions(outgoing)
        return tuple(found)

    @cached_property
    def _parsed(self) -> tuple[dict[Path, Template | Expression], dict[Path, TemplateSyntax]]:
        parsed: dict[Path, Template | Expression] = {}
        problems: dict[Path, TemplateSyntax] = {}
        for text in self.texts:
            try:
                parsed[text.path] = parse(text)
            except TemplateSyntax as error:
                problems[text.path] = error
        return parsed, problems

    @property
    def templates(self) -> Mapping[Path, Template | Expression]:
        """Every text that can be read, parsed."""
        return self._parsed[0]

    @property
    def problems(self) -> Mapping[Path, TemplateSyntax]:
        """Every text that cannot be read, and why."""
        return self._parsed[1]

    @cached_property
    def references(self) -> tuple[Use, ...]:
        """Every use of a name in a text or a condition."""
        return tuple(
            Use(text, reference, self.source.find(text.path, text.source, reference.offset, len(reference.name)))
            for text in self.texts
            for reference in (self.templates.get(text.path) or self.problems[text.path]).references
        )

    @cached_property
    def variables(self) -> frozenset[str]:
        """Every name that the file declares: by ``save``, ``set``, ``forget``, a form, an input, ``remember``."""
        given = {*mapping(self.data.get("inputs")), *listed(self.data.get("remember"))}
        return (self.settable | given) - {LANGUAGE}

    @cached_property
    def settable(self) -> frozenset[str]:
        """Every name that some state gives a value to, or empties; the language is one of them."""
        found: set[str] = set()
        for state in self.states.values():
            found.update(*(mapping(state.get(key)) for key in ("set", "save", "form", "collect")))
            found.update(listed(state.get("forget")), listed(state.get("save")), words_of(state))
            if subflow := self.subflows.get(str(state.get("run"))):
                found.update(subflow.outputs)
        for _, tool in pairs(self.data.get("tools")):
            found.update(mapping(mapping(tool).get("save")))
        return frozenset(found)

    @cached_property
    def knowledge_files(self) -> tuple[str, ...]:
        """The files that the agents of this flow know, each once."""
        return tuple(dict.fromkeys(name for state in self.states.values() for name in listed(state.get("knowledge"))))

    def needs(self, path: Path) -> Mapped:
        """Return what the tool at a place of the file needs, by name; nothing where there is no tool."""
        inside = mapping(self.data.get("tools")) if path[0] == "tools" and len(path) > 1 else {}
        return mapping(mapping(inside.get(str(path[1]))).get("needs")) if inside else {}

    @cached_property
    def secret_variables(self) -> frozenset[str]:
        """Every variable that keeps the answer to a secret question."""
        found: set[str] = set()
        for state in self.states.values():
            found.update(listed(state.get("save")) if state.get("secret") == "true" else ())
            slots = mapping(state.get("form")).items()
            found.update(name for name, slot in slots if mapping(slot).get("secret") == "true")
        return frozenset(found)

    def at(self, path: Path) -> Data:
        """Return what is at a place of the file, or None."""
        found: Data = self.source.data
        for key in path:
            inside = found.get(str(key)) if isinstance(found, dict) else None
            found = found[key] if isinstance(found, list) and isinstance(key, int) else inside
        return found

    def request_line(self, path: Path) -> tuple[str, Template]:
        """Return the method and the address of the request at a state."""
        template = self.templates[(*path, "request")]
        assert isinstance(template, Template)
        method, address = template.source.split(None, 1)
        return method, template.ending(address.strip())

    def error(self, code: str, message: str, span: Span, hint: str | None = None) -> Diagnostic:
        """Return a finding about this file."""
        return self._finding("error", code, message, span, hint)

    def warning(self, code: str, message: str, span: Span, hint: str | None = None) -> Diagnostic:
        """Return a finding that does not keep the file from being served."""
        return self._finding("warning", code, message, span, hint)

    def info(self, code: str, message: str, span: Span, hint: str | None = None) -> Diagnostic:
        """Return something that is good to know about this file."""
        return self._finding("info", code, message, span, hint)

    def _finding(self, severity: Severity, code: str, message: str, span: Span, hint: str | None) -> Diagnostic:
        return Diagnostic(code, severity, message, span, hint, self.source.path)


def _targets(path: Path, go: Data) -> list[Target]:
    if isinstance(go, list):
        found = []
        for index, branch in enumerate(go):
            for key in ("to", "else"):
                found += [Target((*path, index, key), text) for text in strings(mapping(branch).get(key))]
        return found
    return [Target(each, text) for each, text in leaves(path, go)]


def _conditions(outgoing: Outgoing) -> Iterator[Text]:
    if isinstance(outgoing.data, list):
        for index, branch in enumerate(outgoing.data):
            for text in strings(mapping(branch).get("if")):
                yield Text((*outgoing.path, index, "if"), text, "condition")
