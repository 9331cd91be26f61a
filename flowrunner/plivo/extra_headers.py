"""Extra headers: pairs that arrive in five encodings, are documented in two, and are ``call.extra`` in a flow.

``k=v;k=v`` and ``k=v,k=v`` (documentation), a JSON object (Plivo's own code), ``{k: v, k2: v2}`` without quotes
(seen in the field), and an empty ``{}``; keys may carry a prefix ``X-PH-``, values may be percent-encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

import msgspec

_PREFIX = "x-ph-"
_EXTRAS_AT_MOST = 50


def write_extra_headers(pairs: Mapping[str, str]) -> str:
    """Return the value of the Stream element's ``extraHeaders``; names and texts are letters and digits."""
    return ";".join(f"{name}={text}" for name, text in pairs.items())


def call_extra(pairs: Mapping[str, str]) -> dict[str, str]:
    """Return the pairs under the names that a flow has for them: in lower case, ``_`` for ``-``; at most fifty."""
    named = {_bare(name).lower().replace("-", "_"): text for name, text in pairs.items()}
    return dict(list(named.items())[:_EXTRAS_AT_MOST])


def read_extra_headers(raw: object) -> dict[str, str]:
    """Return the pairs, names without their prefix; whatever cannot be read is left out, nothing is raised."""
    if isinstance(raw, Mapping):
        return {_bare(str(name)): _written(value) for name, value in raw.items() if name}
    if not isinstance(raw, str):
        return {}
    parsed = _json_object(raw)
    return read_extra_headers(parsed) if parsed is not None else _pairs(raw)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


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
