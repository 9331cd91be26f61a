"""All tables, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.speech import (
    accuracy,
    barge_in,
    costs,
    digits,
    endpointing,
    intents,
    levels,
    memory,
    open_answers,
    rejection,
    seams,
    throughput,
    turns,
    voices,
)
from benchmarks.speech.bench import Bench
from benchmarks.speech.table import Table

TABLES: Mapping[str, Callable[[Bench], Table]] = {
    "accuracy": accuracy.table,
    "rejection": rejection.table,
    "digits": digits.table,
    "open": open_answers.table,
    "intents": intents.table,
    "turns": turns.table,
    "endpointing": endpointing.table,
    "pauses": endpointing.pauses,
    "barge_in": barge_in.table,
    "false_cuts": barge_in.false_cuts,
    "voices": voices.table,
    "levels": levels.table,
    "seams": seams.table,
    "costs": costs.table,
    "throughput": throughput.table,
    "memory": memory.table,
}
