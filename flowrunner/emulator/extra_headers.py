"""Extra headers in the forms in which they were seen to arrive."""

from __future__ import annotations

import json
from collections.abc import Mapping

FORMS = 5


def in_form(number: int, written: str) -> str | dict[str, str]:
    """Write ``k=v;k=v`` in another form, by its number on the menu of faults."""
    pairs = _pairs(written) or {"source": "emulator"}
    match number:
        case 1:
            return json.dumps(pairs)
        case 2:
            return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        case 3:
            return ",".join(f"{key}={value}" for key, value in pairs.items())
        case 4:
            return ";".join(f"X-PH-{key}={value}" for key, value in pairs.items())
        case _:
            return dict(pairs)


def _pairs(written: str) -> Mapping[str, str]:
    parts = [part.partition("=") for part in written.replace(",", ";").split(";")]
    return {key: value for key, mark, value in parts if mark}
