"""The machine: Python, packages, settings, clock, open files, and the port to listen on."""

from __future__ import annotations

import errno
import os
import platform
import socket
import sys
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib import metadata

from packaging.requirements import Requirement

from flowrunner import __version__
from flowrunner.config import unknown_variables
from flowrunner.doctor.finding import Finding, Patient, ill, warning, well
from flowrunner.server.files import BESIDE_CONNECTIONS, allow_files

DISTRIBUTION = "flowrunner-ivr"
OLDEST_PYTHON = (3, 11)
_BUILT = datetime(2025, 1, 1, tzinfo=UTC)
"""A clock before that is certainly wrong."""


async def python(_: Patient) -> AsyncIterator[Finding]:
    """Look at the version of Python."""
    text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info >= OLDEST_PYTHON:
        yield well("python", text)
    else:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        yield ill("python", f"{text}, and {wanted} is needed", f"install Python {wanted} or later")


async def packages(patient: Patient) -> AsyncIterator[Finding]:
    """Compare what is installed with what is required, with the extras that the settings ask for."""
    try:
        required = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield warning("packages", "flowrunner itself is not installed", "in its folder, run: pip install -e .")
        return
    wanted = list(_wanted(required, extras_of(patient)))
    missing = [str(each).partition(";")[0].strip() for each in wanted if not _is_there(each)]
    if missing:
        quoted = " ".join(f"'{each}'" for each in missing)
        yield ill("packages", f"missing or too old: {', '.join(missing)}", f"run: pip install {quoted}")
    else:
        yield well("packages", f"flowrunner {__version__}, and {len(wanted)} packages that it needs")


def extras_of(patient: Patient) -> set[str]:
    """Return the extras that the settings cannot do without."""
    settings = patient.settings
    extras = {"google"} if "google" in (*settings.voice, *settings.recognizer) else set()
    return extras | ({"postgresql"} if (settings.database or "").startswith("postgres") else set())


def _wanted(required: list[str], extras: set[str]) -> Iterator[Requirement]:
    for requirement in map(Requirement, required):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def _is_there(requirement: Requirement) -> bool:
    try:
        return requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


async def variables(patient: Patient) -> AsyncIterator[Finding]:
    """Look for variables that were meant to be settings."""
    for name, hint in unknown_variables(patient.environment):
        yield warning("settings", f"{name} is no setting", hint or f"see flowrunner.toml, or unset {name}")


async def clock(_: Patient) -> AsyncIterator[Finding]:
    """Look at the time, which opening hours and signatures depend on."""
    now = datetime.now(UTC)
    if now < _BUILT:
        yield ill("clock", f"it says {now:%Y-%m-%d %H:%M} UTC", "set the clock of this machine, best by NTP")
    elif not zoneinfo.available_timezones():
        yield ill("clock", "there are no time zones, so opening hours cannot be known", "run: pip install tzdata")
    else:
        yield well("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


async def open_files(patient: Patient) -> AsyncIterator[Finding]:
    """Look at how many connections the system allows."""
    connections = patient.settings.limits.connections
    allowed = allow_files(connections + BESIDE_CONNECTIONS)
    if allowed >= connections + BESIDE_CONNECTIONS:
        yield well("open files", f"enough for {connections} connections")
        return
    yield warning(
        "open files",
        f"{allowed} may be open, too few for {connections} connections",
        "raise the hard limit (`ulimit -Hn`, or LimitNOFILE= of the service), or lower `connections` under [limits]",
    )


async def port(patient: Patient) -> AsyncIterator[Finding]:
    """Try to listen."""
    host, number = patient.settings.host, patient.settings.port
    try:
        reserve(host, number).close()
    except OSError as error:
        yield _refused(host, number, error)
    else:
        yield well("port", f"{host}:{number} is free" if number else f"any, on {host}")


def reserve(host: str, number: int) -> socket.socket:
    """Return a socket that listens there; raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, number), family=family)


def _refused(host: str, number: int, error: OSError) -> Finding:
    reason = os.strerror(error.errno).lower() if error.errno else str(error)
    if error.errno == errno.EADDRINUSE:
        return warning(
            "port", f"{host}:{number} is in use", "stop what listens there, unless it is your flowrunner, or set `port`"
        )
    if error.errno == errno.EACCES:
        return ill("port", f"{host}:{number}: {reason}", "ports below 1024 need rights: set another `port`")
    return ill("port", f"{host}:{number}: {reason}", "set `host` to an address of this machine, such as 127.0.0.1")
