"""How many test conversations a second: ``python -m benchmarks.conversations [PATH ...]``.

The floor is what the machine alone takes for the very same events, fed one after the other with nobody on the line;
the difference is the simulated telephone and the comparing. Both take turns in one run, on one core, and the median
of the rounds is told, so a busy computer slows both. What reading the files took is told beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from flowrunner.engine.machine import Machine
from flowrunner.script.player import play
from flowrunner.script.suite import Shelf, open_suite, test_files

if TYPE_CHECKING:
    from flowrunner.engine.actions import Action
    from flowrunner.engine.call import Call
    from flowrunner.engine.events import Event
    from flowrunner.script.case import Case

FLOWS = Path(__file__).parent.parent / "flows"
ROUNDS = 9
ROUND_S = 0.5


class Listening(Machine):
    """A machine that keeps the events it was given."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.flow)
        self.events: list[Event] = []

    def step(self, call: Call, event: Event) -> tuple[Call, tuple[Action, ...]]:
        """Take a step, and keep the event."""
        self.events.append(event)
        return super().step(call, event)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A conversation, and the events it comes down to."""

    case: Case
    events: tuple[Event, ...]


def record(case: Case) -> Recorded:
    """Hold a conversation once and keep its events."""
    machine = Listening(case)
    play(replace(case, machine=machine))
    return Recorded(case, tuple(machine.events))


def held(each: Recorded) -> None:
    """Hold a conversation as the test command does."""
    play(each.case)


def stepped(each: Recorded) -> None:
    """Only step the machine."""
    machine, conversation = each.case.machine, each.case.conversation
    call, _ = machine.start(conversation.facts, each.case.begin)
    for event in each.events:
        call, _ = machine.step(call, event)


def rate(work: Callable[[Recorded], None], conversations: Sequence[Recorded]) -> float:
    """Return conversations a second of processor time."""
    done, began = 0, time.process_time()
    while (took := time.process_time() - began) < ROUND_S:
        for each in conversations:
            work(each)
        done += len(conversations)
    return done / took


def main(arguments: Sequence[str]) -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.conversations", description="Test conversations a second."
    )
    parser.add_argument("paths", nargs="*", type=Path, default=[FLOWS], help="test files (default: those of flows/)")
    paths = parser.parse_args(arguments).paths
    shelf, began = Shelf(), time.process_time()
    cases = [case for file in test_files(paths) for case in open_suite(file, shelf).cases]
    read_s = time.process_time() - began
    conversations = [record(case) for case in cases]
    rounds = track(range(ROUNDS), "Measuring", console=Console(stderr=True), transient=True)
    rates = [(rate(held, conversations), rate(stepped, conversations)) for _ in rounds]
    ours, floor = (median(each) for each in zip(*rates, strict=True))
    events = sum(len(each.events) for each in conversations) / len(conversations)
    print(f"{len(cases)} conversations of {events:.1f} events each, read in {1000 * read_s:.0f} ms with their flows")
    print(f"held:          {ours:7,.0f} conversations a second on one core")
    print(f"machine alone: {floor:7,.0f} (the floor: the same events, nobody on the line)")
    print(f"ratio:         {floor / ours:9.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
