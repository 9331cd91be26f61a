from __future__ import annotations

import gc

from flowrunner.cli.garbage import looked_for_seldom


def test_garbage_is_looked_for_as_often_as_before_when_it_is_over() -> None:
    before = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold() > before
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
