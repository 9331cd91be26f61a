"""Reads ``extra_headers``, which arrive in five encodings and are documented in two.

``k=v;k=v`` and ``k=v,k=v`` (documentation), a JSON object (Plivo's own code), ``{k: v, k2: v2}`` without quotes
(seen in the field), and an empty ``{}``; keys may carry a prefix ``X-PH-``, values may be percent-encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

_PREFIX = "x-ph-"


def read_extra_headers(raw: object) -> dict[str, str]:
    """Return the pairs, names without their prefix; whatever cannot be read is left out, nothing is raised."""
    if isinstance(raw, Mapping):
        return {_bare(str(name)): str(value) for name, value in raw.items()}
    if not isinstance(raw, str):
        return {}
    parsed = _json_object(raw)
    return read_extra_headers(parsed) if parsed is not None else _pairs(raw)


def _json_object(raw: str) -> dict[str, object] | None:
    if not raw.lstrip().startswith("{"):
        return None
    try:
        return msgspec.json.decode(raw, type=dict[str, object])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _pairs(raw: str) -> dict[str, str]:
    text = raw.strip().removeprefix("{").removesuffix("}")
    pairs = (_split(part) for part in text.split(";" if ";" in text else ","))
    return {_bare(name): value for name, value in pairs if name}


def _split(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=" if "=" in part else ":")
    return _clean(name), unquote(_clean(value), errors="replace")


def _clean(text: str) -> str:
    return text.strip().strip("\"'")


def _bare(name: str) -> str:
    return name[len(_PREFIX) :] if name.lower().startswith(_PREFIX) else name
