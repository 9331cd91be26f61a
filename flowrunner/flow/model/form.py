"""Several questions in one state: answered in any order, corrected, and confirmed together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowrunner.flow.model.asking import Ask
    from flowrunner.flow.model.places import Span
    from flowrunner.flow.template import Expression


@dataclass(frozen=True, slots=True)
class Slot:
    """One answer of a form; its question saves it in the variable of this name."""

    name: str
    ask: Ask
    only_if: Expression | None = None
    """It is asked only when this holds; else it has no answer."""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Several answers. Outcomes: done, cancel, ``give_up``."""

    slots: tuple[Slot, ...]
    """In the order in which they are asked."""
    confirm: Ask | None = None
    """Put at the end, answered by yes or no; a prompt without words reads all answers back."""

    def slot(self, name: str) -> Slot | None:
        """Return the slot of this name."""
        return next((slot for slot in self.slots if slot.name == name), None)
