"""Decides which of Plivo's requests are believed, counts what was seen, and says what is wrong with the others.

A callback is signed for its public address exactly. What is signed when a stream is opened nobody documents rightly, so
all forms of its address are tried, and the one that fits is counted: the counts are the evidence with which to set
``stream_signatures`` to ``require``. The log tells the address that was checked, without its query, which holds
numbers, and without the whole of a ticket; never the token, nor a signature that would have been right.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flowrunner.plivo.signature import Pair, Signatures, fits, read_signatures, signed_get, signed_post, upgrade_forms
from flowrunner.server.sparing import SparingLog
from flowrunner.server.tickets import shortened

if TYPE_CHECKING:
    from flowrunner.config import Checking, PlivoAccount

log = logging.getLogger(__name__)

NO_TOKEN = "no auth token is set (FLOWRUNNER_AUTH_TOKEN)"


class SignatureCheck:
    """Checks signatures as the settings say."""

    def __init__(self, account: PlivoAccount, counts: Counter[str]) -> None:
        self._token = account.auth_token
        self._callbacks = account.signatures
        self._streams = account.stream_signatures
        self._counts = counts
        self._log = SparingLog(log)

    def callback(self, method: str, url: str, form: Iterable[Pair], headers: Iterable[Pair]) -> bool:
        """Tell whether a callback may pass; ``url`` is its public address with the query as it came."""
        if self._token is None or self._callbacks == "off":
            return True
        found = read_signatures(headers)
        text = signed_post(url, form) if method == "POST" else signed_get(url)
        if fits(self._token, found, text):
            self._counts["callback_signature.fits"] += 1
            return True
        return self._judged("callback", self._callbacks, found, url)

    def upgrade(self, url: str, headers: Iterable[Pair]) -> bool:
        """Tell whether a stream may be opened; ``url`` is its public address, as http or https."""
        if self._token is None or self._streams == "off":
            return True
        found = read_signatures(headers)
        for form, text in upgrade_forms(url):
            if fits(self._token, found, text):
                self._counts[f"stream_signature.{form}"] += 1
                log.debug("a stream is signed", extra={"form": form})
                return True
        return self._judged("stream", self._streams, found, url)

    def _judged(self, what: str, checking: Checking, found: Signatures, url: str) -> bool:
        """Count and tell what is wrong; return whether it may pass all the same."""
        kind = "missing" if found.missing else "wrong"
        self._counts[f"{what}_signature.{kind}"] += 1
        done = "refused" if checking == "require" else "let pass"
        facts = {"kind": kind, "missing": ",".join(found.missing), "url": shortened(url.partition("?")[0])}
        self._log.warn(f"{done} a {what}: its signature is {kind}", facts)
        return checking != "require"


def in_one_line(account: PlivoAccount) -> str:
    """Say what is checked, and why the rest is not."""
    if account.auth_token is None:
        return f"Signatures are not checked: {NO_TOKEN}. Whoever reaches this host can begin calls."
    return f"Signatures: callbacks {_said(account.signatures)}, streams {_said(account.stream_signatures)}."


def _said(checking: Checking) -> str:
    match checking:
        case "off":
            return "are not checked (off)"
        case "warn":
            return "are checked and let pass with a warning (warn)"
        case "require":
            return "must be signed (require)"
