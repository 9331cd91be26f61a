"""Values of variables as JSON, and back as they were: days and moments too, which JSON has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from flowrunner.errors import SnapshotError


def write_values(values: Mapping[str, object]) -> bytes:
    """Return variables as JSON."""
    return msgspec.json.encode({name: tagged(value) for name, value in values.items()})


def read_values(data: bytes) -> dict[str, object]:
    """Return the variables that ``write_values`` wrote; raises SnapshotError."""
    try:
        stored = msgspec.json.decode(data, type=dict[str, object])
        return {name: untagged(value) for name, value in stored.items()}
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise SnapshotError(f"these are no values of variables: {error}") from None


def tagged(value: object) -> object:
    """Return a value as JSON has it; days and moments, which JSON has not, under a name that begins with ``$``."""
    match value:
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case dict():
            plain = {name: tagged(each) for name, each in value.items()}
            return {"$object": plain} if any(name.startswith("$") for name in plain) else plain
        case list():
            return [tagged(each) for each in value]
    return value


def untagged(value: object) -> object:
    """Return the value that ``tagged`` wrote; raises ValueError."""
    match value:
        case {"$moment": str(text), **rest} if not rest:
            return datetime.fromisoformat(text)
        case {"$day": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"$object": dict(plain), **rest} if not rest:
            return {name: untagged(each) for name, each in plain.items()}
        case dict():
            return {name: untagged(each) for name, each in value.items()}
        case list():
            return [untagged(each) for each in value]
    return value
