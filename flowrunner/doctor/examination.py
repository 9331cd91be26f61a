"""All parts, in the order in which they depend on each other."""

from __future__ import annotations

from collections.abc import AsyncIterator

from flowrunner.doctor.finding import Check, Finding, Patient
from flowrunner.doctor.flows import flows
from flowrunner.doctor.machine import clock, open_files, packages, port, python, variables
from flowrunner.doctor.models import models, understanding
from flowrunner.doctor.network import language_model, plivo, public_address
from flowrunner.doctor.speech import speech
from flowrunner.doctor.stores import cache, database, recordings

CHECKS: tuple[Check, ...] = (
    python,
    packages,
    variables,
    clock,
    open_files,
    models,
    understanding,
    speech,
    database,
    recordings,
    cache,
    flows,
    port,
    public_address,
    plivo,
    language_model,
)


async def examine(patient: Patient) -> AsyncIterator[Finding]:
    """Yield what is found, as soon as it is known."""
    for check in CHECKS:
        async for finding in check(patient):
            yield finding
