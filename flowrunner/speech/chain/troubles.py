"""One error out of those of several providers."""

from __future__ import annotations

from collections.abc import Sequence

from flowrunner.errors import SpeechError
from flowrunner.policy.circuit import Asking, Circuit


def together(failures: Sequence[SpeechError], otherwise: str) -> SpeechError:
    """Return an error with all reasons, the first provider's being the one that matters; or one with ``otherwise``."""
    if not failures:
        return SpeechError(otherwise, "unfit")
    return SpeechError("; ".join(dict.fromkeys(map(str, failures))), failures[0].trouble)


def resting(circuit: Circuit) -> SpeechError:
    """Return the error of a provider that is left alone."""
    return SpeechError(f"the {circuit.provider} failed too often and is left alone for a while", "busy")


def tell(asking: Asking, error: SpeechError) -> None:
    """Tell the circuit what the error says about the provider: what it cannot do in any case says nothing."""
    if error.trouble == "unfit":
        asking.abandoned()
    else:
        asking.failed(error.trouble)
