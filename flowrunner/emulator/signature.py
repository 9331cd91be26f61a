"""The carrier's signature of its requests, version 3, written from Plivo's description of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from flowrunner.emulator.xml import Method


def headers(token: str, method: Method, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that sign a request; ``form`` is the body of a POST."""
    nonce = "".join(secrets.choice("0123456789") for _ in range(20))
    signature = sign(token, signed_text(method, url, form, nonce))
    return {
        "X-Plivo-Signature-V3": signature,
        "X-Plivo-Signature-Ma-V3": signature,
        "X-Plivo-Signature-V3-Nonce": nonce,
    }


def sign(token: str, text: str) -> str:
    """Return the base64 of the HMAC."""
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha256).digest()).decode()


def signed_text(method: Method, url: str, form: Mapping[str, str], nonce: str) -> str:
    """Return what is signed: the address, its query sorted, for a POST the sorted form, and the nonce."""
    parts = urlsplit(url)
    query = "&".join(f"{key}={value}" for key, value in sorted(parse_qsl(parts.query, keep_blank_values=True)))
    base = f"{parts.scheme}://{parts.netloc}{parts.path}"
    posted = "".join(f"{key}{form[key]}" for key in sorted(form)) if method == "POST" else ""
    mark = "?" if query or posted else ""
    dot = "." if query and posted else ""
    return f"{base}{mark}{query}{dot}{posted}.{nonce}"


def in_a_list(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers of an account with two tokens: the signature comes second."""
    nonce = headers["X-Plivo-Signature-V3-Nonce"]
    other = sign("the other token", nonce)
    return {key: value if key.endswith("Nonce") else f"{other}, {value}" for key, value in headers.items()}


def signed_socket_url(url: str, form: int = 0) -> str:
    """Return the address that is signed for a socket: Plivo signs the handshake as plain http.

    Other ``form`` are those in which pages and libraries have it: 1 https, 2 wss, 3 with ``/websocket`` appended.
    """
    scheme = {1: "https", 2: "wss"}.get(form, "http")
    return scheme + url[url.index(":") :] + ("/websocket" if form == 3 else "")
