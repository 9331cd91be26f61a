"""Plivo's signature of its requests, version 3: what is signed, and whether a signature fits.

Plivo signs the address as it was configured, the parameters, and a number used once (the nonce), with the auth token
of the account that owns the telephone number, and once more with that of the main account. Each of the two headers may
list several signatures with commas, while an account changes its token. One that fits is enough. Version 2, which
Plivo sends beside it, covers neither query nor form, so nothing is ever accepted for its sake.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import SplitResult, parse_qsl, urlsplit

Pair = tuple[str, str]

SIGNATURE = "X-Plivo-Signature-V3"
"""By the token of the account, or of the subaccount."""
MAIN_SIGNATURE = "X-Plivo-Signature-Ma-V3"
"""By the token of the main account."""
NONCE = "X-Plivo-Signature-V3-Nonce"

_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
_UPGRADE_SCHEMES = ("http", "https", "wss", "ws")
"""Plivo dials ``wss://`` and signs ``http://``; its documents say otherwise in three ways."""
_SDK_SUFFIX = "/websocket"
"""Plivo's own Python SDK for streams appends it before it checks."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """What the headers of a request say."""

    given: tuple[str, ...] = ()
    """Of both headers, in no order that matters."""
    nonce: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the headers without which nothing can be checked."""
        wanted = ((SIGNATURE, bool(self.given)), (NONCE, bool(self.nonce)))
        return tuple(name for name, is_there in wanted if not is_there)


def read_signatures(headers: Iterable[Pair]) -> Signatures:
    """Collect the signatures of a request; empty ones among them are dropped."""
    given: list[str] = []
    nonce = ""
    for name, value in headers:
        match name.lower():
            case "x-plivo-signature-v3" | "x-plivo-signature-ma-v3":
                given += filter(None, (each.strip() for each in value.split(",")))
            case "x-plivo-signature-v3-nonce":
                nonce = value.strip()
    return Signatures(tuple(given), nonce)


def fits(token: str, signatures: Signatures, text: str) -> bool:
    """Tell whether one of the signatures is that of the text, in a time that does not depend on how nearly it is."""
    if signatures.missing:
        return False
    right = sign(token, f"{text}.{signatures.nonce}").encode()
    return any(hmac.compare_digest(right, _bytes(each)) for each in signatures.given)


def sign(token: str, text: str) -> str:
    """Return the signature of a text, which ends in a dot and the nonce."""
    return base64.b64encode(hmac.digest(_bytes(token), _bytes(text), hashlib.sha256)).decode()


def signed_get(url: str, parameters: Iterable[Pair] = ()) -> str:
    """Return what is signed of a GET, without the nonce: the address with its query decoded and sorted.

    ``parameters`` are such as do not stand in the address; those that do count. Raises ValueError for what is no URL.
    """
    parts = urlsplit(url)
    query = _query(parts)
    named = {name for name, _ in query}
    pairs = sorted([*query, *(pair for pair in parameters if pair[0] not in named)])
    return _base(parts) + ("?" + _joined(pairs) if pairs else "")


def signed_post(url: str, form: Iterable[Pair]) -> str:
    """Return what is signed of a POST, without the nonce: after the address, names and values of the form run together.

    Names and values may come more than once, in any order. Raises ValueError for what is no URL.
    """
    parts = urlsplit(url)
    query, pairs = sorted(_query(parts)), sorted(form)
    mark = "?" if query or pairs else ""
    dot = "." if query and pairs else ""
    return _base(parts) + mark + _joined(query) + dot + "".join(name + value for name, value in pairs)


def upgrade_forms(url: str) -> Iterator[tuple[str, str]]:
    """Return every way in which the address of a WebSocket may have been signed, the likeliest first.

    Each comes with a name of fixed words, to log and count: ``http``, ``https+port``, ``http-query+websocket``.
    """
    parts = urlsplit(url)
    queries = (("", parts.query), ("-query", "")) if parts.query else (("", ""),)
    places = [(scheme, *place) for scheme in _UPGRADE_SCHEMES for place in _with_and_without_port(parts, scheme)]
    for (scheme, port, netloc), (less, query), suffix in product(places, queries, ("", _SDK_SUFFIX)):
        form = SplitResult(scheme, netloc, parts.path + suffix, query, "").geturl()
        yield scheme + port + less + suffix.replace("/", "+"), signed_get(form)


def _with_and_without_port(parts: SplitResult, scheme: str) -> tuple[Pair, Pair]:
    """Return the place as it is written, and with the port that goes without saying the other way."""
    if parts.port is None:
        return ("", parts.netloc), ("+port", f"{parts.netloc}:{_DEFAULT_PORTS[scheme]}")
    return ("", parts.netloc), ("-port", parts.netloc.rpartition(":")[0])


def _base(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _query(parts: SplitResult) -> list[Pair]:
    return parse_qsl(parts.query, keep_blank_values=True)


def _joined(pairs: Iterable[Pair]) -> str:
    return "&".join(f"{name}={value}" for name, value in pairs)


def _bytes(text: str) -> bytes:
    """Encode anything: what came over the wire may hold lone surrogates for bytes that are no UTF-8."""
    return text.encode("utf-8", "surrogatepass")
