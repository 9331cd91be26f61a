"""The outcomes of a state, and where each of them leads: the same decisions as the engine's, on unchecked data."""

from __future__ import annotations

from collections.abc import Iterator

from flowrunner.flow.document import Document
from flowrunner.flow.model import PLACES
from flowrunner.flow.plain import Mapped, listed, mapping, verbs_of
from flowrunner.flow.schema import answer_types
from flowrunner.flow.source import Data

OUTCOMES = {
    "form": {"done", "cancel", "give_up"},
    "request": {"ok", "timeout", "error"},
    "transfer": {"ended", "busy", "no_answer", "failed"},
    "record": {"done", "nothing"},
    "sms": {"ok", "failed"},
    "wait": {"done"},
    "transcribe": {"ended", "failed"},
}
PLAIN_KEYS = frozenset({"set", "forget", "say", "interrupt", "pace", "voice", "language", "recognizer", "go", "return"})
"""Keys of a state that does nothing after speaking; any other may be a misspelled verb."""
FAILURES = frozenset({"give_up", "busy", "no_answer", "failed", "timeout", "error", "limit"})
"""Outcomes, beside the statuses of a web request, that a list of conditions is not asked about."""
UNSAVED = frozenset({"give_up", "timeout", "error", "nothing"})
"""Outcomes after which there is nothing to save."""
ANY = "*"
"""Stands for the outcomes that another flow may return."""


def outcomes_of(state: Mapped) -> set[str] | None:
    """Return the outcomes of a state, or None when they cannot be known."""
    verbs = verbs_of(state)
    if not verbs:
        return {"done"} if state.keys() <= PLAIN_KEYS else None
    if len(verbs) > 1 or verbs[0] == "run":
        return None
    if verbs[0] == "agent":
        exits = mapping(state.get("leave_when"))
        return {*exits, "limit", "error"} if exits else None
    if verbs[0] == "ask":
        return _ask_outcomes(state.get("choices"), state.get("type"))
    return set(OUTCOMES[verbs[0]])


def _ask_outcomes(choices: Data, kind: Data) -> set[str] | None:
    if choices is not None:
        return {*mapping(choices), "give_up"}
    if not isinstance(kind, str) or kind not in answer_types():
        return None
    return {"yes", "no", "give_up"} if kind == "yes_no" else {"done", "give_up"}


def beside_choices(state: Mapped) -> list[str]:
    """Return the outcomes of a state in order, without the choices of a menu."""
    go = mapping(state.get("go"))
    outcomes = outcomes_of(state)
    if outcomes is None:
        return [*(name for name in go if name != "otherwise"), ANY]
    if "request" in state:
        outcomes |= {name for name in go if name.isdecimal()}
    return sorted(outcomes - mapping(state.get("choices")).keys())


def leading(go: Data, outcome: str) -> tuple[list[str], bool]:
    """Return the targets that a ``go`` names for an outcome, and whether one of them is always taken."""
    if isinstance(go, str):
        return ([], False) if outcome == "give_up" else ([go], True)
    if isinstance(go, dict):
        found = listed(go.get(outcome, go.get("otherwise")))
        return found, bool(found)
    if isinstance(go, list) and outcome not in FAILURES and not outcome.isdecimal():
        return _branches(go)
    return [], False


def led_to(state: Mapped, outcome: str) -> tuple[list[str], bool]:
    """Return the targets that a state names for an outcome beside its choices; who cancels a form must be named."""
    go = state.get("go")
    named_only = "form" in state and outcome == "cancel" and not isinstance(go, dict)
    return ([], False) if named_only else leading(go, outcome)


def _branches(go: list[Data]) -> tuple[list[str], bool]:
    targets = []
    for branch in map(mapping, go):
        targets += listed(branch.get("else", branch.get("to")))
        if "else" in branch or branch.get("chance") == "100%":
            return targets, True
    return targets, False


def choice_targets(document: Document, name: str, choice: Mapped, state: Mapped) -> tuple[list[str], bool]:
    """Return where a choice leads, and whether one of these is always taken."""
    if "go" in choice:
        return leading(choice["go"], name)
    targets, decided = leading(state.get("go"), name)
    if not decided and (name in PLACES or name in document.state_names):
        return [*targets, name], True
    return targets, decided


def left_over(document: Document, name: str, state: Mapped) -> Iterator[str]:
    """Yield the outcomes of a state that nothing handles; ``ended`` of a transfer hangs up by itself."""
    if "return" in state:
        return
    for choice, data in mapping(state.get("choices")).items():
        if not choice_targets(document, choice, mapping(data), state)[1]:
            yield choice
    for outcome in beside_choices(state):
        if not led_to(state, outcome)[1] and not ("transfer" in state and outcome == "ended"):
            yield outcome
