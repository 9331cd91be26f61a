"""Where an outcome leads: the three shapes of ``go:``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.flow.template import Expression


@dataclass(frozen=True, slots=True)
class If:
    """``- if: condition, to: target``."""

    condition: Expression
    to: str


@dataclass(frozen=True, slots=True)
class Chance:
    """``- chance: 20%, to: target``; the same caller always falls the same way."""

    percent: float
    to: str


@dataclass(frozen=True, slots=True)
class Else:
    """``- else: target``."""

    to: str


Branch = If | Chance | Else


@dataclass(frozen=True, slots=True)
class Always:
    """``go: target``: every outcome but ``give_up``."""

    to: str


@dataclass(frozen=True, slots=True)
class ByOutcome:
    """``go: {ok: a, otherwise: b}``."""

    targets: Mapping[str, str]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class ByCondition:
    """``go:`` with a list; the first branch that holds wins; none holding is unhandled."""

    branches: tuple[Branch, ...]


Go = Always | ByOutcome | ByCondition
