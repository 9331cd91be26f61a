"""What to do about errors of speech."""

from __future__ import annotations

from flowrunner.doctor.finding import Finding, ill
from flowrunner.errors import SpeechError


def trouble(part: str, error: SpeechError) -> Finding:
    """Return a finding of an error, which may already say what to do."""
    text, _, advice = str(error).partition("; ")
    return ill(part, text, advice) if advice.startswith("run: ") else ill(part, str(error), _mend(error))


def _mend(error: SpeechError) -> str:
    match error.trouble:
        case "refused":
            return "look at the credentials, and whether the service is enabled and paid for (docs/google.md)"
        case "busy":
            return "look at the quota of the project"
        case "timeout" | "failed":
            return "look at the network, and at the provider's status page"
        case _:
            return "choose another provider"
