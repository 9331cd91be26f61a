"""The report of ``flowrunner build``, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.server.fixed_prompts import Outcome, Unsaid
from flowrunner.server.spoken import Place
from flowrunner.speech.preparing import Prepared

T = TypeVar("T")

_LONGEST = 100
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of all prompts of all flows."""

    made: int
    kept: int
    """They were there."""
    missing: int
    unsaid: int
    recordings: int
    late: int
    seconds: float
    """Of sound, made ahead and recorded."""
    size: int
    """Bytes of it."""

    @property
    def is_complete(self) -> bool:
        """Whether callers can hear everything that never varies, at once."""
        return not (self.missing or self.unsaid)


def totals(outcomes: Sequence[Outcome]) -> Totals:
    """Count what became of the prompts; what several flows say alike counts once."""
    prepared: dict[tuple[Codec, Text], Prepared] = {}
    for each in outcomes:
        for text, made in each.prepared.items():
            prepared.setdefault((each.codec, text), made)
    played = {(each.codec, path): size for each in outcomes for path, size in each.recordings.items()}
    recordings = {key: size for key, size in played.items() if isinstance(size, int)}
    sizes = [(key[0], made.size) for key, made in prepared.items()]
    sizes += [(key[0], size) for key, size in recordings.items()]
    there = [each for each in prepared.values() if not each.is_missing and each.failure is None]
    return Totals(
        made=sum(each.is_new for each in there),
        kept=sum(not each.is_new for each in there),
        missing=sum(each.is_missing for each in prepared.values()),
        unsaid=len({unsaid for each in outcomes for unsaid in each.unsaid}),
        recordings=len(recordings),
        late=len({late for each in outcomes for late in each.late}),
        seconds=sum(size / codec.bytes_per_second for codec, size in sizes),
        size=sum(size for _, size in sizes),
    )


def as_text(outcomes: Sequence[Outcome], total: Totals, folder: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    late = [
        f"{_at(place)}: {_short(words)} ({why})"
        for place, words, why in _once((e.place, e.words, e.why) for each in outcomes for e in each.late)
    ]
    yield from _listed("Made while the caller waits:", late)
    missing = [
        f"{_at(place)}: {_short(words)}"
        for place, words in _once((e.place, e.text.text) for each in outcomes for e in each.missing)
    ]
    yield from _listed("Missing:", missing)
    for why, unsaid in _by_reason(outcomes):
        yield from _listed(f"Cannot be said: {why}:", [f"{_at(each.place)}: {_short(each.what)}" for each in unsaid])
    yield _summary(total)
    yield f"{total.seconds / 60:.1f} minutes, {total.size / 1e6:.1f} MB, in {folder}"


def as_data(outcomes: Sequence[Outcome], total: Totals, folder: Path) -> dict[str, object]:
    """Return the report as plain data."""
    return {
        "made": total.made,
        "kept": total.kept,
        "recordings": total.recordings,
        "seconds": round(total.seconds, 2),
        "bytes": total.size,
        "folder": str(folder),
        "unsaid": [
            {**_where(place), "flow": flow, "text": what, "reason": why}
            for flow, place, what, why in _once((o.flow, e.place, e.what, e.why) for o in outcomes for e in o.unsaid)
        ],
        "missing": [
            {**_where(place), "flow": flow, "text": text.text, "language": text.language, "voice": text.voice}
            for flow, place, text in _once((o.flow, e.place, e.text) for o in outcomes for e in o.missing)
        ],
        "late": [
            {**_where(place), "flow": flow, "text": words, "reason": why}
            for flow, place, words, why in _once((o.flow, e.place, e.words, e.why) for o in outcomes for e in o.late)
        ],
    }


def _by_reason(outcomes: Iterable[Outcome]) -> Iterable[tuple[str, list[Unsaid]]]:
    """Return what cannot be said with its reason: one that holds of many is told once."""
    found: dict[str, list[Unsaid]] = {}
    for unsaid in _once(unsaid for each in outcomes for unsaid in each.unsaid):
        found.setdefault(unsaid.why, []).append(unsaid)
    return found.items()


def _listed(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield head
        yield from (f"  {line}" for line in lines)


def _once(found: Iterable[T]) -> Iterator[T]:
    return iter(dict.fromkeys(found))


def _summary(total: Totals) -> str:
    parts = [f"{total.made} prompts made", f"{total.kept} there already"]
    parts += [f"{total.recordings} recordings"] if total.recordings else []
    parts += [f"{total.missing} missing"] if total.missing else []
    parts += [f"{total.unsaid} cannot be said"] if total.unsaid else []
    parts += [f"{total.late} left to run time"] if total.late else []
    return ", ".join(parts)


def _at(place: Place) -> str:
    return f"{place.path}:{place.line}: {place.state or 'built in'}"


def _where(place: Place) -> dict[str, object]:
    return {"file": place.path, "line": place.line, "state": place.state or None}


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
