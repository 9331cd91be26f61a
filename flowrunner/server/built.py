"""The report of ``flowrunner build``, for people and for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    replaced: int
    """Another voice stood in for the one that should have said it."""
    recordings: int
    late: int
    seconds: float
    """Of sound, made ahead and recorded."""
    size: int
    """Bytes of it."""

    @property
    def is_complete(self) -> bool:
        """Whether callers can hear everything that never varies, at once."""
        return not (self.missing or self.unsaid or self.replaced)


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
        replaced=sum(each.stood_in is not None for each in prepared.values()),
        recordings=len(recordings),
        late=len({late for each in outcomes for late in each.late}),
        seconds=sum(size / codec.bytes_per_second for codec, size in sizes),
        size=sum(size for _, size in sizes),
    )


def as_text(outcomes: Sequence[Outcome], total: Totals, folder: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    late = [f"{_at(each.place)}: {_short(each.words)} ({each.why})" for each in _once(outcomes, lambda each: each.late)]
    yield from _listed("Made while the caller waits:", late)
    missing = [f"{_at(each.place)}: {_short(each.text.text)}" for each in _once(outcomes, lambda each: each.missing)]
    yield from _listed("Missing:", missing)
    for head, told in (
        ("Made by a voice that stands in", lambda each: each.replaced),
        ("Cannot be said", lambda each: each.unsaid),
    ):
        for why, found in _by_reason(_once(outcomes, told)):
            yield from _listed(f"{head}: {why}:", [f"{_at(each.place)}: {_short(each.what)}" for each in found])
    yield _summary(total)
    yield f"{total.seconds / 60:.1f} minutes, {total.size / 1e6:.1f} MB, in {folder}"


def as_data(outcomes: Sequence[Outcome], total: Totals, folder: Path) -> dict[str, object]:
    """Return the report as plain data."""
    unsaid, replaced = _once(outcomes, _unsaid).items(), _once(outcomes, _replaced).items()
    missing, late = _once(outcomes, lambda each: each.missing).items(), _once(outcomes, lambda each: each.late).items()
    return {
        "made": total.made,
        "kept": total.kept,
        "recordings": total.recordings,
        "seconds": round(total.seconds, 2),
        "bytes": total.size,
        "folder": str(folder),
        "unsaid": [_entry(flow, each.place, each.what, reason=each.why) for each, flow in unsaid],
        "replaced": [_entry(flow, each.place, each.what, reason=each.why) for each, flow in replaced],
        "missing": [
            _entry(flow, each.place, each.text.text, language=each.text.language, voice=each.text.voice)
            for each, flow in missing
        ],
        "late": [_entry(flow, each.place, each.words, reason=each.why) for each, flow in late],
    }


def _unsaid(outcome: Outcome) -> tuple[Unsaid, ...]:
    return outcome.unsaid


def _replaced(outcome: Outcome) -> tuple[Unsaid, ...]:
    return outcome.replaced


def _once(outcomes: Iterable[Outcome], told: Callable[[Outcome], Iterable[T]]) -> Mapping[T, str]:
    """Return what is told of the flows with the name of the first: those that several run say the same."""
    found: dict[T, str] = {}
    for outcome in outcomes:
        for each in told(outcome):
            found.setdefault(each, outcome.flow)
    return found


def _by_reason(told: Iterable[Unsaid]) -> Iterable[tuple[str, list[Unsaid]]]:
    """Return what went wrong by its reason: one that holds of many is told once."""
    found: dict[str, list[Unsaid]] = {}
    for unsaid in told:
        found.setdefault(unsaid.why, []).append(unsaid)
    return found.items()


def _listed(head: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield head
        yield from (f"  {line}" for line in lines)


def _summary(total: Totals) -> str:
    parts = [f"{_count(total.made, 'prompt')} made", f"{total.kept} there already"]
    parts += [_count(total.recordings, "recording")] if total.recordings else []
    parts += [f"{total.missing} missing"] if total.missing else []
    parts += [f"{total.replaced} by a voice that stands in"] if total.replaced else []
    parts += [f"{total.unsaid} cannot be said"] if total.unsaid else []
    parts += [f"{total.late} left to run time"] if total.late else []
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _at(place: Place) -> str:
    return f"{place.path}:{place.line}: {place.state or 'built in'}"


def _entry(flow: str, place: Place, text: str, **more: str | None) -> dict[str, object]:
    where = {"file": place.path, "line": place.line, "state": place.state or None}
    return {**where, "flow": flow, "text": text, **more}


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
