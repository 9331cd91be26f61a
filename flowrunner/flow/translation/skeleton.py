"""A translation with the texts that it lacks, empty, each under the words that are to be translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flowrunner.flow.document import Document
from flowrunner.flow.plain import listed
from flowrunner.flow.source import Data, Path, Source
from flowrunner.flow.texts import prompts_in
from flowrunner.flow.translation.overlay import overlay
from flowrunner.flow.translation.wanted import Wanted

STEP = 2
"""Columns of an indentation."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The text of the file, what was added, and what has no place that could be found."""

    text: str
    added: tuple[Path, ...]
    left: tuple[Path, ...]


def completed(document: Document, source: Source) -> Skeleton:
    """Return a translation with an empty place for each text that it lacks; what is there stays as it is."""
    missing = {where: each for where, each in overlay(document, source).missing.items() if not _is_there(source, where)}
    places: dict[Path, dict[Path, Wanted]] = {}
    left = []
    for where, each in missing.items():
        inside = _deepest(source, where)
        if _takes_more(source, inside):
            places.setdefault(inside, {})[where] = each
        else:
            left.append(where)
    lines = source.text.splitlines()
    for inside, texts in sorted(places.items(), key=lambda item: _last_line(source, item[0]), reverse=True):
        at = _last_line(source, inside)
        lines[at:at] = _block(texts, len(inside), _indent(source, inside))
    added = tuple(where for where in missing if where not in left)
    return Skeleton("\n".join(lines).strip("\n") + "\n", added, tuple(left))


def _at(source: Source, path: Path) -> Data:
    found: Data = source.data
    for key in path:
        if isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            found = found.get(str(key)) if isinstance(found, dict) else None
    return found


def _is_there(source: Source, where: Path) -> bool:
    """Whether there is an empty place for a text already; phrases may stand right under the name of their choice."""
    return where in source.places or (
        where[-1] == "hear" and where[:-1] in source.places and not isinstance(_at(source, where[:-1]), dict)
    )


def _deepest(source: Source, where: Path) -> Path:
    """Return the innermost part of the file that a text belongs into."""
    return next(
        where[:length] for length in range(len(where) - 1, -1, -1) if not length or where[:length] in source.places
    )


def _takes_more(source: Source, inside: Path) -> bool:
    """Whether lines can be added there: not to braces, to a list, nor to a text."""
    data = _at(source, inside)
    if data is None:
        return True
    place = source.places.get(inside)
    return isinstance(data, dict) and (place is None or source.text[place.start.index : place.start.index + 1] != "{")


def _last_line(source: Source, inside: Path) -> int:
    """Return after how many lines of the file that part ends."""
    if not inside:
        return len(source.lines)
    ends = [
        place.end.line + (place.end.column > 0)
        for path, place in source.places.items()
        if path[: len(inside)] == inside and not isinstance(_at(source, path), dict | list)
    ]
    key = source.places[inside].key
    return max([*ends, key[1].line + 1 if key else 0])


def _indent(source: Source, inside: Path) -> int:
    for path, place in source.places.items():
        if path[:-1] == inside and len(path) == len(inside) + 1 and place.key is not None:
            return place.key[0].column
    key = source.places[inside].key if inside else None
    return key[0].column + STEP if key else 0


def _block(texts: Mapping[Path, Wanted], depth: int, indent: int) -> list[str]:
    """Return the lines of texts that share their first ``depth`` keys."""
    lines: list[str] = []
    names = dict.fromkeys(where[depth] for where in texts)
    for name in names:
        inner = {where: each for where, each in texts.items() if where[depth] == name}
        lines += [""] * (not indent) + list(_entry(name, inner, depth + 1, indent))
    return lines


def _entry(name: str | int, texts: Mapping[Path, Wanted], depth: int, indent: int) -> Iterator[str]:
    margin = " " * indent
    head = f"{margin}-" if isinstance(name, int) else f"{margin}{name}:"
    only = next(iter(texts)) if len(texts) == 1 else ()
    if only and only[depth:] in ((), ("hear",)):
        yield from (f"{margin}# {line}" for line in _words(texts[only]))
        yield head
    else:
        yield head
        yield from _block(texts, depth, indent + STEP)


def _words(each: Wanted) -> Iterator[str]:
    """Yield the lines of what is to be translated."""
    if each.kind == "phrases":
        yield " | ".join(phrase for phrase in listed(each.written) if phrase != "anything")
        return
    for _, text in prompts_in((), each.written):
        yield " ".join(text.split())
