"""Commands that make much and keep it: to look for garbage all the time costs them a tenth of their time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (10_000, 50, 100)
"""So many new objects, and so many rounds among the young and the middle-aged, before the next are looked at."""


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """Look for garbage seldom, and not at all among what is there already, such as the modules."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
