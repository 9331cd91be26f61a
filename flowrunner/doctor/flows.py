"""The flows that were given: whether they serve, and whether there is what they need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from flowrunner.doctor.finding import Finding, Patient, ill, unused, warning, well
from flowrunner.flow.model import Flow
from flowrunner.server.needs import agents_of, languages_of, secrets_of
from flowrunner.speech.adapters import NONE
from flowrunner.speech.registry import unknown_languages


async def flows(patient: Patient) -> AsyncIterator[Finding]:
    """Look at every flow."""
    if patient.flows is None:
        yield unused("flows", "none were given: flowrunner doctor flows/")
        return
    findings = [*_mistakes(patient), *_needs(patient)]
    number = len(patient.flows.flows)
    if not any(finding.verdict == "ill" for finding in findings):
        yield well("flows", f"{number} flow{'s' * (number != 1)} can be served")
    for finding in findings:
        yield finding


def _mistakes(patient: Patient) -> Iterator[Finding]:
    assert patient.flows is not None
    for each in patient.flows.loaded:
        errors = sum(found.severity == "error" for found in each.diagnostics)
        count = errors or len(each.diagnostics)
        if count:
            words = f"{count} {'mistake' if errors else 'warning'}{'s' * (count != 1)}"
            told = (ill if errors else warning)("flows", f"{each.path}: {words}", f"run: flowrunner check {each.path}")
            yield told


def _needs(patient: Patient) -> Iterator[Finding]:
    assert patient.flows is not None
    settings = patient.settings
    for flow in patient.flows.flows.values():
        yield from _languages(flow, "voice", settings.voice)
        yield from _languages(flow, "recognizer", settings.recognizer)
        unset = [name for name in secrets_of(flow) if name not in settings.secrets]
        if unset:
            variables = " and ".join(f"FLOWRUNNER_SECRET_{name}" for name in unset)
            text = f"{flow.name} uses secrets.{', secrets.'.join(unset)}, and nobody has set it"
            yield warning("flows", text, f"set {variables}, or such requests end in `error`")
        agents = agents_of(flow)
        if agents and settings.model is None:
            yield warning(
                "flows",
                f"{flow.name} has an agent ({', '.join(agents)}), and there is no language model",
                "set `url` and `model` under [model] (FLOWRUNNER_MODEL_URL, FLOWRUNNER_MODEL)",
            )


def _languages(flow: Flow, what: str, names: Sequence[str]) -> Iterator[Finding]:
    languages = languages_of(flow)
    missing = unknown_languages(names, languages) if NONE not in names else ()
    if missing:
        text = f"{flow.name} speaks {', '.join(missing)}, which no {what} here knows"
        yield warning("flows", text, f'set `{what} = ["offline", "google"]`, or such calls go to the fallback')
    alone = [each for each in languages if each not in missing and _has_one(names, each)]
    if alone and len(names) > 1:
        text = f"{flow.name} speaks {', '.join(alone)}, where nobody stands in for the {what} that knows it"
        yield warning("flows", text, f"while that {what} rests, such calls go to the fallback: have one that transfers")


def _has_one(names: Sequence[str], language: str) -> bool:
    return sum(not unknown_languages([name], [language]) for name in names) == 1
