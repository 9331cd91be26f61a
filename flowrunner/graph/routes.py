"""Where calls go otherwise than before, as one would say it at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flowrunner.graph import words
from flowrunner.graph.changes import Change, Weight
from flowrunner.graph.edges import OTHERWISE, Edge, Kind
from flowrunner.graph.outcomes import GIVE_UP

_SUBJECTS = {
    "": "it",
    GIVE_UP: "silence",
    "ok": "success",
    "timeout": "an answer that is too slow",
    "error": "an error",
    "ended": "the end of the talk",
    "busy": "a busy line",
    "no_answer": "no answer",
    "failed": "a failed connection",
    OTHERWISE: "anything else",
}
_KEYS = {"*": "star", "#": "hash"}


@dataclass(frozen=True, slots=True)
class _Fork:
    """Where one thing leads: the targets by their conditions, in order."""

    targets: Mapping[str, str]
    rescue: bool
    """It leads somewhere only because the safety net is there."""


def outcome_changes(state: str, old: Iterable[Edge], new: Iterable[Edge], *, same_verb: bool) -> list[Change]:
    """Return which outcomes of a state lead elsewhere.

    With ``same_verb``, an outcome that only one of the flows names is compared with what covers it in the other.
    """
    before, after = _forks(old), _forks(new)
    found: list[_Route | Change] = []
    for name in dict.fromkeys((*after, *before)):
        if name == OTHERWISE and OTHERWISE not in (before.keys() & after.keys()):
            continue
        was, now = _covering(before, name, same_verb), _covering(after, name, same_verb)
        if now is not None:
            found += _fork_changes(state, _subject(name), was, now)
    return _told(found)


def _forks(edges: Iterable[Edge]) -> dict[str, _Fork]:
    found: dict[str, _Fork] = {}
    for edge in edges:
        if edge.kind is not Kind.CHOICE:
            found[edge.name] = _joined(found.get(edge.name), edge)
    return found


def _joined(fork: _Fork | None, edge: Edge) -> _Fork:
    targets = {**fork.targets, edge.when: edge.target} if fork else {edge.when: edge.target}
    return _Fork(targets, edge.rescue and (fork is None or fork.rescue))


def _covering(forks: Mapping[str, _Fork], name: str, same_verb: bool) -> _Fork | None:
    if name in forks or not same_verb:
        return forks.get(name)
    status = forks.get("error") if name.isdecimal() else None
    return status or forks.get(OTHERWISE) or (forks.get("") if name != GIVE_UP else None)


def _subject(name: str) -> str:
    return _SUBJECTS.get(name) or (words.status(name) if name.isdecimal() else name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class _Route:
    """Some things that lead elsewhere now, all from one target to one other."""

    state: str
    subjects: tuple[str, ...]
    target: str
    before: str | None
    verb: str = "go"

    def change(self) -> Change:
        """Return it in words."""
        several = len(self.subjects) > 1
        place = (words.PLACES_OF_MANY if several else words.PLACES).get(self.target)
        verb = self.verb if several else {"go": "goes", "lead": "leads"}[self.verb]
        way = place or f"{verb} to {self.target}"
        subject = "" if self.subjects == ("it",) else f"{_enumerated(self.subjects)} "
        text = f"{self.state}: {subject}now {way}"
        return Change(Weight.ROUTES, f"{text} (before: {self.before})" if self.before else text)


def _enumerated(subjects: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(subjects[:-1]), subjects[-1])))


def _told(found: Iterable[_Route | Change]) -> list[Change]:
    """Put together what goes the same way."""
    routes: dict[object, _Route] = {}
    others: list[Change] = []
    for each in found:
        if isinstance(each, Change):
            others.append(each)
        else:
            same = routes.setdefault((each.target, each.before), replace(each, subjects=()))
            routes[each.target, each.before] = replace(same, subjects=(*same.subjects, *each.subjects))
    return [*(route.change() for route in routes.values()), *others]


def _fork_changes(
    state: str, subject: str, was: _Fork | None, now: _Fork, verb: str = "go"
) -> Iterator[_Route | Change]:
    before = was.targets if was else {}
    if was is not None and ((was.rescue and now.rescue) or before == now.targets):
        if list(before) != list(now.targets):
            yield Change(Weight.ROUTES, f"{state}: the conditions for {subject} are asked in another order")
        return
    for when, target in now.targets.items():
        if before.get(when) != target:
            yield _Route(state, (_when(subject, when),), target, before.get(when), verb)
    for when, target in before.items():
        if when not in now.targets and when not in ("", OTHERWISE):
            yield Change(Weight.ROUTES, f"{state}: {_when(subject, when)} is gone (it led to {target})")


def _when(subject: str, when: str) -> str:
    if not when:
        return subject
    condition = words.condition(when)
    return condition if subject == "it" else f"{subject}, {condition},"


@dataclass(frozen=True, slots=True)
class _Option:
    """A choice with where it leads."""

    name: str
    keys: tuple[str, ...]
    phrases: tuple[str, ...]
    anything: bool
    fork: _Fork


def choice_changes(state: str, old: Iterable[Edge], new: Iterable[Edge]) -> Iterator[Change]:
    """Yield which choices of a menu are new, gone, or different."""
    before, after = _options(old), _options(new)
    pairs = _paired(before, after)
    for name, option in after.items():
        if name in pairs:
            yield from _option_changes(state, before[pairs[name]], option)
        else:
            yield _new(state, option)
    for name, option in before.items():
        if name not in pairs.values():
            yield Change(Weight.ROUTES, f"{state}: {_called(option)} is gone (it led to {_ends(option)})")


def _options(edges: Iterable[Edge]) -> dict[str, _Option]:
    found: dict[str, _Option] = {}
    for edge in edges:
        if edge.kind is Kind.CHOICE:
            fork = _joined(found[edge.name].fork if edge.name in found else None, edge)
            found[edge.name] = _Option(edge.name, edge.keys, edge.phrases, edge.anything, fork)
    return found


def _paired(before: Mapping[str, _Option], after: Mapping[str, _Option]) -> dict[str, str]:
    """Return the old name of each choice that was there, found by its name, else by a key and a target it keeps."""
    pairs = {name: name for name in after if name in before}
    for name, option in after.items():
        alike = [
            each.name
            for each in before.values()
            if name not in pairs and each.name not in after and each.name not in pairs.values() and _alike(each, option)
        ]
        if alike:
            pairs[name] = alike[0]
    return pairs


def _alike(one: _Option, other: _Option) -> bool:
    shared = set(one.keys) & set(other.keys) or set(one.phrases) & set(other.phrases)
    return bool(shared) and one.fork.targets == other.fork.targets


def _new(state: str, option: _Option) -> Change:
    return Change(Weight.ROUTES, f"{state}: {_called(option)} is new and leads to {_ends(option)}")


def _called(option: _Option) -> str:
    if not option.keys:
        return f"the word {option.name}"
    name = "" if option.name in option.fork.targets.values() else f" ({option.name})"
    return f"{_keys(option.keys)}{name}"


def _keys(keys: tuple[str, ...]) -> str:
    return f"key{'s' * (len(keys) > 1)} {', '.join(_KEYS.get(key, key) for key in keys)}"


def _ends(option: _Option) -> str:
    return " or ".join(dict.fromkeys(option.fork.targets.values()))


def _option_changes(state: str, old: _Option, new: _Option) -> Iterator[Change]:
    name = new.name
    if old.name != new.name:
        yield Change(Weight.ANSWERS, f"{state}: the choice {old.name} is now called {new.name}")
    yield from _told(_fork_changes(state, _called(new), old.fork, new.fork, "lead"))
    if set(old.keys) != set(new.keys):
        yield Change(Weight.ANSWERS, f"{state}: {name} is now on {_or_none(new.keys)} (before: {_or_none(old.keys)})")
    if more := [phrase for phrase in new.phrases if phrase not in old.phrases]:
        yield Change(Weight.ANSWERS, f"{state}: {name} is now also understood as {_listed(more)}")
    if less := [phrase for phrase in old.phrases if phrase not in new.phrases]:
        yield Change(Weight.ANSWERS, f"{state}: {name} is no longer understood as {_listed(less)}")
    if old.anything != new.anything:
        word = "now" if new.anything else "no longer"
        yield Change(Weight.ANSWERS, f"{state}: {name} {word} takes anything that is said")


def _or_none(keys: tuple[str, ...]) -> str:
    return _keys(keys) if keys else "no key"


def _listed(phrases: list[str]) -> str:
    return ", ".join(f"“{phrase}”" for phrase in phrases)
