"""Who is looked at, and what is found."""

from __future__ import annotations

from pathlib import Path

from flowrunner.config import Settings
from flowrunner.doctor.finding import Check, Finding, Patient
from flowrunner.server.flows import LoadedFlows


async def found(
    check: Check,
    settings: Settings | None = None,
    flows: LoadedFlows | None = None,
    environment: dict[str, str] | None = None,
    home: Path = Path("/nonexistent"),
) -> list[Finding]:
    """Return what one check says."""
    patient = Patient(settings or Settings(), flows, environment or {}, home)
    return [finding async for finding in check(patient)]


async def verdict(check: Check, settings: Settings | None = None, home: Path = Path("/nonexistent")) -> tuple[str, str]:
    """Return the only finding of a check, and what is to be done."""
    [finding] = await found(check, settings, home=home)
    return f"{finding.verdict}: {finding.text}", finding.mend
